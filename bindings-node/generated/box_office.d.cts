/**
 * What can be asked of a box_office.
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
 * Which return: tickets sold that came back.
 */
export type ReturnId = string;
/**
 * Which block: tickets the organiser keeps from sale.
 */
export type BlockId = string;

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
  quotas: Quota[];
  /**
   * What is sold, at most 500; more may be added later.
   *
   * @minItems 0
   * @maxItems 500
   */
  ticket_types: TicketTypeInput[];
  type: "box_office.open";
}
/**
 * A named pool of places.
 */
export interface Quota {
  /**
   * Whether this is the event's capacity, which every ticket type draws on. Exactly one is.
   */
  outermost?: boolean;
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
   * The quotas that each ticket takes a place of, beside the outermost, which goes without saying.
   *
   * @minItems 0
   * @maxItems 20
   */
  quotas: QuotaCode[];
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
  access_code?: AccessCode | null;
  /**
   * The most that one buyer may have, live holds and sold places counted.
   */
  max_per_buyer?: Quantity | null;
  /**
   * The most that one hold takes.
   */
  max_per_order?: Quantity | null;
  /**
   * The least that one hold takes.
   */
  min_per_order?: Quantity | null;
  /**
   * What buyers read.
   */
  name: Label;
  /**
   * The sales window; left out, it is on sale whenever the box office is open.
   */
  on_sale?: PeriodInput | null;
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
  quota?: QuotaCode | null;
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
  hold_id?: HoldId | null;
  /**
   * What to hold, 1 to 100 lines; those that draw on one quota are summed.
   *
   * @minItems 1
   * @maxItems 100
   */
  lines: Line[];
  /**
   * For how long, 60 to 3600 seconds; 900 when left out.
   */
  ttl_seconds?: HoldSeconds;
  type: "box_office.hold_tickets";
}
/**
 * How many of a ticket type.
 */
export interface Line {
  /**
   * The code, where the ticket type asks for one.
   */
  access_code?: AccessCode | null;
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
  lines: PricedLine[];
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
  lines: ReturnLine[];
  /**
   * The same id again changes nothing.
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
   * The new block's id; the same again changes nothing.
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
  quantity?: Quantity | null;
  type: "box_office.unblock_places";
}
/**
 * Stops new holds. Live holds can still be confirmed.
 */
export interface CloseSales {
  /**
   * Why, for the record.
   */
  reason: Label;
  type: "box_office.close_sales";
}
/**
 * Takes new holds again.
 */
export interface ReopenSales {
  type: "box_office.reopen_sales";
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
