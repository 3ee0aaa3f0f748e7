import type {
  DomainEvent as BoxOfficeDomainEvent,
  Command as BoxOfficeCommand,
  State as BoxOfficeState,
} from "./generated/box_office.cjs";
import type {
  Command as EventCommand,
  DomainEvent as EventDomainEvent,
  State as EventState,
} from "./generated/event.cjs";
import type {
  Command as PaymentCommand,
  DomainEvent as PaymentDomainEvent,
  State as PaymentState,
} from "./generated/payment.cjs";
import type {
  Command as VenueCommand,
  DomainEvent as VenueDomainEvent,
  State as VenueState,
} from "./generated/venue.cjs";
import type {
  BoxOfficeQueries,
  Command,
  ConflictCode,
  DomainEvent,
  EventQueries,
  InvalidCode,
  NotFoundReason,
  PaymentQueries,
  RejectedReason,
  Services,
  UnavailableCode,
  VenueQueries,
} from "./generated/services.cjs";

import type { IncomingWebhook, PaymentGateway } from "./lib/gateway.cjs";

export type {
  Command,
  ConflictCode,
  DomainEvent,
  Events,
  InvalidCode,
  NotFoundReason,
  Payments,
  RejectedReason,
  Rejection,
  Services,
  Tickets,
  UnavailableCode,
  Venues,
} from "./generated/services.cjs";

export { Ledger, ledger } from "./lib/ledger.cjs";
export { pix } from "./lib/pix.cjs";
export { split } from "./lib/split.cjs";

/** A command as its method takes it: `type` is filled in. */
export type Body<C extends { type: string }> = Omit<C, "type"> & { type?: C["type"] };

/** How a command is sent. */
export interface CommandOptions {
  /**
   * The idempotency key, a UUID: a command id takes effect once per tenant, for ever, and sent again
   * it gets the first answer again. Left out it is a new one, and the command cannot be repeated.
   */
  commandId?: string | undefined;
  /**
   * Rejects the caller with the signal's reason. What was sent takes effect as a whole, or not at
   * all; sending it again with the same command id tells which.
   */
  signal?: AbortSignal | undefined;
}

/** How a question is asked. */
export interface QueryOptions {
  /** Rejects the caller with the signal's reason. */
  signal?: AbortSignal | undefined;
}

/** The stream of one aggregate, within its tenant. */
export interface StreamId {
  aggregate: string;
  id: string;
}

/** A domain event as it was recorded. */
export interface FeedRecord {
  /** Where it stands in the feed: a string of digits, and opaque. */
  position: string;
  tenant: string;
  stream: StreamId;
  /** Its place in the stream: 1, 2, 3 with no gap. */
  version: number;
  /** The command that led to it. */
  command_id: string;
  /** Who sent that command. */
  actor: string;
  /** The instant of the decision, on the server's clock. */
  recorded_at: string;
  /** Unique for ever; a broker's message id. */
  event_id: string;
  schema_version: number;
  domain_event: DomainEvent;
  /** The trace that the command was part of, where its caller said so. */
  trace_parent?: string;
}

/**
 * A reaction that was refused although somebody has to be told of it: money that came in for a place that
 * is lost, for example, and is too old to be given back.
 */
export interface RefusedReaction {
  /** What it followed from. */
  record: FeedRecord;
  /** Why it was refused. */
  error: PalcoError;
}

/** How far reactions came. */
export interface Reacted {
  /** The position to go on from. */
  next: string;
  /** In the order of the feed. */
  refused: RefusedReaction[];
}

/** What a command led to. */
export declare class Answer {
  private constructor();
  /** The aggregate that was addressed. */
  readonly stream: StreamId;
  /** Its version after the command. */
  readonly version: number;
  /** Whether this is the first answer again: the command id had taken effect before. */
  readonly repeated: boolean;
  /**
   * All that happened, in other streams too; empty when nothing changed. It may be of others too, a hold
   * of another buyer that lapsed for example: answer a client with what `get` gives, not with this.
   */
  readonly domain_events: DomainEvent[];
  /** The same, as it was recorded. */
  readonly records: FeedRecord[];
  /** The first domain event of that type, if there is one. */
  get<T extends DomainEvent["type"]>(type: T): Extract<DomainEvent, { type: T }> | undefined;
}

