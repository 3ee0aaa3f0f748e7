import type * as venue from "./venue.cjs";
import type * as event from "./event.cjs";
import type * as box_office from "./box_office.cjs";
import type { Answer, Body, CommandOptions, QueryOptions, BoxOffice, Event, Venue } from "../index.cjs";

/** A command of any room. */
export type Command = venue.Command | event.Command | box_office.Command;

/** A domain event of any room. */
export type DomainEvent = venue.DomainEvent | event.DomainEvent | box_office.DomainEvent;

/** A refusal of any room. */
export type Rejection = venue.Rejection | event.Rejection | box_office.Rejection;

/** Why a rule said no: the code tells which details there are. */
export type RejectedReason =
  | { code: "command.id_reused"; details: { [name: string]: unknown } }
  | { code: "command.key_taken"; details: { [name: string]: unknown } }
  | { code: "command.too_large"; details: { [name: string]: unknown } }
  | Extract<venue.Rejection, { code: "venue.already_registered" }>
  | Extract<venue.Rejection, { code: "venue.timezone_differs" }>
  | Extract<venue.Rejection, { code: "venue.already_booked" }>
  | Extract<venue.Rejection, { code: "venue.capacity_exceeded" }>
  | Extract<venue.Rejection, { code: "venue.overlaps" }>
  | Extract<venue.Rejection, { code: "venue.capacity_below_booking" }>
  | Extract<venue.Rejection, { code: "venue.booking_unknown" }>
  | Extract<event.Rejection, { code: "event.already_drafted" }>
  | Extract<event.Rejection, { code: "event.already_published" }>
  | Extract<event.Rejection, { code: "event.invalid_transition" }>
  | Extract<event.Rejection, { code: "event.times_out_of_order" }>
  | Extract<event.Rejection, { code: "event.starts_in_the_past" }>
  | Extract<event.Rejection, { code: "event.not_started_yet" }>
  | Extract<event.Rejection, { code: "event.not_over_yet" }>
  | Extract<box_office.Rejection, { code: "box_office.already_open" }>
  | Extract<box_office.Rejection, { code: "box_office.event_not_published" }>
  | Extract<box_office.Rejection, { code: "box_office.event_over" }>
  | Extract<box_office.Rejection, { code: "box_office.quota_above_capacity" }>
  | Extract<box_office.Rejection, { code: "box_office.not_open" }>
  | Extract<box_office.Rejection, { code: "box_office.already_closed" }>
  | Extract<box_office.Rejection, { code: "box_office.duplicate" }>
  | Extract<box_office.Rejection, { code: "box_office.quota_unknown" }>
  | Extract<box_office.Rejection, { code: "box_office.type_without_quota" }>
  | Extract<box_office.Rejection, { code: "box_office.ticket_type_unknown" }>
  | Extract<box_office.Rejection, { code: "box_office.currency_differs" }>
  | Extract<box_office.Rejection, { code: "box_office.price_negative" }>
  | Extract<box_office.Rejection, { code: "box_office.limits_out_of_order" }>
  | Extract<box_office.Rejection, { code: "box_office.access_code_wrong" }>
  | Extract<box_office.Rejection, { code: "box_office.not_on_sale_yet" }>
  | Extract<box_office.Rejection, { code: "box_office.sales_over" }>
  | Extract<box_office.Rejection, { code: "box_office.below_minimum" }>
  | Extract<box_office.Rejection, { code: "box_office.above_maximum" }>
  | Extract<box_office.Rejection, { code: "box_office.buyer_limit" }>
  | Extract<box_office.Rejection, { code: "box_office.sold_out" }>
  | Extract<box_office.Rejection, { code: "box_office.hold_unknown" }>
  | Extract<box_office.Rejection, { code: "box_office.hold_lapsed" }>
  | Extract<box_office.Rejection, { code: "box_office.already_extended" }>
  | Extract<box_office.Rejection, { code: "box_office.lines_differ" }>
  | Extract<box_office.Rejection, { code: "box_office.hold_lost" }>
  | Extract<box_office.Rejection, { code: "box_office.price_changed" }>
  | Extract<box_office.Rejection, { code: "box_office.nothing_to_return" }>
  | Extract<box_office.Rejection, { code: "box_office.return_above_sold" }>
  | Extract<box_office.Rejection, { code: "box_office.block_unknown" }>
  | Extract<box_office.Rejection, { code: "box_office.unblock_above_blocked" }>
  | Extract<box_office.Rejection, { code: "box_office.too_many" }>;

