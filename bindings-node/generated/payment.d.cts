/**
 * What can be asked, of `payment`.
 */
export type Command =
  | Create
  | RequestPixCharge
  | ExpireCharge
  | Cancel
  | StartCard
  | SendCard
  | Capture
  | Void
  | RequestRefund
  | RefundRest
  | SendRefund
  | CancelRefund
  | SubmitEvidence
  | AcceptDispute
  | AssignShares
  | ReportPixChargeIssued
  | ReportPixChargeFailed
  | ReportPixReceived
  | ReportActionRequired
  | ReportActionDone
  | ReportAuthorized
  | ReportCaptured
  | ReportCaptureFailed
  | ReportDeclined
  | ReportVoided
  | ReportVoidFailed
  | ReportAuthorizationLapsed
  | ReportRefundSettled
  | ReportRefundFailed
  | ReportDisputeOpened
  | ReportDisputeWon
  | ReportDisputeWithdrawn
  | ReportDisputeLost
  | ReportDisputeReopened
  | ReportMedReturned;
/**
 * An ISO 4217 currency code that has a minor unit.
 */
export type Currency = string;
/**
 * What becomes of money that nobody asked for.
 */
export type Surplus = "auto_refund" | "manual";
/**
 * What becomes of a Pix that came too late.
 */
export type LatePolicy = "accept_if_same_amount" | "auto_refund" | "manual";
/**
 * A short text on one line: 1 to 255 characters after trimming, stored in NFC, without control or bidirectional formatting characters.
 */
export type Label = string;
/**
 * How many of what is counted one by one, or which of them: the first is 1.
 */
export type Count = number;
/**
 * Which installment has the cents that are left over.
 */
export type RemainderOn = "first" | "last" | "spread";
/**
 * How a payment is paid.
 */
export type Method =
  | {
      /**
       * Whether the payer may change the amount.
       */
      amount_may_change?: boolean | undefined;
      kind: "pix";
    }
  | {
      /**
       * How often it is tried; 3 times when left out.
       */
      attempts_max?: Count | null | undefined;
      /**
       * When the money is taken.
       */
      capture?: CaptureMode & string | undefined;
      kind: "card";
    };
/**
 * When a card's money is taken.
 */
export type CaptureMode = "automatic" | "manual";
/**
 * Which event, and so which box office.
 */
export type EventId = string;
/**
 * A moment, RFC 3339 with any offset, from 1970-01-01T00:00:00.000Z to 2999-12-31T23:59:59.999Z; truncated to the millisecond and written back in UTC.
 */
export type InstantInput = string | Date;
/**
 * Which hold: tickets set aside for a buyer for a while.
 */
export type HoldId = string;
/**
 * How many: at least one.
 */
export type Quantity = number;
/**
 * The name of a ticket type within its event, such as `vip` or `half_price`.
 */
export type TicketTypeCode = string;
/**
 * What the percentages are of.
 */
export type SplitBase = "gross" | "net";
/**
 * What becomes of the fee when money goes back.
 */
export type FeeOnRefund = "keep" | "proportional";
/**
 * Which recipient: whoever has a share of what is paid.
 */
export type RecipientId = string;
/**
 * What a recipient is to have.
 */
export type Share =
  | {
      /**
       * At least 0.
       */
      amount: Money;
      kind: "fixed";
    }
  | {
      kind: "percent";
      /**
       * 0 to 100, exact.
       */
      percent: Percent;
    }
  | {
      kind: "remainder";
    };
/**
 * A percentage from 0 to 100 with at most 4 decimals, as a string.
 */
export type Percent = string;
/**
 * What a gateway gave for a card, to charge it by. Never a card number.
 */
export type CardToken = string;
/**
 * Which capture: a part of an authorized amount that is taken.
 */
export type CaptureId = string;
/**
 * Who gives what of a refund.
 */
export type Mode =
  | {
      kind: "pro_rata";
    }
  | {
      kind: "directed";
      /**
       * They add up to the refund, and none is more than what the recipient has left.
       *
       * @minItems 1
       * @maxItems 100
       */
      parts: readonly Part[];
    };
/**
 * Which refund: money that goes back to who paid.
 */
export type RefundId = string;
/**
 * What money is of: what a refund gives back, and a dispute is about.
 */
export type Target =
  | {
      /**
       * Which.
       */
      capture_id: CaptureId;
      kind: "capture";
    }
  | {
      /**
       * Which.
       */
      e2eid: EndToEndId;
      kind: "pix";
    };
/**
 * The id of a Pix, given by the participant that sends it: unique, and the same at both ends.
 */
export type EndToEndId = string;
/**
 * An id that a payment gateway gave: printable ASCII without a space.
 */
export type GatewayId = string;
/**
 * What a payer scans or pastes to pay a Pix charge: printable ASCII.
 */
export type PixCode = string;
/**
 * What a receiver knows a Pix by: 1 to 35 letters and digits.
 */
export type Txid = string;
/**
 * The id of money that goes back (*devolução*), given by the participant that returns it; the Pix API calls it `rtrId`.
 */
export type RtrId = string;
/**
 * By which rules a dispute goes.
 */
export type DisputeKind = "card" | "med";
/**
 * How far a dispute went.
 */
export type DisputeStage = "pre_dispute" | "dispute" | "pre_arbitration";
/**
 * What can happen, of `payment`.
 */
export type DomainEvent =
  | Created
  | PixChargeRequested
  | PixChargeIssued
  | PixChargeFailed
  | PixCaptured
  | ChargeExpired
  | Cancelled
  | CardStarted
  | CardSent
  | ActionRequired
  | ActionDone
  | Authorized
  | CaptureRequested
  | CardCaptured
  | CaptureFailed
  | Declined
  | VoidRequested
  | Voided
  | VoidFailed
  | AuthorizationLapsed
  | SharesAssigned
  | RefundRequested
  | RefundSent
  | RefundSettled
  | ExternalRefundSettled
  | RefundFailed
  | RefundCancelled
  | DisputeOpened
  | DisputeReopened
  | DisputeHoldRaised
  | EvidenceSubmitted
  | DisputeAccepted
  | DisputeWon
  | DisputeLost
  | DisputePartLost
  | LatePixReceived
  | DuplicatePixReceived
  | DuplicateCardCaptured
  | PixAmountMismatch
  | UnmatchedPix
  | UnmatchedFact
  | UnexpectedFact
  | ConflictingFact
  | AmountMismatch
  | OverDispute
  | OverRefund
  | RefundFlip;
/**
 * Who acts: the user or service in whose name a command is given.
 */
export type ActorId = string;
/**
 * A moment, RFC 3339 with any offset, from 1970-01-01T00:00:00.000Z to 2999-12-31T23:59:59.999Z; truncated to the millisecond and written back in UTC.
 */
export type Instant = string;
/**
 * What became of a refund.
 */
export type RefundStatus = "pending" | "settled" | "failed" | "cancelled";
/**
 * Why `payment` says no.
 */