/**
 * One actor within one tenant.
 *
 * @example
 * const me = palco.acting({ tenant, actor });
 * const held = await me.tickets.hold(eventId, { lines: [{ ticket_type: "vip", quantity: 2 }] });
 */
export interface Acting extends Services {
  /** Sends any command to the aggregate of its room with that id. */
  send(id: string, command: Command, options?: CommandOptions): Promise<Answer>;
  /**
   * Takes a webhook: verifies that the gateway sent it, and tells the payments what it says. The answers
   * are those of the facts, in order; a webhook that comes again gets the first answers again. The actor
   * is who the host says that the gateway is.
   *
   * Rejects with RejectedError `gateway.webhook_forged` (answer 401), UnavailableError
   * `gateway.unavailable` (answer 503, so that it comes again) and InvalidError where it says what is no
   * report. In all three nothing was applied.
   *
   * @example
   * // The bytes as they came. With Fastify: a content type parser with `parseAs: "buffer"`.
   * await me.takeWebhook(gateway, { body: bytes, headers: request.headers });
   */
  takeWebhook(
    gateway: PaymentGateway,
    webhook: IncomingWebhook,
    options?: QueryOptions,
  ): Promise<Answer[]>;
  /**
   * Tells the payments all that the gateway has to tell of a period: what no webhook brought. What is
   * known already changes nothing.
   *
   * Rejects with UnavailableError `gateway.unavailable` when the gateway did not answer: call it again.
   */
  takeListed(
    gateway: PaymentGateway,
    period: { starts_at: string | Date; ends_at: string | Date },
    options?: QueryOptions,
  ): Promise<Answer[]>;
  /**
   * The same for who may read behind: every question is answered as of that version of the aggregate
   * or a later one, from one of the store's replicas where it has any. The version of an answer makes
   * sure that what it told is in it; 0 is content with any. Where the store itself does not have
   * that version, the question is `UnavailableError`, and `NotFoundError` where it has nothing of that
   * id at all. Commands are decided on what is newest, as ever.
   *
   * @example
   * const left = await me.atLeast(held.version).tickets.availability(eventId);
   * @throws {InvalidError} when it is no version.
   */
  atLeast(version: number): Acting;
}

/** A clock that stands still until it is moved, for tests. */
export declare class ManualClock {
  /** @throws {InvalidError} when `now` is no instant from 1970 to 2999. */
  constructor(now: string | Date);
  now(): Date;
  /** Sets it, to an earlier instant too. */
  set(now: string | Date): void;
  /** Moves it on by whole milliseconds, at least 0. */
  advance(millis: number): void;
}

/** Where to connect, and how. */
export interface ConnectOptions {
  /** The schema that holds everything; `palco` when left out. It is made, and kept up to date. */
  schema?: string | undefined;
  /** Connections to open at most, from 1 to 1000; 10 when left out. */
  maxConnections?: number | undefined;
  /** `transaction` for PgBouncer in transaction mode without prepared statements. */
  pooler?: "transaction" | undefined;
  /**
   * Parts, from 1 to 255, that each table that grows is divided into by hash when the schema is made.
   * A schema that is divided otherwise is refused; left out, it is taken as it is.
   */
  partitions?: number | undefined;
  /** URLs of standbys, for who asks with `atLeast`. */
  replicas?: readonly string[] | undefined;
  /**
   * `strict` refuses a server that could lose what it acknowledged. `relaxed` is for tests: a crash
   * may lose it.
   */
  durability?: "strict" | "relaxed" | undefined;
  /**
   * Commands that may wait for one stream, from 1 to 1 000 000; 1024 when left out. The next is
   * unavailable with `store.busy`.
   */
  mailbox?: number | undefined;
  /** How long a command may take, in milliseconds from 100 to 600 000; 10 000 when left out. */
  deadlineMillis?: number | undefined;
  /** How long a call of the database may take, from 100 to 600 000; 30 000 when left out. */
  answerWithinMillis?: number | undefined;
  /** A clock that is moved by hand, for tests. */
  clock?: ManualClock | undefined;
  signal?: AbortSignal | undefined;
}

