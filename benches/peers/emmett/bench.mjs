// emmett-postgresql as its guide says: a command handler that loads the stream, decides, and appends
// under a version check; and the append and the load alone.
//
//   DATABASE_URL=... node bench.mjs on-sale|new|existing|load|faults CLIENTS
//
// The database is one of its own: the tables are made in it.
import { CommandHandler, isExpectedVersionConflictError } from "@event-driven-io/emmett";
import { getPostgreSQLEventStore } from "@event-driven-io/emmett-postgresql";
import { randomUUID } from "node:crypto";
import pg from "pg";

const [scenario, count = "1"] = process.argv.slice(2);
const clients = Number(count);
const millis = 1000 * Number(process.env.BENCH_SECONDS ?? "3");
const connectionString = process.env.DATABASE_URL;
const connections = Math.min(clients, Number(process.env.BENCH_POOL ?? "10"));
const pool = new pg.Pool({ connectionString, max: connections });
const store = getPostgreSQLEventStore(connectionString, { connectionOptions: { pooled: true, pool } });

/** The same fields as Palco's hold, and about as many bytes. */
function held() {
  return {
    type: "box_office.tickets_held",
    data: {
      hold_id: randomUUID(),
      buyer: randomUUID(),
      lines: [
        { ticket_type: "vip", quantity: 2, unit_price: { amount: "60.00", currency: "BRL" } },
      ],
      expires_at: "2026-11-23T12:01:00.000Z",
      at: "2026-11-23T12:00:00.000Z",
    },
  };
}

const handle = CommandHandler({
  initialState: () => ({ available: 0 }),
  evolve: (state, { type, data }) =>
    type === "box_office.opened"
      ? { available: data.places }
      : { available: state.available - data.lines[0].quantity },
});

function hold(state) {
  if (state.available < 2) throw new Error("sold out");
  return [held()];
}

async function open(name) {
  await store.appendToStream(name, [{ type: "box_office.opened", data: { places: 3_000_000 } }]);
  return name;
}

/** Clients in turn on `once(client)`; it gives how often it had to try, or 0 when time was up. */
async function atOnce(once, lasts) {
  const ends = performance.now() + lasts;
  const times = [];
  let tries = 0;
  const began = performance.now();
  await Promise.all(
    Array.from({ length: clients }, async (_, client) => {
      while (performance.now() < ends) {
        const started = performance.now();
        const tried = await once(client, ends);
        tries += Math.abs(tried);
        if (tried > 0 && performance.now() <= ends) times.push(performance.now() - started);
      }
    }),
  );
  const took = Math.min(performance.now() - began, lasts);
  return { times: times.sort((a, b) => a - b), tries, took };
}

function print(scenario, measure, figure) {
  console.log(`${scenario}\temmett-postgresql\t${measure}\t${Math.round(figure)}`);
}

function report(name, { times, took }) {
  print(name, "per second", (times.length * 1000) / took);
  print(name, "median us", 1000 * (times[Math.floor(times.length / 2)] ?? 0));
  print(name, "p99 us", 1000 * (times[Math.floor(times.length * 0.99)] ?? 0));
}

/** A buyer that wants two places, and tries until they are held. */
function buyer(stream) {
  return async (_client, ends) => {
    for (let tries = 1; ; tries += 1) {
      try {
        await handle(store, stream, hold);
        return tries;
      } catch (error) {
        if (!isExpectedVersionConflictError(error)) throw error;
      }
      if (performance.now() > ends) return -tries;
    }
  };
}

async function onSale() {
  await atOnce(buyer(await open(`box_office-${randomUUID()}`)), millis / 4);
  const stream = await open(`box_office-${randomUUID()}`);
  const result = await atOnce(buyer(stream), millis);
  const { events } = await store.readStream(stream);
  const stored = events.length - 1;
  const dense = events.every(({ metadata }, place) => metadata.streamPosition === BigInt(place + 1));
  // Those that were acknowledged after time was up are stored and not counted.
  if (!dense || stored < result.times.length || stored > result.times.length + clients) {
    throw new Error(`${result.times.length} holds acknowledged, ${stored} stored`);
  }
  const name = `on sale, ${clients} clients`;
  report(name, result);
  print(name, "tries per 100 holds", (100 * result.tries) / Math.max(1, stored));
}

async function stored() {
  const { rows } = await pool.query("select count(*)::int as count from emt_messages");
  return rows[0].count;
}

async function append(name, once) {
  await atOnce(once, millis / 4);
  const before = await stored();
  const result = await atOnce(once, millis);
  const written = (await stored()) - before;
  if (written < result.times.length || written > result.times.length + clients) {
    throw new Error(`${result.times.length} appends acknowledged, ${written} stored`);
  }
  report(`${name}, ${clients} clients`, result);
}

function toNew() {
  return append("new streams", async () => {
    const options = { expectedStreamVersion: "STREAM_DOES_NOT_EXIST" };
    await store.appendToStream(`hold-${randomUUID()}`, [held()], options);
    return 1;
  });
}

function toExisting() {
  const streams = Array.from({ length: clients }, () => ({ name: `hold-${randomUUID()}` }));
  return append("existing streams", async (client) => {
    const stream = streams[client];
    const options = { expectedStreamVersion: stream.version };
    const { nextExpectedStreamVersion } = await store.appendToStream(
      stream.name,
      [held()],
      stream.version === undefined ? undefined : options,
    );
    stream.version = nextExpectedStreamVersion;
    return 1;
  });
}

async function load() {
  for (const length of [10, 100, 1000]) {
    const stream = await open(`box_office-${randomUUID()}`);
    await store.appendToStream(stream, Array.from({ length: length - 1 }, held));
    const once = async () => {
      const { state } = await store.aggregateStream(stream, {
        initialState: () => ({ available: 0 }),
        evolve: (state, { type, data }) =>
          type === "box_office.opened"
            ? { available: data.places }
            : { available: state.available - data.lines[0].quantity },
      });
      if (state.available !== 3_000_000 - 2 * (length - 1)) throw new Error("another state");
      return 1;
    };
    await atOnce(once, millis / 12);
    const { times } = await atOnce(once, millis / 3);
    print(`load of ${length}`, "median us", 1000 * (times[Math.floor(times.length / 2)] ?? 0));
  }
}

/** It looks at the version only when it is a number: to expect no stream is to expect anything. */
async function faults() {
  const stream = `box_office-${randomUUID()}`;
  const options = { expectedStreamVersion: "STREAM_DOES_NOT_EXIST" };
  let acknowledged = 0;
  for (let nth = 0; nth < 2; nth += 1) {
    try {
      await store.appendToStream(stream, [held()], options);
      acknowledged += 1;
    } catch (error) {
      if (!isExpectedVersionConflictError(error)) throw error;
    }
  }
  print("faults", "appends that expect no stream which one stream acknowledges: 1 is right", acknowledged);
}

const scenarios = { "on-sale": onSale, new: toNew, existing: toExisting, load, faults };
await store.schema.migrate();
await scenarios[scenario]();
await store.close();
await pool.end();
