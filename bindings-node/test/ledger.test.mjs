// The general ledger: the examples that every language reads, and a real run in memory.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { Ledger, Payment, ledger } from "palco";

import { id, inMemory, invalidAt, lines, newId, NOW, opened } from "./support/world.mjs";

const examples = JSON.parse(
  readFileSync(new URL("../../core/tests/ledger_examples.json", import.meta.url), "utf8"),
);
const E2EID = "E1234567820261123120000000000001";
const [organizer, platform] = [id(1), id(2)];
const brl = (amount) => ({ amount, currency: "BRL" });
const QUESTIONS = {
  recipient_statement: ledger.recipientStatement,
  event_balances: ledger.eventBalances,
  payouts_due: ledger.payoutsDue,
  reconcile: ledger.reconcile,
};

function ask({ question, asked }) {
  const entries = question === "reconcile" ? {} : { entries: examples.entries };
  return QUESTIONS[question]({ ...entries, ...asked });
}

test("records become entries and balances", () => {
  const books = new Ledger(examples.tenant);
  assert.deepEqual(books.takeIn(examples.records), examples.entries);
  assert.deepEqual(books.balances(), examples.balances);
  for (const { account, balance } of examples.balances) {
    assert.deepEqual(books.balance("BRL", account), balance);
  }
  assert.deepEqual(books.takeIn(examples.records), []);
});

test("every question has the answer of its example", () => {
  assert.equal(examples.answers.length, 12);
  for (const example of examples.answers) assert.deepEqual(ask(example), example.answer);
});

test("a question that is not of the form names the field", () => {
  for (const example of examples.refused) {
    assert.throws(() => ask(example), invalidAt(example.path), JSON.stringify(example));
  }
});

test("a record that is not of the form leaves no trace", () => {
  for (const { record, path } of examples.refused_records) {
    const books = new Ledger(examples.tenant);
    const page = [examples.records[2], record];
    assert.throws(
      () => books.takeIn(page),
      ({ details }) => details.path === path.replace("[0]", "[1]"),
      JSON.stringify(record),
    );
    assert.deepEqual(books.takeIn(examples.records), examples.entries);
  }
});

test("what JSON would change, or is of another type, is invalid", () => {
  const books = new Ledger(examples.tenant);
  const [entry] = examples.entries;
  const event_id = id(9);
  const terms = { from: "capture", days: 30, timezone: "America/Sao_Paulo" };
  for (const [path, call] of [
    ["tenant", () => new Ledger()],
    ["tenant", () => new Ledger(null)],
    ["tenant", () => new Ledger("the house")],
    ["tenant", () => new Ledger("00000000-0000-0000-0000-000000000000")],
    ["$", () => books.takeIn()],
    ["$", () => books.takeIn({})],
    ["[0]", () => books.takeIn([undefined])],
    ["[0]", () => books.takeIn([7])],
    ["[0].tenant", () => books.takeIn([{}])],
    ["[0].version", () => books.takeIn([{ ...examples.records[0], version: NaN }])],
    ["currency", () => books.balance("XXX", { kind: "clearing" })],
    ["currency", () => books.balance(undefined, { kind: "clearing" })],
    ["account", () => books.balance("BRL")],
    ["account", () => books.balance("BRL", "clearing")],
    ["account", () => books.balance("BRL", { kind: "payable" })],
    ["account.surprise", () => books.balance("BRL", { kind: "clearing", surprise: 1 })],
    ["$", () => ledger.eventBalances()],
    ["$", () => ledger.eventBalances([])],
    ["entries", () => ledger.eventBalances({ event_id })],
    ["entries", () => ledger.eventBalances({ entries: {}, event_id })],
    ["entries[0]", () => ledger.eventBalances({ entries: [null], event_id })],
    ["entries[0].at", () => ledger.eventBalances({ entries: [{ ...entry, at: 5n }], event_id })],
    ["surprise", () => ledger.eventBalances({ entries: [], event_id, surprise: 1 })],
    ["terms.days", () => ledger.payoutsDue({ entries: [], terms: { ...terms, days: 1.5 } })],
    ["terms.days", () => ledger.payoutsDue({ entries: [], terms: { ...terms, days: 2 ** 53 } })],
    ["ends_at.x", () => ledger.payoutsDue({ entries: [], terms, ends_at: { x: new Date(NaN) } })],
    ["payment", () => ledger.onRecord()],
    ["payment", () => ledger.onRecord({ toJson: () => "{}" })],
    ["theirs", () => ledger.reconcile({ ours: [] })],
    ["theirs[0]", () => ledger.reconcile({ ours: [], theirs: ["x"] })],
  ]) {
    assert.throws(call, invalidAt(path), `${path} ${call}`);
  }
});

