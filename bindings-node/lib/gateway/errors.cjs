"use strict";

const { text } = require("../json.cjs");

/** What a gateway says instead of an answer: thrown by a host's gateway, and by those of ours. */
class GatewayError extends Error {
  get name() {
    return this.constructor.name;
  }
}

/** It said no, and would say no again. Nothing was charged or given back. */
class GatewayRefused extends GatewayError {
  constructor(code, options) {
    super(`the gateway refused: ${text(code, "code")}`, options);
    this.code = code;
  }
}

/** What was not done, and why: the reason never repeats what was asked. */
class Reasoned extends GatewayError {
  constructor(said, reason, options) {
    super(`${said}: ${text(reason, "reason")}`, options);
    this.reason = reason;
  }
}

/** It failed, and had no effect for sure. */
class GatewayFailed extends Reasoned {
  constructor(reason, options) {
    super("the gateway failed, without effect", reason, options);
  }
}

/** It may have had its effect. */
class GatewayUnknown extends Reasoned {
  constructor(reason, options) {
    super("the gateway gave no answer that says what it did", reason, options);
  }
}

/** The webhook is not the gateway's, or not of now. */
class WebhookForged extends Reasoned {
  constructor(reason, options) {
    super("the webhook is not the gateway's", reason, options);
  }
}

/** Whether the webhook is the gateway's could not be found out. */
class WebhookUnavailable extends Reasoned {
  constructor(reason, options) {
    super("the webhook could not be verified for now", reason, options);
  }
}

const REASONED = {
  failed: GatewayFailed,
  unknown: GatewayUnknown,
  forged: WebhookForged,
  unavailable: WebhookUnavailable,
};

/** The error that an answer is, as one to throw. */
function thrown({ kind, code, reason }) {
  return kind === "refused" ? new GatewayRefused(code) : new REASONED[kind](reason);
}

/**
 * An error of these as it crosses; `undefined` for any other, and for one of which somebody made something
 * else since.
 */
function told(error) {
  const { code, reason } = error;
  if (error instanceof GatewayRefused) {
    return typeof code === "string" ? { kind: "refused", code } : undefined;
  }
  for (const [kind, Of] of Object.entries(REASONED)) {
    if (error instanceof Of && typeof reason === "string") return { kind, reason };
  }
  return undefined;
}

module.exports = {
  GatewayError,
  GatewayRefused,
  GatewayFailed,
  GatewayUnknown,
  WebhookForged,
  WebhookUnavailable,
  thrown,
  told,
};
