"use strict";

// What a host's gateway answers, as the JSON text that crosses: read with care, since a host may return
// anything.

const { invalid } = require("../errors.cjs");
const { described, guarded, message, quoted, text } = require("../json.cjs");

/** The fields of an object that has no others. */
function only(value, known, path) {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw invalid(path, `expected an object, got ${described(value)}`);
  }
  for (const name of Object.keys(value)) {
    if (!known.includes(name)) throw invalid(`${path}.${name}`, "unknown field");
  }
  return value;
}

/** A fact: `{ payment?, report }`. */
function fact(value, path) {
  return guarded(() => {
    const { payment, report } = only(value, ["payment", "report"], path);
    const told = quoted(message(report, undefined, `${path}.report`), path);
    if (payment === undefined || payment === null) return `{"report":${told}}`;
    const of = quoted(text(payment, `${path}.payment`), `${path}.payment`);
    return `{"payment":${of},"report":${told}}`;
  }, path);
}

function facts(value, path = "facts") {
  if (!Array.isArray(value)) throw invalid(path, `expected an array, got ${described(value)}`);
  return `[${Array.from(value, (of, index) => fact(of, `${path}[${index}]`)).join(",")}]`;
}

/** What became of a call. */
function inquiry(value) {
  const path = "inquiry";
  const { status, code, facts: known } = only(value, ["status", "code", "facts"], path);
  const said = `"status":${quoted(text(status, `${path}.status`), path)}`;
  if (known !== undefined) return `{${said},"facts":${facts(known, `${path}.facts`)}}`;
  if (code !== undefined) return `{${said},"code":${quoted(text(code, `${path}.code`), path)}}`;
  return `{${said}}`;
}

/** A page of the list. */
function listed(value) {
  const path = "listed";
  const { facts: told, next } = only(value, ["facts", "next"], path);
  const page = `"facts":${facts(told, `${path}.facts`)}`;
  if (next === undefined || next === null) return `{${page}}`;
  return `{${page},"next":${quoted(text(next, `${path}.next`), path)}}`;
}

/** Facts as they came, each report as data. */
function read(told) {
  return told.map(({ payment, report }) => {
    const of = payment === undefined ? {} : { payment };
    return { ...of, report: JSON.parse(report) };
  });
}

module.exports = { fact, facts, inquiry, listed, read };
