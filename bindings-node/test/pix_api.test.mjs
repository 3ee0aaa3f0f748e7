// The Pix API of a bank as a gateway, against a bank of the test's own over mutual TLS.

import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";

import { InvalidError, ManualClock, RejectedError, UnavailableError } from "palco";
import { GatewayFailed, GatewayRefused, PixApiGateway } from "palco/gateway";

import {
  asked,
  brl,
  HostGateway,
  NOW,
  reaches,
  refundOf,
  taken,
  txidOf,
  WHOLE_DAY,
  world,
} from "./support/bank.mjs";
import { Authority, pixBank } from "./support/pix_bank.mjs";
import { eventually, newId, recorded } from "./support/world.mjs";

const E2EID = "E12345678202611231200ghijk789012";

for (const [name, gatewayOver] of Object.entries({
  "the Pix API": (gateway) => gateway,
  "a host's gateway over the Pix API": (gateway) => new HostGateway(gateway),
})) {
  test(`a payment by ${name}`, async (t) => {
    const clock = new ManualClock(NOW);
    const bank = await pixBank(t);
    const { palco, me, tenant } = await world(t, { clock });
    const accounts = { [tenant]: bank.account() };
    const gateway = gatewayOver(new PixApiGateway(accounts, { name: "bank", clock }));
    await palco.startProcessors({ gateway, readModels: [] });
    const paymentId = await asked(me);
    await reaches(me, paymentId, "awaiting_pix");
    const txid = txidOf(paymentId);
    const happened = async (type) =>
      (await recorded(palco)).map((of) => of.domain_event).filter((of) => of.type === type);
    const [issued] = await happened("payment.pix_charge_issued");
    assert.equal(issued.code, `00020126-${txid}`);

    const body = bank.receive(txid, E2EID);
    const headers = { "content-type": "application/json" };
    const webhook = { body, headers, peer_verified: true };
    for (let times = 0; times < 3; times += 1) {
      assert.equal((await me.takeWebhook(gateway, webhook)).length, 1);
    }
    assert.deepEqual(await taken(me, paymentId), [["100.05", 0, 0]]);
    await me.payments.requestRefund(paymentId, refundOf(E2EID, "40.00"));
    await eventually(async () => (await taken(me, paymentId))[0][2] === 4_000);
    assert.equal((await me.takeListed(gateway, WHOLE_DAY)).length, 2);
    assert.equal((await happened("payment.pix_captured")).length, 1);
    assert.equal((await happened("payment.refund_settled")).length, 1);

    for (const forged of [
      { body, headers },
      { body: Buffer.from("{"), headers, peer_verified: true },
    ]) {
      const is = (no) => no instanceof RejectedError && no.code === "gateway.webhook_forged";
      await assert.rejects(me.takeWebhook(gateway, forged), is);
    }
    const unknown = { pix: [{ endToEndId: E2EID.replace("E1", "E2") }] };
    await assert.rejects(
      me.takeWebhook(gateway, { ...webhook, body: Buffer.from(JSON.stringify(unknown)) }),
      (no) => no instanceof UnavailableError && no.code === "gateway.unavailable",
    );
  });
}

function charge(tenant) {
  const payment = newId();
  return {
    tenant,
    payment,
    key: newId(),
    txid: txidOf(payment),
    amount: brl("10.00"),
    amount_may_change: false,
    expires_at: "2026-11-23T12:30:00Z",
  };
}

