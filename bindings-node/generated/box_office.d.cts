/**
 * What can be asked, of `box_office`.
 */
export type Command =
  | Open
  | AddTicketType
  | ChangeTicketType
  | SetQuotaSize
  | HoldTickets
  | ExtendHold
  | ReleaseHold
  | ConfirmHold
  | ReturnPlaces
  | BlockPlaces
  | UnblockPlaces
  | CloseSales
  | ReopenSales;
/**
 * An ISO 4217 currency code that has a minor unit.
 */
export type Currency = string;
/**
 * The name of a quota within its event: the places that several ticket types share.
 */
export type QuotaCode = string;
/**
 * How many places a quota has, or `unlimited`.
 */
export type QuotaSize = number | "unlimited";
/**
 * A secret word that opens a hidden ticket type; upper and lower case are one.
 */
export type AccessCode = string;
/**
 * How many: at least one.
 */
export type Quantity = number;
/**
 * A short text on one line: 1 to 255 characters after trimming, stored in NFC, without control or bidirectional formatting characters.
 */
export type Label = string;
/**
 * A moment, RFC 3339 with any offset, from 1970-01-01T00:00:00.000Z to 2999-12-31T23:59:59.999Z; truncated to the millisecond and written back in UTC.
 */
export type InstantInput = string | Date;
/**
 * The name of a ticket type within its event, such as `vip` or `half_price`.
 */
export type TicketTypeCode = string;
/**
 * Which hold: tickets set aside for a buyer for a while.
 */
export type HoldId = string;
/**
 * Seconds a hold lasts: 60 to 3600.
 */
export type HoldSeconds = number;
/**
 * Which payment.
 */
export type PaymentId = string;
/**
 * Which return: tickets sold that came back.
 */
export type ReturnId = string;
/**
 * Which block: tickets the organiser keeps from sale.
 */
export type BlockId = string;
/**
 * What can happen, of `box_office`.
 */
export type DomainEvent =
  | Opened
  | TicketTypeAdded
  | TicketTypeChanged
  | QuotaResized
  | QuotaOvercommitted
  | TicketsHeld
  | HoldLapsed
  | HoldExtended
  | HoldReleased
  | PlacesSold
  | PlacesReturned
  | PlacesBlocked
  | PlacesUnblocked
  | SalesClosed
  | SalesReopened;
/**
 * A moment, RFC 3339 with any offset, from 1970-01-01T00:00:00.000Z to 2999-12-31T23:59:59.999Z; truncated to the millisecond and written back in UTC.
 */
export type Instant = string;
/**
 * Who acts: the user or service in whose name a command is given.
 */
export type ActorId = string;
/**
 * Why `box_office` says no.
 */
