import type * as venue from "./venue.cjs";
import type * as event from "./event.cjs";
import type * as box_office from "./box_office.cjs";
import type * as payment from "./payment.cjs";
import type * as split from "./split.cjs";
import type { Answer, Body, CommandOptions, QueryOptions, BoxOffice, Event, Payment, Venue } from "../index.cjs";

/** A command of any room. */
export type Command = venue.Command | event.Command | box_office.Command | payment.Command;

/** A domain event of any room. */
export type DomainEvent = venue.DomainEvent | event.DomainEvent | box_office.DomainEvent | payment.DomainEvent;

/** A refusal of any room. */
export type Rejection = venue.Rejection | event.Rejection | box_office.Rejection | payment.Rejection;

/** What does not exist, for this tenant. */
export type NotFoundReason = Extract<Rejection, { code: "venue.not_found" | "event.not_found" | "box_office.not_found" | "payment.not_found" }>;

/** Why a rule said no: the code tells which details there are. */
export type RejectedReason =
  | Exclude<Rejection, NotFoundReason>
  | split.Rejection
  | { code: "command.id_reused"; details: { command_id: string } }
  | { code: "command.key_taken"; details: { space: string } }
  | { code: "command.too_large"; details: { [name: string]: never } }
  | { code: "gateway.webhook_forged"; details: { reason: string } };

/** How input can be not of the form. */
export type InvalidCode = "input.invalid" | "input.unknown_type" | "input.too_large" | "input.too_deep" | "input.too_many_items";

/** How others can be first. */
export type ConflictCode = "store.conflict";

/** What can fail and work later, beside what only Node has. */
export type UnavailableCode = "gateway.unavailable" | "store.busy" | "store.unavailable" | "store.unreadable";

/** What the actor may ask, by the rules of `venue`. */
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
  /** What a page shows of the venue. Its calendar is not in it. */
  summary(venueId: string, options?: QueryOptions): Promise<venue.VenueSummary>;
}

/** What the actor may ask, by the rules of `event`. */
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
    command: Body<event.ChangeDraft>,
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
  /** Gives a published or postponed event another time, with a start in the future. It is published then. */
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
  /** What a page shows of the event. */
  summary(eventId: string, options?: QueryOptions): Promise<event.EventSummary>;
}

/** What the actor may ask, by the rules of `box_office`. */
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
  /** Stops new holds. Live holds can still be confirmed, unless they are released with it. */
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
  /** What is left of each ticket type. */
  availability(eventId: string, options?: QueryOptions): Promise<box_office.Availability[]>;
  /** What became of the places of each quota. */
  quotaUses(eventId: string, options?: QueryOptions): Promise<box_office.QuotaUse[]>;
  /** A live hold: what is to be paid for it, and until when. */
  holdSummary(eventId: string, holdId: string, options?: QueryOptions): Promise<box_office.HoldSummary>;
}

