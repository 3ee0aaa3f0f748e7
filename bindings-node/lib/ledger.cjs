"use strict";

const native = require("../native.cjs");
const { called, invalid } = require("./errors.cjs");
const { described, message, messages, text, withLists } = require("./json.cjs");
const { Payment } = require("./rules.cjs");

/** One tenant's ledger, kept from the records of the feed as they come. */
class Ledger {
  #native;

  constructor(tenant) {
    const given = text(tenant, "tenant");
    this.#native = called(() => new native.NativeLedger(given));
  }

  takeIn(records) {
    const given = messages(records);
    return JSON.parse(called(() => this.#native.takeIn(given)));
  }

  balance(currency, account) {
    const given = message({ currency, account });
    return JSON.parse(called(() => this.#native.balance(given)));
  }

  balances() {
    return JSON.parse(called(() => this.#native.balances()));
  }
}

function answered(name, asked) {
  return JSON.parse(called(() => native.ledgerAnswer(name, asked)));
}

/** A question of the native half: what is asked is an object, of which some fields are lists. */
function question(name, ...lists) {
  return (asked) => answered(name, withLists(asked, lists));
}

/** Questions about entries, and about what came in. */
const ledger = Object.freeze({
  recipientStatement: question("recipient_statement", "entries"),
  eventBalances: question("event_balances", "entries"),
  payoutsDue: question("payouts_due", "entries"),
  reconcile: question("reconcile", "ours", "theirs"),

  onRecord(payment) {
    if (!(payment instanceof Payment)) {
      throw invalid("payment", `expected a Payment, got ${described(payment)}`);
    }
    return answered("on_record", payment.toJson());
  },
});

module.exports = { Ledger, ledger };
