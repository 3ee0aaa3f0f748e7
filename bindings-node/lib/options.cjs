"use strict";

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

module.exports = {
  integer,
  optionalBoolean,
  optionalInteger,
  optionalText,
  options,
  texts,
};
