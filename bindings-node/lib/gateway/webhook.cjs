"use strict";

const { types } = require("node:util");
const { invalid } = require("../errors.cjs");
const { described, guarded, text } = require("../json.cjs");

/** Bytes of the caller's, copied: they may change while they are looked at. */
function bytes(value, path) {
  if (types.isUint8Array(value)) return Buffer.from(value);
  throw invalid(path, `expected a Uint8Array, got ${described(value)}`);
}

/** The values of a header that stands as Node gives it: text, several, or none. */
function values(value, path) {
  if (value === undefined) return [];
  return Array.isArray(value) ? value.map((one) => text(one, path)) : [text(value, path)];
}

/** Headers as pairs, from an object of Node's or from pairs: an array, a Map, Headers. */
function pairs(headers, path) {
  if (typeof headers !== "object" || headers === null) {
    throw invalid(path, `expected headers, got ${described(headers)}`);
  }
  if (typeof headers[Symbol.iterator] !== "function") {
    const of = ([name, value]) => values(value, `${path}.${name}`).map((one) => [name, one]);
    return Object.entries(headers).flatMap(of);
  }
  return Array.from(headers, (pair, index) => {
    const at = `${path}[${index}]`;
    if (!Array.isArray(pair) || pair.length !== 2) {
      throw invalid(at, `expected a name and a value, got ${described(pair)}`);
    }
    return [text(pair[0], at), text(pair[1], at)];
  });
}

/** What came in over HTTP, as the native half takes it. */
function incoming(given) {
  const path = "webhook";
  return guarded(() => {
    if (typeof given !== "object" || given === null) {
      throw invalid(path, `expected an object, got ${described(given)}`);
    }
    for (const name of Object.keys(given)) {
      if (!["body", "headers", "peer_verified"].includes(name)) {
        throw invalid(`${path}.${name}`, "expected body, headers and peer_verified");
      }
    }
    const { body, headers, peer_verified: peerVerified = false } = given;
    if (typeof peerVerified !== "boolean") {
      throw invalid(`${path}.peer_verified`, `expected a boolean, got ${described(peerVerified)}`);
    }
    return {
      body: bytes(body, `${path}.body`),
      headers: pairs(headers, `${path}.headers`),
      peerVerified,
    };
  }, path);
}

/** What came in over HTTP and says that it is a gateway's. */
class Webhook {
  constructor({ tenant, body, headers, peer_verified, received_at }) {
    this.tenant = tenant;
    this.body = body;
    this.headers = headers;
    this.peer_verified = peer_verified;
    this.received_at = received_at;
  }

  header(name) {
    const wanted = text(name, "name").toLowerCase();
    const found = this.headers.filter(([of]) => of.toLowerCase() === wanted);
    return found.length === 1 ? found[0][1] : undefined;
  }
}

module.exports = { Webhook, bytes, incoming, pairs };
