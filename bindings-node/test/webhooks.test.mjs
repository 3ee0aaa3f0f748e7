// Webhooks as they come: again and again, in any order, and from others; and the keys that sign them.

import assert from "node:assert/strict";
import { inspect } from "node:util";
import { test } from "node:test";

import { ManualClock, RejectedError, UnavailableError } from "palco";
import { SigningKey, SimulatedGateway, Webhook, WebhookForged, WebhookKeys } from "palco/gateway";

import {
  asked,
  HostGateway,
  NOW,
  reaches,
  stateOf,
  stores,
  takeAll,
  taken,
  txidOf,
  WHOLE_DAY,
  world,
} from "./support/bank.mjs";
import { invalidAt, newId, recorded } from "./support/world.mjs";

const forged = (error) => {
  assert.ok(error instanceof RejectedError, `${error?.stack}`);
  assert.equal(error.code, "gateway.webhook_forged");
  return true;
};

for (const store of Object.keys(stores)) {
  test(`${store}: copies in any order tell it once, and what others send tells nothing`, async (t) => {
    const clock = new ManualClock(NOW);
    const conduct = { copies: 5, forged: 900, batched: 300, seed: 7 };
    const { palco, bank, me } = await world(t, { store, conduct, clock });
    const gateway = new HostGateway(bank);
    await palco.startProcessors({ gateway, readModels: [] });
    const payments = await Promise.all(Array.from({ length: 8 }, () => asked(me)));
    for (const paymentId of payments) {
      await reaches(me, paymentId, "awaiting_pix");
      assert.ok(bank.pay(txidOf(paymentId)));
    }
    const webhooks = bank.takeWebhooks();
    assert.ok(webhooks.length > 2 * payments.length);
    let refused = 0;
    for (const webhook of webhooks.reverse()) {
      try {
        await me.takeWebhook(gateway, webhook);
      } catch (error) {
        refused += forged(error) ? 1 : 0;
      }
    }
    assert.equal(refused, bank.forgedWebhooks());
    assert.ok(refused > 0);
    for (const paymentId of payments) {
      assert.deepEqual(await taken(me, paymentId), [["100.05", 0, 0]]);
    }
    const types = (await recorded(palco)).map(({ domain_event: of }) => of.type);
    const received = types.filter((type) => type === "payment.pix_captured");
    assert.equal(received.length, payments.length);
  });
}

test("a webhook that comes again gets the first answers again", async (t) => {
  const { palco, bank, me } = await world(t, { clock: new ManualClock(NOW) });
  await palco.startProcessors({ gateway: bank, readModels: [] });
  const paymentId = await asked(me);
  await reaches(me, paymentId, "awaiting_pix");
  bank.takeWebhooks();
  bank.pay(txidOf(paymentId));
  const [webhook] = bank.takeWebhooks();
  const [first] = await me.takeWebhook(bank, webhook);
  assert.equal(first.get("payment.pix_captured").amount.amount, "100.05");
  assert.equal(first.repeated, false);
  for (let times = 0; times < 4; times += 1) {
    const [again] = await me.takeWebhook(bank, webhook);
    assert.deepEqual([again.repeated, again.records], [true, first.records]);
  }
});

test("what a fact says of nobody's payment is recorded", async (t) => {
  const { bank, me } = await world(t, { clock: new ManualClock(NOW) });
  const report = { type: "payment.report_declined", code: "no_funds", at: new Date(NOW) };
  bank.tell({ report });
  const [answer] = await takeAll(me, bank, bank);
  assert.equal(answer.domain_events[0].type, "payment.unmatched_fact");
});

test("what is told, and is no report, is refused with its path, and nothing is applied", async (t) => {
  const { palco, bank, me } = await world(t, { clock: new ManualClock(NOW) });
  const good = { report: { type: "payment.report_declined", code: "no_funds", at: NOW } };
  for (const [report, path] of [
    [{ type: "payment.create" }, "facts[1].report.amount"],
    [{ type: "payment.cancel" }, "facts[1].report.type"],
    [{ type: "payment.report_declined", code: "x" }, "facts[1].report.at"],
    [{ type: "venue.archive" }, "facts[1].report.type"],
    [{}, "facts[1].report.type"],
  ]) {
    const verify = async () => [good, { report }];
    const webhook = { body: new Uint8Array(), headers: {} };
    await assert.rejects(
      me.takeWebhook(new HostGateway(bank, { verify }), webhook),
      (error) => invalidAt(error.details.path)(error) && error.details.path === path,
      path,
    );
  }
  assert.deepEqual(await recorded(palco), []);
});

