// Everything that a method of a host's gateway can do wrong: an outcome that is unknown, or a webhook that
// cannot be verified for now; never a crash, never a wait without an end, and no word of what it held.

import assert from "node:assert/strict";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { test } from "node:test";
import { Worker } from "node:worker_threads";

import { ManualClock, RejectedError, UnavailableError } from "palco";
import {
  GatewayFailed,
  GatewayRefused,
  GatewayUnknown,
  SimulatedGateway,
  WebhookForged,
  WebhookUnavailable,
} from "palco/gateway";

import {
  asked,
  HostGateway,
  neverAnswers,
  NOW,
  reaches,
  refundOf,
  stateOf,
  takeAll,
  taken,
  txidOf,
  WHOLE_DAY,
  world,
} from "./support/bank.mjs";
import { eventually, newId, recorded } from "./support/world.mjs";

const CARD = "4111111111111111";
const webhook = { body: new Uint8Array(), headers: {} };

class CardLeak extends Error {}
class Declined extends GatewayRefused {}
const hostile = new Proxy(() => {}, {
  get: () => {
    throw new Error(CARD);
  },
  getPrototypeOf: () => {
    throw new Error(CARD);
  },
});
const circle = [];
circle.push(circle);
const report = { type: "payment.report_declined", code: "no_funds", at: NOW };
const throwing = (thrown) => async () => {
  throw thrown;
};

/** What a method does, and the reason that is told of it. */
const wrong = [
  ["throws at once", () => JSON.parse(CARD.slice(0, 1) + "x"), "it threw SyntaxError"],
  ["throws an error", throwing(new CardLeak(CARD)), "it threw CardLeak"],
  ["throws text", throwing(CARD), "it threw String"],
  ["throws nothing", throwing(undefined), "it threw something"],
  ["throws null", throwing(null), "it threw something"],
  ["throws what throws", throwing(hostile), "it threw something"],
  ["is aborted", throwing(AbortSignal.abort().reason), "it threw DOMException"],
  ["returns what throws", async () => hostile, "it threw Error"],
  ["says that it is unknown", throwing(new GatewayUnknown("a timeout")), "a timeout"],
  ["says a card number", throwing(new GatewayUnknown(CARD)), "****************"],
  ["returns nothing", async () => {}, "its answer cannot be read: facts"],
  ["returns null", async () => null, "its answer cannot be read: facts"],
  ["returns text", async () => CARD, "its answer cannot be read: facts"],
  ["returns a Map", async () => new Map(), "its answer cannot be read: facts"],
  ["returns no fact", async () => [1], "its answer cannot be read: facts[0]"],
  ["returns a hole", async () => [, 1], "its answer cannot be read: facts[0]"],
  ["returns a circle", async () => circle, "its answer cannot be read: facts[0]"],
  ["returns no report", async () => [{}], "its answer cannot be read: facts[0].report"],
  [
    "returns text for a report",
    async () => [{ report: JSON.stringify(report) }],
    "its answer cannot be read: facts[0].report",
  ],
  [
    "returns a bigint",
    async () => [{ report: { ...report, code: 1n } }],
    "its answer cannot be read: facts[0].report.code",
  ],
  [
    "returns more than a fact",
    async () => [{ report, card: CARD }],
    "its answer cannot be read: facts[0].card",
  ],
  [
    "returns no payment's id",
    async () => [{ report, payment: CARD }],
    "its answer cannot be read: ok[0].payment",
  ],
  [
    "returns a getter that throws",
    async () => [
      {
        get report() {
          throw new Error(CARD);
        },
      },
    ],
    "its answer cannot be read: facts[0]",
  ],
  ["never answers", neverAnswers, "it gave no answer within 50 milliseconds"],
];

function unavailable(reason) {
  return (error) => {
    assert.ok(error instanceof UnavailableError, `${error?.stack}`);
    assert.equal(error.code, "gateway.unavailable");
    assert.equal(error.message, `the gateway gave no answer: ${reason}`);
    assert.ok(!JSON.stringify([error.message, error.details]).includes(CARD));
    return true;
  };
}

