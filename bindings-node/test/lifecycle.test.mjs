import assert from "node:assert/strict";
import { getMaxListeners } from "node:events";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { createRequire } from "node:module";

import { BoxOffice, Palco, UnavailableError } from "palco";
import pg from "pg";

import {
  connect,
  database,
  dropped,
  eventually,
  inMemory,
  lines,
  newId,
  opened,
  recorded,
} from "./support/world.mjs";

const require = createRequire(import.meta.url);
const stores = { memory: async (t) => inMemory(t), postgres: connect };

for (const [store, open] of Object.entries(stores)) {
  test(`${store}: aborting rejects the caller, and nothing is half applied`, async (t) => {
    const palco = await open(t);
    const { me, eventId } = await opened(palco);
    const reason = new Error("the request was closed");
    const before = await recorded(palco);

    const late = me.tickets.hold(eventId, { lines }, { signal: AbortSignal.abort(reason) });
    await assert.rejects(late, (error) => error === reason);
    assert.deepEqual(
      await recorded(palco),
      before,
      "what was aborted before it was sent is not sent",
    );

    for (let round = 0; round < 10; round += 1) {
      const [controller, commandId] = [new AbortController(), newId()];
      const held = me.tickets.hold(eventId, { lines }, { commandId, signal: controller.signal });
      controller.abort(reason);
      await assert.rejects(held, (error) => error === reason);
      // The same command id tells what became of it.
      const again = await me.tickets.hold(eventId, { lines }, { commandId });
      assert.equal(again.domain_events.length, 1);
    }
    assert.equal((await recorded(palco)).length, before.length + 10);
    await assert.rejects(me.tickets.hold(eventId, { lines }, { signal: AbortSignal.abort() }), {
      name: "AbortError",
    });
  });

  test(`${store}: close waits for what is under way, and refuses what comes after`, async (t) => {
    const palco = await open(t);
    const { me, eventId } = await opened(palco);
    const holds = Array.from({ length: 8 }, () => me.tickets.hold(eventId, { lines }));
    const closing = palco.close();
    const late = me.tickets.hold(eventId, { lines });
    const refused = assert.rejects(late, (error) => {
      assert.ok(error instanceof UnavailableError);
      assert.equal(error.code, "palco.closed");
      assert.equal(error.outcomeUnknown, false);
      return true;
    });
    for (const held of holds) assert.equal((await held).domain_events.length, 1);
    await Promise.all([closing, refused, palco.close()]);
    for (const call of [
      () => palco.feed().next(),
      () => palco.react(),
      () => me.tickets.state(eventId),
    ]) {
      await assert.rejects(call, { code: "palco.closed" });
    }
  });
}

/** The positions that a feed gives, with what comes of each. */
async function followed(palco, dealt, options) {
  let given = 0;
  for await (const record of palco.feed({ follow: true, ...options })) dealt(record, (given += 1));
  return given;
}

test("close ends the feeds that are followed", async (t) => {
  const palco = inMemory(t);
  const before = process.getActiveResourcesInfo().filter((of) => of === "Timeout").length;
  const { me, eventId } = await opened(palco);
  const all = (await recorded(palco)).length;
  let caughtUp = false;
  const waits = followed(palco, (_, given) => (caughtUp = given === all), { pollMillis: 3_600_000 });
  await eventually(() => caughtUp);
  // In the pause, and in the middle of a page.
  await pause(50);
  const stopped = followed(palco, (_, given) => given === 2 && void palco.close(), {});
  assert.equal(await waits, all);
  assert.equal(await stopped, 2);
  assert.equal(process.getActiveResourcesInfo().filter((of) => of === "Timeout").length, before);
  await assert.rejects(followed(palco, () => {}, {}), { code: "palco.closed" });
  await assert.rejects(me.tickets.state(eventId), { code: "palco.closed" });
});

test("a feed that is followed ends by its signal too, with its reason", async (t) => {
  const palco = inMemory(t);
  await opened(palco);
  const [controller, reason] = [new AbortController(), new Error("enough")];
  const options = { pollMillis: 3_600_000, signal: controller.signal };
  const waits = followed(palco, () => {}, options);
  setTimeout(() => controller.abort(reason), 50);
  await assert.rejects(waits, (error) => error === reason);
  const at = followed(palco, () => controller.abort(), { signal: controller.signal });
  await assert.rejects(at, (error) => error === reason);
});

