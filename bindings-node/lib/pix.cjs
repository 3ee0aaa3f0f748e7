"use strict";

const native = require("../native.cjs");
const { called, invalid } = require("./errors.cjs");
const { described, instant, text } = require("./json.cjs");
const { integer, options } = require("./options.cjs");

const RECEIVER = ["merchant_name", "merchant_city", "postal_code"];
const ANY = [...RECEIVER, "amount", "point_of_initiation", "recurrence_url", "unreserved"];

/** What is known of a value of that kind. */
function value(kind) {
  return (given) => {
    const read = text(given, kind);
    return Object.freeze(JSON.parse(called(() => native.pixValue(kind, read))));
  };
}

/** The templates of 80 to 99 as parts: their numbers are their names. */
function templates(given) {
  if (given === undefined) return [];
  if (!Array.isArray(given)) {
    throw invalid("unreserved", `expected an array, got ${described(given)}`);
  }
  return given.map((template) => {
    const { id, value } = options(template, ["id", "value"]);
    return [text(id, "unreserved"), text(value, "unreserved")];
  });
}

/** A code of the parts that are known for its kind, of which `needed` makes it that kind. */
function builder(needed, known) {
  const all = [needed, ...known];
  return (given) => {
    const parts = options(given, all);
    const [names, texts] = [[], []];
    for (const name of Object.keys(parts)) {
      if (name === "unreserved" || parts[name] === undefined) continue;
      names.push(name);
      texts.push(text(parts[name], name));
    }
    if (parts[needed] === undefined) throw invalid(needed, "expected text, got nothing");
    for (const [id, template] of templates(parts.unreserved)) {
      names.push(id);
      texts.push(template);
    }
    return called(() => native.pixBuild(names, texts));
  };
}

/** Pix, as far as no bank has to be asked. */
const pix = Object.freeze({
  parseCpf: value("cpf"),
  parseCnpj: value("cnpj"),
  parseKey: value("key"),
  parseTxid: value("txid"),
  parseEndToEndId: value("end_to_end_id"),
  parseRtrId: value("rtr_id"),

  staticCode: builder("key", [...ANY, "txid", "description", "fss"]),
  dynamicCode: builder("url", ANY),
  recurrenceCode: builder("recurrence_url", RECEIVER),

  read(code) {
    const given = text(code, "code");
    return JSON.parse(called(() => native.pixRead(given)));
  },

  svg(code) {
    const given = text(code, "code");
    return called(() => native.pixSvg(given));
  },

  terminal(code) {
    const given = text(code, "code");
    return called(() => native.pixTerminal(given));
  },

  png(code, modulePixels = 8) {
    const given = text(code, "code");
    const pixels = integer(modulePixels, "modulePixels", 1, 64);
    return called(() => native.pixPng(given, pixels));
  },

  lastRefundDay(settledAt) {
    const given = instant(settledAt, "settledAt");
    return called(() => native.pixLastRefundDay(given));
  },

  isRefundable(settledAt, now) {
    const [settled, asked] = [instant(settledAt, "settledAt"), instant(now, "now")];
    return called(() => native.pixIsRefundable(settled, asked));
  },
});

module.exports = { pix };