test("a webhook that a method fails on is not verified for now", async (t) => {
  const { palco, bank, me } = await world(t, { clock: new ManualClock(NOW) });
  for (const [name, verify, reason] of wrong) {
    const gateway = new HostGateway(bank, { verify, timeoutMillis: 50 });
    await assert.rejects(me.takeWebhook(gateway, webhook), unavailable(reason), name);
  }
  for (const [thrown, reason] of [
    [Object.assign(new GatewayRefused("declined"), { code: 51n }), "it threw GatewayRefused"],
    [Object.assign(new GatewayFailed("away"), { reason: [] }), "it threw GatewayFailed"],
    [new WebhookUnavailable("the bank is away"), "the bank is away"],
    [new GatewayFailed("the bank is away"), "the bank is away"],
    [new Declined("no_such"), "no_such"],
  ]) {
    const gateway = new HostGateway(bank, { verify: throwing(thrown) });
    await assert.rejects(me.takeWebhook(gateway, webhook), unavailable(reason), reason);
  }
  const gateway = new HostGateway(bank, { verify: throwing(new WebhookForged("the signature")) });
  await assert.rejects(me.takeWebhook(gateway, webhook), (error) => {
    assert.ok(error instanceof RejectedError, `${error?.stack}`);
    assert.equal(error.code, "gateway.webhook_forged");
    assert.equal(error.message, "the webhook is not the gateway's: the signature");
    return true;
  });
  assert.deepEqual(await recorded(palco), []);
});

test("what a method does wrong is warned of, with where it was and not what it said", async (t) => {
  const { bank, me } = await world(t, { clock: new ManualClock(NOW) });
  const gateway = new HostGateway(bank, { verify: throwing(new CardLeak(CARD)) });
  const refused = assert.rejects(me.takeWebhook(gateway, webhook));
  const [[warning]] = await Promise.all([once(process, "warning"), refused]);
  assert.equal(`${warning}`, "PalcoGatewayWarning: gateway.verify: it threw CardLeak");
  assert.match(warning.detail, /^( +at [^\d].*\n?)+$/);
});

test("a list that a method fails on applies nothing", async (t) => {
  const { palco, bank, me } = await world(t, { clock: new ManualClock(NOW) });
  const unknown = "the gateway gave no answer that says what it did: ";
  for (const [list, reason] of [
    [throwing(new CardLeak(CARD)), `${unknown}it threw CardLeak`],
    [async () => [], `${unknown}its answer cannot be read: listed`],
    [async () => ({}), `${unknown}its answer cannot be read: listed.facts`],
    [async () => ({ facts: [], next: 2 }), `${unknown}its answer cannot be read: listed.next`],
    [async () => ({ facts: [], after: "2" }), `${unknown}its answer cannot be read: listed.after`],
    [throwing(new GatewayFailed("away")), "the gateway failed, without effect: away"],
    [throwing(new Declined("closed")), "the gateway refused: closed"],
  ]) {
    const listed = me.takeListed(new HostGateway(bank, { list }), WHOLE_DAY);
    await assert.rejects(listed, unavailable(reason), reason);
  }
  assert.deepEqual(await recorded(palco), []);
});

/** A payment that was paid, and of which money is to go back. */
async function toRefund({ palco, bank, me }) {
  await palco.startProcessors({ gateway: new HostGateway(bank), readModels: [] });
  const paymentId = await asked(me);
  await reaches(me, paymentId, "awaiting_pix");
  bank.pay(txidOf(paymentId));
  await takeAll(me, bank, bank);
  await palco.stopProcessors();
  const [{ target }] = (await stateOf(me, paymentId)).books.takings;
  await me.payments.requestRefund(paymentId, refundOf(target.e2eid, "100.05"));
  return paymentId;
}

test("after a call with an unknown outcome the gateway is asked, and nothing moves twice", async (t) => {
  for (const [name, method] of wrong) {
    const all = await world(t, { clock: new ManualClock(NOW) });
    const { palco, bank, me } = all;
    const paymentId = await toRefund(all);
    let calls = 0;
    const refund = async (call) => {
      calls += 1;
      await bank.refund(call);
      return method();
    };
    const gateway = new HostGateway(bank, { refund, timeoutMillis: 50 });
    await palco.startProcessors({ gateway, readModels: [] });
    await eventually(async () => (await taken(me, paymentId))[0][2] === 10_005);
    await palco.stopProcessors();
    assert.deepEqual([calls, bank.movedTwice()], [1, []], name);
    assert.ok(!JSON.stringify(await recorded(palco)).includes(CARD), name);
  }
});

