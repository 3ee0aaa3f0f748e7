"use strict";

const { setMaxListeners } = require("node:events");

const { invalid } = require("./errors.cjs");
const { checkPlain, described, guarded, text } = require("./json.cjs");

/**
 * The options that were given, when all of them are known. A misspelt `commandId` would otherwise
 * make a command that can be carried out twice.
 */
function options(given, known) {
  if (given === undefined) return {};
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    throw invalid("options", `expected an object, got ${described(given)}`);
  }
  return guarded(() => {
    // A promise or a map has the fields elsewhere.
    checkPlain(given, "options");
    const read = { ...given };
    for (const name of Object.keys(read)) {
      if (!known.includes(name)) {
        throw invalid(name, `unknown option, expected one of ${known.join(", ")}`);
      }
    }
    return read;
  }, "options");
}

function optionalText(value, path) {
  return value === undefined ? undefined : text(value, path);
}

function texts(values, path) {
  if (!Array.isArray(values)) throw invalid(path, `expected an array, got ${described(values)}`);
  return values.map((value) => text(value, path));
}

/** A whole number from `least` to `most`. */
function integer(value, path, least, most) {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw invalid(path, `expected an integer from ${least} to ${most}`);
}

function optionalInteger(value, path, least, most) {
  return value === undefined ? undefined : integer(value, path, least, most);
}

function optionalBoolean(value, path) {
  if (value === undefined || typeof value === "boolean") return value;
  throw invalid(path, `expected a boolean, got ${described(value)}`);
}

function signal(value) {
  if (value === undefined || value instanceof AbortSignal) return value;
  throw invalid("signal", `expected an AbortSignal, got ${described(value)}`);
}

/**
 * What `start` promises, or the signal's reason. What was started goes on: it takes effect as a
 * whole, or not at all, and the same command id tells which.
 */
async function abortable(given, start) {
  const aborts = signal(given);
  if (aborts === undefined) return start();
  aborts.throwIfAborted();
  // Each call takes its listener off: many at once, of a server that stops by one signal, are no leak.
  setMaxListeners(Infinity, aborts);
  const started = start();
  let abort;
  const aborted = new Promise((_, reject) => {
    abort = () => reject(aborts.reason);
    aborts.addEventListener("abort", abort, { once: true });
  });
  try {
    return await Promise.race([started, aborted]);
  } finally {
    aborts.removeEventListener("abort", abort);
  }
}

module.exports = {
  abortable,
  integer,
  optionalBoolean,
  optionalInteger,
  optionalText,
  options,
  signal,
  texts,
};
