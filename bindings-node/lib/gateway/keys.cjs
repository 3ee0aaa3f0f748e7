"use strict";

const native = require("../../native.cjs");
const { called, invalid } = require("../errors.cjs");
const { described, instant, text } = require("../json.cjs");
const { options } = require("../options.cjs");
const { WebhookForged } = require("./errors.cjs");
const { bytes } = require("./webhook.cjs");

/** A secret that webhooks are signed with. Printed, it does not show. */
class SigningKey {
  #secret;
  #until;

  constructor(secret, given) {
    const { until } = options(given, ["until"]);
    this.#secret =
      typeof secret === "string" ? Buffer.from(secret) : Buffer.from(bytes(secret, "secret"));
    this.#until = until === undefined ? undefined : instant(until, "until");
  }

  /** @package */
  static partsOf(key, path) {
    if (key instanceof SigningKey) return { secret: key.#secret, until: key.#until };
    throw invalid(path, `expected a SigningKey, got ${described(key)}`);
  }
}

/** The keys that webhooks of a gateway are signed with. */
class WebhookKeys {
  #native;

  constructor(keys) {
    if (!Array.isArray(keys)) throw invalid("keys", `expected an array, got ${described(keys)}`);
    const parts = Array.from(keys, (key, index) => SigningKey.partsOf(key, `keys[${index}]`));
    this.#native = called(() => new native.NativeWebhookKeys(parts));
  }

  sign(body, at) {
    const [signed, then] = [bytes(body, "body"), instant(at, "at")];
    return called(() => this.#native.sign(signed, then));
  }

  verify(body, header, now) {
    const [signed, by] = [bytes(body, "body"), header === undefined ? "" : text(header, "header")];
    const at = instant(now, "now");
    const wrong = called(() => this.#native.verify(signed, by, at));
    if (wrong !== null && wrong !== undefined) throw new WebhookForged(wrong);
  }
}

module.exports = { SigningKey, WebhookKeys };