test("a signal that is no EventTarget of Node's will do, and its limit stays", async (t) => {
  const palco = inMemory(t);
  const { me, eventId } = await opened(palco);
  // As jsdom has it, which is what Jest's tests see.
  class Foreign {
    aborted = false;
    listeners = [];
    addEventListener(name, listener) {
      assert.equal(name, "abort");
      this.listeners.push(listener);
    }
    removeEventListener() {}
    abort(reason) {
      Object.assign(this, { aborted: true, reason });
      for (const listener of this.listeners) listener();
    }
  }
  const [signal, reason] = [new Foreign(), new Error("enough")];
  const one = { lines: [{ ticket_type: "vip", quantity: 1 }] };
  const holds = Array.from({ length: 20 }, () => me.tickets.hold(eventId, one, { signal }));
  assert.equal((await Promise.all(holds)).length, 20);
  assert.equal(signal.listeners.length, 1);
  const held = me.tickets.hold(eventId, one, { signal });
  signal.abort(reason);
  await assert.rejects(held, (error) => error === reason);
  await assert.rejects(me.tickets.state(eventId, { signal }), (error) => error === reason);

  const controller = new AbortController();
  const limit = getMaxListeners(controller.signal);
  await me.tickets.state(eventId, { signal: controller.signal });
  assert.equal(getMaxListeners(controller.signal), limit);
});

test("it is disposed of as it goes out of scope", async () => {
  const palco = Palco.inMemory();
  await palco[Symbol.asyncDispose]();
  await assert.rejects(palco.react(), { code: "palco.closed" });
});

test("connecting is aborted", async () => {
  const reason = new Error("gave up");
  const url = database();
  await assert.rejects(
    Palco.connect(url, { signal: AbortSignal.abort(reason) }),
    (error) => error === reason,
  );
});

test("the feed is followed until it is aborted", async (t) => {
  const palco = inMemory(t);
  const { me, eventId } = await opened(palco);
  const controller = new AbortController();
  const seen = [];
  const following = (async () => {
    for await (const record of palco.feed({
      follow: true,
      pollMillis: 5,
      signal: controller.signal,
    })) {
      seen.push(record.domain_event.type);
      if (seen.length === 3) me.tickets.hold(eventId, { lines });
      if (seen.length === 4) setTimeout(() => controller.abort(), 20);
    }
  })();
  await assert.rejects(following, { name: "AbortError" });
  assert.equal(seen.at(-1), "box_office.tickets_held");
});

test("leaving the feed half-way is fine", async (t) => {
  const palco = inMemory(t);
  await opened(palco);
  for await (const record of palco.feed({ limit: 1 })) {
    assert.equal(record.position, "1");
    break;
  }
});

test("a panic is an error, now and on a task, and Node lives on", async () => {
  const native = require("../native.cjs");
  const { translated } = require("../lib/errors.cjs");
  // Only what was built for development has a way to panic.
  if (native.panicNow === undefined) return;
  for (const [panics, outcomeUnknown] of [
    [async () => native.panicNow(), false],
    [native.panicLater, true],
  ]) {
    const error = translated(await panics().then(assert.fail, (thrown) => thrown));
    assert.ok(error instanceof UnavailableError);
    assert.equal(error.code, "palco.internal");
    assert.equal(error.outcomeUnknown, outcomeUnknown);
  }
  assert.deepEqual(new BoxOffice().toJSON(), { unopened: {} });
});

test("Node's loop turns while a command is carried out", async (t) => {
  const schema = dropped(t);
  const { me, eventId } = await opened(await connect(t, { schema }));
  const client = new pg.Client({ connectionString: database() });
  await client.connect();
  try {
    await client.query(`BEGIN; LOCK TABLE ${schema}.event_store`);
    let answered = false;
    const holding = me.tickets.hold(eventId, { lines }).finally(() => (answered = true));
    await pause(50);
    assert.equal(answered, false, "nothing can be recorded, and Node goes on");
    await client.query("COMMIT");
    await holding;
  } finally {
    await client.end();
  }
});

test("workers that drain and close may be terminated", async () => {
  for (let round = 0; round < 5; round += 1) {
    const workers = [1, 2].map(() => new Worker(new URL("support/worker.mjs", import.meta.url)));
    const told = await Promise.all(
      workers.map(
        (worker) =>
          new Promise((resolve, reject) => {
            worker.once("message", resolve);
            worker.once("error", reject);
          }),
      ),
    );
    assert.deepEqual(told, [20, 20]);
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
  assert.deepEqual(new BoxOffice().toJSON(), { unopened: {} });
});
