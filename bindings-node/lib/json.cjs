"use strict";

// JSON.stringify changes what it cannot write: NaN becomes null, and null means "left out" for a
// cap on tickets; a Map becomes {}; a function is dropped; what has a toJSON becomes anything. So
// what goes to the native half is written here, and refused where it would change.

const { types } = require("node:util");
const native = require("../native.cjs");
const { invalid, PalcoError } = require("./errors.cjs");

const LIMITS = native.limits();

/** Text that needs no escape and holds no surrogate. */
const PLAIN = /^[\x20\x21\x23-\x5b\x5d-\ud7ff\ue000-\uffff]*$/;

function quoted(text, path) {
  if (PLAIN.test(text)) return `"${text}"`;
  if (!text.isWellFormed()) {
    throw invalid(path || "$", "expected well-formed Unicode, got a lone surrogate");
  }
  return JSON.stringify(text);
}

/** The names of fields come again and again: `"name":`, by name. */
const NAMES = new Map();
const NAMES_MAX = 1_000;

function field(name, path, written) {
  const known = NAMES.get(name);
  if (known !== undefined) return known;
  const text = `${written.string(name, join(path, name))}:`;
  if (NAMES.size < NAMES_MAX && name.length <= 64) NAMES.set(name, text);
  return text;
}

/** The path of what stands under `key`, a name or an index: made for what has parts, and errors. */
function join(path, key) {
  if (typeof key === "number") return `${path}[${key}]`;
  return path === "" ? key : `${path}.${key}`;
}

/** What was written so far, against the limits that the native half would refuse it by as well. */
class Written {
  characters = 0;
  items = 1;

  string(text, path) {
    this.#count(text);
    return quoted(text, path);
  }

  plain(text) {
    this.#count(text);
    return `"${text}"`;
  }

  #count(text) {
    // At least a byte each; the native half counts the bytes.
    this.characters += text.length;
    if (this.characters > LIMITS.bytes) {
      throw invalid("$", `expected at most ${LIMITS.bytes} bytes`, "input.too_large");
    }
  }

  next() {
    this.items += 1;
    if (this.items > LIMITS.items) {
      throw invalid("$", `expected at most ${LIMITS.items} values`, "input.too_many_items");
    }
    return ",";
  }

  within(depth) {
    if (depth > LIMITS.depth) {
      throw invalid("$", `expected at most ${LIMITS.depth} levels`, "input.too_deep");
    }
    return depth;
  }
}

/** Who sends a fraction, or a bigint, mostly means it. */
const MONEY = 'money is text, such as "120.50"';

function number(value, path, key) {
  if (Number.isSafeInteger(value) && !Object.is(value, -0)) return String(value);
  const got = Object.is(value, -0) ? "-0" : String(value);
  const hint = Number.isFinite(value) && value !== 0 ? `: ${MONEY}` : "";
  throw invalid(join(path, key), `expected an integer of at most 2^53 - 1, got ${got}${hint}`);
}

function date(value, path) {
  const millis = Date.prototype.getTime.call(value);
  if (Number.isNaN(millis)) throw invalid(path, "expected a date, got an invalid Date");
  return `"${new Date(millis).toISOString()}"`;
}

function array(values, path, depth, written) {
  let out = "[";
  for (let index = 0; index < values.length; index += 1) {
    if (index > 0) out += written.next();
    out += any(values[index], path, index, depth, written);
  }
  return `${out}]`;
}

/** The fields of an object, but for `skipped`. A field that is `undefined` is left out. */
function fields(object, path, depth, written, out = "", skipped = undefined) {
  for (const name of Object.keys(object)) {
    if (name === skipped) continue;
    const value = object[name];
    if (value === undefined) continue;
    if (out !== "") out += written.next();
    out += field(name, path, written);
    out += any(value, path, name, depth, written);
  }
  return `{${out}}`;
}

