// What several tests begin with: ids, an open box office, and a database schema of their own.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import timers from "node:timers/promises";

import { InvalidError, ManualClock, Palco } from "palco";
import pg from "pg";

export const NOW = "2026-11-23T12:00:00.000Z";

export const newId = () => randomUUID();

/** A UUID by its number, so that what follows from it can be compared. */
export const id = (number) => `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`;

export const price = { amount: "120.00", currency: "BRL" };

export const venue = {
  name: "Circo Voador",
  address: "Rua dos Arcos, Rio de Janeiro",
  timezone: "America/Sao_Paulo",
  capacity: 2_000,
};

export const event = {
  name: "Festival de Verão",
  place: { kind: "online" },
  timezone: "America/Sao_Paulo",
  doors_at: "2026-12-01T20:00:00Z",
  starts_at: new Date("2026-12-01T21:00:00Z"),
  ends_at: "2026-12-02T01:00:00Z",
  capacity: 100,
};

export const office = {
  currency: "BRL",
  quotas: [{ quota: "floor", size: 100, outermost: true }],
  ticket_types: [{ ticket_type: "vip", quotas: ["floor"], terms: { name: "VIP", price } }],
};

export const lines = [{ ticket_type: "vip", quantity: 2 }];

export function database() {
  const url = process.env.DATABASE_URL;
  if (!url) throw new Error("DATABASE_URL is not set: run ./test");
  return url;
}

/** The name of a schema that is dropped after the test. */
export function dropped(test) {
  const schema = `node_${randomUUID().replaceAll("-", "")}`;
  test.after(() => drop(database(), schema));
  return schema;
}

/** Connects to a schema that is dropped after the test. */
export async function connect(test, options = {}) {
  const schema = dropped(test);
  const palco = await Palco.connect(database(), { schema, durability: "relaxed", ...options });
  test.after(() => palco.close());
  return palco;
}

async function drop(url, schema) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(`DROP SCHEMA IF EXISTS ${client.escapeIdentifier(schema)} CASCADE`);
  } finally {
    await client.end();
  }
}

export function inMemory(test, options = {}) {
  const palco = Palco.inMemory({ clock: new ManualClock(NOW), ...options });
  test.after(() => palco.close());
  return palco;
}

/** A buyer at the open box office of an event with 100 places. */
export async function opened(palco) {
  const tenant = newId();
  const me = palco.acting({ tenant, actor: newId() });
  const eventId = newId();
  await me.events.draft(eventId, event);
  await me.events.publish(eventId);
  await me.tickets.open(eventId, office);
  return { tenant, me, eventId };
}

/** Everything that the feed has. */
export async function recorded(palco) {
  const records = [];
  for await (const record of palco.feed()) records.push(record);
  return records;
}

/** Checks that an error is an InvalidError about `path`. */
export function invalidAt(path, code = "input.invalid") {
  return (error) => {
    assert.ok(error instanceof InvalidError, `${error?.stack}`);
    assert.equal(error.code, code);
    assert.equal(error.details.path, path);
    assert.equal(typeof error.details.reason, "string");
    return true;
  };
}

/** Waits until it is so. */
export async function eventually(holds) {
  for (let round = 0; round < 1_200; round += 1) {
    if (await holds()) return;
    await timers.setTimeout(50);
  }
  assert.fail("it never came to be");
}
