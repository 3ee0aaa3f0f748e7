import assert from "node:assert/strict";
import { test } from "node:test";

import {
  InvalidError,
  ManualClock,
  NotFoundError,
  Palco,
  PalcoError,
  RejectedError,
  UnavailableError,
} from "palco";

import {
  connect,
  database,
  event,
  inMemory,
  invalidAt,
  lines,
  newId,
  NOW,
  office,
  opened,
  price,
  recorded,
  venue,
} from "./support/world.mjs";

const stores = { memory: async (t, options) => inMemory(t, options), postgres: connect };

for (const [store, open] of Object.entries(stores)) {
  test(`${store}: an event is published, sold out, and told`, async (t) => {
    const clock = new ManualClock(NOW);
    const palco = await open(t, { clock });
    const me = palco.acting({ tenant: newId(), actor: newId() });
    const [venueId, eventId] = [newId(), newId()];

    await me.venues.register(venueId, venue);
    await me.events.draft(eventId, { ...event, place: { kind: "venue", venue_id: venueId } });
    const published = await me.events.publish(eventId);
    assert.deepEqual(
      published.domain_events.map(({ type }) => type),
      ["event.published", "venue.booked"],
    );
    assert.deepEqual(published.stream, { aggregate: "event", id: eventId });

    await me.tickets.open(eventId, office);
    const commandId = newId();
    const held = await me.tickets.hold(eventId, { lines }, { commandId });
    const happened = held.get("box_office.tickets_held");
    assert.equal(happened.hold_id, commandId);
    assert.equal(happened.expires_at, "2026-11-23T12:15:00.000Z");
    assert.equal(held.version, 2);
    assert.equal(held.repeated, false);
    assert.equal(held.get("box_office.opened"), undefined);
    assert.equal(held.records[0].recorded_at, NOW);
    assert.deepEqual(held.records[0].domain_event, happened);

    const [vip] = await me.tickets.availability(eventId);
    assert.deepEqual(vip, { ticket_type: "vip", price, on_sale: true, available: 98 });
    const [floor] = await me.tickets.quotaUses(eventId);
    assert.deepEqual(floor, { quota: "floor", size: 100, sold: 0, blocked: 0, held: 2, free: 98 });

    const tooMany = me.tickets.hold(eventId, { lines: [{ ticket_type: "vip", quantity: 99 }] });
    await assert.rejects(tooMany, (error) => {
      assert.ok(error instanceof RejectedError && error instanceof PalcoError);
      assert.equal(error.name, "RejectedError");
      assert.ok(!Object.keys(error).includes("name"));
      error.name = "named by a library of the host";
      const { kind, code, message, details } = error;
      assert.ok(message.length > 0 && message === error.message);
      assert.deepEqual(JSON.parse(JSON.stringify(error)), { kind, code, message, details });
      assert.equal(error.kind, "rejected");
      assert.equal(error.code, "box_office.sold_out");
      assert.deepEqual(error.details, {
        quota: "floor",
        available: 98,
        requested: 99,
        reason: "held",
      });
      assert.match(error.stack, /first_use\.test\.mjs/);
      return true;
    });
    clock.advance(15 * 60 * 1_000);
    assert.equal((await me.tickets.availability(eventId))[0].available, 100);
  });

  test(`${store}: a command id takes effect once`, async (t) => {
    const palco = await open(t);
    const { me, eventId } = await opened(palco);
    const commandId = newId();
    const first = await me.tickets.hold(eventId, { lines }, { commandId });
    const again = await me.tickets.hold(eventId, { lines }, { commandId });
    assert.equal(again.repeated, true);
    assert.deepEqual(again.records, first.records);
    const other = me.tickets.hold(
      eventId,
      { lines: [{ ticket_type: "vip", quantity: 3 }] },
      { commandId },
    );
    await assert.rejects(other, { name: "RejectedError", code: "command.id_reused" });
    assert.equal((await me.tickets.availability(eventId))[0].available, 98);
  });

  test(`${store}: a foreign tenant's id answers as a missing one`, async (t) => {
    const palco = await open(t);
    const { eventId } = await opened(palco);
    const stranger = palco.acting({ tenant: newId(), actor: newId() });
    for (const id of [eventId, newId()]) {
      const asked = [
        () => stranger.tickets.state(id),
        () => stranger.tickets.availability(id),
        () => stranger.tickets.quotaUses(id),
        () => stranger.tickets.hold(id, { lines }),
      ];
      for (const ask of asked) {
        await assert.rejects(ask, (error) => {
          assert.ok(error instanceof NotFoundError);
          assert.equal(error.code, "box_office.not_found");
          assert.equal(error.message, "there is no box office for that event");
          assert.deepEqual(error.details, {});
          return true;
        });
      }
    }
    await assert.rejects(stranger.events.state(eventId), { code: "event.not_found" });
    await assert.rejects(stranger.venues.state(eventId), { code: "venue.not_found" });
  });

  test(`${store}: the feed is read in order, from a position, and reactions run once`, async (t) => {
    const palco = await open(t);
    const { me, eventId } = await opened(palco);
    await me.events.cancel(eventId, { reason: "rain" });
    const before = await recorded(palco);
    const { next: position } = await palco.react();
    const closed = await recorded(palco);
    assert.equal(closed.length, before.length + 1);
    assert.equal(closed.at(-1).domain_event.type, "box_office.sales_closed");
    assert.deepEqual(await palco.react(), { next: closed.at(-1).position, refused: [] });
    assert.equal((await recorded(palco)).length, closed.length);

    const after = [];
    for await (const record of palco.feed({ after: position, limit: 1 })) after.push(record);
    assert.deepEqual(after, closed.slice(-1));
    assert.deepEqual(
      before.map(({ version }) => version),
      [1, 2, 1, 3],
    );
  });

  test(`${store}: any command is sent by its type`, async (t) => {
    const palco = await open(t);
    const me = palco.acting({ tenant: newId(), actor: newId() });
    const id = newId();
    const answer = await me.send(id, { type: "venue.register", ...venue });
    assert.equal(answer.stream.aggregate, "venue");
    assert.equal((await me.venues.state(id)).toJSON().name, venue.name);
    await assert.rejects(me.send(id, venue), invalidAt("type"));
  });
}

