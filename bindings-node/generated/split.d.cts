/**
 * Why an amount cannot be divided so.
 */
export type Rejection =
  | {
      code: "split.rule_count";
      details: RuleCountDetails;
    }
  | {
      code: "split.duplicate_recipient";
      details: DuplicateRecipientDetails;
    }
  | {
      code: "split.amount_negative";
      details: AmountNegativeDetails;
    }
  | {
      code: "split.several_remainders";
      details: SeveralRemaindersDetails;
    }
  | {
      code: "split.rounding_misplaced";
      details: RoundingMisplacedDetails;
    }
  | {
      code: "split.nobody_liable";
      details: NobodyLiableDetails;
    }
  | {
      code: "split.nobody_bears_fee";
      details: NobodyBearsFeeDetails;
    }
  | {
      code: "split.currency_mismatch";
      details: CurrencyMismatchDetails;
    }
  | {
      code: "split.exceeds_base";
      details: ExceedsBaseDetails;
    }
  | {
      code: "split.does_not_cover";
      details: DoesNotCoverDetails;
    }
  | {
      code: "split.fee_exceeds_share";
      details: FeeExceedsShareDetails;
    }
  | {
      code: "split.refund_exceeds_available";
      details: RefundExceedsAvailableDetails;
    }
  | {
      code: "split.directed_refund_mismatch";
      details: DirectedRefundMismatchDetails;
    }
  | {
      code: "split.recipient_unknown";
      details: RecipientUnknownDetails;
    }
  | {
      code: "split.recipient_share_exceeded";
      details: RecipientShareExceededDetails;
    };
/**
 * Which recipient: whoever has a share of what is paid.
 */
export type RecipientId = string;
/**
 * An ISO 4217 currency code that has a minor unit.
 */
export type Currency = string;

/**
 * The refusals of splits.
 */
export interface Contract {
  Rejection: Rejection;
}
/**
 * 1 to 100 rules make a split.
 */
export interface RuleCountDetails {
  /**
   * How many there were.
   */
  got: number;
}
/**
 * A recipient stands in one rule only.
 */
export interface DuplicateRecipientDetails {
  /**
   * Who.
   */
  recipient: RecipientId;
}
/**
 * A fixed share, an amount to divide or a fee is not below zero.
 */
export interface AmountNegativeDetails {
  /**
   * What came.
   */
  amount: Money;
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
 * At most one rule has what the others leave.
 */
export interface SeveralRemaindersDetails {
  /**
   * How many there were.
   */
  got: number;
}
/**
 * One rule at most takes the rounding, and not one with a fixed share.
 */
export interface RoundingMisplacedDetails {}
/**
 * Somebody has to answer for disputes.
 */
export interface NobodyLiableDetails {}
/**
 * Somebody has to bear a fee.
 */
export interface NobodyBearsFeeDetails {}
/**
 * All amounts are of one currency.
 */
export interface CurrencyMismatchDetails {
  /**
   * The currency of what is divided.
   */
  expected: Currency;
  /**
   * The other.
   */
  got: Currency;
}
/**
 * The rules claim more than there is.
 */
export interface ExceedsBaseDetails {
  /**
   * What there is to divide.
   */
  base: Money;
}
/**
 * The rules leave something over, and none has the remainder.
 */
export interface DoesNotCoverDetails {
  /**
   * Its currency.
   */
  currency: Currency;
  /**
   * What is left over, exactly: it may be less than a minor unit.
   */
  missing: string;
}
/**
 * A recipient's part of the fee is more than the share.
 */
export interface FeeExceedsShareDetails {
  /**
   * The part of the fee.
   */
  fee: Money;
  /**
   * Who.
   */
  recipient: RecipientId;
  /**
   * The share.
   */
  share: Money;
}
/**
 * More goes back than there is left.
 */
export interface RefundExceedsAvailableDetails {
  /**
   * What there is left.
   */
  available: Money;
  /**
   * What was asked for.
   */
  requested: Money;
}
/**
 * The parts of a directed refund are the refund.
 */
export interface DirectedRefundMismatchDetails {
  /**
   * The refund.
   */
  expected: Money;
  /**
   * What the parts add up to.
   */
  got: Money;
}
/**
 * Not a recipient of this payment.
 */
export interface RecipientUnknownDetails {
  /**
   * Who was named.
   */
  recipient: RecipientId;
}
/**
 * A part of a directed refund is more than the recipient has left.
 */
export interface RecipientShareExceededDetails {
  /**
   * What is left of the share.
   */
  available: Money;
  /**
   * Who.
   */
  recipient: RecipientId;
}