test("both sides of the connection prove themselves", async (t) => {
  const [bank, stranger] = [await pixBank(t), await Authority.make()];
  const [tenant, clock] = [newId(), new ManualClock(NOW)];
  const issuing = (other, of = tenant) =>
    new PixApiGateway({ [tenant]: bank.account(other) }, { clock }).issueCharge(charge(of));
  for (const wrong of [
    { certificate: undefined, privateKey: undefined },
    await stranger.issue(),
    { roots: stranger.pem },
    { clientSecret: "guessed" },
  ]) {
    await assert.rejects(issuing(wrong), (failed) => {
      assert.ok(!inspect(failed).includes("hush") && !inspect(failed).includes("key@example.com"));
      return failed instanceof GatewayFailed;
    });
  }
  const refused = (no) => no instanceof GatewayRefused && no.code === "no_account";
  await assert.rejects(issuing({}, newId()), refused);
  assert.equal(bank.charges.size, 0);
  for (const right of [
    {},
    { authentication: "body", scopes: "", timeoutMillis: 30_000, roots: Buffer.from(bank.authority.pem) },
  ]) {
    const [fact] = await issuing(right);
    assert.equal(fact.report.type, "payment.report_pix_charge_issued");
  }
  assert.equal(bank.charges.size, 2);
});

test("a charge with a due date", async (t) => {
  const bank = await pixBank(t);
  const [tenant, clock] = [newId(), new ManualClock(NOW)];
  const over = (other) => new PixApiGateway({ [tenant]: bank.account(other) }, { clock });
  const gateway = over({ dueCharges: true });
  const payer = { name: "Fulano de Tal", tax_id: { cpf: "52998224725" } };
  const due = { due_on: "2026-11-23", payer };
  const asked = charge(tenant);
  const facts = await gateway.issueDueCharge(asked, { ...due, fine: "2", monthly_interest: "1" });
  assert.equal(facts[0].report.type, "payment.report_pix_charge_issued");
  const sent = bank.dueCharges.get(asked.txid);
  assert.equal(sent.calendario.dataDeVencimento, "2026-11-23");
  assert.deepEqual(sent.devedor, { cpf: "52998224725", nome: "Fulano de Tal" });
  assert.deepEqual(sent.valor.juros, { modalidade: 3, valorPerc: "1.00" });
  assert.deepEqual(await gateway.issueDueCharge(asked, due), facts);
  const query = await gateway.query({ type: "issue_charge", ...asked });
  assert.deepEqual(query, { status: "known", facts });

  const refused = (code) => (no) => no instanceof GatewayRefused && no.code === code;
  const late = { ...due, due_on: "2026-12-01" };
  await assert.rejects(gateway.issueDueCharge(charge(tenant), late), refused("due_after_expiry"));
  await assert.rejects(over({}).issueDueCharge(charge(tenant), due), refused("not_supported"));
  const number = (tax_id) => ({ ...due, payer: { ...payer, tax_id } });
  for (const [wrong, path] of [
    [undefined, "due"],
    [{ ...due, payer: undefined }, "due.payer"],
    [number({}), "due.payer.tax_id"],
    [number({ cpf: "52998224724" }), "due.payer.tax_id.cpf"],
    [number({ cpf: "52998224725", cnpj: "11222333000181" }), "due.payer.tax_id"],
    [{ ...due, due_on: "2026-2-3" }, "due.due_on"],
    [{ ...due, due_on: new Date(NOW) }, "due.due_on"],
    [{ ...due, fine: 2 }, "due.fine"],
    [{ ...due, discount: "2" }, "due.discount"],
  ]) {
    await assert.rejects(gateway.issueDueCharge(charge(tenant), wrong), (no) => {
      assert.ok(no instanceof InvalidError, inspect(no));
      assert.equal(no.details.path, path);
      assert.ok(!inspect(no).includes("529982"));
      return true;
    });
  }
  await assert.rejects(gateway.issueDueCharge(undefined, due), InvalidError);
  assert.equal(bank.dueCharges.size, 1);
});