test("a host's gateway verifies the bytes and the headers as they came", async (t) => {
  const { bank, me } = await world(t, { clock: new ManualClock(NOW) });
  const body = Buffer.from([0xff, 0x00, 0x7b]);
  for (const headers of [
    { "X-Sign": "a", "set-cookie": ["b", "c"], absent: undefined },
    [
      ["X-Sign", "a"],
      ["set-cookie", "b"],
      ["set-cookie", "c"],
    ],
    new Headers([
      ["x-sign", "a"],
      ["set-cookie", "b"],
      ["set-cookie", "c"],
    ]),
  ]) {
    let seen;
    const verify = async (webhook) => {
      seen = webhook;
      return [];
    };
    const gateway = new HostGateway(bank, { verify });
    assert.deepEqual(await me.takeWebhook(gateway, { body, headers, peer_verified: true }), []);
    assert.ok(seen instanceof Webhook);
    assert.deepEqual(Buffer.from(seen.body), body);
    assert.deepEqual([seen.peer_verified, seen.received_at], [true, NOW]);
    assert.deepEqual([seen.header("x-SIGN"), seen.header("Set-Cookie")], ["a", undefined]);
    assert.equal(seen.header("absent"), undefined);
  }
});

test("what is no webhook, period or gateway is refused by name", async (t) => {
  const { palco, bank, me } = await world(t, { clock: new ManualClock(NOW) });
  const good = { body: new Uint8Array(), headers: {} };
  const proxy = new Proxy({}, { ownKeys: () => assert.fail("it is looked at") });
  for (const [webhook, path] of [
    [undefined, "webhook"],
    ["{}", "webhook"],
    [proxy, "webhook"],
    [{ ...good, signature: "a" }, "webhook.signature"],
    [{ ...good, body: "{}" }, "webhook.body"],
    [{ ...good, body: [1] }, "webhook.body"],
    [{ headers: {} }, "webhook.body"],
    [{ body: good.body }, "webhook.headers"],
    [{ ...good, headers: "a: b" }, "webhook.headers"],
    [{ ...good, headers: { a: 1 } }, "webhook.headers.a"],
    [{ ...good, headers: { a: [null] } }, "webhook.headers.a"],
    [{ ...good, headers: ["a", "b"] }, "webhook.headers[0]"],
    [{ ...good, headers: [["a", 1]] }, "webhook.headers[0]"],
    [{ ...good, peer_verified: "yes" }, "webhook.peer_verified"],
  ]) {
    await assert.rejects(me.takeWebhook(bank, webhook), invalidAt(path), path);
  }
  for (const [period, path] of [
    [undefined, "period"],
    ["2026", "period"],
    [{}, "period.starts_at"],
    [{ ...WHOLE_DAY, ends_at: 1 }, "period.ends_at"],
    [{ ...WHOLE_DAY, ends_at: WHOLE_DAY.starts_at }, "period"],
    [{ ...WHOLE_DAY, zone: "x" }, "period.zone"],
  ]) {
    await assert.rejects(me.takeListed(bank, period), invalidAt(path), path);
  }
  const host = (methods) => new HostGateway(bank, methods);
  for (const [gateway, path] of [
    [null, "gateway"],
    ["simulated", "gateway"],
    [SimulatedGateway, "gateway"],
    [new Proxy({}, { get: () => assert.fail("it is looked at") }), "gateway"],
    [{}, "gateway.refund"],
    [host({ name: 1 }), "gateway.name"],
    [host({ name: " " }), "gateway.name"],
    [host({ refund: undefined }), "gateway.refund"],
    [host({ query: {} }), "gateway.query"],
    [host({ list: null }), "gateway.list"],
    [host({ verify: "x" }), "gateway.verify"],
    [host({ capture: 1 }), "gateway.capture"],
    [host({ timeoutMillis: 0 }), "gateway.timeoutMillis"],
    [host({ timeoutMillis: 600_001 }), "gateway.timeoutMillis"],
    [host({ timeoutMillis: "1" }), "gateway.timeoutMillis"],
  ]) {
    await assert.rejects(me.takeWebhook(gateway, good), invalidAt(path), path);
    await assert.rejects(me.takeListed(gateway, WHOLE_DAY), invalidAt(path), path);
    await assert.rejects(palco.startProcessors({ gateway }), invalidAt(path), path);
  }
  assert.deepEqual(await me.takeListed(host({ timeoutMillis: 600_000 }), WHOLE_DAY), []);
  await assert.rejects(me.takeWebhook(bank, good, { commandId: newId() }), invalidAt("commandId"));
  await assert.rejects(me.takeListed(bank, WHOLE_DAY, { signal: 1 }), invalidAt("signal"));
  assert.deepEqual(await recorded(palco), []);
  await palco.close();
  await assert.rejects(me.takeWebhook(bank, good), UnavailableError);
  await assert.rejects(me.takeListed(bank, WHOLE_DAY), UnavailableError);
});

