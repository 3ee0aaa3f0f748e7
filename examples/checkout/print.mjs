// The story as people read it.

import { pix } from "../../bindings-node/index.mjs";
import { EVENT, PLACES, PRICE } from "./stage.mjs";

/**
 * @param {string} bank
 * @param {import("./totals.mjs").Story} story
 */
export function report(bank, { code, records, totals }) {
  const price = `${PRICE.currency} ${PRICE.amount}`;
  console.log(`${EVENT}: ${PLACES} places at ${price} are held, to be paid with\n\n${code}\n`);
  console.log(pix.terminal(code));
  console.log(`what happened, the bank being ${bank}`);
  for (const { recorded_at, domain_event } of records) {
    console.log(`  ${recorded_at}  ${domain_event.type}`);
  }
  console.log(`\nthe payment is ${totals.payment}, ${totals.places_sold} places are sold`);
  row(28, "paid", totals.paid);
  row(28, "came and was not asked for", totals.not_asked_for);
  row(28, "went back", totals.refunded);
  tables(totals);
  const {
    ledger_adds_up_to_nothing: addsUp,
    statements_are_what_the_split_says: agree,
    nothing_moved_twice: once,
  } = totals.verified;
  const said = [
    addsUp ? "the ledger adds up to nothing" : "THE LEDGER IS OFF",
    agree ? "the statements are what the split says" : "THE STATEMENTS DIFFER",
    once ? "nothing moved twice" : "MONEY MOVED TWICE",
  ];
  console.log(`\nverified: ${said.join(", ")}`);
}

/** @param {import("./totals.mjs").Totals} totals */
function tables({ split, ledger, statements }) {
  if (split.length > 0) {
    console.log();
    row(12, "split", "share", "fee", "refunded", "fee back", "balance");
  }
  for (const { recipient, share, fee, refunded, fee_back, balance } of split) {
    row(12, recipient, share, fee, refunded, fee_back, balance);
  }
  console.log("\n  the ledger, debit above 0");
  for (const [account, balance] of Object.entries(ledger)) row(28, account, balance);
  for (const [recipient, lines] of Object.entries(statements)) {
    if (lines.length === 0) continue;
    console.log();
    row(18, `${recipient}'s lines`, "amount", "balance");
    for (const { amount, balance } of lines) row(18, "", amount, balance);
  }
}

/**
 * @param {number} width
 * @param {string} name
 * @param {...string} cells
 */
function row(width, name, ...cells) {
  console.log(`  ${name.padEnd(width)}${cells.map((cell) => cell.padStart(10)).join("")}`);
}
