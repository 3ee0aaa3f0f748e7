// Every question to a state: over a store, and to the rules alone.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";

import { BoxOffice, Event, ManualClock, NotFoundError, Payment, RejectedError, Venue } from "palco";

import { connect, event, inMemory, invalidAt, lines, newId, NOW, opened, venue } from "./support/world.mjs";

const brl = (amount) => ({ amount, currency: "BRL" });
const stores = { memory: async (t, options) => inMemory(t, options), postgres: connect };

/** An event on sale with a venue of its own beside it, a hold, and a payment for it. */
async function paying(palco) {
  const { me, eventId } = await opened(palco);
  const [venueId, paymentId] = [newId(), newId()];
  await me.venues.register(venueId, venue);
  const held = (await me.tickets.hold(eventId, { lines })).get("box_office.tickets_held");
  const reference = { event_id: eventId, hold_id: held.hold_id };
  const method = { kind: "pix" };
  const created = await me.payments.create(paymentId, { amount: brl("240.00"), method, reference });
  return { me, eventId, venueId, paymentId, held, created };
}

for (const [store, open] of Object.entries(stores)) {
  test(`${store}: each question is answered, and by the rules alone as well`, async (t) => {
    const palco = await open(t, { clock: new ManualClock(NOW) });
    const { me, eventId, venueId, paymentId, held, created } = await paying(palco);
    const hold = await me.tickets.holdSummary(eventId, held.hold_id);
    const { hold_id, buyer, expires_at } = held;
    assert.deepEqual(hold, { hold_id, buyer, lines: held.lines, total: brl("240.00"), expires_at });

    const shown = await me.events.summary(eventId);
    assert.deepEqual(shown, {
      name: event.name,
      status: "published",
      reason: null,
      schema_org_status: "EventScheduled",
      doors_at: "2026-12-01T20:00:00.000Z",
      starts_at: "2026-12-01T21:00:00.000Z",
      ends_at: "2026-12-02T01:00:00.000Z",
      timezone: event.timezone,
      venue_id: null,
      capacity: event.capacity,
    });
    assert.deepEqual(await me.venues.summary(venueId), venue);

    const payment = await me.payments.summary(paymentId);
    assert.deepEqual(payment, {
      event_id: eventId,
      hold_id,
      buyer,
      method: "pix",
      status: "pending",
      amount: hold.total,
      captured: brl("0.00"),
      surplus: brl("0.00"),
      available: brl("0.00"),
      refund_pending: brl("0.00"),
      refunded: brl("0.00"),
      dispute_held: brl("0.00"),
      dispute_lost: brl("0.00"),
      pix_code: null,
      pix_expires_at: null,
      takings: [],
      refunds: [],
      disputes: [],
    });
    const { signal } = new AbortController();
    assert.deepEqual(await me.payments.summary(paymentId, { signal }), payment);
    assert.deepEqual(await me.atLeast(created.version).payments.summary(paymentId), payment);

    const office = await me.tickets.state(eventId);
    assert.deepEqual(office.holdSummary(hold_id, NOW), hold);
    assert.deepEqual(office.availability(NOW), await me.tickets.availability(eventId));
    assert.deepEqual(office.quotaUses(new Date(NOW)), await me.tickets.quotaUses(eventId));
    assert.deepEqual((await me.events.state(eventId)).summary(), shown);
    assert.deepEqual((await me.venues.state(venueId)).summary(), venue);
    assert.deepEqual((await me.payments.state(paymentId)).summary(), payment);
  });
}

const refused = (kind, code) => (error) => error instanceof kind && error.code === code;

test("a hold is told of while it lives", async (t) => {
  const clock = new ManualClock(NOW);
  const { me, eventId, held } = await paying(inMemory(t, { clock }));
  const unknown = refused(RejectedError, "box_office.hold_unknown");
  await assert.rejects(me.tickets.holdSummary(eventId, newId()), unknown);
  const lapsed = refused(RejectedError, "box_office.hold_lapsed");
  const office = await me.tickets.state(eventId);
  assert.throws(() => office.holdSummary(held.hold_id, held.expires_at), lapsed);
  clock.set(held.expires_at);
  await assert.rejects(me.tickets.holdSummary(eventId, held.hold_id), lapsed);
});

test("what is not there is not found", async (t) => {
  const { me } = await opened(inMemory(t));
  const id = newId();
  for (const [ask, code] of [
    [() => me.venues.summary(id), "venue.not_found"],
    [() => me.events.summary(id), "event.not_found"],
    [() => me.tickets.availability(id), "box_office.not_found"],
    [() => me.tickets.quotaUses(id), "box_office.not_found"],
    [() => me.tickets.holdSummary(id, id), "box_office.not_found"],
    [() => me.payments.summary(id), "payment.not_found"],
  ]) {
    await assert.rejects(ask, refused(NotFoundError, code));
  }
  for (const [ask, code] of [
    [() => new Venue().summary(), "venue.not_found"],
    [() => new Event().summary(), "event.not_found"],
    [() => new BoxOffice().availability(NOW), "box_office.not_found"],
    [() => new BoxOffice().quotaUses(NOW), "box_office.not_found"],
    [() => new BoxOffice().holdSummary(id, NOW), "box_office.not_found"],
    [() => new Payment().summary(), "payment.not_found"],
  ]) {
    assert.throws(ask, refused(NotFoundError, code));
  }
});

test("what is wrong with a question is told by the argument's name", async (t) => {
  const { me, eventId } = await opened(inMemory(t));
  const office = await me.tickets.state(eventId);
  for (const wrong of [undefined, null, 7, "", "x", '"', "\ud800", [], {}, `${newId()} `]) {
    await assert.rejects(me.tickets.holdSummary(eventId, wrong), invalidAt("holdId"));
    assert.throws(() => office.holdSummary(wrong, NOW), invalidAt("holdId"));
    assert.throws(() => office.holdSummary(newId(), wrong), invalidAt("now"));
    await assert.rejects(me.tickets.holdSummary(wrong, newId()), invalidAt("id"));
    await assert.rejects(me.payments.summary(wrong), invalidAt("id"));
  }
  const unknown = { limit: 1 };
  await assert.rejects(me.tickets.holdSummary(eventId, newId(), unknown), invalidAt("limit"));
  await assert.rejects(me.payments.summary(newId(), unknown), invalidAt("limit"));
});

test("every question of the table is a method of both", () => {
  const rooms = createRequire(import.meta.url)("../generated/services.cjs");
  const rules = { venues: Venue, events: Event, tickets: BoxOffice, payments: Payment };
  for (const [service, { queries }] of Object.entries(rooms)) {
    for (const name of Object.keys(queries)) {
      assert.equal(typeof rules[service].prototype[name], "function", `${service}.${name}`);
    }
  }
});
