"use strict";

const rooms = require("../generated/services.cjs");
const { abortable } = require("./abort.cjs");
const { translated } = require("./errors.cjs");
const { nativeOf } = require("./gateway/host.cjs");
const { incoming } = require("./gateway/webhook.cjs");
const { message, text } = require("./json.cjs");
const { integer, optionalText, options } = require("./options.cjs");
const { defineMethod, queryText } = require("./queries.cjs");
const rules = require("./rules.cjs");

/** What a command led to. */
class Answer {
  constructor({ stream, version, repeated, records }) {
    this.stream = stream;
    this.version = version;
    this.repeated = repeated;
    this.records = records;
    this.domain_events = records.map((record) => record.domain_event);
  }

  get(type) {
    return this.domain_events.find((happened) => happened.type === type);
  }
}

/** One actor within one tenant. */
class Acting {
  #native;
  #who;
  #atLeast;

  constructor(native, who, atLeast = undefined) {
    this.#native = native;
    this.#who = who;
    this.#atLeast = atLeast;
    for (const [name, Service] of Object.entries(services)) this[name] = new Service(this);
  }

  /** @package A call on one aggregate: aborted by its signal, and its error one of ours. */
  async call(id, signal, start) {
    const to = { who: this.#who, id: text(id, "id"), atLeast: this.#atLeast };
    return this.#started(signal, () => start(this.#native, to));
  }

  async #started(signal, start) {
    try {
      return await abortable(signal, start);
    } catch (thrown) {
      // The caller's own reason for aborting is not ours to change.
      if (signal?.aborted && thrown === signal.reason) throw thrown;
      throw translated(thrown);
    }
  }

  atLeast(version) {
    const atLeast = integer(version, "version", 0, Number.MAX_SAFE_INTEGER);
    return new Acting(this.#native, this.#who, atLeast);
  }

  async send(id, command, given) {
    return this.sendAs(undefined, id, command, given);
  }

  /** @package */
  async sendAs(type, id, command, given) {
    const { commandId, signal } = options(given, ["commandId", "signal"]);
    const written = message(command, type);
    const as = optionalText(commandId, "commandId");
    return new Answer(
      JSON.parse(await this.call(id, signal, (native, to) => native.send(to, as, written))),
    );
  }

  async takeWebhook(gateway, webhook, given) {
    const { signal } = options(given, ["signal"]);
    const [from, came] = [nativeOf(gateway), incoming(webhook)];
    return this.#taken(signal, () => this.#native.takeWebhook(this.#who, from, came));
  }

  async takeListed(gateway, period, given) {
    const { signal } = options(given, ["signal"]);
    const [from, within] = [nativeOf(gateway), message(period, undefined, "period")];
    return this.#taken(signal, () => this.#native.takeListed(this.#who, from, within));
  }

  async #taken(signal, start) {
    return JSON.parse(await this.#started(signal, start)).map((answer) => new Answer(answer));
  }
}

/** The aggregates of one room, as one actor sees them. */
class Service {
  #acting;

  constructor(acting) {
    this.#acting = acting;
  }

  /** @package */
  send(type, id, command, given) {
    return this.#acting.sendAs(type, id, command, given);
  }

  async state(id, given) {
    const { signal } = options(given, ["signal"]);
    const { Rules } = this.constructor;
    const state = (native, to) => native.state(to, Rules.aggregate);
    return Rules.over(await this.#acting.call(id, signal, state));
  }

  /** @package */
  async ask(query, id, given) {
    const written = queryText(query, given);
    const { signal } = options(given[Object.keys(query.ids).length], ["signal"]);
    return JSON.parse(
      await this.#acting.call(id, signal, (native, to) => native.ask(to, written)),
    );
  }
}

/** The service of a room: a method for each of its commands and for each question. */
function serviceOf({ aggregate, methods, queries }) {
  const Rules = Object.values(rules).find((of) => of.aggregate === aggregate);
  class RoomService extends Service {
    static Rules = Rules;
  }
  const sends = Object.entries(methods).map(([name, type]) => ({
    async [name](id, command = {}, given = undefined) {
      return this.send(type, id, command, given);
    },
  }));
  const asks = Object.entries(queries).map(([name, query]) => ({
    async [name](id, ...given) {
      return this.ask(query, id, given);
    },
  }));
  for (const [name, value] of Object.entries(Object.assign({}, ...sends, ...asks))) {
    defineMethod(RoomService.prototype, name, value);
  }
  return RoomService;
}

const services = Object.fromEntries(
  Object.entries(rooms).map(([name, room]) => [name, serviceOf(room)]),
);

module.exports = { Acting, Answer };
