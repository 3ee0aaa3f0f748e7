import type { FeeOnRefund, Mode, Money, Part, Split } from "../generated/payment.cjs";

export type {
  FeeOnRefund,
  Mode,
  Money,
  Part,
  Rule,
  Share,
  Split,
  SplitBase,
} from "../generated/payment.cjs";

/** What is written to an account after the shares are given. */
export type Column = "fee_back" | "pro_rata" | "directed" | "disputed";

/** What one recipient has of a capture. */
export interface Account {
  readonly recipient: string;
  /** Whether disputes are debited here. */
  readonly liable: boolean;
  /** The share of what was paid. */
  readonly share: Money;
  /** What was taken from it as the gateway's fee. */
  readonly fee: Money;
  /** What of the fee came back. */
  readonly fee_back: Money;
  /** What went back in proportion, pending refunds counted. */
  readonly pro_rata: Money;
  /** What went back by name, pending refunds counted. */
  readonly directed: Money;
  /** What disputes took, held or lost. */
  readonly disputed: Money;
  /** What is left of the share for refunds; disputes do not change it. */
  readonly refundable: Money;
  /** What the recipient is owed; below 0 it is a debt. */
  readonly balance: Money;
}

/**
 * Who has what of one amount that was paid: a capture, or a Pix. It is plain data: keep it as JSON. One
 * whose figures do not go together is refused wherever it comes in.
 */
export interface Ledger {
  readonly currency: string;
  readonly fee_on_refund: FeeOnRefund;
  /** One for each rule, in their order. */
  readonly accounts: readonly Account[];
}

/** What is to be divided. */
export interface Allocation {
  split: Split;
  amount: Money;
  /** The gateway's; none when left out. */
  fee?: Money | undefined;
  /**
   * Whether a part of the fee may be more than the share that it is taken from: a fee that was taken is
   * a fact. It may not when left out.
   */
  nets?: "positive" | "any_sign" | undefined;
}

/** What was paid after other parts of the same amount. */
export interface NextAllocation {
  split: Split;
  /** All that is to be paid. */
  full: Money;
  /** The ledgers of the parts that were paid before. */
  before: readonly Ledger[];
  amount: Money;
  fee?: Money | undefined;
}

/** Parts that are written to a ledger, or taken out again. */
export interface Change {
  ledger: Ledger;
  column: Column;
  parts: readonly Part[];
}

/**
 * Who has what of a payment, to the cent: of what was paid, of its fee, and of what goes back. What does
 * not fit throws RejectedError with a code of `split.`, what is not of the form InvalidError.
 *
 * @example
 * const ledger = split.allocate({ split: { rules }, amount: { amount: "100.05", currency: "BRL" } });
 * const parts = split.refund({ ledger, amount: { amount: "0.05", currency: "BRL" } });
 * const after = split.take({ ledger, column: "pro_rata", parts });
 */
export declare const split: {
  /** Divides what was paid, and the gateway's fee. */
  allocate(this: void, asked: Allocation): Ledger;
  /**
   * Divides what was paid after other parts of the same amount, so that all of them together approach the
   * division of the full amount; what is fixed was taken with the first.
   */
  allocateNext(this: void, asked: NextAllocation): Ledger;
  /**
   * Who gives what of a refund: everybody in proportion, unless the mode names who. Nothing is written:
   * `take` does.
   */
  refund(this: void, asked: { ledger: Ledger; amount: Money; mode?: Mode | undefined }): Part[];
  /**
   * What of the fee comes back with a refund that is about to be taken in; empty where the gateway keeps
   * it.
   */
  feeBack(this: void, asked: { ledger: Ledger; refund: Money }): Part[];
  /**
   * Whom a dispute debits with what, its fee included: the liable. It may be more than they have.
   */
  debit(this: void, asked: { ledger: Ledger; amount: Money }): Part[];
  /** The ledger with these parts taken into a column. */
  take(this: void, asked: Change): Ledger;
  /**
   * The ledger with exactly these parts taken out of a column again: of a refund that failed, of a dispute
   * that was won.
   */
  giveBack(this: void, asked: Change): Ledger;
  /**
   * Divides an amount in proportion to parts, of which it is at most the sum: a hold of which less comes
   * back.
   */
  portion(this: void, asked: { parts: readonly Part[]; amount: Money }): Part[];
};