/** What does not exist. */
export type NotFoundReason =
  | Extract<venue.Rejection, { code: "venue.not_found" }>
  | Extract<event.Rejection, { code: "event.not_found" }>
  | Extract<box_office.Rejection, { code: "box_office.not_found" }>;

/** What the actor may ask of a venue. */
export interface Venues {
  /** The state now, with its rules. Rejects with NotFoundError when there is none. */
  state(venueId: string, options?: QueryOptions): Promise<Venue>;
  /** Makes a venue known. The venue is the one that the command is for. */
  register(
    venueId: string,
    command: Body<venue.Register>,
    options?: CommandOptions,
  ): Promise<Answer>;
  /** Gives the venue another capacity, not below that of a booking that is still to come. */
  changeCapacity(
    venueId: string,
    command: Body<venue.ChangeCapacity>,
    options?: CommandOptions,
  ): Promise<Answer>;
  /** Keeps the venue for an event. */
  book(
    venueId: string,
    command: Body<venue.Book>,
    options?: CommandOptions,
  ): Promise<Answer>;
  /** Gives an event's booking back. Without a booking there is nothing to do. */
  release(
    venueId: string,
    command: Body<venue.Release>,
    options?: CommandOptions,
  ): Promise<Answer>;
  /** Gives an event's booking another time; buffers and capacity stay. */
  moveBooking(
    venueId: string,
    command: Body<venue.MoveBooking>,
    options?: CommandOptions,
  ): Promise<Answer>;
  /** Gives an event's booking another capacity. */
  resizeBooking(
    venueId: string,
    command: Body<venue.ResizeBooking>,
    options?: CommandOptions,
  ): Promise<Answer>;
}

/** What the actor may ask of a event. */
export interface Events {
  /** The state now, with its rules. Rejects with NotFoundError when there is none. */
  state(eventId: string, options?: QueryOptions): Promise<Event>;
  /** Plans an event. The event is the one that the command is for. */
  draft(
    eventId: string,
    command: Body<event.Draft>,
    options?: CommandOptions,
  ): Promise<Answer>;
  /** Changes the plan of a draft. What is left out stays. */
  changeDraft(
    eventId: string,
    command?: Body<event.ChangeDraft>,
    options?: CommandOptions,
  ): Promise<Answer>;
  /** Makes a draft public. Its start is in the future. */
  publish(
    eventId: string,
    command?: Body<event.Publish>,
    options?: CommandOptions,
  ): Promise<Answer>;
  /** Puts a published event off, to a time that is not known yet. */
  postpone(
    eventId: string,
    command: Body<event.Postpone>,
    options?: CommandOptions,
  ): Promise<Answer>;
  /** Gives a published or postponed event another time, with a start in the future. It is published
then. */
  reschedule(
    eventId: string,
    command: Body<event.Reschedule>,
    options?: CommandOptions,
  ): Promise<Answer>;
  /** Gives an event that is published, postponed or in progress another capacity. */
  changeCapacity(
    eventId: string,
    command: Body<event.ChangeCapacity>,
    options?: CommandOptions,
  ): Promise<Answer>;
  /** Starts a published event, from its start on. */
  start(
    eventId: string,
    command?: Body<event.Start>,
    options?: CommandOptions,
  ): Promise<Answer>;
  /** Ends an event that is in progress, from its end on. */
  complete(
    eventId: string,
    command?: Body<event.Complete>,
    options?: CommandOptions,
  ): Promise<Answer>;
  /** Calls an event off that is not over. */
  cancel(
    eventId: string,
    command: Body<event.Cancel>,
    options?: CommandOptions,
  ): Promise<Answer>;
  /** Puts a completed or cancelled event away. */
  archive(
    eventId: string,
    command?: Body<event.Archive>,
    options?: CommandOptions,
  ): Promise<Answer>;
}