/** What the actor may ask, by the rules of `payment`. */
export interface Payments {
  /** The state now, with its rules. Rejects with NotFoundError when there is none. */
  state(paymentId: string, options?: QueryOptions): Promise<Payment>;
  /** Makes a payment. Its split is frozen with it. The buyer is the actor of the context. */
  create(
    paymentId: string,
    command: Body<payment.Create>,
    options?: CommandOptions,
  ): Promise<Answer>;
  /** Asks the gateway for a Pix charge. Its txid is the payment's id as 32 hex digits. */
  requestPixCharge(
    paymentId: string,
    command: Body<payment.RequestPixCharge>,
    options?: CommandOptions,
  ): Promise<Answer>;
  /** Ends a Pix charge whose time is over. */
  expireCharge(
    paymentId: string,
    command?: Body<payment.ExpireCharge>,
    options?: CommandOptions,
  ): Promise<Answer>;
  /** Gives up a payment of which nothing was paid. */
  cancel(
    paymentId: string,
    command?: Body<payment.Cancel>,
    options?: CommandOptions,
  ): Promise<Answer>;
  /** Begins an attempt to charge a card. */
  startCard(
    paymentId: string,
    command: Body<payment.StartCard>,
    options?: CommandOptions,
  ): Promise<Answer>;
  /** Claims the right to send the attempt to the gateway: it cannot be cancelled from then on. */
  sendCard(
    paymentId: string,
    command?: Body<payment.SendCard>,
    options?: CommandOptions,
  ): Promise<Answer>;
  /** Takes a part of what was authorized. */
  capture(
    paymentId: string,
    command: Body<payment.Capture>,
    options?: CommandOptions,
  ): Promise<Answer>;
  /** Gives up what was authorized and not captured. */
  void(
    paymentId: string,
    command?: Body<payment.Void>,
    options?: CommandOptions,
  ): Promise<Answer>;
  /** Gives money back to who paid it. */
  requestRefund(
    paymentId: string,
    command: Body<payment.RequestRefund>,
    options?: CommandOptions,
  ): Promise<Answer>;
  /** Gives back all that is left of what was paid, in proportion: of every capture, or of the Pix. What nobody asked for is left to what the payment says of it. */
  refundRest(
    paymentId: string,
    command: Body<payment.RefundRest>,
    options?: CommandOptions,
  ): Promise<Answer>;
  /** Claims the right to send a refund to the gateway: it cannot be cancelled from then on. */
  sendRefund(
    paymentId: string,
    command: Body<payment.SendRefund>,
    options?: CommandOptions,
  ): Promise<Answer>;
  /** Gives up a refund that was not sent yet. */
  cancelRefund(
    paymentId: string,
    command: Body<payment.CancelRefund>,
    options?: CommandOptions,
  ): Promise<Answer>;
  /** Answers a dispute. */
  submitEvidence(
    paymentId: string,
    command: Body<payment.SubmitEvidence>,
    options?: CommandOptions,
  ): Promise<Answer>;
  /** Gives a dispute up as lost. */
  acceptDispute(
    paymentId: string,
    command: Body<payment.AcceptDispute>,
    options?: CommandOptions,
  ): Promise<Answer>;
  /** Divides by hand what was captured and could not carry its split: what is left of it, once nothing of it is on its way back or disputed. */
  assignShares(
    paymentId: string,
    command: Body<payment.AssignShares>,
    options?: CommandOptions,
  ): Promise<Answer>;
  /** The gateway issued the Pix charge. */
  reportPixChargeIssued(
    paymentId: string,
    command: Body<payment.ReportPixChargeIssued>,
    options?: CommandOptions,
  ): Promise<Answer>;
  /** The gateway could not issue the Pix charge. */
  reportPixChargeFailed(
    paymentId: string,
    command: Body<payment.ReportPixChargeFailed>,
    options?: CommandOptions,
  ): Promise<Answer>;
  /** A Pix came in. */
  reportPixReceived(
    paymentId: string,
    command: Body<payment.ReportPixReceived>,
    options?: CommandOptions,
  ): Promise<Answer>;
  /** The payer is asked by the card's bank. */
  reportActionRequired(
    paymentId: string,
    command: Body<payment.ReportActionRequired>,
    options?: CommandOptions,
  ): Promise<Answer>;
  /** The payer answered. */
  reportActionDone(
    paymentId: string,
    command: Body<payment.ReportActionDone>,
    options?: CommandOptions,
  ): Promise<Answer>;
  /** The bank set the amount aside. */
  reportAuthorized(
    paymentId: string,
    command: Body<payment.ReportAuthorized>,
    options?: CommandOptions,
  ): Promise<Answer>;
  /** Money was taken from the card. */
  reportCaptured(
    paymentId: string,
    command: Body<payment.ReportCaptured>,
    options?: CommandOptions,
  ): Promise<Answer>;
  /** A capture failed. */
  reportCaptureFailed(
    paymentId: string,
    command: Body<payment.ReportCaptureFailed>,
    options?: CommandOptions,
  ): Promise<Answer>;
  /** The bank said no. */
  reportDeclined(
    paymentId: string,
    command: Body<payment.ReportDeclined>,
    options?: CommandOptions,
  ): Promise<Answer>;
  /** What was authorized and not captured was given up. */
  reportVoided(
    paymentId: string,
    command: Body<payment.ReportVoided>,
    options?: CommandOptions,
  ): Promise<Answer>;
  /** It could not be given up. */
  reportVoidFailed(
    paymentId: string,
    command: Body<payment.ReportVoidFailed>,
    options?: CommandOptions,
  ): Promise<Answer>;
  /** The authorization's time was over. */
  reportAuthorizationLapsed(
    paymentId: string,
    command: Body<payment.ReportAuthorizationLapsed>,
    options?: CommandOptions,
  ): Promise<Answer>;
  /** A refund reached who paid. One that was never asked for here is a refund as well. */
  reportRefundSettled(
    paymentId: string,
    command: Body<payment.ReportRefundSettled>,
    options?: CommandOptions,
  ): Promise<Answer>;
  /** A refund failed. */
  reportRefundFailed(
    paymentId: string,
    command: Body<payment.ReportRefundFailed>,
    options?: CommandOptions,
  ): Promise<Answer>;
  /** The payer disputes. */
  reportDisputeOpened(
    paymentId: string,
    command: Body<payment.ReportDisputeOpened>,
    options?: CommandOptions,
  ): Promise<Answer>;
  /** A dispute was decided for the recipients. */
  reportDisputeWon(
    paymentId: string,
    command: Body<payment.ReportDisputeWon>,
    options?: CommandOptions,
  ): Promise<Answer>;
  /** A dispute was withdrawn, which is as good as won. */
  reportDisputeWithdrawn(
    paymentId: string,
    command: Body<payment.ReportDisputeWithdrawn>,
    options?: CommandOptions,
  ): Promise<Answer>;
  /** A dispute was decided for the payer, and closed. What is still held beyond it is released. */
  reportDisputeLost(
    paymentId: string,
    command: Body<payment.ReportDisputeLost>,
    options?: CommandOptions,
  ): Promise<Answer>;
  /** A dispute that was won is taken up again, at a later stage. */
  reportDisputeReopened(
    paymentId: string,
    command: Body<payment.ReportDisputeReopened>,
    options?: CommandOptions,
  ): Promise<Answer>;
  /** The bank returned a Pix, or a part, by the Pix rules for fraud and failures. That is no refund. */
  reportMedReturned(
    paymentId: string,
    command: Body<payment.ReportMedReturned>,
    options?: CommandOptions,
  ): Promise<Answer>;
  /** What a payer or a clerk is shown of the payment: how far it is, its Pix code, and where the money is. */
  summary(paymentId: string, options?: QueryOptions): Promise<payment.PaymentSummary>;
}