export type Rejection =
  | {
      code: "box_office.not_found";
      details: NotFoundDetails;
    }
  | {
      code: "box_office.already_open";
      details: AlreadyOpenDetails;
    }
  | {
      code: "box_office.pan_rejected";
      details: PanRejectedDetails;
    }
  | {
      code: "box_office.event_not_published";
      details: EventNotPublishedDetails;
    }
  | {
      code: "box_office.event_over";
      details: EventOverDetails;
    }
  | {
      code: "box_office.quota_above_capacity";
      details: QuotaAboveCapacityDetails;
    }
  | {
      code: "box_office.not_open";
      details: NotOpenDetails;
    }
  | {
      code: "box_office.already_closed";
      details: AlreadyClosedDetails;
    }
  | {
      code: "box_office.duplicate";
      details: DuplicateDetails;
    }
  | {
      code: "box_office.quota_unknown";
      details: QuotaUnknownDetails;
    }
  | {
      code: "box_office.type_without_quota";
      details: TypeWithoutQuotaDetails;
    }
  | {
      code: "box_office.ticket_type_unknown";
      details: TicketTypeUnknownDetails;
    }
  | {
      code: "box_office.currency_differs";
      details: CurrencyDiffersDetails;
    }
  | {
      code: "box_office.price_negative";
      details: PriceNegativeDetails;
    }
  | {
      code: "box_office.limits_out_of_order";
      details: LimitsOutOfOrderDetails;
    }
  | {
      code: "box_office.access_code_wrong";
      details: AccessCodeWrongDetails;
    }
  | {
      code: "box_office.not_on_sale_yet";
      details: NotOnSaleYetDetails;
    }
  | {
      code: "box_office.sales_over";
      details: SalesOverDetails;
    }
  | {
      code: "box_office.below_minimum";
      details: BelowMinimumDetails;
    }
  | {
      code: "box_office.above_maximum";
      details: AboveMaximumDetails;
    }
  | {
      code: "box_office.buyer_limit";
      details: BuyerLimitDetails;
    }
  | {
      code: "box_office.sold_out";
      details: SoldOutDetails;
    }
  | {
      code: "box_office.hold_unknown";
      details: HoldUnknownDetails;
    }
  | {
      code: "box_office.hold_lapsed";
      details: HoldLapsedDetails;
    }
  | {
      code: "box_office.already_extended";
      details: AlreadyExtendedDetails;
    }
  | {
      code: "box_office.lines_differ";
      details: LinesDifferDetails;
    }
  | {
      code: "box_office.hold_lost";
      details: HoldLostDetails;
    }
  | {
      code: "box_office.paid_by_another";
      details: PaidByAnotherDetails;
    }
  | {
      code: "box_office.price_changed";
      details: PriceChangedDetails;
    }
  | {
      code: "box_office.nothing_to_return";
      details: NothingToReturnDetails;
    }
  | {
      code: "box_office.return_above_sold";
      details: ReturnAboveSoldDetails;
    }
  | {
      code: "box_office.block_unknown";
      details: BlockUnknownDetails;
    }
  | {
      code: "box_office.unblock_above_blocked";
      details: UnblockAboveBlockedDetails;
    }
  | {
      code: "box_office.too_many";
      details: TooManyDetails;
    };
/**
 * How many places: at least one.
 */
export type Capacity = number;
/**
 * What became of the places that are not there: the first class whose running sum leaves too few.
 */
export type Reason = "sold" | "blocked" | "held";
/**
 * The state of a box office. Serialized it is what a host keeps in a table of its own.
 */
export type State =
  | {
      unopened: {};
    }
  | {
      opened: Sales;
    };

/**
 * The types of `box_office`.
 */
export interface Contract {
  Command: Command;
  DomainEvent: DomainEvent;
  Rejection: Rejection;
  State: State;
  Availability: Availability;
  HoldSummary: HoldSummary;
  QuotaUse: QuotaUse;
}
/**
 * Opens the box office of a published event. The event is the one that the command is for.
 */
export interface Open {
  /**
   * The currency of every price.
   */
  currency: Currency;
  /**
   * The pools of places, at most 500; exactly one is the outermost.
   *
   * @minItems 1
   * @maxItems 500
   */
  quotas: readonly Quota[];
  /**
   * What is sold, at most 500; more may be added later.
   *
   * @minItems 0
   * @maxItems 500
   */
  ticket_types: readonly TicketTypeInput[];
  type: "box_office.open";
}
/**
 * A named pool of places.
 */
export interface Quota {
  /**
   * Whether this is the event's capacity, which every ticket type draws on. Exactly one is.
   */
  outermost?: boolean | undefined;
  /**
   * Its code, unique in the box office.
   */
  quota: QuotaCode;
  /**
   * How many places it has.
   */
  size: QuotaSize;
}
/**
 * Something that is sold: a price and the quotas that it draws on.
 */
export interface TicketTypeInput {
  /**
   * The quotas that each ticket takes a place of, at least one. The outermost is one of them
   * whether it is named or not.
   *
   * @minItems 0
   * @maxItems 20
   */
  quotas: readonly QuotaCode[];
  /**
   * Price, window and limits.
   */
  terms: TermsInput;
  /**
   * Its code, unique in the box office.
   */
  ticket_type: TicketTypeCode;
}
/**
 * What can be changed of a ticket type.
 */
