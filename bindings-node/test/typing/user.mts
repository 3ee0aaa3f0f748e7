// How a user's program reads: it must compile, but for the lines that are marked.

import {
  BoxOffice,
  Context,
  InvalidError,
  Ledger,
  ManualClock,
  NotFoundError,
  Palco,
  PalcoError,
  RejectedError,
  UnavailableError,
  ledger,
  pix,
  split,
  type Answer,
  type DomainEvent,
  type Settled,
} from "palco";
import {
  schemas,
  type Command,
  type HoldTickets,
  type Money,
  type TicketsHeld,
} from "palco/box-office";
import type { Draft } from "palco/event";
import type { Entry, Payout } from "palco/ledger";
import type { BrCode, Key } from "palco/pix";
import type { Account, Ledger as SplitLedger, Part, Rule } from "palco/split";
import type { DomainEvent as VenueDomainEvent } from "palco/venue";

declare const [tenant, actor, eventId, commandId]: [string, string, string, string];
declare const signal: AbortSignal;

export async function firstUse(url: string): Promise<TicketsHeld | undefined> {
  await using palco = await Palco.connect(url, { schema: "palco", maxConnections: 4 });
  const me = palco.acting({ tenant, actor });
  const lines = [{ ticket_type: "vip", quantity: 2 }];
  const held: Answer = await me.tickets.hold(eventId, { lines }, { commandId, signal });
  await me.tickets.hold(eventId, { type: "box_office.hold_tickets", lines });
  await me.events.publish(eventId);
  await me.events.publish(eventId, {}, { commandId });
  const available: number | null | undefined = (await me.tickets.availability(eventId))[0]
    ?.available;
  console.log(available, held.version, held.stream.aggregate, held.repeated);
  const { total }: { total: Money } = await me.tickets.holdSummary(eventId, commandId, { signal });
  const code: string | null = (await me.payments.summary(commandId)).pix_code;
  console.log(total, code, (await me.events.state(eventId)).summary().status === "published");
  return held.get("box_office.tickets_held");
}

export async function lenient(palco: Palco): Promise<void> {
  const me = palco.acting({ tenant, actor });
  const lines = [{ ticket_type: "vip", quantity: 2, access_code: undefined }] as const;
  await me.tickets.hold(eventId, { lines, ttl_seconds: undefined });
}

export async function wrong(palco: Palco): Promise<void> {
  const me = palco.acting({ tenant, actor });
  // @ts-expect-error an unknown field
  await me.tickets.hold(eventId, { lines: [], price: "0.00" });
  // @ts-expect-error a quantity is a number
  await me.tickets.hold(eventId, { lines: [{ ticket_type: "vip", quantity: "2" }] });
  // @ts-expect-error the hold is missing
  await me.tickets.holdSummary(eventId);
  // @ts-expect-error as of when is missing
  new BoxOffice().holdSummary(commandId);
  // @ts-expect-error the lines are missing
  await me.tickets.hold(eventId, {});
  // @ts-expect-error the command is missing
  await me.tickets.hold(eventId);
  // @ts-expect-error another command's type
  await me.tickets.hold(eventId, { type: "box_office.open", lines: [] });
  // @ts-expect-error the option is commandId
  await me.tickets.hold(eventId, { lines: [] }, { command_id: commandId });
  // @ts-expect-error there is no such method
  await me.tickets.holdTickets(eventId, { lines: [] });
  // @ts-expect-error the actor is missing
  palco.acting({ tenant });
  // @ts-expect-error there is no such read model
  await palco.startProcessors({ readModels: ["nope"] });
  await palco.startProcessors({ readModels: ["events", "recipient_statement"] });
  // @ts-expect-error it is made by connect or inMemory
  new Palco();
}

export function dates(): Command[] {
  const on_sale = { starts_at: new Date(), ends_at: "2026-12-01T00:00:00Z" };
  const price = { amount: "120.00", currency: "BRL" };
  const command: Command = {
    type: "box_office.add_ticket_type",
    ticket_type: { ticket_type: "vip", quotas: ["floor"], terms: { name: "VIP", price, on_sale } },
  };
  // @ts-expect-error money is text
  const floating: Money = { amount: 120, currency: "BRL" };
  console.log(floating);
  return [command];
}

export function told(error: unknown): string | number {
  if (error instanceof RejectedError && error.code === "box_office.sold_out") {
    const available: number = error.details.available;
    // @ts-expect-error it says nothing of that
    error.details.price;
    return available;
  }
  if (error instanceof RejectedError && error.code === "event.invalid_transition") {
    return error.details.from;
  }
  if (error instanceof InvalidError) return error.details.path;
  if (error instanceof NotFoundError) return error.code;
  if (error instanceof UnavailableError) return error.outcomeUnknown ? "unknown" : "no";
  if (error instanceof PalcoError) return error.kind;
  throw error;
}

/** Every kind, with no default: the kind tells the codes, and a code its details. */
export function status(error: PalcoError): number {
  switch (error.kind) {
    case "invalid":
      // @ts-expect-error no such code
      return error.code === "input.nonsense" ? 400 : 422 + error.details.path.length;
    case "not_found":
      return error.code === "venue.not_found" ? 404 : 410;
    case "rejected":
      if (error.code === "command.id_reused") console.log(error.details.command_id.length);
      if (error.code === "split.rule_count") console.log(error.details.got.toFixed());
      if (error.code === "gateway.webhook_forged") return 401 + error.details.reason.length;
      // @ts-expect-error no such code
      return error.code === "box_office.sold" ? 400 : 409;
    case "conflict":
      return error.code === "store.conflict" ? 409 + error.details.rounds : 409;
    case "unavailable":
      if (error.code === "store.unreadable") return error.details.version;
      return error.code === "palco.closed" || error.details.outcome_unknown ? 503 : 500;
  }
}