test("an inquiry that fails is made again, and the call is not", async (t) => {
  for (const answer of [
    ...wrong.map(([, method]) => method),
    async () => ({}),
    async () => ({ status: "gone" }),
    async () => ({ status: "known" }),
    async () => ({ status: "known", facts: {} }),
    async () => ({ status: "refused" }),
    async () => ({ status: "absent", key: 1 }),
    throwing(new GatewayFailed("away")),
  ]) {
    const all = await world(t, { clock: new ManualClock(NOW) });
    const { palco, bank, me } = all;
    const paymentId = await toRefund(all);
    let [calls, queries] = [0, 0];
    const refund = async (call) => {
      calls += 1;
      await bank.refund(call);
      throw new Error("cut");
    };
    const query = async (call) => {
      queries += 1;
      return queries === 1 ? answer() : bank.query(call);
    };
    const gateway = new HostGateway(bank, { refund, query, timeoutMillis: 50 });
    await palco.startProcessors({ gateway, readModels: [] });
    await eventually(async () => (await taken(me, paymentId))[0][2] === 10_005);
    await palco.stopProcessors();
    assert.deepEqual([calls, bank.movedTwice().length, queries >= 2], [1, 0, true]);
  }
});

test("each way to fail is told apart", async (t) => {
  const all = await world(t, { clock: new ManualClock(NOW) });
  const { palco, bank, me } = all;
  const paymentId = await toRefund(all);
  const seen = [];
  const refund = async () => {
    seen.push("refund");
    if (seen.length < 3) throw new GatewayFailed("not reached");
    throw new Declined("closed_account");
  };
  const query = async (call) => {
    seen.push("query");
    return bank.query(call);
  };
  await palco.startProcessors({ gateway: new HostGateway(bank, { refund, query }), readModels: [] });
  await eventually(async () =>
    (await recorded(palco)).some(
      ({ domain_event: of }) =>
        of.type === "payment.refund_failed" && of.reason === "closed_account",
    ),
  );
  assert.deepEqual(seen.slice(0, 2), ["refund", "query"], "a crash may have come between");
  assert.deepEqual(await taken(me, paymentId), [["100.05", 0, 0]]);
  assert.equal(bank.movements().length, 1);
});

test("who never answers is not waited for when it ends, and is told", async (t) => {
  for (const end of ["stopProcessors", "close"]) {
    const { palco, bank, me } = await world(t, { clock: new ManualClock(NOW) });
    let signal;
    const issueCharge = (_, options) => {
      signal = options.signal;
      return neverAnswers();
    };
    await palco.startProcessors({ gateway: new HostGateway(bank, { issueCharge }) });
    await asked(me);
    await eventually(async () => signal !== undefined);
    assert.equal(signal.aborted, false);
    const begun = Date.now();
    await palco[end]();
    assert.ok(Date.now() - begun < 5_000, `${end} took ${Date.now() - begun} ms`);
    await eventually(async () => signal.aborted);
  }
});

test("a webhook that is being verified is not waited for by close", async (t) => {
  const { palco, bank, me } = await world(t, { clock: new ManualClock(NOW) });
  const begun = Promise.withResolvers?.() ?? deferred();
  const verify = (_, { signal }) => {
    begun.resolve(signal);
    return neverAnswers();
  };
  const taking = me.takeWebhook(new HostGateway(bank, { verify }), webhook);
  const refused = assert.rejects(taking, unavailable("nobody waits for its answer any more"));
  const signal = await begun.promise;
  await palco.close();
  await refused;
  await eventually(async () => signal.aborted);
});

function deferred() {
  const of = {};
  of.promise = new Promise((resolve, reject) => Object.assign(of, { resolve, reject }));
  return of;
}