test("the bank is told where webhooks go", async (t) => {
  const [bank, tenant] = [await pixBank(t), newId()];
  const gateway = new PixApiGateway({ [tenant]: bank.account() });
  assert.equal(await gateway.registeredWebhook(tenant), undefined);
  await gateway.registerWebhook(tenant, "https://tickets.example/webhook");
  assert.equal(await gateway.registeredWebhook(tenant), "https://tickets.example/webhook");
  await gateway.removeWebhook(tenant);
  assert.equal(bank.webhook, undefined);
  for (const [call, path] of [
    [() => gateway.registerWebhook("x", "https://a.example"), "tenant"],
    [() => gateway.registerWebhook(tenant), "url"],
    [() => gateway.registeredWebhook(), "tenant"],
    [() => gateway.removeWebhook(7), "tenant"],
  ]) {
    await assert.rejects(call(), (no) => no instanceof InvalidError && no.details.path === path);
  }
  const nobody = gateway.registerWebhook(newId(), "https://a.example");
  await assert.rejects(nobody, (no) => no instanceof GatewayRefused && no.code === "no_account");
});

test("settings have a form and are not shown", async (t) => {
  const [bank, secret, tenant] = [await pixBank(t), "hush-hush", newId()];
  const other = await bank.authority.issue();
  const invalidAt = (path) => (no) => {
    assert.ok(no instanceof InvalidError, inspect(no));
    assert.equal(no.details.path, path);
    assert.ok(!inspect(no).includes(secret));
    return true;
  };
  for (const [wrong, path] of [
    [{ address: "http://bank.example" }, "address"],
    [{ tokenAddress: "bank.example" }, "address"],
    [{ address: 7 }, "address"],
    [{ tokenAddress: undefined }, "tokenAddress"],
    [{ pixKey: "" }, "pixKey"],
    [{ pixKey: secret.repeat(9) }, "pixKey"],
    [{ clientId: "" }, "clientSecret"],
    [{ clientId: 7 }, "clientId"],
    [{ clientSecret: `${secret}\r\n` }, "clientSecret"],
    [{ clientSecret: null }, "clientSecret"],
    [{ authentication: "both" }, "authentication"],
    [{ scopes: 7 }, "scopes"],
    [{ certificate: "no pem" }, "certificate"],
    [{ certificate: 7 }, "certificate"],
    [{ certificate: undefined }, "certificate"],
    [{ privateKey: undefined }, "certificate"],
    [{ privateKey: other.privateKey }, "certificate"],
    [{ roots: "" }, "roots"],
    [{ timeoutMillis: 0 }, "timeoutMillis"],
    [{ timeoutMillis: 600_001 }, "timeoutMillis"],
    [{ client_secret: secret }, "client_secret"],
    [{ dueCharges: 1 }, "dueCharges"],
  ]) {
    const make = () => new PixApiGateway({ [tenant]: bank.account(wrong) });
    assert.throws(make, invalidAt(path), inspect(wrong));
  }
  const good = bank.account();
  const thrower = new Proxy({}, { ownKeys: () => assert.fail("it is looked at") });
  for (const [accounts, path] of [
    [undefined, "accounts"],
    [[], "accounts"],
    [new Map([[tenant, good]]), "accounts"],
    [{ [tenant]: null }, "accounts"],
    [thrower, "accounts"],
    [{ x: good }, "tenant"],
  ]) {
    assert.throws(() => new PixApiGateway(accounts), invalidAt(path), path);
  }
  for (const [options, path] of [
    [{ name: "" }, "gateway.name"],
    [{ name: 7 }, "gateway.name"],
    [{ clock: 7 }, "clock"],
    [{ nam: "bank" }, "nam"],
    [7, "options"],
  ]) {
    assert.throws(() => new PixApiGateway({ [tenant]: good }, options), invalidAt(path), path);
  }
  const gateway = new PixApiGateway({ [tenant]: good }, { name: "bank" });
  assert.equal(gateway.name, "bank");
  assert.equal(new PixApiGateway({}).name, "pix_api");
  const shown = inspect(gateway, { showHidden: true, depth: 9 });
  assert.ok(!/hush|key@example\.com|BEGIN/.test(shown));
});
