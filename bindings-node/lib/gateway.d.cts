import type {
  AcceptDispute,
  Authorize,
  Call,
  CancelCharge,
  Capture,
  IssueCharge,
  Money,
  Refund,
  Report,
  SubmitEvidence,
  Target,
  Void,
} from "../generated/gateway.cjs";
import type { ManualClock } from "../index.cjs";

export type {
  AcceptDispute,
  Authorize,
  Call,
  CancelCharge,
  Capture,
  IssueCharge,
  Money,
  Refund,
  Report,
  SubmitEvidence,
  Target,
  Void,
} from "../generated/gateway.cjs";

/**
 * What a gateway tells. The same news told twice, by an answer, a webhook, a query or the list, is the
 * same report with the same instant, the gateway's own: then it is one command, however often it comes.
 */
export interface Fact {
  /** Of which payment; left out where the gateway's own ids do not lead to one. It is kept as well. */
  payment?: string | null | undefined;
  report: Report;
}

/** What became of a call. */
export type Inquiry =
  /** It had its effect, or came to nothing, and this is known of it. */
  | { status: "known"; facts: readonly Fact[] }
  /** The gateway said no, with its own code. */
  | { status: "refused"; code: string }
  /** The gateway has it, and does not know the outcome yet: the news comes by webhook. */
  | { status: "under_way" }
  /** It had no effect, and none is under way: it may be made. */
  | { status: "absent" };

/** Which part of what a gateway has to tell. */
export interface ListRequest {
  /** For whom. */
  tenant: string;
  /** Of when: from `starts_at`, which belongs to it, to `ends_at`, which does not. */
  period: { starts_at: string; ends_at: string };
  /** `next` of the page before. */
  after?: string | undefined;
}

/** A page of what a gateway has to tell. */
export interface Listed {
  /** In any order. */
  facts: readonly Fact[];
  /** Where to read on; left out at the end. */
  next?: string | null | undefined;
}

/** Headers: Node's `request.headers`, pairs, a Map, or `Headers`. */
export type HeadersInput =
  | { readonly [name: string]: string | readonly string[] | undefined }
  | Iterable<readonly [string, string]>;

/** What came in over HTTP and says that it is a gateway's. */
export interface IncomingWebhook {
  /** The bytes, as they came, before anything parsed them. */
  body: Uint8Array;
  headers: HeadersInput;
  /** Whether the host has checked the certificate of who connected (mutual TLS). */
  peer_verified?: boolean | undefined;
}

/** What came in over HTTP, as a gateway verifies it. */
export declare class Webhook {
  constructor(fields: {
    tenant: string;
    body: Uint8Array;
    headers: readonly (readonly [string, string])[];
    peer_verified: boolean;
    received_at: string;
  });
  /** For whom: the host knows by the address that it came to. */
  readonly tenant: string;
  /** The bytes, as they came. */
  readonly body: Uint8Array;
  /** Names, in any case, and values. */
  readonly headers: readonly (readonly [string, string])[];
  /** The host's word for the certificate of who connected. */
  readonly peer_verified: boolean;
  /** When it came, by the server's own clock. */
  readonly received_at: string;
  /** The value of the header of that name, if there is exactly one. */
  header(name: string): string | undefined;
}

/** How a gateway is asked. */
export interface CallOptions {
  /** Aborts when nobody waits for the answer any more: the outcome is unknown then. Hand it to `fetch`. */
  readonly signal: AbortSignal;
}

/**
 * Who charges, and gives back: a bank, an acquirer, a service provider. A host implements it; what an
 * implementation must keep, and may rely on:
 *
 * 1. What it tells are facts: reports about one payment. An answer without facts says that the gateway
 *    has the call: the news comes by webhook, or stands in the list.
 * 2. Every call has a `key`, which is the same when the call is repeated: hand it to the gateway as its
 *    idempotency key. The ids of a capture and of a refund, and the txid, are never used again.
 * 3. It throws GatewayRefused where the gateway said no, and GatewayFailed where there was no effect for
 *    sure. Whatever else it throws or returns is an unknown outcome: then nobody calls again before
 *    `query` said that there was no effect. Of an error that is not of these classes only the name of its
 *    class is told.
 * 4. No card number, and no secret, is in a fact, an error or a log line.
 *
 * Methods that may be left out refuse as `not_supported`.
 *
 * @example
 * class Vouchers implements PaymentGateway {
 *   readonly name = "vouchers";
 *   async refund({ payment, refund_id, amount, key }: Refund, { signal }: CallOptions) {
 *     const answer = await post("/refunds", { refund_id, amount }, { key, signal });
 *     if (answer.status === 422) throw new GatewayRefused("already_used");
 *     return [];
 *   }
 *   // and query, list, verify
 * }
 */
