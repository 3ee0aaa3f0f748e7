import assert from "node:assert/strict";
import { test } from "node:test";

import { telemetry } from "palco";

import { connect, event, inMemory, invalidAt, newId, office } from "./support/world.mjs";

const TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
const stores = { memory: async (t) => inMemory(t), postgres: connect };

for (const [store, open] of Object.entries(stores)) {
  test(`${store}: a trace is recorded, and goes on in what follows`, async (t) => {
    const palco = await open(t);
    const who = { tenant: newId(), actor: newId() };
    const eventId = newId();
    const me = palco.acting(who);
    await me.events.draft(eventId, { ...event, starts_at: event.starts_at });
    await me.events.publish(eventId);
    await me.tickets.open(eventId, office);
    const traced = palco.acting({ ...who, traceParent: TRACE });
    await traced.events.cancel(eventId, { reason: "rain" });
    await palco.react();
    const types = [];
    for await (const record of palco.feed()) {
      if (record.trace_parent === TRACE) types.push(record.domain_event.type);
      else assert.equal(record.trace_parent, undefined);
    }
    assert.deepEqual(types, ["event.cancelled", "box_office.sales_closed"]);
  });
}

test("a trace of another form is invalid", (t) => {
  const palco = inMemory(t);
  const who = { tenant: newId(), actor: newId(), traceParent: "secret" };
  assert.throws(() => palco.acting(who), invalidAt("traceParent"));
});

test("metrics and spans are told", async (t) => {
  telemetry.enable();
  telemetry.enable();
  const palco = inMemory(t);
  const me = palco.acting({ tenant: newId(), actor: newId(), traceParent: TRACE });
  telemetry.spans();
  await me.events.draft(newId(), event);
  const spans = telemetry.spans();
  assert.deepEqual(spans.map(({ name }) => name).sort(), ["append", "command"]);
  const command = spans.find(({ name }) => name === "command");
  assert.deepEqual(command.fields, { name: "event.draft" });
  assert.equal(command.trace_parent, TRACE);
  assert.match(telemetry.metrics(), /palco_append_seconds_count/);
});