test("the processors that are stopped leave webhooks alone", async (t) => {
  const { palco, bank, me } = await world(t, { clock: new ManualClock(NOW) });
  const verify = async () => {
    await pause(100);
    return [];
  };
  await palco.startProcessors({ gateway: bank });
  const taking = me.takeWebhook(new HostGateway(bank, { verify }), webhook);
  await palco.stopProcessors();
  assert.deepEqual(await taking, []);
});

test("the signal aborts a call that took too long, and its late answer is dropped", async (t) => {
  const { palco, bank, me } = await world(t, { clock: new ManualClock(NOW) });
  const aborted = [];
  const verify = async (_, { signal }) => {
    await pause(100);
    aborted.push(signal.aborted);
    return [{ report }];
  };
  const gateway = new HostGateway(bank, { verify, timeoutMillis: 20 });
  const late = me.takeWebhook(gateway, webhook);
  await assert.rejects(late, unavailable("it gave no answer within 20 milliseconds"));
  await eventually(async () => aborted.length === 1);
  assert.deepEqual([aborted, await recorded(palco)], [[true], []]);
});

test("a caller that goes away hears its own reason", async (t) => {
  const { bank, me } = await world(t, { clock: new ManualClock(NOW) });
  const gone = new Error("the request was closed");
  const gateway = new HostGateway(bank, { verify: neverAnswers, timeoutMillis: 200 });
  const [controller, begun] = [new AbortController(), Date.now()];
  setTimeout(() => controller.abort(gone), 20);
  const taking = me.takeWebhook(gateway, webhook, { signal: controller.signal });
  await assert.rejects(taking, (error) => error === gone);
  assert.ok(Date.now() - begun < 200);
});

/** Its gateway never answers; it is ended while it is asked. */
const WORK = `
  const { parentPort, workerData } = require("node:worker_threads");
  const { Palco } = require("palco");
  (async () => {
    const palco = Palco.inMemory();
    const me = palco.acting({ tenant: crypto.randomUUID(), actor: crypto.randomUUID() });
    const never = () => {
      parentPort.postMessage("asked");
      return new Promise(() => {});
    };
    const gateway = { name: "never", refund: never, query: never, list: never, verify: never };
    me.takeWebhook(gateway, { body: new Uint8Array(), headers: {} }).catch(() => {});
    await palco.startProcessors({ gateway: { ...gateway, issueCharge: never } });
    const id = crypto.randomUUID();
    const money = { amount: "10.00", currency: "BRL" };
    const reference = { event_id: crypto.randomUUID() };
    await me.payments.create(id, { amount: money, method: { kind: "pix" }, reference });
    await me.payments.requestPixCharge(id, { expires_at: new Date(Date.now() + 600_000) });
  })();
`;

test("a worker that ends while its gateway is asked takes nothing with it", async () => {
  for (let round = 0; round < 5; round += 1) {
    const worker = new Worker(WORK, { eval: true });
    let asks = 0;
    await new Promise((resolve, reject) => {
      worker.once("error", reject);
      worker.on("message", () => {
        asks += 1;
        if (asks === 2) resolve();
      });
    });
    await worker.terminate();
  }
});

test("a gateway may be called by the host as well", async () => {
  const clock = new ManualClock(NOW);
  const bank = new SimulatedGateway({ refused: 1_000 }, { clock });
  const call = { type: "void", tenant: newId(), payment: newId(), key: newId() };
  await assert.rejects(bank.void(call), (error) => {
    assert.ok(error instanceof GatewayRefused);
    assert.equal(error.code, "not_supported");
    return true;
  });
  assert.deepEqual(await bank.query(call), { status: "absent" });
  const perfect = bank.behaving({});
  const [fact] = await perfect.void(call);
  assert.equal(fact.report.type, "payment.report_voided");
  assert.deepEqual(await perfect.query(call), { status: "known", facts: [fact] });
  assert.deepEqual(bank.callsAndQueries(), { calls: 1, queries: 2 });
  for (const [conduct, Thrown] of [
    [{ unreached: 1_000 }, GatewayFailed],
    [{ lost: 1_000 }, GatewayUnknown],
  ]) {
    await assert.rejects(bank.behaving(conduct).void(call), Thrown);
  }
});