/** Two tickets of 120.00 that are held, paid by Pix and half given back. */
async function paid(me, eventId) {
  const held = (await me.tickets.hold(eventId, { lines })).get("box_office.tickets_held");
  const paymentId = newId();
  const share = { kind: "percent", percent: "90" };
  const rules = [
    { recipient: organizer, share, liable: true, bears_fee: true },
    { recipient: platform, share: { kind: "remainder" } },
  ];
  await me.payments.create(paymentId, {
    amount: brl("240.00"),
    method: { kind: "pix" },
    reference: { event_id: eventId, hold_id: held.hold_id },
    split: { rules },
  });
  await me.payments.requestPixCharge(paymentId, { expires_at: "2026-11-23T12:10:00Z" });
  const txid = paymentId.replaceAll("-", "");
  await me.payments.reportPixChargeIssued(paymentId, { txid, code: "000201", at: NOW });
  const received = { e2eid: E2EID, amount: brl("240.00"), fee: brl("2.37"), at: NOW };
  await me.payments.reportPixReceived(paymentId, received);
  const refund = { refund_id: newId(), target: { kind: "pix", e2eid: E2EID }, amount: brl("120.00") };
  const mode = { kind: "pro_rata" };
  await me.payments.requestRefund(paymentId, { ...refund, mode, reason: "one stays at home" });
  await me.payments.reportRefundSettled(paymentId, { ...refund, at: NOW });
  return paymentId;
}

test("what is held, paid and given back is in the books", async (t) => {
  const palco = inMemory(t);
  const { tenant, me, eventId } = await opened(palco);
  const paymentId = await paid(me, eventId);
  const other = await opened(palco);
  await paid(other.me, other.eventId);
  const [books, entries] = [new Ledger(tenant), []];
  for await (const record of palco.feed()) entries.push(...books.takeIn([record]));
  const movements = entries.map(({ movement }) => movement);
  assert.deepEqual(movements, ["sale", "fee", "refund", "refund_paid"]);
  const cents = ({ amount }) => Number(amount.replace(".", ""));
  for (const { postings } of entries) {
    assert.equal(postings.reduce((sum, { amount }) => sum + cents(amount), 0), 0);
  }

  const balances = books.balances();
  assert.equal(balances.reduce((sum, { balance }) => sum + cents(balance), 0), 0);
  assert.deepEqual(ledger.eventBalances({ entries, event_id: eventId }), balances);
  assert.deepEqual(books.balance("BRL", { kind: "clearing" }), brl("117.63"));
  const of = { entries, recipient: organizer, currency: "BRL", event_id: eventId };
  const statement = ledger.recipientStatement(of);
  assert.deepEqual(
    statement.lines.map(({ amount }) => amount.amount),
    ["216.00", "-2.37", "-108.00"],
  );
  assert.deepEqual(statement.balance, brl("105.63"));
  const owed = books.balance("BRL", { kind: "payable", recipient: organizer });
  assert.deepEqual(owed, brl("-105.63"));
  const terms = { from: "event_end", days: 2, timezone: "America/Sao_Paulo" };
  const ends_at = { [eventId]: new Date("2026-12-02T02:00:00Z") };
  assert.deepEqual(ledger.payoutsDue({ entries, terms, ends_at }), [
    { recipient: organizer, due_on: "2026-12-03", amount: brl("105.63") },
    { recipient: platform, due_on: "2026-12-03", amount: brl("12.00") },
  ]);

  const ours = ledger.onRecord(await me.payments.state(paymentId));
  assert.deepEqual(ours, [{ target: { kind: "pix", e2eid: E2EID }, amount: brl("240.00") }]);
  assert.deepEqual(ledger.onRecord(new Payment()), []);
  assert.equal(ledger.reconcile({ ours, theirs: ours }).is_clean, true);
  const [{ target, amount }, lower] = [ours[0], brl("239.99")];
  const { different } = ledger.reconcile({ ours, theirs: [{ target, amount: lower }] });
  assert.deepEqual(different, [{ target, ours: amount, theirs: lower }]);
});