export interface TermsInput {
  /**
   * Sold only to those who give this code.
   */
  access_code?: AccessCode | null | undefined;
  /**
   * The most that one buyer may have, live holds and sold places counted.
   */
  max_per_buyer?: Quantity | null | undefined;
  /**
   * The most that one hold takes.
   */
  max_per_order?: Quantity | null | undefined;
  /**
   * The least that one hold takes.
   */
  min_per_order?: Quantity | null | undefined;
  /**
   * What buyers read.
   */
  name: Label;
  /**
   * The sales window; left out, it is on sale whenever the box office is open.
   */
  on_sale?: PeriodInput | null | undefined;
  /**
   * The price of one, at least 0, in the box office's currency.
   */
  price: Money;
}
/**
 * A stretch of time: starts_at belongs to it, ends_at is later and does not.
 */
export interface PeriodInput {
  ends_at: InstantInput;
  starts_at: InstantInput;
}
/**
 * An amount of one currency, exact to its minor unit.
 */
export interface Money {
  /**
   * The amount, with at most the currency's number of decimals.
   */
  amount: string;
  currency: Currency;
}
/**
 * Puts one more ticket type on sale.
 */
export interface AddTicketType {
  /**
   * The new ticket type.
   */
  ticket_type: TicketTypeInput;
  type: "box_office.add_ticket_type";
}
/**
 * Changes a ticket type. Live holds keep their price.
 */
export interface ChangeTicketType {
  /**
   * All its terms from now on.
   */
  terms: TermsInput;
  /**
   * Which ticket type.
   */
  ticket_type: TicketTypeCode;
  type: "box_office.change_ticket_type";
}
/**
 * Gives a quota another size. Below what is in use it only stops new sales.
 */
export interface SetQuotaSize {
  /**
   * Which quota; left out, the outermost.
   */
  quota?: QuotaCode | null | undefined;
  /**
   * Its size from now on.
   */
  size: QuotaSize;
  type: "box_office.set_quota_size";
}
/**
 * Sets places aside for the acting buyer: all of the lines, or none.
 */
export interface HoldTickets {
  /**
   * The new hold's id; left out, it is the command's.
   */
  hold_id?: HoldId | null | undefined;
  /**
   * What to hold, 1 to 100 lines; those that draw on one quota are summed.
   *
   * @minItems 1
   * @maxItems 100
   */
  lines: readonly Line[];
  /**
   * For how long, 60 to 3600 seconds; 900 when left out.
   */
  ttl_seconds?: HoldSeconds | undefined;
  type: "box_office.hold_tickets";
}
/**
 * How many of a ticket type.
 */
export interface Line {
  /**
   * The code, where the ticket type asks for one.
   */
  access_code?: AccessCode | null | undefined;
  /**
   * How many.
   */
  quantity: Quantity;
  /**
   * Which ticket type.
   */
  ticket_type: TicketTypeCode;
}
/**
 * Gives a live hold its first time once more, once.
 */
export interface ExtendHold {
  /**
   * Which hold.
   */
  hold_id: HoldId;
  type: "box_office.extend_hold";
}
/**
 * Gives up a live hold.
 */
export interface ReleaseHold {
  /**
   * Which hold.
   */
  hold_id: HoldId;
  type: "box_office.release_hold";
}
/**
 * Makes a hold a sale. It carries all that is needed to sell a lapsed hold whose places are free.
 */
export interface ConfirmHold {
  /**
   * Which hold.
   */
  hold_id: HoldId;
  /**
   * What was held, and the prices that the buyer accepted; 1 to 100 lines.
   *
   * @minItems 1
   * @maxItems 100
   */
  lines: readonly PricedLine[];
  /**
   * The payment that pays for it: a sold hold is not another payment's. Left out, nobody says who
   * paid, and a sold hold stays as it is.
   */
  paid_by?: PaymentId | null | undefined;
  type: "box_office.confirm_hold";
}
/**
 * How many of a ticket type, at what price each.
 */
export interface PricedLine {
  /**
   * How many.
   */
  quantity: Quantity;
  /**
   * Which ticket type.
   */
  ticket_type: TicketTypeCode;
  /**
   * The price of one.
   */
  unit_price: Money;
}
/**
 * Gives sold places back. A place comes back once, however often it is asked.
 */