export function crossed(error: unknown): PalcoError {
  if (error instanceof PalcoError) {
    const rebuilt = PalcoError.fromJSON(error.toJSON());
    if (rebuilt.kind === "invalid") console.log(rebuilt.details.path);
  }
  const details = { path: "lines", reason: "it is none" };
  // @ts-expect-error another class's code
  console.log(new InvalidError({ code: "store.busy", details }));
  // @ts-expect-error the details are another code's
  console.log(new RejectedError({ code: "command.key_taken", details: { command_id: "" } }));
  return new InvalidError({ code: "input.invalid", details });
}

export function rules(text: string, command: HoldTickets): string {
  const office = BoxOffice.fromJson(text);
  const context = new Context({ tenant, actor, now: new Date(), commandId });
  const happened = office.decide(command, context);
  office.evolve(happened);
  office.decide(command, { tenant, actor, now: "2026-11-23T12:00:00Z" });
  for (const outcome of office.run([{ command, context }])) {
    if (outcome.status === "fulfilled") console.log(outcome.value.length);
    else console.log(outcome.reason.code);
  }
  const first = happened[0];
  if (first?.type === "box_office.tickets_held")
    console.log(first.expires_at.length, first.lines[0]?.unit_price.amount);
  // @ts-expect-error a draft is for an event
  office.decide({ type: "event.draft" } as Draft, context);
  return office.toJson();
}

/** Every domain event of a room, with no default: a new one breaks this. */
export function calendar(happened: VenueDomainEvent): string {
  switch (happened.type) {
    case "venue.registered":
      return happened.name;
    case "venue.capacity_changed":
      return `${happened.previous} -> ${happened.capacity}`;
    case "venue.booked":
    case "venue.booking_moved":
      return happened.period.starts_at;
    case "venue.booking_released":
    case "venue.booking_resized":
      return happened.event_id;
  }
}

export async function feed(palco: Palco): Promise<Settled<DomainEvent>[]> {
  for await (const record of palco.feed({ after: "0", follow: true, signal })) {
    if (record.domain_event.type === "event.published") console.log(record.domain_event.period.ends_at);
  }
  const clock = new ManualClock("2026-11-23T12:00:00Z");
  clock.advance(1_000);
  Palco.inMemory({ clock });
  const schema: unknown = schemas.HoldTickets["properties"];
  console.log(schema, await palco.react({ after: "17" }));
  return [];
}

export function code(settledAt: Date): Uint8Array {
  const key: Key = pix.parseKey("+5521912345678");
  const receiver = { merchant_name: "Circo Voador", merchant_city: "Rio de Janeiro" };
  const text = pix.staticCode({ key: key.text, amount: "120.00", ...receiver });
  const read: BrCode = pix.read(text);
  if (read.kind === "static") console.log(read.amount?.amount, read.unreserved[0]?.id);
  // @ts-expect-error money is text
  pix.staticCode({ key: key.text, amount: 120, ...receiver });
  // @ts-expect-error a dynamic code has the txid of its charge
  pix.dynamicCode({ url: "pix.example.com/1", txid: "a", ...receiver });
  // @ts-expect-error the city is missing
  pix.recurrenceCode({ recurrence_url: "pix.example.com/1", merchant_name: "Circo Voador" });
  const day: string = pix.lastRefundDay(settledAt);
  console.log(day, pix.isRefundable(settledAt, "2026-11-23T12:00:00Z"), pix.svg(text).length);
  const drawn: string = pix.terminal(text);
  console.log(drawn);
  return pix.png(text, 4);
}

export function shares(rules: Rule[], amount: Money): Account | undefined {
  const divided: SplitLedger = split.allocate({ split: { rules }, amount, nets: "any_sign" });
  const parts: Part[] = split.refund({ ledger: divided, amount, mode: { kind: "pro_rata" } });
  // @ts-expect-error there is no such column
  split.take({ ledger: divided, column: "share", parts });
  // @ts-expect-error money is an object
  split.debit({ ledger: divided, amount: "5.00" });
  try {
    return split.take({ ledger: divided, column: "pro_rata", parts }).accounts[0];
  } catch (error) {
    if (error instanceof RejectedError && error.code === "split.recipient_share_exceeded")
      console.log(error.details.available.amount);
    throw error;
  }
}

export async function books(palco: Palco): Promise<Payout[]> {
  const over = new Ledger(tenant);
  const entries: Entry[] = [];
  for await (const record of palco.feed()) entries.push(...over.takeIn([record]));
  const cleared: string = over.balance("BRL", { kind: "clearing" }).amount;
  // @ts-expect-error of whom
  over.balance("BRL", { kind: "payable" });
  const statement = ledger.recipientStatement({ entries, recipient: actor, currency: "BRL" });
  if (statement.lines[0]?.movement === "sale") console.log(statement.balance.amount, cleared);
  const ours = ledger.onRecord(await palco.acting({ tenant, actor }).payments.state(eventId));
  console.log(ledger.reconcile({ ours, theirs: [] }).missing_there[0]?.target.kind);
  const terms = { from: "event_end", days: 2, timezone: "America/Sao_Paulo" } as const;
  return ledger.payoutsDue({ entries, terms, ends_at: { [eventId]: new Date() } });
}