export interface PaymentGateway {
  /**
   * A name that no other gateway of the same host has, 1 to 255 characters: progress is kept under it.
   */
  readonly name: string;
  /**
   * How long an answer is waited for, in milliseconds, from 1 to 600 000; 30 000 when left out. After
   * that the outcome is unknown.
   */
  readonly timeoutMillis?: number | undefined;
  /** Issues a Pix charge. The same txid again is the same charge. */
  issueCharge?(asked: IssueCharge, options: CallOptions): Promise<readonly Fact[]>;
  /** Withdraws a Pix charge. One that is gone, or was never issued, is withdrawn. */
  cancelCharge?(asked: CancelCharge, options: CallOptions): Promise<readonly Fact[]>;
  /** Has a card's bank set an amount aside, and takes it at once where `capture_id` is there. */
  authorize?(asked: Authorize, options: CallOptions): Promise<readonly Fact[]>;
  /** Takes a part of what was authorized. */
  capture?(asked: Capture, options: CallOptions): Promise<readonly Fact[]>;
  /** Gives up what was authorized and not captured. */
  void?(asked: Void, options: CallOptions): Promise<readonly Fact[]>;
  /** Gives money back to who paid it. The same refund id again is the same refund. */
  refund(asked: Refund, options: CallOptions): Promise<readonly Fact[]>;
  /** Answers a dispute. The documents themselves are handed in at the gateway. */
  submitEvidence?(asked: SubmitEvidence, options: CallOptions): Promise<readonly Fact[]>;
  /** Gives a dispute up as lost. */
  acceptDispute?(asked: AcceptDispute, options: CallOptions): Promise<readonly Fact[]>;
  /**
   * What became of a call. `absent` is said only when it had no effect and none is under way: then it
   * is made again, under the same key. GatewayRefused says that the gateway will never tell: an operator
   * has to look.
   */
  query(call: Call, options: CallOptions): Promise<Inquiry>;
  /** All that the gateway has to tell of a tenant's payments in a period, page by page. */
  list(asked: ListRequest, options: CallOptions): Promise<Listed>;
  /**
   * What a webhook tells, once it is sure that the gateway sent it. Throws WebhookForged where it is not
   * the gateway's, and WebhookUnavailable while that is not known.
   */
  verify(webhook: Webhook, options: CallOptions): Promise<readonly Fact[]>;
}

/** What a gateway says instead of an answer. */
export declare class GatewayError extends Error {
  protected constructor();
}

/** It said no, and would say no again. Nothing was charged or given back. */
export declare class GatewayRefused extends GatewayError {
  /** Its own code, 1 to 255 characters. */
  constructor(code: string, options?: ErrorOptions);
  readonly code: string;
}

/** It failed, and had no effect for sure: it was not reached, or said so. */
export declare class GatewayFailed extends GatewayError {
  /** Why; never a secret, a token or what was asked. */
  constructor(reason: string, options?: ErrorOptions);
  readonly reason: string;
}

/** It may have had its effect. */
export declare class GatewayUnknown extends GatewayError {
  /** Why; never a secret, a token or what was asked. */
  constructor(reason: string, options?: ErrorOptions);
  readonly reason: string;
}

/** The webhook is not the gateway's, or not of now: answer 401. */
export declare class WebhookForged extends GatewayError {
  /** Which check failed; never what came. */
  constructor(reason: string, options?: ErrorOptions);
  readonly reason: string;
}

/** Whether the webhook is the gateway's could not be found out: answer 503, so that it comes again. */
export declare class WebhookUnavailable extends GatewayError {
  /** Why; never what came. */
  constructor(reason: string, options?: ErrorOptions);
  readonly reason: string;
}

/** A secret that webhooks are signed with, at least one byte. Printed, it does not show. */
export declare class SigningKey {
  /** With `until` it is not taken from that instant on: for the older of two keys. */
  constructor(secret: string | Uint8Array, options?: { until?: string | Date | undefined });
}

/**
 * The keys that webhooks of a gateway are signed with, in the form that many have: a header
 * `t=1764158400,v1=5257a8...` with the seconds since 1970, and HMAC-SHA256 over those seconds, a point
 * and the bytes of the body, one for each key that is in use.
 *
 * @example
 * const keys = new WebhookKeys([new SigningKey(old, { until }), new SigningKey(secret)]);
 * keys.verify(webhook.body, webhook.header("x-signature"), webhook.received_at);
 */