export interface ReturnPlaces {
  /**
   * The hold that they were sold from.
   */
  hold_id: HoldId;
  /**
   * What comes back, 1 to 100 lines.
   *
   * @minItems 1
   * @maxItems 100
   */
  lines: readonly ReturnLine[];
  /**
   * The same return again changes nothing.
   */
  return_id: ReturnId;
  type: "box_office.return_places";
}
/**
 * How many of a ticket type come back.
 */
export interface ReturnLine {
  /**
   * How many.
   */
  quantity: Quantity;
  /**
   * Which ticket type.
   */
  ticket_type: TicketTypeCode;
}
/**
 * Takes places off sale, for the press or the house.
 */
export interface BlockPlaces {
  /**
   * The new block's id; the same again changes nothing while all of the block stands.
   */
  block_id: BlockId;
  /**
   * How many.
   */
  quantity: Quantity;
  /**
   * Of which quota.
   */
  quota: QuotaCode;
  type: "box_office.block_places";
}
/**
 * Puts blocked places on sale again.
 */
export interface UnblockPlaces {
  /**
   * Which block.
   */
  block_id: BlockId;
  /**
   * How many of it; left out, all that is left.
   */
  quantity?: Quantity | null | undefined;
  type: "box_office.unblock_places";
}
/**
 * Stops new holds. Live holds can still be confirmed, unless they are released with it.
 */
export interface CloseSales {
  /**
   * Why, for the record.
   */
  reason: Label;
  /**
   * Whether every live hold ends: what is paid for one of them afterwards is sold no more. For an event
   * that will not be; sales that are closed already can still be closed so.
   */
  release_holds?: boolean | undefined;
  type: "box_office.close_sales";
}
/**
 * Takes new holds again.
 */
export interface ReopenSales {
  type: "box_office.reopen_sales";
}
/**
 * The box office was opened.
 */
export interface Opened {
  /**
   * When, by the box office's own time, which never runs back.
   */
  at: Instant;
  /**
   * The currency of every price.
   */
  currency: Currency;
  /**
   * The pools of places.
   */
  quotas: readonly Quota[];
  /**
   * What is sold.
   */
  ticket_types: readonly TicketType[];
  type: "box_office.opened";
}
/**
 * Something that is sold: a price and the quotas that it draws on.
 */
export interface TicketType {
  /**
   * The quotas that each ticket takes a place of, at least one. The outermost is one of them
   * whether it is named or not.
   *
   * @minItems 0
   * @maxItems 20
   */
  quotas: readonly QuotaCode[];
  /**
   * Price, window and limits.
   */
  terms: Terms;
  /**
   * Its code, unique in the box office.
   */
  ticket_type: TicketTypeCode;
}
/**
 * What can be changed of a ticket type.
 */
export interface Terms {
  /**
   * Sold only to those who give this code.
   */
  access_code?: AccessCode | null | undefined;
  /**
   * The most that one buyer may have, live holds and sold places counted.
   */
  max_per_buyer?: Quantity | null | undefined;
  /**
   * The most that one hold takes.
   */
  max_per_order?: Quantity | null | undefined;
  /**
   * The least that one hold takes.
   */
  min_per_order?: Quantity | null | undefined;
  /**
   * What buyers read.
   */
  name: Label;
  /**
   * The sales window; left out, it is on sale whenever the box office is open.
   */
  on_sale?: Period | null | undefined;
  /**
   * The price of one, at least 0, in the box office's currency.
   */
  price: Money;
}
/**
 * A stretch of time: starts_at belongs to it, ends_at is later and does not.
 */
export interface Period {
  ends_at: Instant;
  starts_at: Instant;
}
/**
 * A ticket type was added.
 */
export interface TicketTypeAdded {
  /**
   * When, by the box office's own time, which never runs back.
   */
  at: Instant;
  /**
   * The new ticket type.
   */
  ticket_type: TicketType;
  type: "box_office.ticket_type_added";
}
/**
 * A ticket type was changed.
 */
export interface TicketTypeChanged {
  /**
   * When, by the box office's own time, which never runs back.
   */
  at: Instant;
  /**
   * Its terms from now on.
   */
  terms: Terms;
  /**
   * Which.
   */
  ticket_type: TicketTypeCode;
  type: "box_office.ticket_type_changed";
}
/**
 * A quota was given another size.
 */