/** What the actor may ask of a box_office. */
export interface Tickets {
  /** The state now, with its rules. Rejects with NotFoundError when there is none. */
  state(eventId: string, options?: QueryOptions): Promise<BoxOffice>;
  /** Opens the box office of a published event. The event is the one that the command is for. */
  open(
    eventId: string,
    command: Body<box_office.Open>,
    options?: CommandOptions,
  ): Promise<Answer>;
  /** Puts one more ticket type on sale. */
  addTicketType(
    eventId: string,
    command: Body<box_office.AddTicketType>,
    options?: CommandOptions,
  ): Promise<Answer>;
  /** Changes a ticket type. Live holds keep their price. */
  changeTicketType(
    eventId: string,
    command: Body<box_office.ChangeTicketType>,
    options?: CommandOptions,
  ): Promise<Answer>;
  /** Gives a quota another size. Below what is in use it only stops new sales. */
  setQuotaSize(
    eventId: string,
    command: Body<box_office.SetQuotaSize>,
    options?: CommandOptions,
  ): Promise<Answer>;
  /** Sets places aside for the acting buyer: all of the lines, or none. */
  hold(
    eventId: string,
    command: Body<box_office.HoldTickets>,
    options?: CommandOptions,
  ): Promise<Answer>;
  /** Gives a live hold its first time once more, once. */
  extendHold(
    eventId: string,
    command: Body<box_office.ExtendHold>,
    options?: CommandOptions,
  ): Promise<Answer>;
  /** Gives up a live hold. */
  releaseHold(
    eventId: string,
    command: Body<box_office.ReleaseHold>,
    options?: CommandOptions,
  ): Promise<Answer>;
  /** Makes a hold a sale. It carries all that is needed to sell a lapsed hold whose places are free. */
  confirmHold(
    eventId: string,
    command: Body<box_office.ConfirmHold>,
    options?: CommandOptions,
  ): Promise<Answer>;
  /** Gives sold places back. A place comes back once, however often it is asked. */
  returnPlaces(
    eventId: string,
    command: Body<box_office.ReturnPlaces>,
    options?: CommandOptions,
  ): Promise<Answer>;
  /** Takes places off sale, for the press or the house. */
  blockPlaces(
    eventId: string,
    command: Body<box_office.BlockPlaces>,
    options?: CommandOptions,
  ): Promise<Answer>;
  /** Puts blocked places on sale again. */
  unblockPlaces(
    eventId: string,
    command: Body<box_office.UnblockPlaces>,
    options?: CommandOptions,
  ): Promise<Answer>;
  /** Stops new holds. Live holds can still be confirmed. */
  closeSales(
    eventId: string,
    command: Body<box_office.CloseSales>,
    options?: CommandOptions,
  ): Promise<Answer>;
  /** Takes new holds again. */
  reopenSales(
    eventId: string,
    command?: Body<box_office.ReopenSales>,
    options?: CommandOptions,
  ): Promise<Answer>;
  /** What is left of each ticket type now. */
  availability(eventId: string, options?: QueryOptions): Promise<box_office.Availability[]>;
  /** What became of the places of each quota by now. */
  quotaUses(eventId: string, options?: QueryOptions): Promise<box_office.QuotaUse[]>;
}

/** The services of every room. */
export interface Services {
  /** Venues */
  readonly venues: Venues;
  /** Events */
  readonly events: Events;
  /** Tickets */
  readonly tickets: Tickets;
}
