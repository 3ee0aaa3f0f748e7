// The example of a checkout over HTTP, from the draft of an event to the recipients' statements.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";

import { ManualClock } from "palco";

import { checkoutApp } from "../../examples/checkout_app.mjs";
import { brl } from "./support/bank.mjs";
import { database, dropped, event, eventually, id, newId, NOW, office } from "./support/world.mjs";

const require = createRequire(import.meta.url);
const [organizer, platform] = [id(1), id(2)];
const split = {
  rules: [
    { recipient: organizer, share: { kind: "percent", percent: "90" }, liable: true, bears_fee: true },
    { recipient: platform, share: { kind: "remainder" } },
  ],
};

/** A client of the app, as one actor of a tenant of its own. */
async function opened(t, store, clock = new ManualClock(NOW)) {
  const schema = store === "memory" ? undefined : dropped(t);
  const { app, bank } = await checkoutApp(store, { clock, schema });
  t.after(() => app.close());
  await app.ready();
  const tenant = newId();
  const who = { "x-tenant": tenant, "x-actor": newId() };
  const send = async (method, url, payload, headers = {}) => {
    const answer = await app.inject({ method, url, payload, headers: { ...who, ...headers } });
    return [answer.statusCode, answer.body === "" ? undefined : answer.json()];
  };
  const post = (url, payload, headers) => send("POST", url, payload, headers);
  const get = async (url) => (await send("GET", url))[1];
  return { app, bank, tenant, send, post, get };
}

async function onSale(post) {
  const eventId = newId();
  assert.equal((await post(`/events/${eventId}`, event))[0], 201);
  assert.equal((await post(`/events/${eventId}/publication`, {}))[0], 201);
  assert.equal((await post(`/events/${eventId}/box-office`, office))[0], 201);
  return eventId;
}

async function bought(post, get, eventId) {
  const [status, { happened }] = await post(`/events/${eventId}/holds`, {
    lines: [{ ticket_type: "vip", quantity: 2 }],
  });
  assert.equal(status, 201);
  const { hold_id, expires_at } = happened;
  const { total } = await get(`/events/${eventId}/holds/${hold_id}`);
  assert.deepEqual(total, brl("240.00"));
  const paymentId = newId();
  const lines = [{ ticket_type: "vip", quantity: 2, unit_price: brl("120.00") }];
  const [created] = await post(`/payments/${paymentId}`, {
    amount: total,
    method: { kind: "pix" },
    reference: { event_id: eventId, hold_id, lines, hold_expires_at: expires_at },
    split,
  });
  assert.equal(created, 201);
  const [asked] = await post(`/payments/${paymentId}/pix-charge`, { expires_at });
  assert.equal(asked, 201);
  return paymentId;
}

for (const store of ["memory", "postgres"]) {
  test(`${store}: tickets are held, paid by Pix and given back over HTTP`, async (t) => {
    const { bank, post, get } = await opened(t, store === "memory" ? store : database());
    const eventId = await onSale(post);
    const paymentId = await bought(post, get, eventId);
    const payment = async () => get(`/payments/${paymentId}`);
    await eventually(async () => (await payment()).status === "awaiting_pix");
    assert.match((await payment()).pix_code, /^000201.*6304[0-9A-F]{4}$/);

    assert.equal((await post(`/bank/pay/${paymentId}`))[0], 204);
    await eventually(async () => (await payment()).status === "captured");
    assert.equal((await payment()).pix_code, null);
    const sold = async () => (await get(`/events/${eventId}/quota-uses`))[0].sold === 2;
    await eventually(sold);
    assert.equal((await get(`/events/${eventId}/availability`))[0].available, 98);

    const statement = async (of) => (await get(`/recipients/${of}/statement`)).balance.amount;
    // 90 % of 240.00, less the bank's 1 %.
    assert.deepEqual([await statement(organizer), await statement(platform)], ["213.60", "24.00"]);
    const [{ target }] = (await payment()).takings;
    const refund = {
      refund_id: newId(),
      target,
      amount: brl("120.00"),
      mode: { kind: "pro_rata" },
      reason: "one of the two cannot come",
    };
    assert.equal((await post(`/payments/${paymentId}/refunds`, refund))[0], 201);
    await eventually(async () => (await payment()).refunded.amount === "120.00");
    assert.deepEqual([await statement(organizer), await statement(platform)], ["105.60", "12.00"]);
    assert.deepEqual(bank.movedTwice(), []);
    assert.equal((await get(`/recipients/${newId()}/statement`)).lines.length, 0);
  });
}

test("the same idempotency key is the same command", async (t) => {
  const { post } = await opened(t, "memory");
  const eventId = await onSale(post);
  const key = { "idempotency-key": newId() };
  const hold = { lines: [{ ticket_type: "vip", quantity: 2 }] };
  const [, first] = await post(`/events/${eventId}/holds`, hold, key);
  const [, again] = await post(`/events/${eventId}/holds`, hold, key);
  assert.deepEqual(again, { ...first, repeated: true });
  const [status, { code }] = await post(`/events/${eventId}/holds`, { ...hold, ttl_seconds: 60 }, key);
  assert.deepEqual([status, code], [409, "command.id_reused"]);
});