export declare class WebhookKeys {
  /** Any of these keys. */
  constructor(keys: readonly SigningKey[]);
  /** The header for a body, signed at that time with every key. */
  sign(body: Uint8Array, at: string | Date): string;
  /**
   * Returns when one of the keys signed the body, within 5 minutes of now. Keys are compared in constant
   * time.
   *
   * @throws {WebhookForged}
   */
  verify(body: Uint8Array, header: string | undefined, now: string | Date): void;
}

/** A gateway of Palco's own, whose methods a gateway of the host's may call to hand a call on. */
export interface BuiltInGateway extends PaymentGateway {
  issueCharge(asked: IssueCharge): Promise<Fact[]>;
  cancelCharge(asked: CancelCharge): Promise<Fact[]>;
  authorize(asked: Authorize): Promise<Fact[]>;
  capture(asked: Capture): Promise<Fact[]>;
  void(asked: Void): Promise<Fact[]>;
  refund(asked: Refund): Promise<Fact[]>;
  submitEvidence(asked: SubmitEvidence): Promise<Fact[]>;
  acceptDispute(asked: AcceptDispute): Promise<Fact[]>;
  query(call: Call): Promise<Inquiry>;
  list(asked: ListRequest): Promise<Listed>;
  verify(webhook: Webhook): Promise<Fact[]>;
}

/** Money that moved at a simulated gateway. */
export interface Movement {
  /** Of which payment. */
  payment: string;
  /** Whether it went back; otherwise it came in. */
  is_refund: boolean;
  /** What it is known by: an attempt, a capture, a Pix, a refund. Twice the same is once too often. */
  of: string;
  amount: Money;
  at: string;
}

/**
 * How a simulated gateway behaves. What is per thousand, from 0 to 65 535, is of its calls, or of its
 * webhooks. By default it is a perfect one.
 */
export interface Conduct {
  /** The same seed and the same calls give the same answers; 1 when left out. */
  seed?: number | undefined;
  /** Per thousand charges, captures and refunds that come to nothing. */
  declined?: number | undefined;
  /** What it takes of every Pix in percent, `"0.99"` for example, half a cent up. */
  pix_fee?: string | undefined;
  /** Per thousand calls that it refuses. */
  refused?: number | undefined;
  /** Per thousand calls that do not reach it, which the caller is told. */
  unreached?: number | undefined;
  /** Per thousand calls that do not reach it, which the caller cannot know. */
  lost?: number | undefined;
  /** Per thousand calls that it carries out and whose answer is lost. */
  unanswered?: number | undefined;
  /** Per thousand calls that it answers without a fact: the news comes by webhook alone. */
  late?: number | undefined;
  /** How often a call yields, at most, before its effect and after it. */
  latency?: number | undefined;
  /** How often a webhook is sent, at most; 1 when left out. */
  copies?: number | undefined;
  /** Webhooks for every thousand that somebody else sends in its name. */
  forged?: number | undefined;
  /** Per thousand webhooks that tell of two things at once. */
  batched?: number | undefined;
  /** It keeps no idempotency keys: what is asked twice is done twice. */
  forgets_keys?: boolean | undefined;
  /** It writes card numbers into its codes. */
  leaks_card_numbers?: boolean | undefined;
}

/**
 * A gateway that charges nobody, for tests and demonstrations. It behaves as its conduct says, the same
 * in every run, and keeps books of its own: so a test can ask what moved, and whether anything moved
 * twice. Webhooks wait until they are taken.
 *
 * A class that extends it, or an instance with a method written over, is a gateway of the host's.
 *
 * @example
 * const bank = new SimulatedGateway({ copies: 3 }, { clock });
 * await palco.startProcessors({ gateway: bank });
 * bank.pay(txid);
 * for (const webhook of bank.takeWebhooks()) await me.takeWebhook(bank, webhook);
 */
export interface SimulatedGateway extends BuiltInGateway {}
export declare class SimulatedGateway {
  /** It tells the time by the clock, or the system's. */
  constructor(conduct?: Conduct, options?: { clock?: ManualClock | undefined });
  /** The same gateway, books and all, with another conduct from now on. */
  behaving(conduct: Conduct): SimulatedGateway;
  /** A payer pays a Pix charge in full. Whether there is such a charge that can be paid. */
  pay(txid: string): boolean;
  /**
   * A payer pays a Pix charge, in full or another amount, also one that is withdrawn. Whether there was
   * ever such a charge.
   */
  payAnyway(txid: string, amount?: Money): boolean;
  /** Somebody gives money back at the gateway itself. Whether there was so much to give back. */
  giveBack(refund: { payment: string; refund_id: string; of: Target; amount: Money }): boolean;
  /** Tells what a test makes up. */
  tell(fact: Fact): void;
  /** Signs with another key from now on; the key before is taken for another hour. */
  rotateKey(secret: string): void;
  /** All that moved, in order. */
  movements(): Movement[];
  /** What moved more than once, of those that may move once. */
  movedTwice(): Movement[];
  /** How many calls reached it, and how often it was asked after one. */
  callsAndQueries(): { calls: number; queries: number };
  /** How many of the webhooks that were taken somebody else had made. */
  forgedWebhooks(): number;
  /**
   * The webhooks that wait, signed now: each as often as it is sent, in no order, and forged ones among
   * them.
   */
  takeWebhooks(): { body: Buffer; headers: [string, string][]; peer_verified: boolean }[];
}

