"use strict";

const calls = require("../../generated/calls.cjs");
const { invalid, translated } = require("../errors.cjs");
const { described, message } = require("../json.cjs");
const { thrown } = require("./errors.cjs");
const { read } = require("./facts.cjs");
const { bytes, pairs } = require("./webhook.cjs");

/** A gateway that is written in Rust. A gateway of the host's may hand calls on to it. */
class OurGateway {
  #handle;
  #class;

  /** @param handle its native half, as processors and webhooks take it. @param of its own class. */
  constructor(handle, of) {
    this.#handle = handle;
    this.#class = of;
  }

  /** @package The native half, unless a method was written over. */
  static nativeOf(gateway) {
    if (typeof gateway !== "object" || gateway === null || !(#handle in gateway)) return undefined;
    const own = Object.getOwnPropertyNames(gateway).length > 0;
    if (own || Object.getPrototypeOf(gateway) !== gateway.#class.prototype) return undefined;
    return gateway.#handle;
  }

  async query(call) {
    const given = message(call, undefined, "call");
    const inquiry = await this.ask(`{"type":"query","call":${given}}`);
    return inquiry.facts === undefined ? inquiry : { ...inquiry, facts: read(inquiry.facts) };
  }

  async list(asked) {
    const listed = await this.ask(message(asked, "list"));
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
    return read(await this.ask(message(question, "verify")));
  }

  /** @package */
  async ask(question) {
    let answer;
    try {
      answer = JSON.parse(await this.#handle.ask(question));
    } catch (failed) {
      throw translated(failed);
    }
    if (answer.error !== undefined) throw thrown(answer.error);
    return answer.ok;
  }

  static {
    for (const [type, name] of Object.entries(calls)) {
      const { [name]: value } = {
        async [name](asked) {
          return read(await this.ask(message(asked, type)));
        },
      };
      Object.defineProperty(this.prototype, name, { value, writable: true, configurable: true });
    }
  }
}

module.exports = { OurGateway };