test("a key is its sender's own, and of any form", async (t) => {
  const { post } = await opened(t, "memory");
  const holds = `/events/${await onSale(post)}/holds`;
  const lines = [{ ticket_type: "vip", quantity: 2 }];
  const buyers = ["5f0c7f0e-4c6b-4a52-9d27-000000000001", "5f0c7f0e-4c6b-4a52-9d27-000000000002"];
  const ids = [];
  for (const buyer of buyers) {
    const [, held] = await post(holds, { lines }, { "idempotency-key": "order 7", "x-actor": buyer });
    const [, again] = await post(holds, { lines }, { "idempotency-key": "order 7", "x-actor": buyer });
    assert.deepEqual([held.repeated, again.repeated], [false, true]);
    assert.equal(held.happened.buyer, buyer);
    ids.push(held.happened.hold_id);
  }
  // As every language's UUIDv5 has it: Python's uuid5(UUID(buyer), "order 7").
  assert.deepEqual(ids, [
    "7303bd2d-edd1-5466-bcfc-3faddfa534e7",
    "bf3de773-7c8d-51af-951a-fc2f5bd64440",
  ]);
});

test("what a buyer is told is the buyer's own", async (t) => {
  const clock = new ManualClock(NOW);
  const { tenant, post } = await opened(t, "memory", clock);
  const holds = `/events/${await onSale(post)}/holds`;
  const hold = { lines: [{ ticket_type: "vip", quantity: 2 }], ttl_seconds: 60 };
  const [alice, bob] = [newId(), newId()];
  const [, first] = await post(holds, hold, { "x-actor": alice });
  clock.advance(61_000);
  // Alice's hold lapses with it.
  const [status, told] = await post(holds, hold, { "x-actor": bob });
  assert.equal(status, 201);
  assert.deepEqual([told.version, told.happened.buyer], [4, bob]);
  for (const of of [alice, first.happened.hold_id, tenant]) {
    assert.ok(!JSON.stringify(told).includes(of), JSON.stringify(told));
  }
});

test("every error has a status by its kind, and its code", async (t) => {
  const { app, tenant, send, post, get } = await opened(t, "memory");
  const eventId = await onSale(post);
  const holds = `/events/${eventId}/holds`;
  const lines = [{ ticket_type: "vip", quantity: 2 }];
  const money = { amount: brl("1.00"), method: { kind: "pix" } };
  for (const [url, payload, status, code, path] of [
    [holds, { lines: [] }, 422, "input.invalid", "lines"],
    [holds, {}, 422, "input.invalid", "lines"],
    [holds, { lines, price: 1 }, 422, "input.invalid", "price"],
    [holds, { lines, ttl_seconds: 59 }, 422, "input.invalid", "ttl_seconds"],
    [holds, { lines, ttl_seconds: 3_601 }, 422, "input.invalid", "ttl_seconds"],
    [holds, { lines, ttl_seconds: "60" }, 422, "input.invalid", "ttl_seconds"],
    [holds, { lines: [{ ...lines[0], access_code: "ab" }] }, 422, "input.invalid", undefined],
    [holds, { lines: [{ ...lines[0], quantity: 0 }] }, 422, "input.invalid", "lines[0].quantity"],
    [holds, { lines: [{ quantity: 1 }] }, 422, "input.invalid", "lines[0].ticket_type"],
    [`/payments/x`, { ...money, reference: { event_id: newId() } }, 422, "input.invalid", "id"],
    [`/payments/${newId()}/pix-charge`, { expires_at: NOW }, 404, "payment.not_found", undefined],
    [holds, { lines: [{ ...lines[0], quantity: 99 }] }, 201],
    [holds, { lines }, 409, "box_office.sold_out", undefined],
    ["/nowhere", {}, 404],
  ]) {
    const [got, body] = await post(url, payload);
    const what = JSON.stringify([url, payload, body]);
    assert.equal(got, status, what);
    if (code !== undefined) assert.equal(body.code, code, what);
    if (path !== undefined) assert.equal(body.details.path, path, what);
  }
  const [noTenant] = await send("GET", `/payments/${newId()}`, undefined, { "x-tenant": "x" });
  const [noKey] = await post(holds, { lines }, { "idempotency-key": "" });
  const [noJson] = await post(holds, "{", { "content-type": "application/json" });
  assert.deepEqual([noTenant, noKey, noJson], [422, 422, 400]);
  assert.equal((await get(`/payments/${newId()}`)).code, "payment.not_found");
  const [unpaid] = await post(`/bank/pay/${newId()}`);
  assert.equal(unpaid, 404);

  const forged = { method: "POST", url: `/webhooks/${tenant}`, payload: Buffer.from("[]") };
  for (const headers of [{}, { "x-signature": "t=1,v1=00" }, { "content-type": "application/json" }]) {
    const answer = await app.inject({ ...forged, headers });
    assert.deepEqual([answer.statusCode, answer.json().code], [401, "gateway.webhook_forged"]);
  }
  await app.close();
  const closed = await app.inject({ method: "GET", url: "/schemas" }).catch(() => undefined);
  assert.notEqual(closed?.statusCode, 200);
});

test("what is served is what the rules are, and bodies are checked by it", async (t) => {
  const { get } = await opened(t, "memory");
  const bodies = await get("/schemas");
  for (const [url, type] of [
    ["/events/:id", "event.draft"],
    ["/events/:id/publication", "event.publish"],
    ["/events/:id/box-office", "box_office.open"],
    ["/events/:id/holds", "box_office.hold_tickets"],
    ["/payments/:id", "payment.create"],
    ["/payments/:id/pix-charge", "payment.request_pix_charge"],
    ["/payments/:id/refunds", "payment.request_refund"],
  ]) {
    assert.deepEqual(bodies[url], require(`palco/schemas/${type}.json`), type);
  }
  assert.equal(Object.keys(bodies).length, 7);
  const { HoldSeconds, AccessCode } = bodies["/events/:id/holds"].$defs;
  assert.deepEqual([HoldSeconds.minimum, HoldSeconds.maximum], [60, 3_600]);
  assert.deepEqual([AccessCode.minLength, AccessCode.maxLength], [4, 64]);
  assert.equal(typeof AccessCode.pattern, "string");
});
