"use strict";

const native = require("../../native.cjs");
const { ManualClock } = require("../clock.cjs");
const { called, invalid } = require("../errors.cjs");
const { described, guarded, message, text } = require("../json.cjs");
const { optionalBoolean, optionalInteger, optionalText, options } = require("../options.cjs");
const { read: factsOf } = require("./facts.cjs");
const { OurGateway } = require("./ours.cjs");
const { bytes } = require("./webhook.cjs");

const TIMEOUT_MILLIS_MAX = 600_000;
const SETTINGS = [
  "address",
  "tokenAddress",
  "pixKey",
  "clientId",
  "clientSecret",
  "certificate",
  "privateKey",
  "roots",
  "authentication",
  "scopes",
  "dueCharges",
  "timeoutMillis",
];

function pem(value, path) {
  if (value === undefined) return undefined;
  return typeof value === "string" ? Buffer.from(value) : bytes(value, path);
}

function settings(tenant, account) {
  if (typeof account !== "object" || account === null) {
    throw invalid("accounts", `expected an account's settings, got ${described(account)}`);
  }
  const of = options(account, SETTINGS);
  return {
    tenant,
    address: text(of.address, "address"),
    tokenAddress: text(of.tokenAddress, "tokenAddress"),
    pixKey: text(of.pixKey, "pixKey"),
    clientId: text(of.clientId, "clientId"),
    clientSecret: text(of.clientSecret, "clientSecret"),
    authentication: optionalText(of.authentication, "authentication"),
    scopes: optionalText(of.scopes, "scopes"),
    dueCharges: optionalBoolean(of.dueCharges, "dueCharges"),
    certificate: pem(of.certificate, "certificate"),
    privateKey: pem(of.privateKey, "privateKey"),
    roots: pem(of.roots, "roots"),
    timeoutMillis: optionalInteger(of.timeoutMillis, "timeoutMillis", 1, TIMEOUT_MILLIS_MAX),
  };
}

/** Each tenant's settings. A Map has none of its own: it would be no account at all. */
function read(accounts) {
  return guarded(() => {
    const tag = Object.prototype.toString.call(accounts);
    if (tag !== "[object Object]") {
      throw invalid("accounts", `expected an object of tenants and accounts, got ${tag}`);
    }
    return Object.entries(accounts).map(([tenant, account]) => settings(tenant, account));
  }, "accounts");
}

/** The same arguments, when each is text: one that was forgotten is not left out. */
function textual(named) {
  Object.entries(named).forEach(([name, value]) => text(value, name));
  return named;
}

/** The Pix API of the Brazilian central bank, as banks serve it. */
class PixApiGateway extends OurGateway {
  #name;

  constructor(accounts, given = undefined) {
    const { name = "pix_api", clock } = options(given, ["name", "clock"]);
    const label = text(name, "gateway.name");
    const [of, by] = [read(accounts), ManualClock.nativeOf(clock)];
    super(
      called(() => native.pixApiGateway(label, of, by)),
      PixApiGateway,
    );
    this.#name = label;
  }

  get name() {
    return this.#name;
  }

  async issueDueCharge(asked, due) {
    const charge = message(asked, "issue_charge", "charge");
    const terms = message(due, undefined, "due");
    const question = `{"type":"issue_due_charge","charge":${charge},"due":${terms}}`;
    return factsOf(await this.ask(question));
  }

  async registerWebhook(tenant, url) {
    await this.ask(message({ type: "register_webhook", ...textual({ tenant, url }) }));
  }

  async registeredWebhook(tenant) {
    const told = await this.ask(message({ type: "registered_webhook", ...textual({ tenant }) }));
    return told ?? undefined;
  }

  async removeWebhook(tenant) {
    await this.ask(message({ type: "remove_webhook", ...textual({ tenant }) }));
  }
}

module.exports = { PixApiGateway };