export type Rejection =
  | {
      code: "payment.not_found";
      details: NotFoundDetails;
    }
  | {
      code: "payment.already_created";
      details: AlreadyCreatedDetails;
    }
  | {
      code: "payment.invalid_transition";
      details: InvalidTransitionDetails;
    }
  | {
      code: "payment.amount_not_positive";
      details: AmountNotPositiveDetails;
    }
  | {
      code: "payment.amount_too_large";
      details: AmountTooLargeDetails;
    }
  | {
      code: "payment.currency_mismatch";
      details: CurrencyMismatchDetails;
    }
  | {
      code: "payment.invalid_expiry";
      details: InvalidExpiryDetails;
    }
  | {
      code: "payment.not_expired_yet";
      details: NotExpiredYetDetails;
    }
  | {
      code: "payment.method_does_not_support";
      details: MethodDoesNotSupportDetails;
    }
  | {
      code: "payment.installment_count_invalid";
      details: InstallmentCountInvalidDetails;
    }
  | {
      code: "payment.installment_below_minimum";
      details: InstallmentBelowMinimumDetails;
    }
  | {
      code: "payment.pan_rejected";
      details: PanRejectedDetails;
    }
  | {
      code: "payment.split_exceeds_base";
      details: SplitExceedsBaseDetails;
    }
  | {
      code: "payment.split_does_not_cover";
      details: SplitDoesNotCoverDetails;
    }
  | {
      code: "payment.capture_exceeds_authorized";
      details: CaptureExceedsAuthorizedDetails;
    }
  | {
      code: "payment.authorization_expired";
      details: AuthorizationExpiredDetails;
    }
  | {
      code: "payment.duplicate_capture_id";
      details: DuplicateCaptureIdDetails;
    }
  | {
      code: "payment.target_unknown";
      details: TargetUnknownDetails;
    }
  | {
      code: "payment.refund_exceeds_available";
      details: RefundExceedsAvailableDetails;
    }
  | {
      code: "payment.refund_window_closed";
      details: RefundWindowClosedDetails;
    }
  | {
      code: "payment.duplicate_refund_id";
      details: DuplicateRefundIdDetails;
    }
  | {
      code: "payment.directed_refund_mismatch";
      details: DirectedRefundMismatchDetails;
    }
  | {
      code: "payment.recipient_share_exceeded";
      details: RecipientShareExceededDetails;
    }
  | {
      code: "payment.recipient_unknown";
      details: RecipientUnknownDetails;
    }
  | {
      code: "payment.duplicate_recipient";
      details: DuplicateRecipientDetails;
    }
  | {
      code: "payment.shares_mismatch";
      details: SharesMismatchDetails;
    }
  | {
      code: "payment.evidence_window_closed";
      details: EvidenceWindowClosedDetails;
    };
/**
 * What to ask instead.
 */
export type Hint = "refund" | "void";
/**
 * The state of a payment. Serialized it is what a host keeps in a table of its own.
 */
export type State =
  | {
      not_created: Books;
    }
  | {
      created: Charge;
    };
/**
 * How far a dispute is.
 */
export type DisputeStatus = "open" | "under_review" | "won" | "lost";
/**
 * Why money came.
 */
export type Origin = "captured" | "late" | "duplicate" | "mismatch" | "unmatched";
export type CaptureStatus = "pending" | "captured" | "failed";
/**
 * How far a payment is. Refunds and disputes do not change it.
 */
export type Status =
  | "pending"
  | "awaiting_pix"
  | "processing"
  | "requires_action"
  | "authorized"
  | "partially_captured"
  | "captured"
  | "failed"
  | "expired"
  | "cancelled"
  | "voided";
/**
 * How a payment is paid, in a word.
 */
export type MethodKind = "pix" | "card";

/**
 * The types of `payment`.
 */
export interface Contract {
  Command: Command;
  DomainEvent: DomainEvent;
  Rejection: Rejection;
  State: State;
  DisputeSummary: DisputeSummary;
  MethodKind: MethodKind;
  PaymentSummary: PaymentSummary;
  RefundSummary: RefundSummary;
  TakingsSummary: TakingsSummary;
}
/**
 * Makes a payment. Its split is frozen with it. The buyer is the actor of the context.
 */
