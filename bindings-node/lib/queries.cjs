"use strict";

const { quoted, text } = require("./json.cjs");

/**
 * A question as JSON text, from the ids that its method takes.
 *
 * @param {{ type: string, ids: Record<string, string> }} query the arguments' names, by the fields'
 */
function queryText({ type, ids }, given) {
  const fields = Object.entries(ids).map(([field, argument], index) => {
    return `,"${field}":${quoted(text(given[index], argument), argument)}`;
  });
  return `{"type":"${type}"${fields.join("")}}`;
}

/** A method of that name, as a class would have it. */
function defineMethod(prototype, name, value) {
  Object.defineProperty(prototype, name, { value, writable: true, configurable: true });
}

module.exports = { defineMethod, queryText };
