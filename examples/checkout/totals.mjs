// What came of it, in figures that are the same in every language and on every store.

import { Ledger, ledger } from "../../bindings-node/index.mjs";

/**
 * @typedef {import("../../bindings-node/index.mjs").FeedRecord} FeedRecord
 * @typedef {import("../../bindings-node/index.mjs").Palco} Palco
 * @typedef {import("../../bindings-node/lib/gateway.mjs").Movement} Movement
 * @typedef {import("../../bindings-node/generated/payment.mjs").Charge} Charge
 * @typedef {import("../../bindings-node/lib/ledger.mjs").Account} Account
 * @typedef {{ amount: string, balance: string }} Line
 * @typedef {ReturnType<typeof totalsOf>} Totals
 * @typedef {{ code: string, records: FeedRecord[], totals: Totals }} Story
 */

/**
 * Folds all that is recorded of the tenant. Amounts are BRL, with two decimals.
 *
 * @param {{ tenant: string, recipients: import("./stage.mjs").Recipients, records: FeedRecord[],
 *   state: Charge, sold: number, movedTwice: Movement[] }} of
 */
export function totalsOf({ tenant, recipients, records, state, sold, movedTwice }) {
  const books = new Ledger(tenant);
  const entries = books.takeIn(records);
  const { takings } = state.books;
  const asked = takings.filter(({ origin }) => origin === "captured");
  const surplus = takings.filter(({ origin }) => origin !== "captured");
  const accounts = takings.flatMap((taking) => taking.ledger.accounts);
  const balances = books.balances();
  const statementOf = (/** @type {string} */ recipient) =>
    ledger.recipientStatement({ entries, recipient, currency: "BRL" });
  const names = new Map(Object.entries(recipients).map(([name, id]) => [id, name]));
  return {
    payment: state.status,
    places_sold: sold,
    paid: brl(sum(asked.map(({ amount }) => cents(amount)))),
    not_asked_for: brl(sum(surplus.map(({ amount }) => cents(amount)))),
    refunded: brl(sum(takings.map(({ refunded }) => refunded))),
    split: accounts.map((account) => ({
      recipient: names.get(account.recipient) ?? "-",
      share: brl(account.share),
      fee: brl(account.fee),
      refunded: brl(account.pro_rata + account.directed),
      fee_back: brl(account.fee_back),
      balance: brl(balanceOf(account)),
    })),
    ledger: sorted(balances.map(({ account, balance }) => [nameOf(account), balance.amount])),
    statements: sorted(
      Object.entries(recipients).map(([name, id]) => [name, statementOf(id).lines.map(lineOf)]),
    ),
    domain_events: records
      .map(({ domain_event: of }) => of.type)
      .filter((type) => type.startsWith("payment.")),
    verified: {
      ledger_adds_up_to_nothing: sum(balances.map(({ balance }) => cents(balance))) === 0,
      statements_are_what_the_split_says: accounts.every(
        (account) => cents(statementOf(account.recipient).balance) === balanceOf(account),
      ),
      nothing_moved_twice: movedTwice.length === 0,
    },
  };

  /**
   * What is owed to a recipient stands under the recipient's name.
   *
   * @param {Account} account
   */
  function nameOf(account) {
    return account.kind === "payable" ? (names.get(account.recipient) ?? "-") : account.kind;
  }
}

/**
 * All that is recorded of the tenant after a position.
 *
 * @param {Palco} palco
 * @param {string} tenant
 * @param {string} after
 */
export async function readFeed(palco, tenant, after) {
  const records = [];
  // The feed is that of all tenants.
  for await (const record of palco.feed({ after })) {
    if (record.tenant === tenant) records.push(record);
  }
  return records;
}

/** @param {{ amount: string }} money */
export const cents = ({ amount }) => Number(amount.replace(".", ""));

/** @param {number} minor */
const brl = (minor) => (minor / 100).toFixed(2);

/** @param {number[]} amounts */
const sum = (amounts) => amounts.reduce((total, amount) => total + amount, 0);

/** @param {import("../../bindings-node/lib/ledger.mjs").Line} line @returns {Line} */
const lineOf = ({ amount, balance }) => ({ amount: amount.amount, balance: balance.amount });

/**
 * What a recipient is owed, in cents.
 *
 * @param {Charge["books"]["takings"][number]["ledger"]["accounts"][number]} account
 */
const balanceOf = ({ share, fee, fee_back, pro_rata, directed, disputed }) =>
  share - fee + fee_back - pro_rata - directed - disputed;

/**
 * @template T
 * @param {[string, T][]} entries
 * @returns {Record<string, T>}
 */
const sorted = (entries) => Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