export interface Create {
  /**
   * What is to be paid, above 0.
   */
  amount: Money;
  /**
   * What becomes of a Pix that is late, comes twice, or has another amount.
   */
  anomalies?: Anomalies | null | undefined;
  /**
   * A text for the payer.
   */
  description?: Label | null | undefined;
  /**
   * In how many parts a card is charged.
   */
  installments?: Installments | null | undefined;
  /**
   * What a host notes of it, at most 20 entries.
   *
   * @minItems 1
   * @maxItems 20
   */
  metadata?: readonly Metadata[] | null | undefined;
  /**
   * How.
   */
  method: Method;
  /**
   * What it is paid for.
   */
  reference: ReferenceInput;
  /**
   * Who has which part of it; left out, it is not divided.
   */
  split?: Split | null | undefined;
  type: "payment.create";
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
 * What becomes of money that came otherwise than it was asked for.
 */
export interface Anomalies {
  /**
   * Of a second Pix for one charge; it goes back when left out.
   */
  duplicate?: Surplus & string | undefined;
  /**
   * Of a Pix that came too late; it goes back when left out.
   */
  late?: LatePolicy & string | undefined;
  /**
   * Of a Pix of another amount; it waits for an operator when left out.
   */
  mismatch?: Surplus & string | undefined;
}
/**
 * In how many parts a card is charged.
 */
export interface Installments {
  /**
   * The least that one may be.
   */
  amount_min?: Money | null | undefined;
  /**
   * How many.
   */
  count: Count;
  /**
   * The most that is allowed; 12 when left out.
   */
  count_max?: Count | null | undefined;
  /**
   * Who has the cents left over.
   */
  remainder?: RemainderOn & string | undefined;
}
/**
 * A note of the host.
 */
export interface Metadata {
  /**
   * Its name.
   */
  name: Label;
  /**
   * What it says. A card number is refused.
   */
  value: Label;
}
/**
 * What a payment is for.
 */
export interface ReferenceInput {
  /**
   * The event.
   */
  event_id: EventId;
  /**
   * Until when they are: nothing is charged that can be paid later.
   */
  hold_expires_at?: InstantInput | null | undefined;
  /**
   * The places that are set aside for it.
   */
  hold_id?: HoldId | null | undefined;
  /**
   * What they are, at the prices that the buyer accepted: what is needed to sell them although the
   * hold has lapsed. Left out, the hold is sold while it is known.
   *
   * @minItems 1
   * @maxItems 100
   */
  lines?: readonly PricedLine[] | null | undefined;
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
 * The rules of a split, in their order: 1 to 100, one a recipient. Once it exists they fit together;
 * whether they fit an amount shows when it is divided.
 */
export interface Split {
  base?: SplitBase & string | undefined;
  fee_on_refund?: FeeOnRefund & string | undefined;
  rules: readonly Rule[];
}
/**
 * One recipient's rule.
 */
export interface Rule {
  /**
   * Whether the gateway's fee is taken from here.
   */
  bears_fee?: boolean | undefined;
  /**
   * Whether disputes are debited here.
   */
  liable?: boolean | undefined;
  /**
   * Who.
   */
  recipient: RecipientId;
  /**
   * What.
   */
  share: Share;
  /**
   * Whether all that rounding leaves over goes here.
   */
  takes_rounding?: boolean | undefined;
}
/**
 * Asks the gateway for a Pix charge. Its txid is the payment's id as 32 hex digits.
 */
export interface RequestPixCharge {
  /**
   * What is paid from then on is late; in the future, and not after the hold.
   */
  expires_at: InstantInput;
  type: "payment.request_pix_charge";
}
/**
 * Ends a Pix charge whose time is over.
 */
export interface ExpireCharge {
  type: "payment.expire_charge";
}
/**
 * Gives up a payment of which nothing was paid.
 */
export interface Cancel {
  type: "payment.cancel";
}
/**
 * Begins an attempt to charge a card.
 */
export interface StartCard {
  /**
   * What the gateway gave for the card.
   */
  token: CardToken;
  type: "payment.start_card";
}
/**
 * Claims the right to send the attempt to the gateway: it cannot be cancelled from then on.
 */
export interface SendCard {
  type: "payment.send_card";
}
/**
 * Takes a part of what was authorized.
 */
export interface Capture {
  /**
   * How much, above 0.
   */
  amount: Money;
  /**
   * The new capture's id; the same again changes nothing.
   */
  capture_id: CaptureId;
  /**
   * Whether the rest is given up.
   */
  is_final?: boolean | undefined;
  type: "payment.capture";
}
/**
 * Gives up what was authorized and not captured.
 */
export interface Void {
  type: "payment.void";
}
/**
 * Gives money back to who paid it.
 */
export interface RequestRefund {
  /**
   * How much, above 0.
   */
  amount: Money;
  /**
   * Who gives what of it.
   */
  mode: Mode;
  /**
   * Why, for the record.
   */
  reason: Label;
  /**
   * The new refund's id; the same again changes nothing.
   */
  refund_id: RefundId;
  /**
   * Of which capture or Pix.
   */
  target: Target;
  type: "payment.request_refund";
}
/**
 * What one recipient has or gives of an amount.
 */
export interface Part {
  /**
   * How much.
   */
  amount: Money;
  /**
   * Who.
   */
  recipient: RecipientId;
}
/**
 * Gives back all that is left of what was paid, in proportion: of every capture, or of the Pix. What
 * nobody asked for is left to what the payment says of it.
 */
export interface RefundRest {
  /**
   * Why, for the record.
   */
  reason: Label;
  type: "payment.refund_rest";
}
/**
 * Claims the right to send a refund to the gateway: it cannot be cancelled from then on.
 */
export interface SendRefund {
  /**
   * Which refund.
   */
  refund_id: RefundId;
  type: "payment.send_refund";
}
/**
 * Gives up a refund that was not sent yet.
 */
export interface CancelRefund {
  /**
   * Which refund.
   */
  refund_id: RefundId;
  type: "payment.cancel_refund";
}
/**
 * Answers a dispute.
 */
export interface SubmitEvidence {
  /**
   * Which dispute.
   */
  dispute_id: GatewayId;
  /**
   * What was handed in, for the record.
   */
  summary: Label;
  type: "payment.submit_evidence";
}
/**
 * Gives a dispute up as lost.
 */
export interface AcceptDispute {
  /**
   * Which dispute.
   */
  dispute_id: GatewayId;
  type: "payment.accept_dispute";
}
/**
 * Divides by hand what was captured and could not carry its split: what is left of it, once nothing of it is
 * on its way back or disputed.
 */
export interface AssignShares {
  /**
   * They add up to what is left of what was captured, one for every rule's recipient at most.
   *
   * @minItems 1
   * @maxItems 100
   */
  shares: readonly Part[];
  /**
   * Which capture or Pix.
   */
  target: Target;
  type: "payment.assign_shares";
}
/**
 * The gateway issued the Pix charge.
 */
export interface ReportPixChargeIssued {
  /**
   * When, as the gateway says.
   */
  at: InstantInput;
  /**
   * What a payer copies or scans.
   */
  code: PixCode;
  /**
   * The charge's id.
   */
  txid: Txid;
  type: "payment.report_pix_charge_issued";
}
/**
 * The gateway could not issue the Pix charge.
 */
export interface ReportPixChargeFailed {
  /**
   * When, as the gateway says.
   */
  at: InstantInput;
  /**
   * Its code, or why.
   */
  code: Label;
  type: "payment.report_pix_charge_failed";
}
/**
 * A Pix came in.
 */
export interface ReportPixReceived {
  /**
   * How much.
   */
  amount: Money;
  /**
   * When it was settled, as the gateway says.
   */
  at: InstantInput;
  /**
   * What the amount is made of, where the charge has a due date.
   */
  components?: Components | null | undefined;
  /**
   * Which: a Pix is known by it for ever.
   */
  e2eid: EndToEndId;
  /**
   * What the gateway took for it.
   */
  fee?: Money | null | undefined;
  /**
   * The charge that it names.
   */
  txid?: Txid | null | undefined;
  type: "payment.report_pix_received";
}
/**
 * What the amount of a Pix with a due date is made of.
 */
export interface Components {
  /**
   * What was taken off (*abatimento*).
   */
  abatement?: Money | null | undefined;
  /**
   * For being early (*desconto*).
   */
  discount?: Money | null | undefined;
  /**
   * For being late (*multa*).
   */
  fine?: Money | null | undefined;
  /**
   * For the days that it is late (*juros*).
   */
  interest?: Money | null | undefined;
  /**
   * What was charged.
   */
  original: Money;
}
/**
 * The payer is asked by the card's bank.
 */
export interface ReportActionRequired {
  /**
   * When, as the gateway says.
   */
  at: InstantInput;
  /**
   * Which attempt, as the gateway was asked; left out, the one that is under way.
   */
  attempt?: Count | null | undefined;
  type: "payment.report_action_required";
}
/**
 * The payer answered.
 */
export interface ReportActionDone {
  /**
   * When, as the gateway says.
   */
  at: InstantInput;
  /**
   * Which attempt, as the gateway was asked; left out, the one that is under way.
   */
  attempt?: Count | null | undefined;
  type: "payment.report_action_done";
}
/**
 * The bank set the amount aside.
 */
export interface ReportAuthorized {
  /**
   * How much.
   */
  amount: Money;
  /**
   * When, as the gateway says.
   */
  at: InstantInput;
  /**
   * Which attempt, as the gateway was asked; left out, the one that is under way.
   */
  attempt?: Count | null | undefined;
  type: "payment.report_authorized";
  /**
   * Until when it can be captured.
   */
  valid_until: InstantInput;
}
/**
 * Money was taken from the card.
 */
export interface ReportCaptured {
  /**
   * How much.
   */
  amount: Money;
  /**
   * When, as the gateway says.
   */
  at: InstantInput;
  /**
   * Which capture.
   */
  capture_id: CaptureId;
  /**
   * What the gateway took for it.
   */
  fee?: Money | null | undefined;
  type: "payment.report_captured";
}
/**
 * A capture failed.
 */
export interface ReportCaptureFailed {
  /**
   * When, as the gateway says.
   */
  at: InstantInput;
  /**
   * Which capture.
   */
  capture_id: CaptureId;
  /**
   * The gateway's code, or why.
   */
  code: Label;
  type: "payment.report_capture_failed";
}
/**
 * The bank said no.
 */
export interface ReportDeclined {
  /**
   * When, as the gateway says.
   */
  at: InstantInput;
  /**
   * Which attempt, as the gateway was asked; left out, the one that is under way.
   */
  attempt?: Count | null | undefined;
  /**
   * Its code, or why.
   */
  code: Label;
  type: "payment.report_declined";
}
/**
 * What was authorized and not captured was given up.
 */
export interface ReportVoided {
  /**
   * When, as the gateway says.
   */
  at: InstantInput;
  type: "payment.report_voided";
}
/**
 * It could not be given up.
 */
export interface ReportVoidFailed {
  /**
   * When, as the gateway says.
   */
  at: InstantInput;
  /**
   * The gateway's code, or why.
   */
  code: Label;
  type: "payment.report_void_failed";
}
/**
 * The authorization's time was over.
 */
export interface ReportAuthorizationLapsed {
  /**
   * When, as the gateway says.
   */
  at: InstantInput;
  type: "payment.report_authorization_lapsed";
}
/**
 * A refund reached who paid. One that was never asked for here is a refund as well.
 */
export interface ReportRefundSettled {
  /**
   * How much.
   */
  amount: Money;
  /**
   * When, as the gateway says.
   */
  at: InstantInput;
  /**
   * Which refund.
   */
  refund_id: RefundId;
  /**
   * The id of the return, of a Pix.
   */
  rtr_id?: RtrId | null | undefined;
  /**
   * Of which capture or Pix.
   */
  target: Target;
  type: "payment.report_refund_settled";
}
/**
 * A refund failed.
 */
export interface ReportRefundFailed {
  /**
   * When, as the gateway says.
   */
  at: InstantInput;
  /**
   * The gateway's code, or why.
   */
  reason: Label;
  /**
   * Which refund.
   */
  refund_id: RefundId;
  type: "payment.report_refund_failed";
}
/**
 * The payer disputes.
 */
export interface ReportDisputeOpened {
  /**
   * How much.
   */
  amount: Money;
  /**
   * When, as the gateway says.
   */
  at: InstantInput;
  /**
   * The dispute's id at the gateway.
   */
  dispute_id: GatewayId;
  /**
   * Until when evidence is taken.
   */
  due_at?: InstantInput | null | undefined;
  /**
   * What the gateway took for it.
   */
  fee?: Money | null | undefined;
  /**
   * By which rules.
   */
  kind: DisputeKind;
  /**
   * How far it went.
   */
  stage: DisputeStage;
  /**
   * Which capture or Pix.
   */
  target: Target;
  type: "payment.report_dispute_opened";
}
/**
 * A dispute was decided for the recipients.
 */
export interface ReportDisputeWon {
  /**
   * When, as the gateway says.
   */
  at: InstantInput;
  /**
   * Which dispute.
   */
  dispute_id: GatewayId;
  /**
   * Whether its fee came back.
   */
  fee_returned?: boolean | undefined;
  /**
   * At which stage.
   */
  stage: DisputeStage;
  type: "payment.report_dispute_won";
}
/**
 * A dispute was withdrawn, which is as good as won.
 */
export interface ReportDisputeWithdrawn {
  /**
   * When, as the gateway says.
   */
  at: InstantInput;
  /**
   * Which dispute.
   */
  dispute_id: GatewayId;
  /**
   * Whether its fee came back.
   */
  fee_returned?: boolean | undefined;
  /**
   * At which stage.
   */
  stage: DisputeStage;
  type: "payment.report_dispute_withdrawn";
}
/**
 * A dispute was decided for the payer, and closed. What is still held beyond it is released.
 */
export interface ReportDisputeLost {
  /**
   * How much more was lost; left out, all that is held.
   */
  amount?: Money | null | undefined;
  /**
   * When, as the gateway says.
   */
  at: InstantInput;
  /**
   * Which dispute.
   */
  dispute_id: GatewayId;
  /**
   * At which stage.
   */
  stage: DisputeStage;
  type: "payment.report_dispute_lost";
}
/**
 * A dispute that was won is taken up again, at a later stage.
 */
export interface ReportDisputeReopened {
  /**
   * How much.
   */
  amount: Money;
  /**
   * When, as the gateway says.
   */
  at: InstantInput;
  /**
   * Which dispute.
   */
  dispute_id: GatewayId;
  /**
   * Until when evidence is taken.
   */
  due_at?: InstantInput | null | undefined;
  /**
   * What the gateway took for it.
   */
  fee?: Money | null | undefined;
  /**
   * The new stage.
   */
  stage: DisputeStage;
  type: "payment.report_dispute_reopened";
}
/**
 * The bank returned a Pix, or a part, by the Pix rules for fraud and failures. That is no refund.
 */
export interface ReportMedReturned {
  /**
   * How much.
   */
  amount: Money;
  /**
   * When, as the gateway says.
   */
  at: InstantInput;
  /**
   * Which dispute; left out, the one that is open for that Pix or was taken for lost, or a new one.
   */
  dispute_id?: GatewayId | null | undefined;
  /**
   * The return's id.
   */
  rtr_id: RtrId;
  /**
   * Which Pix.
   */
  target: Target;
  type: "payment.report_med_returned";
}
/**
 * A payment was made.
 */
export interface Created {
  /**
   * What is to be paid.
   */
  amount: Money;
  /**
   * What becomes of money that comes otherwise than it was asked for.
   */
  anomalies: Anomalies;
  /**
   * Who pays.
   */
  buyer: ActorId;
  /**
   * A text for the payer.
   */
  description?: Label | null | undefined;
  /**
   * The parts.
   */
  installment_amounts?: readonly Money[] | undefined;
  /**
   * In how many parts a card is charged.
   */
  installments?: Installments | null | undefined;
  /**
   * What the host noted of it.
   */
  metadata?: readonly Metadata[] | undefined;
  /**
   * How.
   */
  method: Method;
  /**
   * What it is paid for.
   */
  reference: Reference;
  /**
   * Who has which part of it.
   */
  split?: Split | null | undefined;
  type: "payment.created";
}
/**
 * What a payment is for.
 */
export interface Reference {
  /**
   * The event.
   */
  event_id: EventId;
  /**
   * Until when they are: nothing is charged that can be paid later.
   */
  hold_expires_at?: Instant | null | undefined;
  /**
   * The places that are set aside for it.
   */
  hold_id?: HoldId | null | undefined;
  /**
   * What they are, at the prices that the buyer accepted: what is needed to sell them although the
   * hold has lapsed. Left out, the hold is sold while it is known.
   *
   * @minItems 1
   * @maxItems 100
   */
  lines?: readonly PricedLine[] | null | undefined;
}
/**
 * The gateway is asked for a Pix charge.
 */
export interface PixChargeRequested {
  /**
   * What is paid from then on is late.
   */
  expires_at: Instant;
  type: "payment.pix_charge_requested";
}
/**
 * A Pix charge can be paid.
 */
export interface PixChargeIssued {
  /**
   * When, as the gateway says.
   */
  at: Instant;
  /**
   * What a payer copies or scans.
   */
  code: PixCode;
  /**
   * The charge's id.
   */
  txid: Txid;
  type: "payment.pix_charge_issued";
}
/**
 * No Pix charge was issued; it may be requested again.
 */
export interface PixChargeFailed {
  /**
   * When, as the gateway says.
   */
  at: Instant;
  /**
   * Why.
   */
  code: Label;
  type: "payment.pix_charge_failed";
}
/**
 * The payment was paid by Pix.
 */
export interface PixCaptured {
  /**
   * How much.
   */
  amount: Money;
  /**
   * When it was settled.
   */
  at: Instant;
  /**
   * By which.
   */
  e2eid: EndToEndId;
  /**
   * What the gateway took for it.
   */
  fee?: Money | null | undefined;
  /**
   * Who bears which part of the fee.
   */
  fees?: readonly Part[] | undefined;
  /**
   * Whether it came before the news that the charge was issued.
   */
  inferred: boolean;
  /**
   * Who has which part; empty where it is not divided.
   */
  shares?: readonly Part[] | undefined;
  /**
   * Whether it could not carry its split, which an operator is to assign.
   */
  split_pending: boolean;
  type: "payment.pix_captured";
}
/**
 * A Pix charge's time was over.
 */
export interface ChargeExpired {
  /**
   * Since when.
   */
  expires_at: Instant;
  type: "payment.charge_expired";
}
/**
 * The payment was given up.
 */
export interface Cancelled {
  type: "payment.cancelled";
}
/**
 * An attempt to charge a card began.
 */
export interface CardStarted {
  /**
   * The first is 1.
   */
  attempt: Count;
  /**
   * What the gateway gave for the card.
   */
  token: CardToken;
  type: "payment.card_started";
}
/**
 * The attempt is sent to the gateway.
 */
export interface CardSent {
  /**
   * Which attempt.
   */
  attempt: Count;
  type: "payment.card_sent";
}
/**
 * The payer is asked by the card's bank.
 */
export interface ActionRequired {
  /**
   * When, as the gateway says.
   */
  at: Instant;
  type: "payment.action_required";
}
/**
 * The payer answered.
 */
export interface ActionDone {
  /**
   * When, as the gateway says.
   */
  at: Instant;
  type: "payment.action_done";
}
/**
 * The bank set the amount aside.
 */
export interface Authorized {
  /**
   * How much.
   */
  amount: Money;
  /**
   * When, as the gateway says.
   */
  at: Instant;
  type: "payment.authorized";
  /**
   * Until when it can be captured.
   */
  valid_until: Instant;
}
/**
 * The gateway is asked to take a part.
 */
export interface CaptureRequested {
  /**
   * How much.
   */
  amount: Money;
  /**
   * Which capture.
   */
  capture_id: CaptureId;
  /**
   * Whether the rest is given up.
   */
  is_final: boolean;
  type: "payment.capture_requested";
}
/**
 * Money was taken from the card.
 */
export interface CardCaptured {
  /**
   * How much.
   */
  amount: Money;
  /**
   * When, as the gateway says.
   */
  at: Instant;
  /**
   * Which capture.
   */
  capture_id: CaptureId;
  /**
   * Whether nothing more can be captured.
   */
  completes: boolean;
  /**
   * What the gateway took for it.
   */
  fee?: Money | null | undefined;
  /**
   * Who bears which part of the fee.
   */
  fees?: readonly Part[] | undefined;
  /**
   * Whether it came before the news that it was authorized.
   */
  inferred: boolean;
  /**
   * Who has which part; empty where it is not divided.
   */
  shares?: readonly Part[] | undefined;
  /**
   * Whether it could not carry its split, which an operator is to assign.
   */
  split_pending: boolean;
  type: "payment.card_captured";
}
/**
 * A capture failed; what it was to take can be captured again.
 */
export interface CaptureFailed {
  /**
   * When, as the gateway says.
   */
  at: Instant;
  /**
   * Which capture.
   */
  capture_id: CaptureId;
  /**
   * Why.
   */
  code: Label;
  type: "payment.capture_failed";
}
/**
 * The bank said no.
 */
export interface Declined {
  /**
   * When, as the gateway says.
   */
  at: Instant;
  /**
   * Which attempt.
   */
  attempt: Count;
  /**
   * Why.
   */
  code: Label;
  type: "payment.declined";
}
/**
 * The gateway is asked to give up what was authorized and not captured.
 */
export interface VoidRequested {
  type: "payment.void_requested";
}
/**
 * What was authorized and not captured was given up.
 */
export interface Voided {
  /**
   * When, as the gateway says.
   */
  at: Instant;
  type: "payment.voided";
}
/**
 * It could not be given up.
 */
export interface VoidFailed {
  /**
   * When, as the gateway says.
   */
  at: Instant;
  /**
   * Why.
   */
  code: Label;
  type: "payment.void_failed";
}
/**
 * The authorization's time was over.
 */
export interface AuthorizationLapsed {
  /**
   * When, as the gateway says.
   */
  at: Instant;
  type: "payment.authorization_lapsed";
}
/**
 * What could not carry its split was divided by hand.
 */
export interface SharesAssigned {
  /**
   * Who bears which part of its fee.
   */
  fees?: readonly Part[] | undefined;
  /**
   * Who has which part.
   */
  shares: readonly Part[];
  /**
   * Which capture or Pix.
   */
  target: Target;
  type: "payment.shares_assigned";
}
/**
 * Money is to go back.
 */
export interface RefundRequested {
  /**
   * How much.
   */
  amount: Money;
  /**
   * Who has which part of the fee back.
   */
  fee_back?: readonly Part[] | undefined;
  /**
   * Who gives what of it.
   */
  mode: Mode;
  /**
   * Who gives which part.
   */
  parts?: readonly Part[] | undefined;
  /**
   * Why; none where a policy asked for it.
   */
  reason?: Label | null | undefined;
  /**
   * Which refund.
   */
  refund_id: RefundId;
  /**
   * Of which capture or Pix.
   */
  target: Target;
  type: "payment.refund_requested";
}
/**
 * A refund is sent to the gateway.
 */
export interface RefundSent {
  /**
   * Which refund.
   */
  refund_id: RefundId;
  type: "payment.refund_sent";
}
/**
 * A refund reached who paid.
 */
export interface RefundSettled {
  /**
   * When, as the gateway says.
   */
  at: Instant;
  /**
   * Which refund.
   */
  refund_id: RefundId;
  /**
   * The id of the return, of a Pix.
   */
  rtr_id?: RtrId | null | undefined;
  type: "payment.refund_settled";
}
/**
 * A refund that was not asked for here reached who paid.
 */
export interface ExternalRefundSettled {
  /**
   * How much.
   */
  amount: Money;
  /**
   * When, as the gateway says.
   */
  at: Instant;
  /**
   * Who has which part of the fee back.
   */
  fee_back?: readonly Part[] | undefined;
  /**
   * Who gives which part.
   */
  parts?: readonly Part[] | undefined;
  /**
   * Which refund.
   */
  refund_id: RefundId;
  /**
   * The id of the return, of a Pix.
   */
  rtr_id?: RtrId | null | undefined;
  /**
   * What of it there was to take; the excess is recorded apart.
   */
  taken: Money;
  /**
   * Of which capture or Pix.
   */
  target: Target;
  type: "payment.external_refund_settled";
}
/**
 * A refund failed; what it had reserved is available again, to the cent.
 */
export interface RefundFailed {
  /**
   * When, as the gateway says.
   */
  at: Instant;
  /**
   * Why.
   */
  reason: Label;
  /**
   * Which refund.
   */
  refund_id: RefundId;
  type: "payment.refund_failed";
}
/**
 * A refund was given up before it was sent.
 */
export interface RefundCancelled {
  /**
   * Which refund.
   */
  refund_id: RefundId;
  type: "payment.refund_cancelled";
}
/**
 * The payer disputes.
 */
export interface DisputeOpened {
  /**
   * How much is disputed.
   */
  amount: Money;
  /**
   * When, as the gateway says.
   */
  at: Instant;
  /**
   * The dispute's id at the gateway.
   */
  dispute_id: GatewayId;
  /**
   * Until when evidence is taken.
   */
  due_at?: Instant | null | undefined;
  /**
   * What the gateway took for it.
   */
  fee?: Money | null | undefined;
  /**
   * Who is debited with which part of the fee.
   */
  fee_parts?: readonly Part[] | undefined;
  /**
   * How much of it there was to hold.
   */
  held: Money;
  /**
   * By which rules.
   */
  kind: DisputeKind;
  /**
   * Who is debited with which part of what is held.
   */
  parts?: readonly Part[] | undefined;
  /**
   * How far it went.
   */
  stage: DisputeStage;
  /**
   * Which capture or Pix.
   */
  target: Target;
  type: "payment.dispute_opened";
}
/**
 * A dispute goes on at a later stage: one that was won is taken up again, or a question became a dispute.
 */
export interface DisputeReopened {
  /**
   * How much is disputed.
   */
  amount: Money;
  /**
   * When, as the gateway says.
   */
  at: Instant;
  /**
   * Which dispute.
   */
  dispute_id: GatewayId;
  /**
   * Until when evidence is taken.
   */
  due_at?: Instant | null | undefined;
  /**
   * What the gateway took for it.
   */
  fee?: Money | null | undefined;
  /**
   * Who is debited with which part of the fee.
   */
  fee_parts?: readonly Part[] | undefined;
  /**
   * How much of it there was to hold, beyond what is held.
   */
  held: Money;
  /**
   * Who is debited with which part of what is held.
   */
  parts?: readonly Part[] | undefined;
  /**
   * The new stage.
   */
  stage: DisputeStage;
  type: "payment.dispute_reopened";
}
/**
 * More is taken for a dispute than was held for it.
 */
export interface DisputeHoldRaised {
  /**
   * How much more is held.
   */
  amount: Money;
  /**
   * When, as the gateway says.
   */
  at: Instant;
  /**
   * Which dispute.
   */
  dispute_id: GatewayId;
  /**
   * Who is debited with which part of it.
   */
  parts?: readonly Part[] | undefined;
  type: "payment.dispute_hold_raised";
}
/**
 * A dispute was answered.
 */
export interface EvidenceSubmitted {
  /**
   * Which dispute.
   */
  dispute_id: GatewayId;
  /**
   * What was handed in.
   */
  summary: Label;
  type: "payment.evidence_submitted";
}
/**
 * A dispute was given up as lost: all that was held is.
 */
export interface DisputeAccepted {
  /**
   * Which dispute.
   */
  dispute_id: GatewayId;
  type: "payment.dispute_accepted";
}
/**
 * A dispute was won or withdrawn: what was held is released, to the cent.
 */
export interface DisputeWon {
  /**
   * When, as the gateway says.
   */
  at: Instant;
  /**
   * Which dispute.
   */
  dispute_id: GatewayId;
  /**
   * Whether its fee came back.
   */
  fee_returned: boolean;
  /**
   * At which stage.
   */
  stage: DisputeStage;
  type: "payment.dispute_won";
  /**
   * Whether the payer gave it up.
   */
  withdrawn: boolean;
}
/**
 * A dispute was lost and closed.
 */
export interface DisputeLost {
  /**
   * When, as the gateway says.
   */
  at: Instant;
  /**
   * Which dispute.
   */
  dispute_id: GatewayId;
  /**
   * How much more the bank took than there was left.
   */
  excess?: Money | null | undefined;
  /**
   * How much of what was held is lost.
   */
  lost: Money;
  /**
   * Who has which part of the rest back.
   */
  released?: readonly Part[] | undefined;
  /**
   * At which stage.
   */
  stage: DisputeStage;
  /**
   * The bank's figure; none where it gave none, and all that was held is lost.
   */
  told?: Money | null | undefined;
  type: "payment.dispute_lost";
}
/**
 * A part of what was held was returned by the Pix rules for fraud and failures.
 */
export interface DisputePartLost {
  /**
   * When, as the gateway says.
   */
  at: Instant;
  /**
   * How much of the return was taken for lost before, when the dispute ended without a figure.
   */
  covered?: Money | null | undefined;
  /**
   * Which dispute.
   */
  dispute_id: GatewayId;
  /**
   * How much more the bank took than there was left.
   */
  excess?: Money | null | undefined;
  /**
   * How much of what was held is lost.
   */
  lost: Money;
  /**
   * Whose parts of it these are.
   */
  parts?: readonly Part[] | undefined;
  /**
   * The return's id.
   */
  rtr_id: RtrId;
  type: "payment.dispute_part_lost";
}
/**
 * A Pix came when its charge was over. It has a balance of its own.
 */
export interface LatePixReceived {
  /**
   * How much.
   */
  amount: Money;
  /**
   * When it was settled.
   */
  at: Instant;
  /**
   * Which.
   */
  e2eid: EndToEndId;
  /**
   * What the gateway took for it.
   */
  fee?: Money | null | undefined;
  /**
   * What becomes of it.
   */
  policy: LatePolicy;
  type: "payment.late_pix_received";
}
/**
 * A second Pix came for one charge. It has a balance of its own.
 */
export interface DuplicatePixReceived {
  /**
   * How much.
   */
  amount: Money;
  /**
   * When it was settled.
   */
  at: Instant;
  /**
   * Which.
   */
  e2eid: EndToEndId;
  /**
   * What the gateway took for it.
   */
  fee?: Money | null | undefined;
  /**
   * What becomes of it.
   */
  policy: Surplus;
  type: "payment.duplicate_pix_received";
}
/**
 * A card was charged again for what was captured in full. It has a balance of its own.
 */
export interface DuplicateCardCaptured {
  /**
   * How much.
   */
  amount: Money;
  /**
   * When, as the gateway says.
   */
  at: Instant;
  /**
   * Which capture.
   */
  capture_id: CaptureId;
  /**
   * What the gateway took for it.
   */
  fee?: Money | null | undefined;
  /**
   * What becomes of it.
   */
  policy: Surplus;
  type: "payment.duplicate_card_captured";
}
/**
 * A Pix of another amount came. It has a balance of its own.
 */
export interface PixAmountMismatch {
  /**
   * When it was settled.
   */
  at: Instant;
  /**
   * Which.
   */
  e2eid: EndToEndId;
  /**
   * What was to come.
   */
  expected: Money;
  /**
   * What the gateway took for it.
   */
  fee?: Money | null | undefined;
  /**
   * What came.
   */
  got: Money;
  /**
   * What becomes of it.
   */
  policy: Surplus;
  type: "payment.pix_amount_mismatch";
}
/**
 * A Pix came that names another charge, or none was asked for. It has a balance of its own,
 * and waits for an operator.
 */
export interface UnmatchedPix {
  /**
   * How much.
   */
  amount: Money;
  /**
   * When it was settled.
   */
  at: Instant;
  /**
   * Which.
   */
  e2eid: EndToEndId;
  /**
   * What the gateway took for it.
   */
  fee?: Money | null | undefined;
  /**
   * The charge that it names.
   */
  txid?: Txid | null | undefined;
  type: "payment.unmatched_pix";
}
/**
 * News of a payment that was not made here.
 */
export interface UnmatchedFact {
  /**
   * The amount that it names.
   */
  amount?: Money | null | undefined;
  /**
   * When, as the gateway says.
   */
  at: Instant;
  /**
   * What was reported.
   */
  fact: string;
  /**
   * What it is known by.
   */
  key: string;
  type: "payment.unmatched_fact";
}
/**
 * News that the payment's state has no place for. The state is kept.
 */
export interface UnexpectedFact {
  /**
   * The amount that it names.
   */
  amount?: Money | null | undefined;
  /**
   * When, as the gateway says.
   */
  at: Instant;
  /**
   * What was reported.
   */
  fact: string;
  /**
   * The state that was kept.
   */
  from: string;
  /**
   * What it is known by.
   */
  key: string;
  type: "payment.unexpected_fact";
}
/**
 * News of what is known already, with another content. What was known is kept.
 */
export interface ConflictingFact {
  /**
   * The amount that it names.
   */
  amount?: Money | null | undefined;
  /**
   * When, as the gateway says.
   */
  at: Instant;
  /**
   * What was reported.
   */
  fact: string;
  /**
   * What it is known by.
   */
  key: string;
  type: "payment.conflicting_fact";
}
/**
 * The gateway names another amount than there is.
 */
export interface AmountMismatch {
  /**
   * When, as the gateway says.
   */
  at: Instant;
  /**
   * The amount that was to be.
   */
  expected: Money;
  /**
   * What was reported.
   */
  fact: string;
  /**
   * The amount that it names.
   */
  got: Money;
  /**
   * What it is known by.
   */
  key: string;
  type: "payment.amount_mismatch";
}
/**
 * More is disputed than there is left to hold.
 */
export interface OverDispute {
  /**
   * When, as the gateway says.
   */
  at: Instant;
  /**
   * Which dispute.
   */
  dispute_id: GatewayId;
  /**
   * How much more.
   */
  excess: Money;
  type: "payment.over_dispute";
}
/**
 * More went back than there was left.
 */
export interface OverRefund {
  /**
   * When, as the gateway says.
   */
  at: Instant;
  /**
   * How much more.
   */
  excess: Money;
  /**
   * Which refund.
   */
  refund_id: RefundId;
  type: "payment.over_refund";
}
/**
 * The gateway contradicts what it said of a refund before. An operator has to look.
 */
export interface RefundFlip {
  /**
   * When, as the gateway says.
   */
  at: Instant;
  /**
   * What is on record, and kept.
   */
  from: RefundStatus;
  /**
   * Which refund.
   */
  refund_id: RefundId;
  /**
   * What it says now.
   */
  to: RefundStatus;
  type: "payment.refund_flip";
}
/**
 * No payment was made under that id.
 */
export interface NotFoundDetails {}
/**
 * It was made before, with other content.
 */
export interface AlreadyCreatedDetails {}
/**
 * Its state does not take that command.
 */
export interface InvalidTransitionDetails {
  /**
   * The command.
   */
  command: string;
  /**
   * The state of the payment, or of the refund or dispute that the command names.
   */
  from: string;
  /**
   * What to ask instead.
   */
  hint?: Hint | null | undefined;
}
/**
 * An amount is above 0.
 */
export interface AmountNotPositiveDetails {
  /**
   * What was named.
   */
  amount: Money;
}
/**
 * A Pix is at most 9999999999.99.
 */
export interface AmountTooLargeDetails {
  /**
   * What was named.
   */
  amount: Money;
  /**
   * The most that there is.
   */
  limit: Money;
}
/**
 * All amounts are in the payment's one currency, and a Pix is in reais.
 */
export interface CurrencyMismatchDetails {
  /**
   * The currency that it has to be.
   */
  expected: Currency;
  /**
   * The currency that was named.
   */
  got: Currency;
}
/**
 * A charge expires in the future, and not after the hold that it pays.
 */
export interface InvalidExpiryDetails {
  /**
   * What was named.
   */
  expires_at: Instant;
  /**
   * Until when the places are held.
   */
  hold_expires_at?: Instant | null | undefined;
}
/**
 * The charge can still be paid.
 */
export interface NotExpiredYetDetails {
  /**
   * When it does.
   */
  expires_at: Instant;
}
/**
 * Only a card is charged in installments.
 */
export interface MethodDoesNotSupportDetails {
  /**
   * The method.
   */
  method: string;
  /**
   * What it does not support.
   */
  what: string;
}
/**
 * At least 1 installment, and at most what is allowed.
 */
export interface InstallmentCountInvalidDetails {
  /**
   * What was named.
   */
  count: number;
  /**
   * The most that is allowed.
   */
  count_max: number;
}
/**
 * An installment is less than what is allowed, or nothing.
 */
export interface InstallmentBelowMinimumDetails {
  /**
   * The least of them.
   */
  amount: Money;
  /**
   * The least that is allowed.
   */
  minimum: Money;
}
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
 * The rules of the split claim more than there is.
 */
export interface SplitExceedsBaseDetails {
  /**
   * What there is to divide.
   */
  base: Money;
}
/**
 * The rules of the split leave something over.
 */
export interface SplitDoesNotCoverDetails {
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
 * More than what is authorized and neither captured nor asked for.
 */
export interface CaptureExceedsAuthorizedDetails {
  /**
   * What can still be captured.
   */
  available: Money;
  /**
   * What was asked for.
   */
  requested: Money;
}
/**
 * The authorization's time is over.
 */
export interface AuthorizationExpiredDetails {
  /**
   * Until when it was valid.
   */
  valid_until: Instant;
}
/**
 * The id is that of another capture.
 */
export interface DuplicateCaptureIdDetails {
  /**
   * The id.
   */
  capture_id: CaptureId;
}
/**
 * The payment has no such capture and no such Pix.
 */
export interface TargetUnknownDetails {
  /**
   * What was named.
   */
  target: string;
}
/**
 * More than what is left: neither refunded, nor on its way back, nor disputed.
 */
export interface RefundExceedsAvailableDetails {
  /**
   * What is left.
   */
  available: Money;
  /**
   * What was asked for.
   */
  requested: Money;
}
/**
 * A Pix can be given back for 90 days.
 */
export interface RefundWindowClosedDetails {
  /**
   * The last day, in Brasília: 2026-04-10, for example.
   */
  last_day: string;
}
/**
 * The id is that of another refund.
 */
export interface DuplicateRefundIdDetails {
  /**
   * The id.
   */
  refund_id: RefundId;
}
/**
 * The parts of a directed refund add up to it.
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
/**
 * Somebody is named who has no share.
 */
export interface RecipientUnknownDetails {
  /**
   * Who.
   */
  recipient: RecipientId;
}
/**
 * Somebody is named twice.
 */
export interface DuplicateRecipientDetails {
  /**
   * Who.
   */
  recipient: RecipientId;
}
/**
 * Shares that are assigned add up to what was captured.
 */
export interface SharesMismatchDetails {
  /**
   * What was captured.
   */
  expected: Money;
  /**
   * What the shares add up to.
   */
  got: Money;
}
/**
 * Evidence is no longer taken.
 */
export interface EvidenceWindowClosedDetails {
  /**
   * Until when it was.
   */
  due_at: Instant;
}
/**
 * What came in, and what went back of it.
 */
export interface Books {
  disputes: {
    [k: string]: Dispute;
  };
  /**
   * News without an id of its own that was taken in, and news that had no place: told once.
   */
  noted: readonly string[];
  refunds: {
    [k: string]: Refund;
  };
  /**
   * The returns of a Pix that are known.
   */
  returns: readonly RtrId[];
  /**
   * In the order in which they came.
   */
  takings: readonly Takings[];
}
/**
 * A dispute.
 *
 * This interface was referenced by `undefined`'s JSON-Schema definition
 * via the `patternProperty` "^[!-~]{1,100}$".
 */
export interface Dispute {
  amount: Money;
  /**
   * What was taken for lost without a figure of the bank's, in minor units: all that was held.
   */
  assumed: number;
  due_at?: Instant | null | undefined;
  fee_parts: readonly Part[];
  /**
   * What is held, in minor units.
   */
  held: number;
  kind: DisputeKind;
  /**
   * Who is debited with which part of what is held.
   */
  parts: readonly Part[];
  stage: DisputeStage;
  status: DisputeStatus;
  target: Target;
  /**
   * How much the bank says is lost by its end, where it says so.
   */
  told?: Money | null | undefined;
}
/**
 * A refund.
 */
export interface Refund {
  amount: Money;
  fee_back: readonly Part[];
  /**
   * None where it was not asked for here.
   */
  mode?: Mode | null | undefined;
  parts: readonly Part[];
  sent: boolean;
  status: RefundStatus;
  /**
   * What of the amount there was to take; less only where more went back than was asked for here.
   */
  taken: Money;
  target: Target;
}
/**
 * One capture or one Pix, and what became of it. Figures are minor units.
 */
export interface Takings {
  amount: Money;
  dispute_held: number;
  dispute_lost: number;
  /**
   * What the gateway took for it.
   */
  fee: number;
  ledger: Ledger;
  origin: Origin;
  refund_pending: number;
  refunded: number;
  settled_at: Instant;
  split_pending: boolean;
  target: Target;
}
/**
 * Who has what of one amount that was paid: a capture, or a Pix. Empty where it was not divided.
 *
 * Its `Serialize` and `Deserialize` are how the library keeps it, and take every figure as it stands, so
 * below zero as well. A ledger that comes from elsewhere is read in the form of
 * [`contract::split`](crate::contract::split), which checks it.
 */
export interface Ledger {
  accounts: readonly Account[];
  currency: Currency;
  fee_on_refund: FeeOnRefund;
}
/**
 * What one recipient has of a payment, in minor units.
 */
export interface Account {
  /**
   * What went back by name, pending refunds counted.
   */
  directed: number;
  /**
   * What disputes took, held or lost.
   */
  disputed: number;
  /**
   * What was taken from it as the gateway's fee.
   */
  fee: number;
  /**
   * What of the fee came back.
   */
  fee_back: number;
  /**
   * Whether disputes are debited here.
   */
  liable: boolean;
  /**
   * What went back in proportion, pending refunds counted.
   */
  pro_rata: number;
  /**
   * Who.
   */
  recipient: RecipientId;
  /**
   * The share of what was paid.
   */
  share: number;
}
/**
 * What was asked for, and how far it is.
 */
export interface Charge {
  books: Books;
  card: CardCharge;
  created: Created;
  /**
   * The latest news of the card, by the gateway's time: what is older does not move it.
   */
  moved_at?: Instant | null | undefined;
  pix: PixCharge;
  status: Status;
}
/**
 * What the charging of a card is about.
 */
export interface CardCharge {
  /**
   * The latest, if the card was charged.
   */
  attempt?: Count | null | undefined;
  authorized?: Money | null | undefined;
  captures: {
    [k: string]: AskedCapture;
  };
  sent: boolean;
  /**
   * Something is set aside that the payment has no use for: another amount, or after its end.
   */
  stray: boolean;
  token?: CardToken | null | undefined;
  valid_until?: Instant | null | undefined;
  void_requested: boolean;
}
/**
 * A capture that was asked for.
 */
export interface AskedCapture {
  amount: Money;
  is_final: boolean;
  status: CaptureStatus;
}
/**
 * What a Pix charge is about.
 */
export interface PixCharge {
  /**
   * What the payer scans or pastes, while it can be paid.
   */
  code?: PixCode | null | undefined;
  expires_at?: Instant | null | undefined;
  /**
   * Whether the gateway is asked for one.
   */
  requested: boolean;
  txid?: Txid | null | undefined;
}
/**
 * A dispute.
 */
export interface DisputeSummary {
  /**
   * Which dispute.
   */
  dispute_id: GatewayId;
  /**
   * What is held.
   */
  held: Money;
  /**
   * How far it is.
   */
  status: DisputeStatus;
}
/**
 * What a payer or a clerk is shown of a payment. `captured` and `surplus` together are `available`,
 * `refund_pending`, `refunded`, `dispute_held` and `dispute_lost` together, to the cent.
 */
export interface PaymentSummary {
  /**
   * What is to be paid.
   */
  amount: Money;
  /**
   * What is left of both.
   */
  available: Money;
  /**
   * Who pays.
   */
  buyer: ActorId;
  /**
   * What of it came in.
   */
  captured: Money;
  /**
   * What is disputed.
   */
  dispute_held: Money;
  /**
   * What was lost by disputes.
   */
  dispute_lost: Money;
  /**
   * Every dispute, in the order of their ids.
   */
  disputes: readonly DisputeSummary[];
  /**
   * What it is for.
   */
  event_id: EventId;
  /**
   * The places that are set aside for it; `null` where none are named.
   */
  hold_id: HoldId | null;
  /**
   * How it is paid.
   */
  method: MethodKind;
  /**
   * What the payer scans or pastes; `null` unless it can be paid.
   */
  pix_code: PixCode | null;
  /**
   * Until when; `null` with the code.
   */
  pix_expires_at: Instant | null;
  /**
   * What is on its way back.
   */
  refund_pending: Money;
  /**
   * What went back.
   */
  refunded: Money;
  /**
   * Every refund, in the order of their ids.
   */
  refunds: readonly RefundSummary[];
  /**
   * How far it is; refunds and disputes do not change it.
   */
  status: Status;
  /**
   * What came in and nobody asked for.
   */
  surplus: Money;
  /**
   * Every capture and every Pix, in the order in which they came.
   */
  takings: readonly TakingsSummary[];
}
/**
 * A refund.
 */
export interface RefundSummary {
  /**
   * How much.
   */
  amount: Money;
  /**
   * Which refund.
   */
  refund_id: RefundId;
  /**
   * What became of it.
   */
  status: RefundStatus;
}
/**
 * One capture or one Pix: what a refund is requested of.
 */
export interface TakingsSummary {
  /**
   * What came. Of another currency than the payment's it is in none of its sums.
   */
  amount: Money;
  /**
   * What is left of it: neither refunded, nor on its way back, nor disputed.
   */
  available: Money;
  /**
   * Why it came.
   */
  origin: Origin;
  /**
   * When it came, as the gateway says.
   */
  settled_at: Instant;
  /**
   * Which capture or Pix.
   */
  target: Target;
}

/** A JSON Schema that stands alone. */
export type JsonSchema = { readonly [keyword: string]: unknown };

/** The JSON Schema of each command's body, as Fastify and ajv take it. */
export declare const schemas: {
  readonly Create: JsonSchema;
  readonly RequestPixCharge: JsonSchema;
  readonly ExpireCharge: JsonSchema;
  readonly Cancel: JsonSchema;
  readonly StartCard: JsonSchema;
  readonly SendCard: JsonSchema;
  readonly Capture: JsonSchema;
  readonly Void: JsonSchema;
  readonly RequestRefund: JsonSchema;
  readonly RefundRest: JsonSchema;
  readonly SendRefund: JsonSchema;
  readonly CancelRefund: JsonSchema;
  readonly SubmitEvidence: JsonSchema;
  readonly AcceptDispute: JsonSchema;
  readonly AssignShares: JsonSchema;
  readonly ReportPixChargeIssued: JsonSchema;
  readonly ReportPixChargeFailed: JsonSchema;
  readonly ReportPixReceived: JsonSchema;
  readonly ReportActionRequired: JsonSchema;
  readonly ReportActionDone: JsonSchema;
  readonly ReportAuthorized: JsonSchema;
  readonly ReportCaptured: JsonSchema;
  readonly ReportCaptureFailed: JsonSchema;
  readonly ReportDeclined: JsonSchema;
  readonly ReportVoided: JsonSchema;
  readonly ReportVoidFailed: JsonSchema;
  readonly ReportAuthorizationLapsed: JsonSchema;
  readonly ReportRefundSettled: JsonSchema;
  readonly ReportRefundFailed: JsonSchema;
  readonly ReportDisputeOpened: JsonSchema;
  readonly ReportDisputeWon: JsonSchema;
  readonly ReportDisputeWithdrawn: JsonSchema;
  readonly ReportDisputeLost: JsonSchema;
  readonly ReportDisputeReopened: JsonSchema;
  readonly ReportMedReturned: JsonSchema;
};
