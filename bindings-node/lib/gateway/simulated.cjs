"use strict";

const calls = require("../../generated/calls.cjs");
const native = require("../../native.cjs");
const { ManualClock } = require("../clock.cjs");
const { called, invalid, translated } = require("../errors.cjs");
const { described, message, text } = require("../json.cjs");
const { options } = require("../options.cjs");
const { thrown } = require("./errors.cjs");
const { fact, read } = require("./facts.cjs");
const { bytes, pairs } = require("./webhook.cjs");

const made = Symbol("made");

/** A gateway that charges nobody. */
class SimulatedGateway {
  #native;
  #handle;

  constructor(conduct = {}, given = undefined) {
    if (conduct === made) {
      this.#native = given;
    } else {
      const { clock } = options(given, ["clock"]);
      const of = ManualClock.nativeOf(clock);
      const written = message(conduct);
      this.#native = called(() => new native.NativeSimulatedGateway(written, of));
    }
    this.#handle = this.#native.handle();
  }

  /** @package The native half, unless a method was written over. */
  static nativeOf(gateway) {
    if (typeof gateway !== "object" || gateway === null || !(#handle in gateway)) return undefined;
    const own = Object.getOwnPropertyNames(gateway).length > 0;
    if (own || Object.getPrototypeOf(gateway) !== SimulatedGateway.prototype) return undefined;
    return gateway.#handle;
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

  async query(call) {
    const given = message(call, undefined, "call");
    const inquiry = await this.#ask(`{"type":"query","call":${given}}`);
    return inquiry.facts === undefined ? inquiry : { ...inquiry, facts: read(inquiry.facts) };
  }

  async list(asked) {
    const listed = await this.#ask(message(asked, "list"));
    return { ...listed, facts: read(listed.facts) };
  }

  async verify(webhook) {
    if (typeof webhook !== "object" || webhook === null) {
      throw invalid("webhook", `expected an object, got ${described(webhook)}`);
    }
    const { tenant, body, headers, peer_verified, received_at } = webhook;
    const question = {
      tenant,
      body: bytes(body, "body").toString("hex"),
      headers: pairs(headers, "headers"),
      peer_verified,
      received_at,
    };
    return read(await this.#ask(message(question, "verify")));
  }

  /** @package */
  async call(type, asked) {
    return read(await this.#ask(message(asked, type)));
  }

  async #ask(question) {
    let answer;
    try {
      answer = JSON.parse(await this.#handle.ask(question));
    } catch (failed) {
      throw translated(failed);
    }
    if (answer.error !== undefined) throw thrown(answer.error);
    return answer.ok;
  }
}

for (const [type, name] of Object.entries(calls)) {
  const method = {
    async [name](asked) {
      return this.call(type, asked);
    },
  };
  Object.defineProperty(SimulatedGateway.prototype, name, {
    value: method[name],
    writable: true,
    configurable: true,
  });
}

module.exports = { SimulatedGateway };
