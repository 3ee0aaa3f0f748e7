"use strict";

const timers = require("node:timers");
const { invalid } = require("./errors.cjs");
const { described } = require("./json.cjs");

/** An AbortSignal: by its form, since that of jsdom, or of another realm, is of another class. */
function signal(value) {
  if (value === undefined) return value;
  if (typeof value?.aborted === "boolean" && typeof value.addEventListener === "function") return value;
  throw invalid("signal", `expected an AbortSignal, got ${described(value)}`);
}

/**
 * Who waits, by signal. A server that stops by one signal has many calls under way: with a listener each
 * they would look like a leak.
 */
const waiting = new WeakMap();

/**
 * Calls `act` once `aborts`, which is not yet, is aborted, unless it is let go of before: what is given
 * back does that.
 */
function whenAborted(aborts, act) {
  let acts = waiting.get(aborts);
  if (acts === undefined) {
    const of = (acts = new Set());
    waiting.set(aborts, of);
    aborts.addEventListener("abort", () => of.forEach((each) => each()), { once: true });
  }
  acts.add(act);
  return () => acts.delete(act);
}

function throwIfAborted(aborts) {
  if (aborts?.aborted) throw aborts.reason;
}

/**
 * What `start` promises, or the signal's reason. What was started goes on: it takes effect as a
 * whole, or not at all, and the same command id tells which.
 */
async function abortable(given, start) {
  const aborts = signal(given);
  if (aborts === undefined) return start();
  throwIfAborted(aborts);
  const started = start();
  let letGo;
  const aborted = new Promise((_, reject) => {
    letGo = whenAborted(aborts, () => reject(aborts.reason));
  });
  try {
    return await Promise.race([started, aborted]);
  } finally {
    letGo();
  }
}

/** Waits so long, or until one of the signals, none of which is yet, is aborted. */
function paused(millis, signals) {
  return new Promise((resolve) => {
    const timer = timers.setTimeout(done, millis);
    const letGo = signals.map((each) => whenAborted(each, done));
    function done() {
      timers.clearTimeout(timer);
      letGo.forEach((each) => each());
      resolve();
    }
  });
}

module.exports = { abortable, paused, signal, throwIfAborted };
