// An on-sale from the opening to the last payment: 20 000 requests for 5 000 places.
//
//   node examples/on_sale.mjs
//   node examples/on_sale.mjs --store postgres://user@host/database --limit 400
//   node examples/on_sale.mjs --requests my-requests.jsonl --json
//
// Sets up a venue, an event and its box office, plays the requests of a file in the order of their
// time, with the payments that fall due in between, and prints what came of it. At the end it reads
// every domain event that was recorded and works out from those alone that no quota was ever
// oversold and that no request took effect twice; if that fails, so does the program.
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

// In a project of your own: from "palco".
import { InvalidError, ManualClock, Palco, RejectedError } from "../bindings-node/index.mjs";
import { report } from "./on_sale/report.mjs";
import { judge, readFeed } from "./on_sale/verify.mjs";

const OPENING = "2026-11-24T13:00:00Z";
const HOLD_SECONDS = 600;

const { values: args } = parseArgs({
  options: {
    store: { type: "string", default: "memory" },
    requests: { type: "string", default: fileURLToPath(new URL("data/on_sale.jsonl", import.meta.url)) },
    limit: { type: "string" },
    json: { type: "boolean", default: false },
  },
});

const clock = new ManualClock("2026-11-01T12:00:00Z");
const palco =
  args.store === "memory" ? Palco.inMemory({ clock }) : await Palco.connect(args.store, { clock });
try {
  process.exitCode = (await main()) ? 0 : 1;
} finally {
  await palco.close();
}

async function main() {
  const { lines, requests, bad } = readRequests(args.requests, Number(args.limit ?? Infinity));
  // Of its own, so that the same database takes any number of runs.
  const tenant = randomUUID();
  const organizer = palco.acting({ tenant, actor: randomUUID() });
  const { eventId, begins } = await setUp(organizer);

  const started = performance.now();
  const tally = await play(requests, bad, tenant, eventId);
  const seconds = (performance.now() - started) / 1000;

  const quotas = await organizer.tickets.quotaUses(eventId);
  const seen = await readFeed(palco, { tenant, eventId, after: begins });
  const verdict = judge(seen, tally, quotas);
  report({ lines, bad, tally, quotas, seen, verdict, seconds, json: args.json });
  return Object.values(verdict).every(Boolean);
}

/** A hall of 5 000 places with a balcony of 1 200 and a VIP area of 300. */
async function setUp(organizer) {
  const venueId = randomUUID();
  const registered = await organizer.venues.register(venueId, {
    name: "Ginásio do Ibirapuera",
    address: "Rua Manoel da Nóbrega, 1361, São Paulo",
    timezone: "America/Sao_Paulo",
    capacity: 5_500,
  });

  const eventId = randomUUID();
  await organizer.events.draft(eventId, {
    name: "Aurora ao vivo",
    place: { kind: "venue", venue_id: venueId },
    timezone: "America/Sao_Paulo",
    doors_at: "2027-03-20T19:00:00-03:00",
    starts_at: "2027-03-20T21:00:00-03:00",
    ends_at: "2027-03-20T23:30:00-03:00",
    capacity: 5_000,
    setup_minutes: 600,
    teardown_minutes: 240,
  });
  await organizer.events.publish(eventId);

  const later = (minutes) => new Date(Date.parse(OPENING) + minutes * 60_000).toISOString();
  const brl = (amount) => ({ amount, currency: "BRL" });
  await organizer.tickets.open(eventId, {
    currency: "BRL",
    quotas: [
      { quota: "hall", size: 5_000, outermost: true },
      { quota: "balcony", size: 1_200 },
      { quota: "vip-area", size: 300 },
    ],
    // Those of the balcony and the VIP area draw on the hall too, which goes without saying.
    ticket_types: [
      {
        ticket_type: "floor",
        quotas: ["hall"],
        terms: { name: "Pista", price: brl("180.00"), max_per_order: 6, max_per_buyer: 8 },
      },
      {
        ticket_type: "balcony",
        quotas: ["balcony"],
        terms: {
          name: "Arquibancada",
          price: brl("120.00"),
          on_sale: { starts_at: later(0.5), ends_at: later(60 * 24 * 90) },
          max_per_order: 4,
        },
      },
      {
        ticket_type: "vip",
        quotas: ["vip-area"],
        terms: {
          name: "Área VIP",
          price: brl("450.00"),
          min_per_order: 2,
          max_per_order: 4,
          max_per_buyer: 4,
        },
      },
      {
        ticket_type: "fan-club",
        quotas: ["vip-area"],
        terms: {
          name: "Fã-clube",
          price: brl("379.90"),
          on_sale: { starts_at: OPENING, ends_at: later(30) },
          max_per_order: 6,
          max_per_buyer: 6,
          access_code: "AURORA26",
        },
      },
    ],
  });
  return { eventId, begins: registered.records[0].position };
}