/** An account at a bank that serves the Pix API: where, and as whom. */
export interface PixApiAccount {
  /** The API's, with `https://`. */
  address: string;
  /** Where tokens are asked for, with `https://`. */
  tokenAddress: string;
  /** Charges are paid to it; 1 to 77 characters. */
  pixKey: string;
  /** Of the OAuth 2 client. */
  clientId: string;
  /** Of the OAuth 2 client. */
  clientSecret: string;
  /** The client's, with those between it and its root, in PEM; with its key, or neither. */
  certificate?: string | Uint8Array | undefined;
  /** The certificate's, in PEM. */
  privateKey?: string | Uint8Array | undefined;
  /** The authorities that the bank's certificate may be of, in PEM; Mozilla's when left out. */
  roots?: string | Uint8Array | undefined;
  /** How the client says who it is when it asks for a token; `header` when left out. */
  authentication?: "header" | "body" | undefined;
  /** To ask for, with spaces between; those of charges and Pix when left out. */
  scopes?: string | undefined;
  /**
   * Whether charges with a due date are issued as well: those are looked for and withdrawn too, which
   * takes another request and the scopes `cobv.read` and `cobv.write`.
   */
  dueCharges?: boolean | undefined;
  /**
   * For one request, in milliseconds, from 1 to 600 000; 10 000 when left out. A call is one request or
   * a few of them.
   */
  timeoutMillis?: number | undefined;
}

/**
 * What a charge with a due date (*cobv*) says beyond other charges.
 *
 * It can be paid up to the end of the day of the charge's `expires_at`, by the clock of Brasília; for
 * longer where a holiday comes between, as the bank's rules have it.
 */
export interface DueCharge {
  /** The last day on which it costs what was asked: `2026-12-31`. */
  due_on: string;
  /** Who is to pay: kept nowhere but at the bank. The name has 1 to 200 characters. */
  payer: { name: string; tax_id: { cpf: string } | { cnpj: string } };
  /** What is due on top, once, after that day, in percent: `"2"`, with at most 2 decimals. */
  fine?: string | undefined;
  /** The same for each month after that day, by calendar days. */
  monthly_interest?: string | undefined;
}

/**
 * A bank's Pix API: charges, refunds, the list, and webhooks that are confirmed by asking the bank.
 *
 * It knows no card. Each tenant has an account of its own. The bank signs no webhook: hand it over with
 * `peer_verified: true` where the connection's certificate was checked, see `docs/pix-api.md`.
 *
 * @example
 * const bank = new PixApiGateway({ [tenant]: { address, tokenAddress, pixKey, clientId, clientSecret } });
 */
export interface PixApiGateway extends BuiltInGateway {}
export declare class PixApiGateway {
  /**
   * The accounts by their tenants. It tells the time by the clock, or the system's, and is called
   * `pix_api` where it has no other name.
   *
   * @throws {InvalidError} a setting is not of its form; the path is its name, and its value is not shown.
   */
  constructor(
    accounts: { readonly [tenant: string]: PixApiAccount },
    options?: { name?: string | undefined; clock?: ManualClock | undefined },
  );
  /**
   * Issues a charge with a due date, in the place of `issueCharge`: a gateway of the host's, which knows
   * who pays, hands that call on to here. The same txid again is the same charge. Every other call, the
   * query after this one included, is made as usual.
   *
   * @throws {GatewayRefused} `not_supported` where the account has no `dueCharges`, `due_after_expiry`
   * where it would be due after its end; or the bank's own code.
   */
  issueDueCharge(asked: IssueCharge, due: DueCharge): Promise<Fact[]>;
  /**
   * Has the bank call that address, and no other, when a Pix comes in. It adds `/pix` to it, and calls it
   * over mutual TLS. It may be asked again at any time. Takes the scope `webhook.write`.
   */
  registerWebhook(tenant: string, url: string): Promise<void>;
  /** Which address the bank calls. Takes the scope `webhook.read`. */
  registeredWebhook(tenant: string): Promise<string | undefined>;
  /** Has the bank call nobody any more. Takes the scope `webhook.write`. */
  removeWebhook(tenant: string): Promise<void>;
}
