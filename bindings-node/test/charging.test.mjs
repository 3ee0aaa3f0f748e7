// Processors that are ended at any point and begun again, over a gateway that carries out what it does
// not answer: nothing moves twice, and nothing is forgotten.

import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { test } from "node:test";

import { ManualClock, Palco } from "palco";
import { SimulatedGateway } from "palco/gateway";

import { asked, HostGateway, NOW, refundOf, stateOf, taken, txidOf } from "./support/bank.mjs";
import { database, dropped, id } from "./support/world.mjs";

const PAYMENTS = 12;
const PATIENCE = 60_000;
const CONDUCT = { unanswered: 300, lost: 50, unreached: 100, late: 150, latency: 20, copies: 3 };

/** What a host's own code adds: pauses, and errors after the effect. */
function flaky(bank) {
  const gateway = new HostGateway(bank);
  const refund = async (call) => {
    await pause(Math.random() * 20);
    const facts = await bank.refund(call);
    await pause(Math.random() * 20);
    if (Math.random() < 0.2) throw new Error("the connection was cut");
    return facts;
  };
  return Object.assign(gateway, { refund, timeoutMillis: 30 });
}

/** A store, for how long a process runs at most, and how the next one goes on over the same store. */
const stores = {
  memory: async (t, clock) => {
    const palco = Palco.inMemory({ clock });
    t.after(() => palco.close());
    return { palco, millis: 40, again: async () => palco, end: (of) => of.stopProcessors() };
  },
  postgres: async (t, clock) => {
    const schema = dropped(t);
    const options = { schema, durability: "relaxed", maxConnections: 4, clock };
    const again = () => Palco.connect(database(), options);
    const palco = await again();
    t.after(() => palco.close());
    // Time to connect, and to claim what is to be done.
    return { palco, millis: 200, again, end: (of) => of.close() };
  },
};

for (const [store, open] of Object.entries(stores)) {
  test(`${store}: what is ended at any point goes on, and nothing moves twice`, async (t) => {
    const clock = new ManualClock(NOW);
    const { palco, millis, again, end } = await open(t, clock);
    const bank = new SimulatedGateway({ ...CONDUCT, seed: 11 }, { clock });
    const me = palco.acting({ tenant: id(10), actor: id(11) });
    const payments = await Promise.all(
      Array.from({ length: PAYMENTS }, (_, place) => asked(me, id(100 + place))),
    );
    const wanted = new Set();
    let ends = 0;
    const deadline = Date.now() + PATIENCE;
    for (;;) {
      const running = await again();
      await running.startProcessors({ gateway: flaky(bank), readModels: [] });
      await pause(Math.random() * millis);
      await end(running);
      ends += 1;
      for (const webhook of bank.takeWebhooks()) await me.takeWebhook(bank, webhook);
      if (await goOn(me, bank, payments, wanted)) break;
      assert.ok(Date.now() < deadline, "it came to no end");
    }
    for (const paymentId of payments) {
      assert.deepEqual(await taken(me, paymentId), [["100.05", 0, 4005]]);
    }
    assert.deepEqual(bank.movedTwice(), []);
    const moved = bank.movements();
    assert.equal(moved.filter((of) => of.is_refund).length, PAYMENTS);
    assert.equal(moved.filter((of) => !of.is_refund).length, PAYMENTS);
    console.log(`\n${store}: ended ${ends} times, ${moved.length} movements, none twice`);
  });
}

/** Pays what can be paid, asks once for each refund, and tells whether all are through. */
async function goOn(me, bank, payments, wanted) {
  let through = 0;
  for (const paymentId of payments) {
    const { status, books } = await stateOf(me, paymentId);
    const [taking] = books.takings;
    if (status === "awaiting_pix") bank.pay(txidOf(paymentId));
    else if (taking !== undefined && !wanted.has(paymentId)) {
      wanted.add(paymentId);
      await me.payments.requestRefund(paymentId, refundOf(taking.target.e2eid, "40.05"));
    } else if (taking?.refunded === 4005) through += 1;
  }
  return through === payments.length;
}
