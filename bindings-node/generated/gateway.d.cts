import type * as payment from "./payment.cjs";

/**
 * A call to a gateway.
 */
export type Call =
  IssueCharge | CancelCharge | Authorize | Capture | Void | Refund | SubmitEvidence | AcceptDispute;
/**
 * An ISO 4217 currency code that has a minor unit.
 */
export type Currency = string;
/**
 * A short text on one line: 1 to 255 characters after trimming, stored in NFC, without control or bidirectional formatting characters.
 */
export type Label = string;
/**
 * A moment, RFC 3339 with any offset, from 1970-01-01T00:00:00.000Z to 2999-12-31T23:59:59.999Z; truncated to the millisecond and written back in UTC.
 */
export type Instant = string;
/**
 * Which call to a payment gateway: one that comes again under the same key is the same call.
 */
export type IdempotencyKey = string;
/**
 * Which payment.
 */
export type PaymentId = string;
/**
 * Whose data it is: one organiser, apart from every other.
 */
export type TenantId = string;
/**
 * What a receiver knows a Pix by: 1 to 35 letters and digits.
 */
export type Txid = string;
/**
 * How many of what is counted one by one, or which of them: the first is 1.
 */
export type Count = number;
/**
 * Which capture: a part of an authorized amount that is taken.
 */
export type CaptureId = string;
/**
 * What a gateway gave for a card, to charge it by. Never a card number.
 */
export type CardToken = string;
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
 * Which refund: money that goes back to who paid.
 */
export type RefundId = string;
/**
 * An id that a payment gateway gave: printable ASCII without a space.
 */
export type GatewayId = string;

/**
 * The calls to a payment gateway.
 */
export interface Contract {
  Call: Call;
}
/**
 * A Pix charge is to be issued. The same txid again is the same charge.
 */
export interface IssueCharge {
  /**
   * What is to be paid.
   */
  amount: Money;
  /**
   * Whether the payer may change the amount.
   */
  amount_may_change: boolean;
  /**
   * A text for the payer.
   */
  description?: Label | null | undefined;
  /**
   * What is paid from then on is late.
   */
  expires_at: Instant;
  /**
   * Which call it is: the same again under the same key is done once.
   */
  key: IdempotencyKey;
  /**
   * Of which payment.
   */
  payment: PaymentId;
  /**
   * For whom.
   */
  tenant: TenantId;
  /**
   * The charge's id.
   */
  txid: Txid;
  type: "issue_charge";
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
 * A Pix charge is to be withdrawn, so that nobody pays it any more. One that is gone, or was never
 * issued, is withdrawn.
 */
export interface CancelCharge {
  /**
   * Which call it is: the same again under the same key is done once.
   */
  key: IdempotencyKey;
  /**
   * Of which payment.
   */
  payment: PaymentId;
  /**
   * For whom.
   */
  tenant: TenantId;
  /**
   * The charge's id.
   */
  txid: Txid;
  type: "cancel_charge";
}
/**
 * A card's bank is to set an amount aside; it is taken at once where a capture is named.
 */
export interface Authorize {
  /**
   * How much.
   */
  amount: Money;
  /**
   * Which attempt; the first is 1.
   */
  attempt: Count;
  /**
   * The capture by which the money is taken at once; `None` where it is only set aside.
   */
  capture_id?: CaptureId | null | undefined;
  /**
   * A text for the payer.
   */
  description?: Label | null | undefined;
  /**
   * In how many parts; `None` in one.
   */
  installments?: Count | null | undefined;
  /**
   * Which call it is: the same again under the same key is done once.
   */
  key: IdempotencyKey;
  /**
   * Of which payment.
   */
  payment: PaymentId;
  /**
   * For whom.
   */
  tenant: TenantId;
  /**
   * The card.
   */
  token: CardToken;
  type: "authorize";
}
/**
 * A part of what was authorized is to be taken.
 */
export interface Capture {
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
  /**
   * Which call it is: the same again under the same key is done once.
   */
  key: IdempotencyKey;
  /**
   * Of which payment.
   */
  payment: PaymentId;
  /**
   * For whom.
   */
  tenant: TenantId;
  type: "capture";
}
/**
 * What was authorized and not captured is to be given up.
 */
export interface Void {
  /**
   * Which call it is: the same again under the same key is done once.
   */
  key: IdempotencyKey;
  /**
   * Of which payment.
   */
  payment: PaymentId;
  /**
   * For whom.
   */
  tenant: TenantId;
  type: "void";
}
/**
 * Money is to go back to who paid it. The same refund id again is the same refund.
 */
export interface Refund {
  /**
   * How much.
   */
  amount: Money;
  /**
   * Which call it is: the same again under the same key is done once.
   */
  key: IdempotencyKey;
  /**
   * What is given back.
   */
  of: Target;
  /**
   * Of which payment.
   */
  payment: PaymentId;
  /**
   * Which refund.
   */
  refund_id: RefundId;
  /**
   * For whom.
   */
  tenant: TenantId;
  type: "refund";
}
/**
 * A dispute is to be answered. The documents themselves are handed in at the gateway.
 */
export interface SubmitEvidence {
  /**
   * The dispute's id at the gateway.
   */
  dispute_id: GatewayId;
  /**
   * Which call it is: the same again under the same key is done once.
   */
  key: IdempotencyKey;
  /**
   * Of which payment.
   */
  payment: PaymentId;
  /**
   * What is handed in, in short.
   */
  summary: Label;
  /**
   * For whom.
   */
  tenant: TenantId;
  type: "submit_evidence";
}
/**
 * A dispute is to be given up.
 */
export interface AcceptDispute {
  /**
   * The dispute's id at the gateway.
   */
  dispute_id: GatewayId;
  /**
   * Which call it is: the same again under the same key is done once.
   */
  key: IdempotencyKey;
  /**
   * Of which payment.
   */
  payment: PaymentId;
  /**
   * For whom.
   */
  tenant: TenantId;
  type: "accept_dispute";
}

/** What a gateway reports of a payment. */
export type Report =
  | payment.ReportPixChargeIssued
  | payment.ReportPixChargeFailed
  | payment.ReportPixReceived
  | payment.ReportActionRequired
  | payment.ReportActionDone
  | payment.ReportAuthorized
  | payment.ReportCaptured
  | payment.ReportCaptureFailed
  | payment.ReportDeclined
  | payment.ReportVoided
  | payment.ReportVoidFailed
  | payment.ReportAuthorizationLapsed
  | payment.ReportRefundSettled
  | payment.ReportRefundFailed
  | payment.ReportDisputeOpened
  | payment.ReportDisputeWon
  | payment.ReportDisputeWithdrawn
  | payment.ReportDisputeLost
  | payment.ReportDisputeReopened
  | payment.ReportMedReturned;
