import type { Money, Target } from "../generated/payment.cjs";
import type { FeedRecord, Payment } from "../index.cjs";

export type { Money, Target } from "../generated/payment.cjs";

/** Where money stands. */
export type Account =
  | {
      kind: "buyer" | "clearing" | "undivided" | "platform_fees" | "disputes" | "refunds_due";
    }
  | { kind: "payable"; recipient: string };

/** What a movement was. */
export type Movement =
  | "sale"
  | "surplus"
  | "fee"
  | "division"
  | "refund"
  | "refund_paid"
  | "refund_undone"
  | "fee_back"
  | "excess"
  | "dispute"
  | "dispute_fee"
  | "dispute_fee_back"
  | "dispute_lost"
  | "dispute_released";

/** What one movement does to one account: above 0 a debit, below 0 a credit. */
export interface Posting {
  account: Account;
  amount: Money;
}

/** One movement of money. It is plain data: keep it where you like. */
export interface Entry {
  payment_id: string;
  /** For which event; `null` where the payment was not made here. */
  event_id: string | null;
  /** Of which capture or Pix. */
  target: Target;
  /** When that came in. */
  captured_at: string;
  movement: Movement;
  /** When it was recorded. */
  at: string;
  /** At least two, which add up to nothing. */
  postings: Posting[];
}

/** What stands on an account: above 0 a debit, below 0 a credit. */
export interface Balance {
  account: Account;
  balance: Money;
}

/** One movement on a statement. */
export interface Line {
  at: string;
  payment_id: string;
  event_id: string | null;
  movement: Movement;
  /** Above 0 it was given, below 0 taken. */
  amount: Money;
  /** What the recipient was owed after it. */
  balance: Money;
}

/** What a recipient was given and what was taken, in the order in which it was recorded. */
export interface Statement {
  recipient: string;
  currency: string;
  lines: Line[];
  /** What the recipient is owed; below 0 it is a debt. */
  balance: Money;
}

/** When recipients are paid. */
export interface PayoutTerms {
  /** From the day of the capture, or from the day on which the event ends. */
  from: "capture" | "event_end";
  /** How many civil days after it, 0 to 65535. */
  days: number;
  /** Whose days they are: `America/Sao_Paulo`, for example. */
  timezone: string;
}

/** What a recipient is to be paid on a day. */
export interface Payout {
  recipient: string;
  /** `yyyy-MM-dd`; `null` while the event's end is not known. */
  due_on: string | null;
  /** Below 0 it is a debt, to be taken off what is due otherwise. */
  amount: Money;
}

/** A capture or a Pix, and its amount. */
export interface Listed {
  target: Target;
  amount: Money;
}

/** One that both list, with other amounts. */
export interface Different {
  target: Target;
  /** What is on record. */
  ours: Money;
  /** What the gateway lists. */
  theirs: Money;
}

/** What agrees, and what does not. */
export interface Reconciliation {
  /** Whether both sides say the same. */
  is_clean: boolean;
  /** On both sides, to the cent. */
  matched: Listed[];
  /** On both sides, with other amounts or currencies. */
  different: Different[];
  /** The gateway lists it, and it is not on record; also what it lists a second time. */
  missing_here: Listed[];
  /** It is on record, and the gateway does not list it. */
  missing_there: Listed[];
}

/**
 * One tenant's general ledger of payments, in double entry, kept from the records of the feed as they
 * come. What is of other tenants or of no payment is passed over, and a record that comes again changes
 * nothing. It is folded anew when a process begins; entries can be kept, a ledger cannot.
 *
 * @example
 * const books = new Ledger(tenant);
 * for await (const record of palco.feed()) entries.push(...books.takeIn([record]));
 */
export declare class Ledger {
  /** @throws {InvalidError} when the tenant is no UUID. */
  constructor(tenant: string);
  /**
   * Takes in records in the order of the feed, and gives what moved: all of them, or none.
   *
   * @throws {InvalidError} when a record is not of the form, or not the next one of its payment: a ledger
   * is kept from the beginning of the feed, without a gap.
   */
  takeIn(records: readonly FeedRecord[]): Entry[];
  /** An account's balance: above 0 a debit, below 0 a credit. */
  balance(currency: string, account: Account): Money;
  /** Every balance. Those of one currency add up to nothing. */
  balances(): Balance[];
}

/**
 * Questions about entries, and reconciliation with what a gateway lists. What is not of the form throws
 * InvalidError with the path of the field.
 *
 * @example
 * const { lines, balance } = ledger.recipientStatement({ entries, recipient, currency: "BRL" });
 */
export declare const ledger: {
  /**
   * The statement of a recipient, of entries in the order in which they were recorded; of one event alone,
   * where it is named.
   */
  recipientStatement(
    this: void,
    asked: {
      entries: readonly Entry[];
      recipient: string;
      currency: string;
      event_id?: string | undefined;
    },
  ): Statement;
  /** What one event did to each account. */
  eventBalances(this: void, asked: { entries: readonly Entry[]; event_id: string }): Balance[];
  /**
   * What is due, by recipient, currency and day. What goes back or is disputed later is taken off the day
   * of the capture that it is of. `ends_at` tells when events end, by their ids.
   */
  payoutsDue(
    this: void,
    asked: {
      entries: readonly Entry[];
      terms: PayoutTerms;
      ends_at?: { readonly [eventId: string]: string | Date } | undefined;
    },
  ): Payout[];
  /** All that came in for a payment, as it is on record: also what nobody asked for. */
  onRecord(this: void, payment: Payment): Listed[];
  /**
   * Compares what is on record for a period with what a gateway lists for it, by the Pix or the capture
   * and to the cent. Each side's order is kept.
   */
  reconcile(
    this: void,
    asked: { ours: readonly Listed[]; theirs: readonly Listed[] },
  ): Reconciliation;
};
