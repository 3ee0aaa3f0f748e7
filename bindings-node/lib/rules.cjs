"use strict";

const rooms = require("../generated/services.cjs");
const native = require("../native.cjs");
const { called, errorOf, invalid, translated } = require("./errors.cjs");
const { described, instant, message, messages, quoted, text } = require("./json.cjs");
const { options } = require("./options.cjs");
const { defineMethod, queryText } = require("./queries.cjs");

/** For a question whose answer does not depend on when it is asked. */
const ANY_TIME = "1970-01-01T00:00:00Z";

/** As many as in Python. */
const COMMANDS_MAX = 10_000;

/** A context as JSON text. */
function written(context) {
  const { tenant, actor, now, commandId } = options(context, [
    "tenant",
    "actor",
    "now",
    "commandId",
  ]);
  const field = (name, value) => `"${name}":${quoted(text(value, name), name)}`;
  const all = [field("tenant", tenant), field("actor", actor), field("now", instant(now, "now"))];
  if (commandId !== undefined) all.push(field("commandId", commandId));
  return `{${all.join(",")}}`;
}

/** Who asks, for whom, when, and under which command id: read once, for any number of decisions. */
class Context {
  #text;

  constructor(context) {
    const given = written(context);
    this.#text = called(() => native.context(given));
  }

  /** @package */
  static textOf(context) {
    return context instanceof Context ? context.#text : written(context);
  }

  toJSON() {
    return JSON.parse(this.#text);
  }

  get tenant() {
    return this.toJSON().tenant;
  }

  get actor() {
    return this.toJSON().actor;
  }

  get now() {
    return this.toJSON().now;
  }

  get commandId() {
    return this.toJSON().commandId;
  }
}

/** The rules of one aggregate over its state, without any store. */
class Aggregate {
  #native;

  /** The state before anything happened. */
  constructor() {
    this.#native = called(() => native.NativeState.initial(this.constructor.aggregate));
  }

  /** Reads what `toJson` wrote. */
  static fromJson(json) {
    const given = text(json, "$");
    return this.over(called(() => native.NativeState.fromJson(this.aggregate, given)));
  }

  /** @package The rules over a state that is there already. */
  static over(state) {
    const made = new this();
    called(() => state.weigh());
    made.#native = state;
    return made;
  }

  toJson() {
    return called(() => this.#native.toJson());
  }

  toJSON() {
    return JSON.parse(this.toJson());
  }

  decide(command, context) {
    const given = message(command);
    const of = Context.textOf(context);
    return JSON.parse(called(() => this.#native.decide(given, of)));
  }

  evolve(domainEvents) {
    const given = messages(domainEvents);
    called(() => this.#native.evolve(given));
  }

  run(batch) {
    if (!Array.isArray(batch)) throw invalid("$", `expected an array, got ${described(batch)}`);
    if (batch.length > COMMANDS_MAX) {
      throw invalid("$", `expected at most ${COMMANDS_MAX} commands, got ${batch.length}`);
    }
    const given = Array.from(batch, item);
    const settled = JSON.parse(called(() => this.#native.run(`[${given.join(",")}]`)));
    for (const outcome of settled) {
      if (outcome.status === "rejected") outcome.reason = errorOf(outcome.reason);
    }
    return settled;
  }

  /** @package A question as of an instant, which stands behind the ids that it takes. */
  ask(query, given) {
    const written = queryText(query, given);
    const now = query.isTimed ? instant(given[Object.keys(query.ids).length], "now") : ANY_TIME;
    return JSON.parse(called(() => this.#native.ask(written, now)));
  }
}

/** One of a batch. All are written first, so that one that is not JSON stops the whole batch. */
function item(given, index) {
  const at = `[${index}]`;
  if (typeof given !== "object" || given === null) {
    throw invalid(at, `expected { command, context }, got ${described(given)}`);
  }
  const command = message(given.command, undefined, `${at}.command`);
  try {
    return `{"command":${command},"context":${Context.textOf(given.context)}}`;
  } catch (thrown) {
    const { code, details } = translated(thrown);
    throw invalid(`${at}.context.${details.path}`, details.reason, code, { cause: thrown });
  }
}

/** The rules of the box office of one event. */
class BoxOffice extends Aggregate {
  static aggregate = "box_office";
}

/** The rules of an event. */
class Event extends Aggregate {
  static aggregate = "event";
}

/** The rules of a payment. */
class Payment extends Aggregate {
  static aggregate = "payment";
}

/** The rules of a venue and its calendar. */
class Venue extends Aggregate {
  static aggregate = "venue";
}

for (const { aggregate, queries } of Object.values(rooms)) {
  const Rules = [BoxOffice, Event, Payment, Venue].find((of) => of.aggregate === aggregate);
  for (const [name, query] of Object.entries(queries)) {
    defineMethod(Rules.prototype, name, function (...given) {
      return this.ask(query, given);
    });
  }
}

module.exports = { Aggregate, BoxOffice, Context, Event, Payment, Venue };
