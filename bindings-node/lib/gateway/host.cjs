"use strict";

// A gateway of the host's, as the native half asks it. Whatever the host's methods do, there is an
// answer: what is none of ours says nothing of what was done, and neither does its text, which may
// repeat what was asked.

const calls = require("../../generated/calls.cjs");
const native = require("../../native.cjs");
const { called, invalid, PalcoError } = require("../errors.cjs");
const { described, guarded, text } = require("../json.cjs");
const { optionalInteger } = require("../options.cjs");
const { told } = require("./errors.cjs");
const { facts, inquiry, listed } = require("./facts.cjs");
const { OurGateway } = require("./ours.cjs");
const { Webhook } = require("./webhook.cjs");

const TIMEOUT_MILLIS = 30_000;
const TIMEOUT_MILLIS_MAX = 600_000;
const NEEDED = ["refund", "query", "list", "verify"];

/** What is asked of which method, and how its answer is written. */
function asked({ type, ...of }) {
  switch (type) {
    case "query":
      return { method: "query", given: of.call, written: inquiry };
    case "list":
      return { method: "list", given: of, written: listed };
    case "verify":
      return {
        method: "verify",
        given: new Webhook({ ...of, body: Buffer.from(of.body, "hex") }),
        written: facts,
      };
    default:
      return { method: calls[type], given: { type, ...of }, written: facts };
  }
}

/** The name of the class of what was thrown, and never its text. */
function kindOf(thrown) {
  try {
    const { name } = thrown.constructor;
    return /^[A-Za-z_$][\w$]{0,60}$/.test(name) ? name : "something";
  } catch {
    return "something";
  }
}

/** An error of ours. What was thrown may be a proxy, which throws when it is looked at. */
function ours(thrown) {
  try {
    return told(thrown);
  } catch {
    return undefined;
  }
}

const error = (of) => JSON.stringify({ error: of });

/** Where it was thrown, and not what it says: that may repeat what was asked. */
function frames(thrown) {
  try {
    return String(thrown.stack).split("\n").filter((line) => /^ +at /.test(line)).join("\n");
  } catch {
    return "";
  }
}

/** What is the method's own fault nobody would hear of: Palco only knows that the outcome is unknown. */
function warn(method, reason, detail = "") {
  process.emitWarning(`gateway.${method}: ${reason}`, { type: "PalcoGatewayWarning", detail });
}

async function answer(gateway, question, signal) {
  const { method, given, written } = asked(JSON.parse(question));
  let said;
  try {
    if (gateway[method] === undefined) return error({ kind: "refused", code: "not_supported" });
    said = await gateway[method](given, { signal });
  } catch (thrown) {
    const known = ours(thrown);
    if (known !== undefined) return error(known);
    const reason = `it threw ${kindOf(thrown)}`;
    if (!signal.aborted) warn(method, reason, frames(thrown));
    return error({ kind: "unknown", reason });
  }
  try {
    return `{"ok":${written(said)}}`;
  } catch (thrown) {
    const path = thrown instanceof PalcoError ? thrown.details.path : "$";
    const reason = `its answer cannot be read: ${path}`;
    warn(method, reason);
    return error({ kind: "unknown", reason });
  }
}

/** Takes the questions of the native half: answers them, and aborts those that nobody waits for. */
function asking(gateway) {
  const waiting = new Map();
  return (number, question) => {
    if (question === null) {
      waiting.get(number)?.abort();
      waiting.delete(number);
      return;
    }
    const aborts = new AbortController();
    waiting.set(number, aborts);
    answer(gateway, question.text, aborts.signal).then((written) => {
      waiting.delete(number);
      question.answer(written);
    });
  };
}

/** Refuses what cannot be a gateway, while the caller is there to hear it. */
function checked(gateway) {
  return guarded(() => {
    if (typeof gateway !== "object" || gateway === null) {
      throw invalid("gateway", `expected an object, got ${described(gateway)}`);
    }
    for (const method of new Set([...NEEDED, ...Object.values(calls)])) {
      const of = gateway[method];
      if (typeof of === "function" || (of === undefined && !NEEDED.includes(method))) continue;
      throw invalid(`gateway.${method}`, `expected a function, got ${described(of)}`);
    }
    const { name, timeoutMillis } = gateway;
    const path = "gateway.timeoutMillis";
    return {
      name: text(name, "gateway.name"),
      patience: optionalInteger(timeoutMillis, path, 1, TIMEOUT_MILLIS_MAX) ?? TIMEOUT_MILLIS,
    };
  }, "gateway");
}

/** The native half of a gateway, whosever it is. */
function nativeOf(gateway) {
  const ours = OurGateway.nativeOf(gateway);
  if (ours !== undefined) return ours;
  const { name, patience } = checked(gateway);
  return called(() => native.NativeGateway.ofHost(name, patience, asking(gateway)));
}

module.exports = { nativeOf };
