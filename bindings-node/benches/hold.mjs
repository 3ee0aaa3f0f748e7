// A hold decided and taken in, with 1 000 live holds kept: as one is taken, one lapses. Palco's
// native half, one command and many at a time, beside the same rules in plain JavaScript; the rounds
// take turns, and the medians are shown.
//
//   npm run bench        builds for release first

import assert from "node:assert/strict";

import { BoxOffice } from "palco";

import { PlainOffice } from "./plain.mjs";

const LIVE = 1_000;
const ROUNDS = 9;
const TTL_SECONDS = 900;
const STEP_MILLIS = (TTL_SECONDS * 1_000) / LIVE;
const START = Date.parse("2026-11-23T12:00:00.000Z");

const uuid = (kind, number) =>
  `0198f0a2-5b1c-7d3e-8${kind}4f-${number.toString(16).padStart(12, "0")}`;
const price = (amount) => ({ amount, currency: "BRL" });

const open = {
  type: "box_office.open",
  currency: "BRL",
  quotas: [
    { quota: "house", size: 50_000, outermost: true },
    { quota: "floor", size: 30_000 },
  ],
  ticket_types: [
    {
      ticket_type: "vip",
      quotas: ["floor"],
      terms: { name: "VIP", price: price("350.00"), max_per_buyer: 6 },
    },
    {
      ticket_type: "floor",
      quotas: ["floor"],
      terms: { name: "Floor", price: price("120.00"), max_per_order: 8 },
    },
  ],
};

const hold = {
  type: "box_office.hold_tickets",
  lines: [
    { ticket_type: "vip", quantity: 2 },
    { ticket_type: "floor", quantity: 1 },
  ],
};

const contexts = (from, count) =>
  Array.from({ length: count }, (_, index) => ({
    tenant: uuid("a", 1),
    actor: uuid("b", from + index),
    now: new Date(START + (from + index) * STEP_MILLIS).toISOString(),
    commandId: uuid("c", from + index),
  }));

function native() {
  const office = new BoxOffice();
  office.evolve(office.decide(open, contexts(0, 1)[0]));
  return office;
}

function single(office, of) {
  for (const context of of) office.evolve(office.decide(hold, context));
}

const inBatches = (size) => (office, of) => {
  for (let index = 0; index < of.length; index += size) {
    const batch = of.slice(index, index + size).map((context) => ({ command: hold, context }));
    for (const { status, reason } of office.run(batch)) if (status !== "fulfilled") throw reason;
  }
};

/** The state is kept as text between commands, as in a row of a table. */
function asText(kept, of) {
  for (const context of of) {
    const office = BoxOffice.fromJson(kept.text);
    office.evolve(office.decide(hold, context));
    kept.text = office.toJson();
  }
}

const variants = [
  {
    name: "plain JavaScript, decimal.js",
    make: () => new PlainOffice(open),
    run: single,
    count: 40_000,
  },
  { name: "palco, one at a time", make: native, run: single, count: 20_000 },
  { name: "palco, batches of 10", make: native, run: inBatches(10), count: 40_000 },
  { name: "palco, batches of 100", make: native, run: inBatches(100), count: 40_000 },
  {
    name: "palco, state as JSON text",
    make: () => ({ text: native().toJson() }),
    run: asText,
    count: 300,
  },
];

function checkEqual() {
  const [one, other] = [native(), new PlainOffice(open)];
  for (const context of contexts(1, 3 * LIVE)) {
    const [happened, plain] = [one.decide(hold, context), other.decide(hold, context)];
    assert.equal(JSON.stringify(plain), JSON.stringify(happened));
    one.evolve(happened);
    other.evolve(plain);
  }
  assert.equal(other.holds.size, LIVE);
  assert.equal(Object.keys(one.toJSON().opened.holds).length, LIVE);
}

function median(numbers) {
  return numbers.toSorted((one, other) => one - other)[numbers.length >> 1];
}

checkEqual();
for (const variant of variants) {
  variant.office = variant.make();
  variant.next = 1;
  variant.perSecond = [];
  // Until the holds are there, and what is hot is compiled.
  const warm = contexts(variant.next, 2 * LIVE);
  variant.run(variant.office, warm);
  variant.next += warm.length;
}
for (let round = 0; round < ROUNDS; round += 1) {
  for (const variant of variants) {
    const of = contexts(variant.next, variant.count);
    variant.next += of.length;
    globalThis.gc?.();
    const started = process.hrtime.bigint();
    variant.run(variant.office, of);
    const seconds = Number(process.hrtime.bigint() - started) / 1e9;
    variant.perSecond.push(of.length / seconds);
  }
}

const base = median(variants[0].perSecond);
const row = (...cells) =>
  console.log(
    cells[0].padEnd(30) +
      cells
        .slice(1)
        .map((cell) => cell.padStart(16))
        .join(""),
  );
console.log(
  `hold, ${LIVE} live, median of ${ROUNDS} interleaved rounds, Node ${process.version}\n`,
);
row("variant", "per second", "us each", "ratio", "min..max");
for (const { name, perSecond } of variants) {
  const each = median(perSecond);
  const range = `${Math.round(Math.min(...perSecond))}..${Math.round(Math.max(...perSecond))}`;
  const [us, ratio] = [(1e6 / each).toFixed(2), (each / base).toFixed(2)];
  row(name, String(Math.round(each)), us, ratio, range);
}