/** Plays every request, and after the last one what is still due. */
async function play(requests, bad, tenant, eventId) {
  const tally = {
    decisions: 0,
    buyers: new Set(),
    outcomes: new Map(),
    requests: 0,
    firstAnswers: 0,
    decidedAfresh: 0,
    idsReused: 0,
    sales: [],
    soldLate: 0,
    paymentsRefused: [],
    released: 0,
  };
  // What buyers are going to do with their holds, in the order of the instants.
  const due = [];

  for (const [index, request] of requests.entries()) {
    progress(index, requests.length);
    await whatIsDue(request.time);
    clock.set(new Date(request.time));
    try {
      await hold(request);
    } catch (error) {
      // The lines are as the buyer sent them: what is wrong with them the box office says itself.
      if (!(error instanceof InvalidError)) throw error;
      bad.push({ number: request.number, field: error.details.path, reason: error.details.reason });
    }
  }
  await whatIsDue(Infinity);
  progress(requests.length, requests.length);
  return tally;

  async function hold({ buyer, command_id: commandId, lines, ...request }) {
    const me = palco.acting({ tenant, actor: buyer });
    let outcome;
    try {
      const answer = await me.tickets.hold(eventId, { lines, ttl_seconds: HOLD_SECONDS }, { commandId });
      if (answer.repeated) tally.firstAnswers += 1;
      else {
        whatNext(me, request, answer.get("box_office.tickets_held"));
        outcome = { held: true };
      }
    } catch (no) {
      if (!(no instanceof RejectedError)) throw no;
      if (no.code === "command.id_reused") tally.idsReused += 1;
      else outcome = { held: false, code: no.code, reason: no.details.reason };
    }
    tally.decisions += 1;
    tally.requests += 1;
    tally.buyers.add(buyer);
    if (outcome !== undefined) {
      if (tally.outcomes.has(commandId)) tally.decidedAfresh += 1;
      tally.outcomes.set(commandId, outcome);
    }
  }

  /** Who neither pays nor releases lets the hold lapse. */
  function whatNext(me, { time, pays_after_seconds: pays, releases_after_seconds: releases }, held) {
    const seconds = pays ?? releases;
    if (seconds == null) return;
    const next = { at: time + seconds * 1000, act: () => (pays != null ? pay : release)(me, held) };
    const behind = due.findLastIndex((other) => other.at <= next.at);
    due.splice(behind + 1, 0, next);
  }

  async function whatIsDue(until) {
    while (due.length > 0 && due[0].at <= until) {
      const { at, act } = due.shift();
      clock.set(new Date(at));
      tally.decisions += 1;
      await act();
    }
  }

  /** The payment is there: the hold becomes a sale. To confirm it again would change nothing. */
  async function pay(me, { hold_id, lines, expires_at }) {
    try {
      const answer = await me.tickets.confirmHold(eventId, { hold_id, lines });
      tally.sales.push(answer.get("box_office.places_sold"));
      if (clock.now() >= new Date(expires_at)) tally.soldLate += 1;
    } catch (no) {
      if (!(no instanceof RejectedError)) throw no;
      tally.paymentsRefused.push(no.code);
    }
  }

  async function release(me, { hold_id }) {
    try {
      await me.tickets.releaseHold(eventId, { hold_id });
      tally.released += 1;
    } catch (no) {
      // It lapsed before.
      if (!(no instanceof RejectedError)) throw no;
    }
  }
}

/** Requests, one JSON object a line, in the order of their instants; and the lines that are none. */
function readRequests(path, limit) {
  const lines = readFileSync(path, "utf8").split("\n").slice(0, -1).slice(0, limit);
  const requests = [];
  const bad = [];
  for (const [index, line] of lines.entries()) {
    const number = index + 1;
    try {
      requests.push({ number, ...parse(line) });
    } catch (error) {
      bad.push({ number, field: error.field ?? "$", reason: error.message });
    }
  }
  requests.sort((one, other) => one.time - other.time);
  return { lines: lines.length, requests, bad };
}

function parse(line) {
  const request = JSON.parse(line);
  if (typeof request !== "object" || request === null) throw new Error("expected an object");
  const uuid = (value) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value);
  const seconds = (value) => value == null || (Number.isInteger(value) && value >= 0);
  const fields = {
    at: (value) => /T.*(Z|[+-]\d\d:\d\d)$/.test(value) && !Number.isNaN(Date.parse(value)),
    buyer: uuid,
    command_id: uuid,
    lines: Array.isArray,
    pays_after_seconds: seconds,
    releases_after_seconds: seconds,
  };
  for (const field of Object.keys(request)) {
    if (!(field in fields)) throw Object.assign(new Error("unknown field"), { field });
  }
  for (const [field, isRight] of Object.entries(fields)) {
    if (isRight(request[field])) continue;
    const reason = field in request ? `got ${JSON.stringify(request[field])}` : "missing field";
    throw Object.assign(new Error(reason), { field });
  }
  return { ...request, time: Date.parse(request.at) };
}

function progress(done, all) {
  if (!process.stderr.isTTY || (done % 200 !== 0 && done !== all)) return;
  const filled = Math.floor((done * 40) / Math.max(all, 1));
  const bar = "█".repeat(filled).padEnd(40, "░");
  process.stderr.write(done === all ? "\r\x1b[K" : `\r${bar} ${done}/${all} requests`);
}
