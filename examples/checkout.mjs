// A buyer pays two tickets by Pix: the money is divided, sells the places or goes back, and every cent is
// on the books.
//
//   node examples/checkout.mjs
//   node examples/checkout.mjs --bank late
//   node examples/checkout.mjs --store postgres://user@host/database --json
//
// What is done, step by step, is written at the top of checkout/main.rs. The totals of every conduct of the
// bank are data/checkout.expected.json, in each language.
//
// Give it a database of its own: the processors serve all tenants, and the gateway is a simulated one.
import { parseArgs } from "node:util";

import { play } from "./checkout/play.mjs";
import { report } from "./checkout/print.mjs";

/** What the payer's bank does. */
const BANKS = ["on-time", "late", "twice", "wrong-amount", "silent"];

const { values: args } = parseArgs({
  options: {
    store: { type: "string", default: "memory" },
    bank: { type: "string", default: "on-time" },
    json: { type: "boolean", default: false },
  },
});
if (!BANKS.includes(args.bank)) throw new Error(`--bank is one of ${BANKS.join(", ")}`);

/** @type {Record<string, import("./checkout/totals.mjs").Totals>} */
const all = {};
for (const bank of args.json ? [...BANKS].sort() : [args.bank]) {
  const story = await play(args.store, bank);
  if (!args.json) report(bank, story);
  all[bank] = story.totals;
}
if (args.json) console.log(JSON.stringify(all));
const holds = Object.values(all).every(({ verified }) => Object.values(verified).every(Boolean));
process.exitCode = holds ? 0 : 1;
