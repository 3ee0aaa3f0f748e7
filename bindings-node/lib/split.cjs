"use strict";

const native = require("../native.cjs");
const { called } = require("./errors.cjs");
const { message } = require("./json.cjs");

/** An operation of the native half: what is asked is an object of its own fields. */
function operation(name) {
  return (asked) => {
    const given = message(asked);
    return JSON.parse(called(() => native.splitAnswer(name, given)));
  };
}

/** Who has what of a payment, to the cent. It is computed at once, and nothing is kept. */
const split = Object.freeze({
  allocate: operation("allocate"),
  allocateNext: operation("allocate_next"),
  refund: operation("refund"),
  feeBack: operation("fee_back"),
  debit: operation("debit"),
  take: operation("take"),
  giveBack: operation("give_back"),
  portion: operation("portion"),
});

module.exports = { split };