/** What the rules of `venue` are asked. */
export interface VenueQueries {
  /**
   * What a page shows of the venue. Its calendar is not in it.
   *
   * @throws {NotFoundError} before anything happened.
   */
  summary(): venue.VenueSummary;
}

/** What the rules of `event` are asked. */
export interface EventQueries {
  /**
   * What a page shows of the event.
   *
   * @throws {NotFoundError} before anything happened.
   */
  summary(): event.EventSummary;
}

/** What the rules of `box_office` are asked. */
export interface BoxOfficeQueries {
  /**
   * What is left of each ticket type. As of `now`.
   *
   * @throws {NotFoundError} before anything happened.
   */
  availability(now: string | Date): box_office.Availability[];
  /**
   * What became of the places of each quota. As of `now`.
   *
   * @throws {NotFoundError} before anything happened.
   */
  quotaUses(now: string | Date): box_office.QuotaUse[];
  /**
   * A live hold: what is to be paid for it, and until when. As of `now`.
   *
   * @throws {NotFoundError} before anything happened.
   */
  holdSummary(holdId: string, now: string | Date): box_office.HoldSummary;
}

/** What the rules of `payment` are asked. */
export interface PaymentQueries {
  /**
   * What a payer or a clerk is shown of the payment: how far it is, its Pix code, and where the money is.
   *
   * @throws {NotFoundError} before anything happened.
   */
  summary(): payment.PaymentSummary;
}

/** The services of every room. */
export interface Services {
  readonly venues: Venues;
  readonly events: Events;
  readonly tickets: Tickets;
  readonly payments: Payments;
}
