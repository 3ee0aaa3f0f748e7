// Payments through the application: what is asked, what a gateway reports, and what is refused.

import assert from "node:assert/strict";
import { test } from "node:test";

import { ManualClock, NotFoundError, Palco, Payment, RejectedError } from "palco";

import { id, inMemory, lines, newId, NOW, opened } from "./support/world.mjs";

const E2EID = "E1234567820261123120000000000001";
const [organizer, platform] = [id(1), id(2)];
const brl = (amount) => ({ amount, currency: "BRL" });

/** A payment whose Pix charge was issued, to be paid within ten minutes. */
async function charged(me) {
  const paymentId = newId();
  await me.payments.create(paymentId, {
    amount: brl("100.05"),
    method: { kind: "pix" },
    reference: { event_id: newId() },
    split: {
      rules: [
        { recipient: organizer, share: { kind: "percent", percent: "90" }, liable: true },
        { recipient: platform, share: { kind: "remainder" } },
      ],
    },
  });
  await me.payments.requestPixCharge(paymentId, { expires_at: "2026-11-23T12:10:00Z" });
  const txid = paymentId.replaceAll("-", "");
  await me.payments.reportPixChargeIssued(paymentId, { txid, code: "000201", at: NOW });
  return paymentId;
}

const received = (at = "2026-11-23T12:01:00Z") => ({ e2eid: E2EID, amount: brl("100.05"), at });

function acting() {
  const palco = Palco.inMemory({ clock: new ManualClock(NOW) });
  return palco.acting({ tenant: id(10), actor: id(11) });
}

test("a Pix that is told five times is taken once, and divided", async () => {
  const me = acting();
  const paymentId = await charged(me);
  const taken = [];
  for (let times = 0; times < 5; times += 1) {
    const { records } = await me.payments.reportPixReceived(paymentId, received());
    taken.push(...records.map((record) => record.domain_event));
  }
  assert.deepEqual(
    taken.map((happened) => happened.type),
    ["payment.pix_captured"],
  );
  assert.deepEqual(taken[0].shares, [
    { recipient: organizer, amount: brl("90.05") },
    { recipient: platform, amount: brl("10.00") },
  ]);
});

test("what was paid goes back to the cent, and no more", async () => {
  const me = acting();
  const paymentId = await charged(me);
  await me.payments.reportPixReceived(paymentId, received());
  const refund = (amount) => ({
    refund_id: newId(),
    target: { kind: "pix", e2eid: E2EID },
    amount: brl(amount),
    mode: { kind: "pro_rata" },
    reason: "the show was cancelled",
  });
  const { records } = await me.payments.requestRefund(paymentId, refund("100.05"));
  assert.deepEqual(
    records[0].domain_event.parts.map((part) => part.amount.amount),
    ["90.05", "10.00"],
  );
  await assert.rejects(me.payments.requestRefund(paymentId, refund("0.01")), (error) => {
    assert.ok(error instanceof RejectedError);
    assert.equal(error.code, "payment.refund_exceeds_available");
    assert.deepEqual(error.details.available, brl("0.00"));
    return true;
  });
});

test("a Pix that was settled too late goes back", async () => {
  const me = acting();
  const paymentId = await charged(me);
  const late = received("2026-11-23T12:10:00Z");
  const { records } = await me.payments.reportPixReceived(paymentId, late);
  assert.deepEqual(
    records.map((record) => record.domain_event.type),
    ["payment.charge_expired", "payment.late_pix_received", "payment.refund_requested"],
  );
});

/** A hold, and two payments that came in for it. */
async function paidTwice(palco) {
  const { me, eventId } = await opened(palco);
  const held = await me.tickets.hold(eventId, { lines });
  const { hold_id } = held.get("box_office.tickets_held");
  const [first, second] = [newId(), newId()];
  for (const [number, paymentId] of [first, second].entries()) {
    await me.payments.create(paymentId, {
      amount: brl("240.00"),
      method: { kind: "pix" },
      reference: { event_id: eventId, hold_id },
    });
    const e2eid = `${E2EID.slice(0, -1)}${number}`;
    await me.payments.reportPixReceived(paymentId, { ...received(), e2eid, amount: brl("240.00") });
  }
  return { hold_id, first, second };
}

test("two payments for one hold buy once, and the second goes back", async (t) => {
  const palco = inMemory(t);
  const { hold_id, first, second } = await paidTwice(palco);
  await palco.react();
  await palco.react();
  const records = [];
  for await (const record of palco.feed()) records.push(record);
  const of = (type) => records.filter(({ domain_event }) => domain_event.type === type);
  assert.deepEqual(
    of("box_office.places_sold").map(({ domain_event }) => [domain_event.hold_id, domain_event.paid_by]),
    [[hold_id, first]],
  );
  assert.deepEqual(
    of("payment.refund_requested").map(({ stream, domain_event }) => [stream.id, domain_event.amount]),
    [[second, brl("240.00")]],
  );
});

test("what is too old to go back is told by what reacts", async (t) => {
  const clock = new ManualClock(NOW);
  const palco = inMemory(t, { clock });
  const { second } = await paidTwice(palco);
  clock.advance(100 * 24 * 3_600_000);
  const { next, refused } = await palco.react();
  assert.equal(refused.length, 1);
  const [{ record, error }] = refused;
  assert.deepEqual([record.stream.id, record.domain_event.type], [second, "payment.pix_captured"]);
  assert.ok(error instanceof RejectedError);
  assert.equal(error.code, "payment.refund_window_closed");
  assert.deepEqual((await palco.react({ after: next })).refused, []);
});

test("a command is refused where a report is not", async () => {
  const me = acting();
  const charge = { expires_at: "2026-11-23T12:10:00Z" };
  await assert.rejects(me.payments.requestPixCharge(newId(), charge), (error) => {
    assert.ok(error instanceof NotFoundError);
    assert.equal(error.code, "payment.not_found");
    return true;
  });
  const { records } = await me.payments.reportPixReceived(newId(), received());
  assert.equal(records[0].domain_event.type, "payment.unmatched_pix");
});

test("a card number is refused, and never echoed", async () => {
  const noted = {
    amount: brl("10.00"),
    method: { kind: "pix" },
    reference: { event_id: newId() },
    description: "4111 1111 1111 1111",
  };
  await assert.rejects(acting().payments.create(newId(), noted), (error) => {
    assert.equal(error.code, "payment.pan_rejected");
    assert.ok(!`${error.message} ${JSON.stringify(error.details)}`.includes("4111"));
    return true;
  });
});

test("the rules of a payment alone keep their state as JSON", async () => {
  const me = acting();
  const paymentId = await charged(me);
  const state = await me.payments.state(paymentId);
  assert.equal(Payment.fromJson(state.toJson()).toJson(), state.toJson());
});