export interface QuotaResized {
  /**
   * When, by the box office's own time, which never runs back.
   */
  at: Instant;
  /**
   * Which.
   */
  quota: QuotaCode;
  /**
   * Its size from now on.
   */
  size: QuotaSize;
  type: "box_office.quota_resized";
}
/**
 * A quota is smaller than what is in use of it: nothing is sold of it until that changes.
 */
export interface QuotaOvercommitted {
  /**
   * When, by the box office's own time, which never runs back.
   */
  at: Instant;
  /**
   * By how many places.
   */
  over: Quantity;
  /**
   * Which.
   */
  quota: QuotaCode;
  type: "box_office.quota_overcommitted";
}
/**
 * Places were set aside.
 */
export interface TicketsHeld {
  /**
   * When, by the box office's own time, which never runs back.
   */
  at: Instant;
  /**
   * For whom.
   */
  buyer: ActorId;
  /**
   * It lives while the time is before this.
   */
  expires_at: Instant;
  /**
   * The new hold.
   */
  hold_id: HoldId;
  /**
   * What, at prices that hold as long as it lives.
   */
  lines: readonly PricedLine[];
  type: "box_office.tickets_held";
}
/**
 * A hold's time was over. Its places were free from `expires_at` on; this is the notice of it.
 */
export interface HoldLapsed {
  /**
   * When, by the box office's own time, which never runs back.
   */
  at: Instant;
  /**
   * Whose it was.
   */
  buyer: ActorId;
  /**
   * When it lapsed.
   */
  expires_at: Instant;
  /**
   * Which.
   */
  hold_id: HoldId;
  type: "box_office.hold_lapsed";
}
/**
 * A hold was given more time.
 */
export interface HoldExtended {
  /**
   * When, by the box office's own time, which never runs back.
   */
  at: Instant;
  /**
   * It lives while the time is before this.
   */
  expires_at: Instant;
  /**
   * Which.
   */
  hold_id: HoldId;
  type: "box_office.hold_extended";
}
/**
 * A hold was given up, and its places are free.
 */
export interface HoldReleased {
  /**
   * When, by the box office's own time, which never runs back.
   */
  at: Instant;
  /**
   * Which.
   */
  hold_id: HoldId;
  type: "box_office.hold_released";
}
/**
 * A hold became a sale.
 */
export interface PlacesSold {
  /**
   * When, by the box office's own time, which never runs back.
   */
  at: Instant;
  /**
   * Who bought.
   */
  buyer: ActorId;
  /**
   * Which.
   */
  hold_id: HoldId;
  /**
   * What, at what prices.
   */
  lines: readonly PricedLine[];
  /**
   * The payment that paid for it, where whoever confirmed the hold named one.
   */
  paid_by?: PaymentId | null | undefined;
  type: "box_office.places_sold";
}
/**
 * Sold places came back.
 */
export interface PlacesReturned {
  /**
   * When, by the box office's own time, which never runs back.
   */
  at: Instant;
  /**
   * The hold that they were sold from.
   */
  hold_id: HoldId;
  /**
   * What came back.
   */
  lines: readonly ReturnLine[];
  /**
   * Which return.
   */
  return_id: ReturnId;
  type: "box_office.places_returned";
}
/**
 * Places were taken off sale.
 */
export interface PlacesBlocked {
  /**
   * When, by the box office's own time, which never runs back.
   */
  at: Instant;
  /**
   * Which block.
   */
  block_id: BlockId;
  /**
   * How many.
   */
  quantity: Quantity;
  /**
   * Of which quota.
   */
  quota: QuotaCode;
  type: "box_office.places_blocked";
}
/**
 * Blocked places are on sale again.
 */
export interface PlacesUnblocked {
  /**
   * When, by the box office's own time, which never runs back.
   */
  at: Instant;
  /**
   * Which block.
   */
  block_id: BlockId;
  /**
   * How many.
   */
  quantity: Quantity;
  /**
   * Of which quota.
   */
  quota: QuotaCode;
  type: "box_office.places_unblocked";
}
/**
 * No new holds are taken.
 */
