// What V8 does not see of itself: the memory of states that nobody needs is given back in time.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { constants, PerformanceObserver } from "node:perf_hooks";
import { test } from "node:test";
import { setImmediate } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { BoxOffice } from "palco";

const run = promisify(execFile);
const HOLDS = 2_000;
const STATES = 400;

/** Reads the state of a big box office again and again, and prints by how much the process grew. */
const READING = `
  import { Palco } from "palco";
  import { event, newId, office } from "./support/world.mjs";

  const palco = Palco.inMemory();
  const me = palco.acting({ tenant: newId(), actor: newId() });
  const eventId = newId();
  await me.events.draft(eventId, { ...event, capacity: ${HOLDS} });
  await me.events.publish(eventId);
  const quotas = [{ ...office.quotas[0], size: ${HOLDS} }];
  await me.tickets.open(eventId, { ...office, quotas });
  const lines = [{ ticket_type: "vip", quantity: 1 }];
  for (let held = 0; held < ${HOLDS}; held += 100) {
    await Promise.all(Array.from({ length: 100 }, () => me.tickets.hold(eventId, { lines })));
  }
  const text = (await me.tickets.state(eventId)).toJson();
  const before = process.memoryUsage.rss();
  for (let read = 0; read < ${STATES}; read += 1) await me.tickets.state(eventId);
  await palco.close();
  console.log(JSON.stringify({ of: text.length, grown: process.memoryUsage.rss() - before }));
`;

test(`${STATES} states of a big box office do not pile up`, async () => {
  const cwd = fileURLToPath(new URL(".", import.meta.url));
  const program = ["--input-type=module", "--eval", READING];
  const { stdout } = await run(process.execPath, program, { cwd });
  const { of, grown } = JSON.parse(stdout);
  console.log(`\n${STATES} states of ${of} bytes: ${grown} bytes more`);
  assert.ok(grown < (of * STATES) / 2, `${grown} bytes more`);
});

test("a state that is read from text counts as much as its text", async () => {
  let collected = 0;
  const observer = new PerformanceObserver((list) => {
    const major = ({ detail }) => detail.kind === constants.NODE_PERFORMANCE_GC_MAJOR;
    collected += list.getEntries().filter(major).length;
  });
  observer.observe({ entryTypes: ["gc"] });
  const text = new BoxOffice().toJson() + " ".repeat(1_000_000);
  for (let read = 0; read < 200; read += 1) {
    BoxOffice.fromJson(text);
    await setImmediate();
  }
  observer.disconnect();
  assert.ok(collected > 0);
});
