// Splits: the worked examples that every language reads, and what is Node's own about them.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { PalcoError, split } from "palco";

import { id, invalidAt } from "./support/world.mjs";

const examples = JSON.parse(
  readFileSync(new URL("../../core/tests/split_examples.json", import.meta.url), "utf8"),
);
const texts = (parts) => parts.map((part) => part.amount.amount);
const figures = (ledger, name) => ledger.accounts.map((account) => account[name].amount);

/** The ledger of an example as it goes on. */
class Life {
  constructor(example) {
    const { split: rules, amount, fee, nets } = example;
    this.split = rules;
    this.currency = amount.currency;
    this.ledger = split.allocate({ split: rules, amount, fee, nets });
  }

  money(amount) {
    return { amount, currency: this.currency };
  }

  take(column, parts) {
    this.ledger = split.take({ ledger: this.ledger, column, parts });
    this.taken = { column, parts };
  }

  refund({ refund, directed, parts: expected, fee_back: expectedBack }) {
    const amount = this.money(refund);
    const back = split.feeBack({ ledger: this.ledger, refund: amount });
    if (expectedBack !== undefined) assert.deepEqual(texts(back), expectedBack);
    const part = ({ recipient }, index) => ({ recipient, amount: this.money(directed[index]) });
    const mode = directed && { kind: "directed", parts: this.ledger.accounts.map(part) };
    const parts = split.refund({ ledger: this.ledger, amount, mode });
    if (expected !== undefined) assert.deepEqual(texts(parts), expected);
    this.take("fee_back", back);
    this.take(directed ? "directed" : "pro_rata", parts);
  }

  step(step) {
    const { ledger } = this;
    if (step.refund !== undefined) {
      for (let times = 0; times < (step.times ?? 1); times += 1) this.refund(step);
    } else if (step.dispute !== undefined) {
      const parts = split.debit({ ledger, amount: this.money(step.dispute) });
      assert.deepEqual(texts(parts), step.parts);
      this.take("disputed", parts);
    } else if (step.won || step.failed) {
      this.ledger = split.giveBack({ ledger, ...this.taken });
    } else if (step.balances !== undefined) {
      assert.deepEqual(figures(ledger, "balance"), step.balances);
    } else {
      const [full, amount] = [this.money(step.full), this.money(step.next)];
      const next = split.allocateNext({ split: this.split, full, before: [ledger], amount });
      assert.deepEqual(figures(next, "share"), step.shares);
    }
  }
}

test("there are all examples", () => {
  assert.deepEqual([examples.worked.length, examples.refused.length], [24, 85]);
});

for (const example of examples.worked) {
  test(`to the cent: ${example.name}`, () => {
    const life = new Life(example);
    assert.deepEqual(figures(life.ledger, "share"), example.shares);
    if (example.fees) assert.deepEqual(figures(life.ledger, "fee"), example.fees);
    for (const step of example.steps) life.step(step);
  });
}

const METHODS = { allocate_next: "allocateNext", fee_back: "feeBack", give_back: "giveBack" };
const WITHOUT_LEDGER = ["allocate", "allocate_next", "portion"];

test("what does not fit is refused with its code", () => {
  for (const { operation, asked, code, path, details } of examples.refused) {
    const ledger = WITHOUT_LEDGER.includes(operation) ? {} : { ledger: examples.ledger };
    const ask = () => split[METHODS[operation] ?? operation]({ ...ledger, ...asked });
    assert.throws(ask, (error) => {
      const told = `${operation} ${JSON.stringify(asked)}: ${error.stack}`;
      assert.ok(error instanceof PalcoError, told);
      assert.equal(error.code, code, told);
      assert.equal(error.kind, code.startsWith("input.") ? "invalid" : "rejected");
      assert.equal(error.details.path, path, told);
      if (details !== undefined) assert.deepEqual(error.details, details, told);
      return true;
    });
  }
});

const rules = [{ recipient: id(1), share: { kind: "remainder" }, liable: true }];
const amount = { amount: "5.00", currency: "BRL" };

test("what JSON would change, or is no object, is invalid", () => {
  for (const [path, asked] of [
    ["$", undefined],
    ["$", null],
    ["$", 7],
    ["$", []],
    ["$", new Map()],
    ["surprise", { split: { rules }, amount, surprise: 1 }],
    ["split", { amount }],
    ["amount", { split: { rules } }],
    ["amount", { split: { rules }, amount: NaN }],
    ["amount", { split: { rules }, amount: 5n }],
    ["amount", { split: { rules }, amount: () => "5.00" }],
    ["amount.amount", { split: { rules }, amount: { amount: 1.5, currency: "BRL" } }],
    ["amount.amount", { split: { rules }, amount: { amount: 2 ** 53, currency: "BRL" } }],
    ["amount.currency", { split: { rules }, amount: { amount: "5.00", currency: "\ud800" } }],
    ["split.rules", { split: { rules: new Set() }, amount }],
    ["split.rules[0]", { split: { rules: [undefined] }, amount }],
  ]) {
    assert.throws(() => split.allocate(asked), invalidAt(path), `${path} ${String(asked)}`);
  }
  const throws = { get split() { throw new Error("not today"); } };
  assert.throws(() => split.allocate(throws), invalidAt("$"));
  const deep = JSON.parse(`${"[".repeat(40)}${"]".repeat(40)}`);
  assert.throws(() => split.allocate({ split: deep, amount }), invalidAt("$", "input.too_deep"));
});

test("a ledger is plain data, and never changes", () => {
  const ledger = split.allocate({ split: { rules }, amount });
  const before = structuredClone(ledger);
  const parts = split.refund({ ledger, amount: { amount: "1.00", currency: "BRL" } });
  const after = split.take({ ledger: JSON.parse(JSON.stringify(ledger)), column: "pro_rata", parts });
  assert.deepEqual(ledger, before);
  assert.deepEqual(figures(after, "balance"), ["4.00"]);
  assert.deepEqual(split.giveBack({ ledger: after, column: "pro_rata", parts }), ledger);
});