export interface SalesClosed {
  /**
   * When, by the box office's own time, which never runs back.
   */
  at: Instant;
  /**
   * Why.
   */
  reason: Label;
  /**
   * Whether every hold that was live ended with it.
   */
  release_holds?: boolean | undefined;
  type: "box_office.sales_closed";
}
/**
 * New holds are taken again.
 */
export interface SalesReopened {
  /**
   * When, by the box office's own time, which never runs back.
   */
  at: Instant;
  type: "box_office.sales_reopened";
}
/**
 * No box office was opened for that event.
 */
export interface NotFoundDetails {}
/**
 * It was opened before.
 */
export interface AlreadyOpenDetails {}
/**
 * Something looks like a card number, which has no place here. It is not repeated.
 */
export interface PanRejectedDetails {
  /**
   * Where it stands.
   */
  field: string;
}
/**
 * Only a published event has a box office.
 */
export interface EventNotPublishedDetails {
  /**
   * The event's state.
   */
  status: string;
}
/**
 * The event has ended, or was cancelled.
 */
export interface EventOverDetails {
  /**
   * The event's state.
   */
  status: string;
}
/**
 * The outermost quota is to hold no more than the event does.
 */
export interface QuotaAboveCapacityDetails {
  /**
   * The event's capacity, in places.
   */
  capacity: Capacity;
}
/**
 * Sales are closed.
 */
export interface NotOpenDetails {}
/**
 * Sales are closed already.
 */
export interface AlreadyClosedDetails {}
/**
 * A code or an id is taken, or stands twice in one command.
 */
export interface DuplicateDetails {
  /**
   * Which code or id.
   */
  what: string;
}
/**
 * There is no quota of that code; or not exactly one is the outermost.
 */
export interface QuotaUnknownDetails {
  /**
   * The code that was named.
   */
  quota: string;
}
/**
 * A ticket type draws on at least one quota.
 */
export interface TypeWithoutQuotaDetails {
  /**
   * The ticket type.
   */
  ticket_type: TicketTypeCode;
}
/**
 * There is no ticket type of that code.
 */
export interface TicketTypeUnknownDetails {
  /**
   * The code that was named.
   */
  ticket_type: TicketTypeCode;
}
/**
 * Prices are in the box office's one currency.
 */
export interface CurrencyDiffersDetails {
  /**
   * The box office's currency.
   */
  expected: Currency;
  /**
   * The currency of the price.
   */
  got: Currency;
}
/**
 * A price is at least 0.
 */
export interface PriceNegativeDetails {
  /**
   * The price that was named.
   */
  price: Money;
}
/**
 * The least that one order takes is above the most.
 */
export interface LimitsOutOfOrderDetails {
  /**
   * The most per order.
   */
  max: Quantity;
  /**
   * The least per order.
   */
  min: Quantity;
}
/**
 * The access code is missing or not the ticket type's.
 */
export interface AccessCodeWrongDetails {
  /**
   * The ticket type.
   */
  ticket_type: TicketTypeCode;
}
/**
 * Its sales begin later.
 */
export interface NotOnSaleYetDetails {
  /**
   * When its sales begin.
   */
  on_sale_from: Instant;
  /**
   * The ticket type.
   */
  ticket_type: TicketTypeCode;
}
/**
 * Its sales have ended.
 */
export interface SalesOverDetails {
  /**
   * When its sales ended.
   */
  on_sale_until: Instant;
  /**
   * The ticket type.
   */
  ticket_type: TicketTypeCode;
}
/**
 * Fewer than one order takes.
 */
export interface BelowMinimumDetails {
  /**
   * The least per order.
   */
  minimum: Quantity;
  /**
   * What all lines of the type ask for together.
   */
  requested: number;
  /**
   * The ticket type.
   */
  ticket_type: TicketTypeCode;
}
/**
 * More than one order may take.
 */