/** A table that `startProcessors` keeps. */
export type ReadModel =
  "events" | "venues" | "availability" | "transactions" | "payments" | "recipient_statement";

/** What to read of the feed. */
export interface FeedOptions {
  /** The position to read on from; the beginning when left out. */
  after?: string | undefined;
  /** How many records to ask the store for at once, from 1 to 1000; 500 when left out. */
  limit?: number | undefined;
  /**
   * Whether to wait for more instead of ending when it is caught up. It ends when the Palco is closed;
   * what it has not given yet comes after the position of the last record that was dealt with.
   */
  follow?: boolean | undefined;
  /** How long to wait before asking for more, in milliseconds; 500 when left out. */
  pollMillis?: number | undefined;
  /** Ends it by throwing the signal's reason. */
  signal?: AbortSignal | undefined;
}

/**
 * The rules over a store.
 *
 * Close it when it is no longer needed, and before terminating a worker thread that uses it.
 *
 * @example
 * const palco = await Palco.connect("postgres://palco@localhost/palco");
 */
export declare class Palco {
  private constructor();
  /** Over a new store in memory, for tests. */
  static inMemory(options?: { clock?: ManualClock | undefined }): Palco;
  /**
   * Over a database of PostgreSQL 14 or newer; name the user in the URL.
   *
   * Rejects with InvalidError for the URL or the schema, and with UnavailableError.
   */
  static connect(url: string, options?: ConnectOptions): Promise<Palco>;
  /**
   * What this actor may ask for within this tenant; both are UUIDs. With `traceParent`, a W3C
   * `traceparent`, its commands are part of that trace: it is recorded with what happens, and handed
   * on to what follows.
   */
  acting(who: { tenant: string; actor: string; traceParent?: string | undefined }): Acting;
  /**
   * The records of all tenants after a position, in order and without a gap. Keep the position of
   * the last one that was dealt with.
   *
   * @example
   * for await (const record of palco.feed({ after })) await publish(record);
   */
  feed(options?: FeedOptions): AsyncGenerator<FeedRecord, void, undefined>;
  /**
   * Carries out what follows, in other contexts, from the records after a position: a cancelled
   * event closes its box office. Call it again from `next`, and keep that position; a reaction that is
   * repeated takes effect once. One that is refused keeps nothing back: look at `refused`, it is not tried
   * again from `next` on.
   */
  react(options?: {
    after?: string | undefined;
    signal?: AbortSignal | undefined;
  }): Promise<Reacted>;
  /**
   * Keeps the read models, and carries out what follows, in the background until it is closed: the
   * tables `events`, `venues`, `availability`, `transactions`, `payments` and `recipient_statement` of
   * the store's schema, all of them or those that are named, and, unless `react` is false, the consequences that what happened has in other contexts.
   * With a gateway, the calls are made that follow from what happened to payments, and the payments are
   * told what it answers; there is one for all payments of the store.
   * Any number of processes share the work. Called again it does nothing; a gateway, which would be passed
   * over, is InvalidError then.
   */
  startProcessors(options?: {
    readModels?: readonly ReadModel[] | undefined;
    react?: boolean | undefined;
    gateway?: PaymentGateway | undefined;
  }): Promise<void>;
  /**
   * Ends what `startProcessors` began; other processes take over at once. A call to a gateway of the
   * host's that is under way is not waited for: its outcome is unknown, and is asked after.
   */
  stopProcessors(): Promise<void>;
  /** Waits for the calls under way. Calls after it reject with UnavailableError `palco.closed`. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Who asks, for whom, when, and under which command id. */
export interface ContextFields {
  /** The organizer whose data this is, a UUID. */
  tenant: string;
  /** Who acts, a UUID. For a hold this is the buyer. */
  actor: string;
  /** The instant of the decision. */
  now: string | Date;
  /** The command's id, a UUID; a new one when left out. */
  commandId?: string | undefined;
}

/** A context that is read once and used for any number of decisions. */
export declare class Context {
  /** @throws {InvalidError} with the name of the field. */
  constructor(context: ContextFields);
  readonly tenant: string;
  readonly actor: string;
  readonly now: string;
  readonly commandId: string;
  toJSON(): { tenant: string; actor: string; now: string; commandId: string };
}

/** What became of one command of a batch, as `Promise.allSettled` has it. */
export type Settled<D> =
  { status: "fulfilled"; value: D[] } | { status: "rejected"; reason: PalcoError };

/** The rules of one aggregate over its state, without any store. */
declare abstract class Aggregate<C, D, S> {
  /** The state before anything happened. */
  constructor();
  /** The state as text, to be kept in a table of the host's own. */
  toJson(): string;
  /** The state as data. Its form is private, and may change with any version: ask it instead. */
  toJSON(): S;
  /**
   * What the command leads to; empty when it changes nothing. The state stays as it is.
   *
   * @throws {RejectedError} the first rule that says no.
   * @throws {NotFoundError} when nothing happened yet.
   * @throws {InvalidError} with the path of the field.
   */
  decide(command: C, context: Context | ContextFields): D[];
  /**
   * Takes in what happened: all of it, or none when something is not of the form.
   *
   * @throws {InvalidError} with the path of the field.
   */
  evolve(domainEvents: readonly D[]): void;
  /**
   * Decides up to 10 000 commands in turn, on the state that those before it lead to, and takes in what
   * happened, in one call of the native half. One that is refused changes nothing.
   *
   * @throws {InvalidError} when one is not JSON, or there are more; nothing happened then.
   */
  run(batch: readonly { command: C; context: Context | ContextFields }[]): Settled<D>[];
}

/**
 * The rules of the box office of one event.
 *
 * @example
 * const office = BoxOffice.fromJson(row.state);
 * const happened = office.decide({ type: "box_office.hold_tickets", lines }, context);
 * office.evolve(happened);
 * row.state = office.toJson();
 */
export declare class BoxOffice extends Aggregate<
  BoxOfficeCommand,
  BoxOfficeDomainEvent,
  BoxOfficeState
> {
  /** @throws {InvalidError} with the path of the field. */
  static fromJson(text: string): BoxOffice;
}
export interface BoxOffice extends BoxOfficeQueries {}

/** The rules of an event. */
export declare class Event extends Aggregate<EventCommand, EventDomainEvent, EventState> {
  /** @throws {InvalidError} with the path of the field. */
  static fromJson(text: string): Event;
}
export interface Event extends EventQueries {}

/** The rules of a payment. */
export declare class Payment extends Aggregate<
  PaymentCommand,
  PaymentDomainEvent,
  PaymentState
> {
  /** @throws {InvalidError} with the path of the field. */
  static fromJson(text: string): Payment;
}
export interface Payment extends PaymentQueries {}

/** The rules of a venue and its calendar. */
export declare class Venue extends Aggregate<VenueCommand, VenueDomainEvent, VenueState> {
  /** @throws {InvalidError} with the path of the field. */
  static fromJson(text: string): Venue;
}
export interface Venue extends VenueQueries {}

/** A piece of work that ended. */
export interface Span {
  /** What was done, `command` or `append` for example. */
  name: string;
  /** When it began, in microseconds since 1970 UTC. */
  started_at_us: number;
  /** How long it took, in microseconds. */
  duration_us: number;
  /** The trace that it is part of, a W3C `traceparent`. */
  trace_parent?: string;
  /** What is told of it, a command's wire name for example; never whose it was. */
  fields: Readonly<Record<string, string>>;
}

/**
 * Metrics and spans of this process, for Prometheus and OpenTelemetry. Nothing is gathered before
 * `enable`. Without it too, what somebody has to hear of, such as a stream that is parked, is a warning of
 * the process: of the name `PalcoWarning`, and with where it comes from as its `code`.
 *
 * @example
 * telemetry.enable();
 * app.get("/metrics", (_, reply) => reply.type("text/plain; version=0.0.4").send(telemetry.metrics()));
 */
export declare const telemetry: {
  /** Begins to gather, to the end of the process; again, it does nothing. */
  enable(): void;
  /** The metrics in Prometheus' text format, version 0.0.4. */
  metrics(): string;
  /** The spans that ended since this was last asked, the oldest first; at most 10 000 are kept. */
  spans(): Span[];
};

/** What a caller can do about an error. */
export type Kind = "invalid" | "not_found" | "rejected" | "conflict" | "unavailable";

/** An error as JSON. */
export interface ErrorJson {
  readonly kind: Kind;
  readonly code: string;
  readonly message: string;
  readonly details: { readonly [name: string]: any };
}

/** What every error of a kind has, beside its code and its details. */
interface Told<K extends Kind> extends Error {
  readonly kind: K;
  /** What `JSON.stringify` writes: as Rust and Python do, and without the stack. */
  toJSON(): ErrorJson;
}

/** What an error is made of. */
type Made<E> = E extends { readonly code: infer C; readonly details: infer D }
  ? { readonly code: C; readonly details: D; readonly message?: string | undefined }
  : never;

/**
 * A class of errors of which the code tells the details. What Palco gives is made by it; making one is for
 * tests of what becomes of it.
 *
 * @example
 * const error = new RejectedError({ code: "command.key_taken", details: { space: "txid" } });
 */
interface ErrorClass<E> {
  readonly prototype: E;
  new (told: Made<E>, options?: ErrorOptions): E;
}

/**
 * Every error that Palco gives: the kind tells which codes there are, and the code which details. Each is
 * of the class of its kind, in every copy of this package.
 *
 * @example
 * if (error instanceof PalcoError) return reply.status(STATUS[error.kind]).send(error);
 */
export type PalcoError =
  InvalidError | NotFoundError | RejectedError | ConflictError | UnavailableError;
export declare const PalcoError: (abstract new (never: never) => PalcoError) & {
  /**
   * The error that `toJSON` wrote, which is how one crosses to another thread or process.
   *
   * @throws {InvalidError} when it is of another form.
   * @example
   * worker.on("message", ({ failed }) => reject(PalcoError.fromJSON(failed)));
   */
  fromJSON(json: ErrorJson): PalcoError;
};

/** The input is not of the form. Mend it. */
export type InvalidError = Told<"invalid"> & {
  readonly code: InvalidCode;
  readonly details: { readonly path: string; readonly reason: string };
};
export declare const InvalidError: ErrorClass<InvalidError>;

/** It does not exist, for this tenant. */
export type NotFoundError = Told<"not_found"> & Readonly<NotFoundReason>;
export declare const NotFoundError: ErrorClass<NotFoundError>;

/**
 * A rule said no.
 *
 * @example
 * if (error instanceof RejectedError && error.code === "box_office.sold_out") {
 *   console.log(error.details.available);
 * }
 */
export type RejectedError = Told<"rejected"> & Readonly<RejectedReason>;
export declare const RejectedError: ErrorClass<RejectedError>;

/** Others wrote first, in every round. Send it again. */
export type ConflictError = Told<"conflict"> & {
  readonly code: ConflictCode;
  readonly details: { readonly stream: string; readonly actual: number; readonly rounds: number };
};
export declare const ConflictError: ErrorClass<ConflictError>;

/**
 * The store failed. Sending the same command again with the same command id is always safe.
 * `palco.closed` is what came after `close`, `palco.internal` a defect of Palco itself.
 */
export type UnavailableError = Told<"unavailable"> &
  Readonly<
    | { code: "store.unreadable"; details: { readonly stream: string; readonly version: number } }
    | {
        code: Exclude<UnavailableCode, "store.unreadable"> | "palco.closed" | "palco.internal";
        details: { readonly outcome_unknown: boolean };
      }
  > & {
    /** Whether what was to be written may have been written all the same. */
    readonly outcomeUnknown: boolean;
  };
export declare const UnavailableError: ErrorClass<UnavailableError>;