/** Refuses objects that are more, or other, than their own fields. */
function checkPlain(object, path) {
  const prototype = Object.getPrototypeOf(object);
  if (prototype === Object.prototype || prototype === null) return;
  if (typeof object.toJSON === "function") {
    throw invalid(path || "$", "expected plain data, got an object with toJSON");
  }
  const tag = Object.prototype.toString.call(object);
  if (tag !== "[object Object]") throw invalid(path || "$", `expected plain data, got ${tag}`);
}

/** What stands under `key` of what stands at `path`. */
function any(value, path, key, depth, written) {
  switch (typeof value) {
    case "string":
      if (PLAIN.test(value)) return written.plain(value);
      return written.string(value, join(path, key));
    case "number":
      return number(value, path, key);
    case "boolean":
      return value ? "true" : "false";
    case "object":
      return value === null ? "null" : nested(value, join(path, key), depth, written);
    case "bigint":
      throw invalid(join(path, key), `expected JSON, got a bigint: ${MONEY}`);
    default:
      throw invalid(join(path, key), `expected JSON, got ${typeof value}`);
  }
}

function nested(value, path, depth, written) {
  if (Array.isArray(value)) return array(value, path, written.within(depth + 1), written);
  if (types.isDate(value)) return date(value, path);
  checkPlain(value, path);
  return fields(value, path, written.within(depth + 1), written);
}

/** A getter or a proxy of the caller's may throw anything. */
function guarded(write, path = "$") {
  try {
    return write();
  } catch (thrown) {
    if (!(thrown instanceof PalcoError)) {
      throw invalid(path, "reading it threw", "input.invalid", { cause: thrown });
    }
    // From the caller's line on: how deep the field lies is of no interest.
    Error.captureStackTrace(thrown, guarded);
    throw thrown;
  }
}

function isMessage(value) {
  return (
    typeof value === "object" && value !== null && !Array.isArray(value) && !types.isDate(value)
  );
}

/** A command or a domain event as JSON text. With `type`, that is what it is, given or not. */
function message(value, type = undefined, path = "") {
  return guarded(() => {
    if (!isMessage(value))
      throw invalid(path || "$", `expected an object, got ${described(value)}`);
    checkPlain(value, path);
    const written = new Written();
    if (type === undefined) return fields(value, path, 1, written);
    const given = value.type;
    if (given !== undefined && given !== type) {
      throw invalid("type", `expected ${type} or nothing, got ${described(given)}`);
    }
    return fields(value, path, 1, written, `"type":"${type}"`, "type");
  });
}

/** Several of them as one JSON array, which stands at `path`. The limits are those of each. */
function messages(values, path = "") {
  if (!Array.isArray(values)) {
    throw invalid(path || "$", `expected an array, got ${described(values)}`);
  }
  // Not `map`: it passes over holes.
  const written = Array.from(values, (value, index) => message(value, undefined, `${path}[${index}]`));
  return `[${written.join(",")}]`;
}

/** An object of which the fields of these names are lists of messages. */
function withLists(value, names) {
  return guarded(() => {
    if (!isMessage(value)) throw invalid("$", `expected an object, got ${described(value)}`);
    checkPlain(value, "");
    const given = names.filter((name) => value[name] !== undefined);
    const lists = given.map((name) => `"${name}":${messages(value[name], name)}`);
    const others = Object.entries(value).filter(([name]) => !names.includes(name));
    const rest = message(Object.fromEntries(others)).slice(1, -1);
    return `{${[...lists, rest].filter((part) => part !== "").join(",")}}`;
  });
}

/** An instant as text, from RFC 3339 or a Date. */
function instant(value, path) {
  if (types.isDate(value)) return date(value, path).slice(1, -1);
  return text(value, path, "a Date or RFC 3339 text");
}

function text(value, path, expected = "a string") {
  if (typeof value === "string") return value;
  throw invalid(path, `expected ${expected}, got ${described(value)}`);
}

/** What came, in a word: never the value, which may be a secret. */
function described(value) {
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  return typeof value;
}

module.exports = {
  checkPlain,
  described,
  guarded,
  instant,
  message,
  messages,
  quoted,
  text,
  withLists,
};
