// Payments that are charged and given back at a gateway: a simulated one, and one of the host's.

import assert from "node:assert/strict";
import { test } from "node:test";

import { ManualClock } from "palco";

import {
  asked,
  brl,
  HostGateway,
  NOW,
  reaches,
  refundOf,
  stateOf,
  stores,
  takeAll,
  taken,
  txidOf,
  WHOLE_DAY,
  world,
} from "./support/bank.mjs";
import { eventually, newId, recorded } from "./support/world.mjs";

const gateways = { simulated: (bank) => bank, "host's": (bank) => new HostGateway(bank) };

for (const store of Object.keys(stores)) {
  for (const [name, gatewayOver] of Object.entries(gateways)) {
    test(`${store}: a payment is charged, paid and given back at a ${name} gateway`, async (t) => {
      const { palco, bank, me } = await world(t, { store, clock: new ManualClock(NOW) });
      const gateway = gatewayOver(bank);
      await palco.startProcessors({ gateway, readModels: [] });
      const paymentId = await asked(me);
      await reaches(me, paymentId, "awaiting_pix");

      assert.ok(bank.pay(txidOf(paymentId)));
      const answers = await takeAll(me, gateway, bank);
      assert.equal(answers.length, 2);
      assert.equal((await stateOf(me, paymentId)).status, "captured");

      const [{ target }] = (await stateOf(me, paymentId)).books.takings;
      await me.payments.requestRefund(paymentId, refundOf(target.e2eid, "40.05"));
      await eventually(async () => (await taken(me, paymentId))[0][2] === 4005);
      assert.deepEqual(await taken(me, paymentId), [["100.05", 0, 4005]]);
      const moved = bank.movements().map(({ is_refund, amount }) => [is_refund, amount]);
      assert.deepEqual(moved, [
        [false, brl("100.05")],
        [true, brl("40.05")],
      ]);
      assert.deepEqual(bank.movedTwice(), []);
      const before = await recorded(palco);
      await takeAll(me, gateway, bank);
      await me.takeListed(gateway, WHOLE_DAY);
      assert.deepEqual(await recorded(palco), before, "all of it was known");
      await palco.stopProcessors();
    });
  }
}

test("what no webhook brought stands in the list", async (t) => {
  const { palco, bank, me } = await world(t, { clock: new ManualClock(NOW) });
  await palco.startProcessors({ gateway: bank });
  const paymentId = await asked(me);
  await reaches(me, paymentId, "awaiting_pix");
  bank.pay(txidOf(paymentId));
  const tomorrow = { starts_at: new Date("2026-11-24T00:00:00Z"), ends_at: "2026-11-25T00:00:00Z" };
  assert.deepEqual(await me.takeListed(bank, tomorrow), []);
  const answers = await me.takeListed(new HostGateway(bank), WHOLE_DAY);
  assert.deepEqual(
    answers.map((answer) => answer.stream.id),
    [paymentId, paymentId],
  );
  assert.equal((await stateOf(me, paymentId)).status, "captured");
});

test("a host's list is read page by page", async (t) => {
  const { bank, me } = await world(t, { clock: new ManualClock(NOW) });
  const [first, second] = [newId(), newId()];
  const told = (payment, at) => ({
    payment,
    report: { type: "payment.report_declined", code: "no_funds", at },
  });
  const seen = [];
  const list = async ({ tenant, period, after, ...rest }) => {
    seen.push([typeof tenant, period, after, rest]);
    if (after === undefined) return { facts: [told(first, new Date(NOW))], next: "2" };
    return { facts: [told(second, NOW)] };
  };
  const answers = await me.takeListed(new HostGateway(bank, { list }), WHOLE_DAY);
  assert.deepEqual(
    answers.map((answer) => [answer.stream.id, answer.domain_events[0].type]),
    [
      [first, "payment.unmatched_fact"],
      [second, "payment.unmatched_fact"],
    ],
  );
  const period = { starts_at: "2026-11-23T00:00:00.000Z", ends_at: "2026-11-24T00:00:00.000Z" };
  assert.deepEqual(seen, [
    ["string", period, undefined, {}],
    ["string", period, "2", {}],
  ]);
});

test("each call has its method, and one that is left out refuses", async (t) => {
  const { palco, bank, me } = await world(t, { clock: new ManualClock(NOW) });
  const seen = [];
  const authorize = async (call, { signal }) => {
    seen.push([call, signal instanceof AbortSignal]);
    return bank.authorize(call);
  };
  const gateway = new HostGateway(bank, { authorize });
  await palco.startProcessors({ gateway, readModels: [] });
  const paymentId = newId();
  await me.payments.create(paymentId, {
    amount: brl("10.00"),
    method: { kind: "card", capture: "manual" },
    reference: { event_id: newId() },
  });
  await me.payments.startCard(paymentId, { token: "tok_1" });
  await reaches(me, paymentId, "authorized");
  const [[call, hasSignal]] = seen;
  assert.ok(hasSignal);
  assert.match(call.key, /^[0-9a-f-]{36}$/);
  const { tenant } = call;
  const asIs = { tenant, payment: paymentId, key: call.key, attempt: 1, token: "tok_1" };
  assert.deepEqual(call, { type: "authorize", ...asIs, amount: brl("10.00") });

  const captureId = newId();
  const part = { capture_id: captureId, amount: brl("4.00"), is_final: true };
  await me.payments.capture(paymentId, part);
  await eventually(async () =>
    (await recorded(palco)).some(
      ({ domain_event: of }) => of.type === "payment.capture_failed" && of.code === "not_supported",
    ),
  );
});

test("a simulated gateway with a method written over is the host's", async (t) => {
  const { palco, bank, me } = await world(t, { clock: new ManualClock(NOW) });
  const seen = [];
  const { issueCharge } = bank;
  bank.issueCharge = async function (call) {
    seen.push(call.txid);
    return issueCharge.call(bank, call);
  };
  await palco.startProcessors({ gateway: bank, readModels: [] });
  const paymentId = await asked(me);
  await reaches(me, paymentId, "awaiting_pix");
  assert.deepEqual(seen, [txidOf(paymentId)]);
});
