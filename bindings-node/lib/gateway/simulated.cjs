"use strict";

const native = require("../../native.cjs");
const { ManualClock } = require("../clock.cjs");
const { called } = require("../errors.cjs");
const { message, text } = require("../json.cjs");
const { options } = require("../options.cjs");
const { fact } = require("./facts.cjs");
const { OurGateway } = require("./ours.cjs");

const made = Symbol("made");

function simulating(conduct, given) {
  const { clock } = options(given, ["clock"]);
  const of = ManualClock.nativeOf(clock);
  const written = message(conduct);
  return called(() => new native.NativeSimulatedGateway(written, of));
}

/** A gateway that charges nobody. */
class SimulatedGateway extends OurGateway {
  #native;

  constructor(conduct = {}, given = undefined) {
    const simulated = conduct === made ? given : simulating(conduct, given);
    super(simulated.handle(), SimulatedGateway);
    this.#native = simulated;
  }

  get name() {
    return "simulated";
  }

  behaving(conduct) {
    const written = message(conduct);
    return new SimulatedGateway(
      made,
      called(() => this.#native.behaving(written)),
    );
  }

  pay(txid) {
    const charge = text(txid, "txid");
    return called(() => this.#native.pay(charge));
  }

  payAnyway(txid, amount = undefined) {
    const charge = text(txid, "txid");
    const paid = amount === undefined ? undefined : message(amount, undefined, "amount");
    return called(() => this.#native.payAnyway(charge, paid));
  }

  giveBack(refund) {
    const written = message(refund);
    return called(() => this.#native.giveBack(written));
  }

  tell(told) {
    const written = fact(told, "fact");
    called(() => this.#native.tell(written));
  }

  rotateKey(secret) {
    const next = text(secret, "secret");
    called(() => this.#native.rotateKey(next));
  }

  movements() {
    return JSON.parse(called(() => this.#native.movements()));
  }

  movedTwice() {
    return JSON.parse(called(() => this.#native.movedTwice()));
  }

  callsAndQueries() {
    return called(() => this.#native.callsAndQueries());
  }

  forgedWebhooks() {
    return called(() => this.#native.forgedWebhooks());
  }

  takeWebhooks() {
    const sent = called(() => this.#native.takeWebhooks());
    return sent.map(({ peerVerified, ...of }) => ({ ...of, peer_verified: peerVerified }));
  }
}

module.exports = { SimulatedGateway };