export interface AboveMaximumDetails {
  /**
   * The most per order.
   */
  maximum: Quantity;
  /**
   * What all lines of the type ask for together.
   */
  requested: number;
  /**
   * The ticket type.
   */
  ticket_type: TicketTypeCode;
}
/**
 * More than one buyer may have, live holds and sold places counted.
 */
export interface BuyerLimitDetails {
  /**
   * What the buyer holds or bought.
   */
  has: number;
  /**
   * The most per buyer.
   */
  maximum: Quantity;
  /**
   * What all lines of the type ask for together.
   */
  requested: number;
  /**
   * The ticket type.
   */
  ticket_type: TicketTypeCode;
}
/**
 * Too few places are left, and why.
 */
export interface SoldOutDetails {
  /**
   * What is left of it; below zero when it is overcommitted.
   */
  available: number;
  /**
   * The quota that has too few; the outermost, when several have.
   */
  quota: QuotaCode;
  /**
   * What became of the places.
   */
  reason: Reason;
  /**
   * What the command asks of it, all lines together.
   */
  requested: number;
}
/**
 * There is no such hold; or it is forgotten since it lapsed or was released.
 */
export interface HoldUnknownDetails {
  /**
   * The hold that was named.
   */
  hold_id: HoldId;
}
/**
 * The hold's time is over.
 */
export interface HoldLapsedDetails {
  /**
   * When it lapsed.
   */
  expires_at: Instant;
  /**
   * The hold that was named.
   */
  hold_id: HoldId;
}
/**
 * A hold is extended once.
 */
export interface AlreadyExtendedDetails {
  /**
   * The hold that was named.
   */
  hold_id: HoldId;
}
/**
 * The lines are not those of the hold.
 */
export interface LinesDifferDetails {
  /**
   * The hold that was named.
   */
  hold_id: HoldId;
}
/**
 * The hold lapsed and its places are gone.
 */
export interface HoldLostDetails {
  /**
   * The hold that was named.
   */
  hold_id: HoldId;
}
/**
 * The hold was sold in the name of another payment.
 */
export interface PaidByAnotherDetails {
  /**
   * The hold that was named.
   */
  hold_id: HoldId;
}
/**
 * The price that was accepted is not the price.
 */
export interface PriceChangedDetails {
  /**
   * What the command accepts.
   */
  accepted: Money;
  /**
   * What it costs.
   */
  price: Money;
  /**
   * The ticket type.
   */
  ticket_type: TicketTypeCode;
}
/**
 * Nothing of that hold is sold.
 */
export interface NothingToReturnDetails {
  /**
   * The hold that was named.
   */
  hold_id: HoldId;
}
/**
 * More than is still sold.
 */
export interface ReturnAboveSoldDetails {
  /**
   * What is to come back, all lines together.
   */
  requested: number;
  /**
   * What of the hold is still sold.
   */
  still_sold: number;
  /**
   * The ticket type.
   */
  ticket_type: TicketTypeCode;
}
/**
 * There is no such block.
 */
export interface BlockUnknownDetails {
  /**
   * The block that was named.
   */
  block_id: BlockId;
}
/**
 * More than is still blocked.
 */
export interface UnblockAboveBlockedDetails {
  /**
   * What was to be freed.
   */
  requested: number;
  /**
   * What of the block is left.
   */
  still_blocked: number;
}
/**
 * One box office has at most 500 ticket types.
 */
export interface TooManyDetails {
  /**
   * How many there may be.
   */
  maximum: number;
  /**
   * Of what.
   */
  what: string;
}
/**
 * What is sold, held and left: counters, prices, live holds, and one small entry per sale.
 */
export interface Sales {
  blocks: {
    [k: string]: Block;
  };
  closed: boolean;
  currency: Currency;
  holds: {
    [k: string]: Hold;
  };
  /**
   * Lapsed, places freed, and no notice of it recorded yet; in the order of their lapse.
   */
  lapsed: readonly Lapsed[];
  /**
   * The instant of the last record: the box office's time never runs back behind it.
   */
  last: Instant;
  outermost: QuotaCode;
  quotas: {
    [k: string]: QuotaState;
  };
  sold: {
    [k: string]: Sale;
  };
  ticket_types: {
    [k: string]: TypeState;
  };
}
export interface Block {
  left: number;
  /**
   * What it began with: the same command again is known by it.
   */
  quantity: number;
  quota: QuotaCode;
}
/**
 * Places set aside for a buyer.
 */
