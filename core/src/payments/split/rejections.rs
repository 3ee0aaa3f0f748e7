use crate::{
    aggregate::rejections,
    values::{Currency, Money, RecipientId},
};

rejections! {
    /// Why an amount cannot be divided so.
    pub enum SplitError {
        /// 1 to 100 rules make a split.
        "split.rule_count" "expected 1 to 100 rules, got {got}" RuleCount {
            /// How many there were.
            got: usize,
        },
        /// A recipient stands in one rule only.
        "split.duplicate_recipient" "recipient {recipient} stands twice" DuplicateRecipient {
            /// Who.
            recipient: RecipientId,
        },
        /// A fixed share, an amount to divide or a fee is not below zero.
        "split.amount_negative" "expected an amount of at least 0, got {amount}" AmountNegative {
            /// What came.
            amount: Money,
        },
        /// At most one rule has what the others leave.
        "split.several_remainders" "expected at most one remainder, got {got}" SeveralRemainders {
            /// How many there were.
            got: usize,
        },
        /// One rule at most takes the rounding, and not one with a fixed share.
        "split.rounding_misplaced" "expected one rule at most to take the rounding, a percentage or the remainder" RoundingMisplaced {},
        /// Somebody has to answer for disputes.
        "split.nobody_liable" "expected at least one liable recipient, got none" NobodyLiable {},
        /// Somebody has to bear a fee.
        "split.nobody_bears_fee" "expected at least one recipient that bears the fee, got none" NobodyBearsFee {},
        /// All amounts are of one currency.
        "split.currency_mismatch" "expected an amount in {expected}, got {got}" CurrencyMismatch {
            /// The currency of what is divided.
            expected: Currency,
            /// The other.
            got: Currency,
        },
        /// The rules claim more than there is.
        "split.exceeds_base" "the rules claim more than {base}" SplitExceedsBase {
            /// What there is to divide.
            base: Money,
        },
        /// The rules leave something over, and none has the remainder.
        "split.does_not_cover" "the rules leave {missing} {currency} over" SplitDoesNotCover {
            /// What is left over, exactly: it may be less than a minor unit.
            missing: String,
            /// Its currency.
            currency: Currency,
        },
        /// A recipient's part of the fee is more than the share.
        "split.fee_exceeds_share" "expected a fee of at most {share} for {recipient}, got {fee}" FeeExceedsShare {
            /// Who.
            recipient: RecipientId,
            /// The share.
            share: Money,
            /// The part of the fee.
            fee: Money,
        },
        /// More goes back than there is left.
        "split.refund_exceeds_available" "expected at most {available}, got {requested}" RefundExceedsAvailable {
            /// What there is left.
            available: Money,
            /// What was asked for.
            requested: Money,
        },
        /// The parts of a directed refund are the refund.
        "split.directed_refund_mismatch" "expected parts that add up to {expected}, got {got}" DirectedRefundMismatch {
            /// The refund.
            expected: Money,
            /// What the parts add up to.
            got: Money,
        },
        /// Not a recipient of this payment.
        "split.recipient_unknown" "{recipient} has no share" RecipientUnknown {
            /// Who was named.
            recipient: RecipientId,
        },
        /// A part of a directed refund is more than the recipient has left.
        "split.recipient_share_exceeded" "expected at most {available} of {recipient}" RecipientShareExceeded {
            /// Who.
            recipient: RecipientId,
            /// What is left of the share.
            available: Money,
        },
    }
}