test("the state of two processes is one state", async (t) => {
  const one = await connect(t);
  const { tenant, eventId } = await opened(one);
  const racing = Array.from({ length: 20 }, () =>
    one
      .acting({ tenant, actor: newId() })
      .tickets.hold(eventId, { lines: [{ ticket_type: "vip", quantity: 9 }] }),
  );
  const outcomes = await Promise.allSettled(racing);
  const sold = outcomes.filter(({ status }) => status === "fulfilled");
  assert.equal(sold.length, 11);
  for (const { reason } of outcomes.filter(({ status }) => status === "rejected")) {
    assert.equal(reason.code, "box_office.sold_out");
  }
});

test("connecting says what is wrong, and never the password", async () => {
  const wrong = Palco.connect("postgres://user:secret@host:nonsense/db");
  await assert.rejects(wrong, (error) => {
    assert.ok(error instanceof InvalidError);
    assert.equal(error.details.path, "url");
    assert.ok(!JSON.stringify(error).includes("secret") && !error.message.includes("secret"));
    return true;
  });
  await assert.rejects(Palco.connect(database(), { replicas: ["nonsense"] }), invalidAt("replicas[0]"));
  await assert.rejects(Palco.connect(database(), { schema: "a-b" }), invalidAt("schema"));
  await assert.rejects(Palco.connect("postgres://palco@127.0.0.1:1/none"), (error) => {
    assert.ok(error instanceof UnavailableError);
    assert.equal(error.code, "store.unavailable");
    assert.equal(error.outcomeUnknown, false);
    return true;
  });
  for (const [options, path] of [
    [{ schema: 5 }, "schema"],
    [{ maxConnections: 0 }, "maxConnections"],
    [{ maxConnections: NaN }, "maxConnections"],
    [{ pooler: "session" }, "pooler"],
    [{ partitions: 0 }, "partitions"],
    [{ partitions: 256 }, "partitions"],
    [{ mailbox: 0 }, "mailbox"],
    [{ deadlineMillis: 99 }, "deadlineMillis"],
    [{ answerWithinMillis: 600_001 }, "answerWithinMillis"],
    [{ replicas: "postgres://palco@127.0.0.1:2/none" }, "replicas"],
    [{ replicas: [7] }, "replicas"],
    [{ durability: "none" }, "durability"],
    [{ clock: {} }, "clock"],
    [{ max_connections: 5 }, "max_connections"],
    [null, "options"],
  ]) {
    const connecting = Palco.connect("postgres://palco@127.0.0.1:1/none", options);
    await assert.rejects(connecting, invalidAt(path));
  }
  await assert.rejects(Palco.connect(undefined), invalidAt("url"));
});