export interface Hold {
  buyer: ActorId;
  expires_at: Instant;
  extended: boolean;
  lines: readonly PricedLine[];
  /**
   * The time that it was first given.
   */
  ttl_seconds: number;
}
export interface Lapsed {
  buyer: ActorId;
  expires_at: Instant;
  hold_id: HoldId;
}
/**
 * This interface was referenced by `undefined`'s JSON-Schema definition
 * via the `patternProperty` "^[a-z0-9][a-z0-9_-]{0,39}$".
 */
export interface QuotaState {
  blocked: number;
  size: QuotaSize;
  sold: number;
}
/**
 * What was sold from one hold: kept so that a place comes back once.
 */
export interface Sale {
  buyer: ActorId;
  lines: readonly SaleLine[];
  /**
   * Who paid, where that was said: a second payment for the hold is known by it.
   */
  paid_by?: PaymentId | null | undefined;
  returns?: readonly Return[] | undefined;
}
export interface SaleLine {
  returned: number;
  sold: number;
  ticket_type: TicketTypeCode;
}
/**
 * What came back by one return: the same command again is known by it.
 */
export interface Return {
  lines: readonly ReturnLine[];
  return_id: ReturnId;
}
/**
 * This interface was referenced by `undefined`'s JSON-Schema definition
 * via the `patternProperty` "^[a-z0-9][a-z0-9_-]{0,39}$".
 */
export interface TypeState {
  /**
   * The outermost first, then as declared: the order in which a lack is looked for.
   */
  quotas: readonly QuotaCode[];
  terms: Terms;
}
/**
 * What a buyer could have of a ticket type right now.
 */
export interface Availability {
  /**
   * The least of what its quotas have left, at least 0; `null` when all are unlimited.
   */
  available: number | null;
  /**
   * Whether sales are open and the time is within the ticket type's window.
   */
  on_sale: boolean;
  /**
   * What one costs.
   */
  price: Money;
  /**
   * Which ticket type.
   */
  ticket_type: TicketTypeCode;
}
/**
 * A live hold: what is to be paid for it, and until when.
 */
export interface HoldSummary {
  /**
   * Whose it is.
   */
  buyer: ActorId;
  /**
   * It is live while the time is before this.
   */
  expires_at: Instant;
  /**
   * Which hold.
   */
  hold_id: HoldId;
  /**
   * What is held, at the prices that are guaranteed.
   */
  lines: readonly PricedLine[];
  /**
   * What a payment has to cover: the sum of the lines, and the largest amount that there is where
   * it is beyond that.
   */
  total: Money;
}
/**
 * What became of the places of a quota.
 */
export interface QuotaUse {
  /**
   * Taken off sale.
   */
  blocked: number;
  /**
   * What is left; below zero when it is overcommitted, `null` when it is unlimited.
   */
  free: number | null;
  /**
   * In live holds.
   */
  held: number;
  /**
   * Which quota.
   */
  quota: QuotaCode;
  /**
   * How many places it has.
   */
  size: QuotaSize;
  /**
   * Sold, and not returned.
   */
  sold: number;
}

/** A JSON Schema that stands alone. */
export type JsonSchema = { readonly [keyword: string]: unknown };

/** The JSON Schema of each command's body, as Fastify and ajv take it. */
export declare const schemas: {
  readonly Open: JsonSchema;
  readonly AddTicketType: JsonSchema;
  readonly ChangeTicketType: JsonSchema;
  readonly SetQuotaSize: JsonSchema;
  readonly HoldTickets: JsonSchema;
  readonly ExtendHold: JsonSchema;
  readonly ReleaseHold: JsonSchema;
  readonly ConfirmHold: JsonSchema;
  readonly ReturnPlaces: JsonSchema;
  readonly BlockPlaces: JsonSchema;
  readonly UnblockPlaces: JsonSchema;
  readonly CloseSales: JsonSchema;
  readonly ReopenSales: JsonSchema;
};
