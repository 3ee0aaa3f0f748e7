// Callers that go away: calls that are aborted, workers that end. `./test soak` has it in full.

import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { test } from "node:test";
import { Worker } from "node:worker_threads";

import { Palco } from "palco";
import pg from "pg";

import { database, dropped, event, inMemory, newId, office } from "./support/world.mjs";

const CALLS = process.env.PALCO_SOAK ? 10_000 : 400;
const WORKERS = process.env.PALCO_SOAK ? 20 : 4;
const TOGETHER = 200;
const PLACES = 1_000_000;
const PATIENCE = 30_000;

const RELAXED = { durability: "relaxed", maxConnections: 4 };
const stores = {
  memory: async (t) => ({ palco: inMemory(t), schemas: [] }),
  postgres: async (t) => {
    const schema = dropped(t);
    const palco = await Palco.connect(database(), { schema, ...RELAXED });
    t.after(() => palco.close());
    return { palco, schemas: [schema] };
  },
};
const one = { lines: [{ ticket_type: "vip", quantity: 1 }] };

/** A buyer at a box office that does not sell out. */
async function opened(palco) {
  const who = { tenant: newId(), actor: newId() };
  const me = palco.acting(who);
  const eventId = newId();
  await me.events.draft(eventId, { ...event, capacity: PLACES });
  await me.events.publish(eventId);
  const quotas = [{ quota: "floor", size: PLACES, outermost: true }];
  await me.tickets.open(eventId, { ...office, quotas });
  return { who, me, eventId };
}

test("one signal is for any number of calls at once, and nobody is warned of a leak", async (t) => {
  const { me, eventId } = await opened(inMemory(t));
  const warned = [];
  const note = (warning) => warned.push(warning.name);
  process.on("warning", note);
  t.after(() => process.off("warning", note));
  const { signal } = new AbortController();
  await Promise.all(Array.from({ length: 20 }, () => me.tickets.hold(eventId, one, { signal })));
  await pause(1);
  assert.deepEqual(warned, []);
});

/** The command ids that hold tickets, each once, with every stream's versions dense. */
async function holding(palco, sent) {
  const versions = new Map();
  const held = new Set();
  for await (const { stream, version, command_id: command, domain_event: of } of palco.feed()) {
    const key = `${stream.aggregate}/${stream.id}`;
    assert.equal(version, (versions.get(key) ?? 0) + 1);
    versions.set(key, version);
    if (of.type !== "box_office.tickets_held") continue;
    assert.ok(!held.has(command), "a command took effect twice");
    assert.ok(sent.has(command), "a command took effect that nobody sent");
    held.add(command);
  }
  return held;
}

/** The sessions that worked in these schemas and do not come to rest. */
async function restless(schemas) {
  const client = new pg.Client({ connectionString: database() });
  await client.connect();
  try {
    const begun = Date.now();
    for (;;) {
      const { rows } = await client.query(
        `select state, query from pg_stat_activity where pid <> pg_backend_pid()
           and state <> 'idle' and query like any ($1)`,
        [schemas.map((schema) => `%${schema}%`)],
      );
      // What was begun runs to its end; what is left open stays.
      if (rows.length === 0 || Date.now() - begun > PATIENCE) return rows;
      await pause(50);
    }
  } finally {
    await client.end();
  }
}

for (const [store, open] of Object.entries(stores)) {
  test(`${store}: aborted calls lose and leave nothing`, async (t) => {
    const { palco, schemas } = await open(t);
    const { me, eventId } = await opened(palco);
    const [sent, acknowledged] = [new Set(), new Set()];
    const gone = new Error("the request was closed");
    let aborted = 0;
    while (aborted < CALLS / 2 && sent.size < CALLS * 2) {
      const calls = Array.from({ length: TOGETHER }, async (_, place) => {
        const [commandId, controller] = [newId(), new AbortController()];
        sent.add(commandId);
        if (place % 5 < 3) setTimeout(() => controller.abort(gone), Math.random() * 50);
        try {
          await me.tickets.hold(eventId, one, { commandId, signal: controller.signal });
          acknowledged.add(commandId);
        } catch (error) {
          assert.equal(error, gone);
          aborted += 1;
        }
      });
      await Promise.all(calls);
    }
    assert.ok(aborted > 0 && acknowledged.size > 0);
    // Whatever was left in a connection would be met now: there are four.
    for (let call = 0; call < 100; call += 1) await me.tickets.availability(eventId);
    if (schemas.length > 0) assert.deepEqual(await restless(schemas), []);
    const held = await holding(palco, sent);
    for (const commandId of acknowledged) assert.ok(held.has(commandId), "an answer was lost");
    console.log(
      `\nproof aborted calls in Node, ${store}: ${aborted} of ${sent.size} calls aborted, ` +
        `${acknowledged.size} commands acknowledged, ${held.size} on record: 0 lost, ` +
        "no transaction open",
    );
    for (const commandId of [...sent].filter((id) => !acknowledged.has(id)).slice(0, 50)) {
      const told = await me.tickets.hold(eventId, one, { commandId });
      assert.equal(told.domain_events.length, 1);
    }
  });
}

/** Holds tickets until it is ended, and says which were acknowledged. */
const WORK = `
  const { parentPort, workerData } = require("node:worker_threads");
  const { Palco } = require("palco");
  const { url, schema, who, eventId } = workerData;
  (async () => {
    const palco = await Palco.connect(url, { schema, ...${JSON.stringify(RELAXED)} });
    const me = palco.acting(who);
    const hold = async () => {
      for (;;) {
        const commandId = crypto.randomUUID();
        parentPort.postMessage({ sent: commandId });
        await me.tickets.hold(eventId, ${JSON.stringify(one)}, { commandId });
        parentPort.postMessage({ acknowledged: commandId });
      }
    };
    for (let at = 0; at < 8; at += 1) hold();
  })();
`;

test("workers that are ended in mid-flight lose and leave nothing", async (t) => {
  const url = database();
  const schema = dropped(t);
  const palco = await Palco.connect(url, { schema, ...RELAXED });
  t.after(() => palco.close());
  const { who, eventId } = await opened(palco);
  const [sent, acknowledged] = [new Set(), new Set()];
  for (let round = 0; round < WORKERS; round += 1) {
    const worker = new Worker(WORK, { eval: true, workerData: { url, schema, who, eventId } });
    const enough = acknowledged.size + 20;
    await new Promise((resolve, reject) => {
      worker.once("error", reject);
      worker.on("message", (of) => {
        if (of.sent) sent.add(of.sent);
        if (of.acknowledged) acknowledged.add(of.acknowledged);
        if (acknowledged.size >= enough) resolve();
      });
    });
    await worker.terminate();
  }
  assert.deepEqual(await restless([schema]), []);
  const held = await holding(palco, sent);
  for (const commandId of acknowledged) assert.ok(held.has(commandId), "an answer was lost");
  console.log(
    `\nproof ended workers in Node: ${WORKERS} workers ended, ${sent.size} commands sent, ` +
      `${acknowledged.size} acknowledged, ${held.size} on record: 0 lost, no transaction open`,
  );
});