test("webhooks are signed by keys that are in use", () => {
  const [body, other] = [Buffer.from("{}"), Buffer.from("{ }")];
  const old = new SigningKey("first", { until: "2026-11-23T12:01:00Z" });
  const keys = new WebhookKeys([old, new SigningKey(Buffer.from("second"))]);
  const header = new WebhookKeys([new SigningKey("first")]).sign(body, NOW);
  assert.match(header, /^t=1795435200,v1=[0-9a-f]{64}$/);
  keys.verify(body, header, NOW);
  keys.verify(body, new WebhookKeys([new SigningKey("second")]).sign(body, new Date(NOW)), NOW);
  for (const [what, signed, now] of [
    [other, header, NOW],
    [body, header, "2026-11-23T12:01:00Z"],
    [body, undefined, NOW],
    [body, "t=1", NOW],
    [body, new WebhookKeys([]).sign(body, NOW), NOW],
  ]) {
    assert.throws(() => keys.verify(what, signed, now), WebhookForged);
  }
  assert.ok(!inspect(keys, { showHidden: true, depth: 9 }).includes("first"));
  assert.ok(!inspect(old, { showHidden: true, depth: 9 }).includes("first"));
  for (const [call, path] of [
    [() => new SigningKey(7), "secret"],
    [() => new SigningKey("a", { until: 7 }), "until"],
    [() => new SigningKey("a", { til: NOW }), "til"],
    [() => new WebhookKeys("a"), "keys"],
    [() => new WebhookKeys(["a"]), "keys[0]"],
    [() => new WebhookKeys([, old]), "keys[0]"],
    [() => new WebhookKeys([new SigningKey("a", { until: "soon" })]), "keys[0].until"],
    [() => new WebhookKeys([new SigningKey("")]), "keys[0].secret"],
    [() => new WebhookKeys([new SigningKey(Buffer.alloc(0))]), "keys[0].secret"],
    [() => keys.sign("{}", NOW), "body"],
    [() => keys.sign(body, "now"), "at"],
    [() => keys.verify(body, 7, NOW), "header"],
    [() => keys.verify(body, header, "now"), "now"],
    [() => keys.verify(undefined, header, NOW), "body"],
  ]) {
    assert.throws(call, invalidAt(path), path);
  }
});

test("a simulated gateway refuses what it cannot do, by name", async () => {
  const bank = new SimulatedGateway({}, { clock: new ManualClock(NOW) });
  const refund = { payment: newId(), refund_id: newId(), of: { kind: "pix" }, amount: {} };
  for (const [call, path] of [
    [() => new SimulatedGateway(1), "$"],
    [() => new SimulatedGateway({ seed: -1 }), "seed"],
    [() => new SimulatedGateway({ copies: 70_000 }), "copies"],
    [() => new SimulatedGateway({ pix_fee: "101" }), "pix_fee"],
    [() => new SimulatedGateway({ forgets: true }), "forgets"],
    [() => new SimulatedGateway({}, { clock: NOW }), "clock"],
    [() => bank.behaving({ late: "often" }), "late"],
    [() => bank.pay(7), "txid"],
    [() => bank.pay("no-txid"), "txid"],
    [() => bank.payAnyway("no-txid"), "txid"],
    [() => bank.payAnyway("abc", "1"), "amount"],
    [() => bank.payAnyway("abc", { amount: "1" }), "amount.currency"],
    [() => bank.giveBack(refund), "of.e2eid"],
    [() => bank.tell({}), "fact.report"],
    [() => bank.tell({ payment: "x", report: {} }), "payment"],
    [() => bank.rotateKey(1), "secret"],
    [() => bank.rotateKey(""), "secret"],
  ]) {
    assert.throws(call, invalidAt(path), path);
  }
  const known = { tenant: newId(), payment: newId(), key: newId() };
  for (const [call, path] of [
    [() => bank.refund(), "$"],
    [() => bank.refund({ ...known, type: "void" }), "type"],
    [() => bank.refund(known), "refund_id"],
    [() => bank.query(), "call"],
    [() => bank.list({}), "tenant"],
    [() => bank.verify("x"), "webhook"],
    [() => bank.verify({}), "body"],
  ]) {
    await assert.rejects(call, invalidAt(path), path);
  }
});
