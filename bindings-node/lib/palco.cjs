"use strict";

const native = require("../native.cjs");
const { abortable, paused, signal, throwIfAborted } = require("./abort.cjs");
const { ManualClock } = require("./clock.cjs");
const { called, errorOf, invalid, translated } = require("./errors.cjs");
const { nativeOf } = require("./gateway/host.cjs");
const { text } = require("./json.cjs");
const {
  integer,
  optionalBoolean,
  optionalInteger,
  optionalText,
  options,
  texts,
} = require("./options.cjs");
const { Acting } = require("./services.cjs");

const RECORDS_MAX = 1_000;
const CONNECTIONS_MAX = 1_000;
const PARTITIONS_MAX = 255;
const MAILBOX_MAX = 1_000_000;
const LIMIT_MILLIS = [100, 600_000];
const POLL_MILLIS_MAX = 3_600_000;
const TIMER_MILLIS_MAX = 2 ** 31 - 1;

/** The rules over a store. */
class Palco {
  #native;
  // Node ends a process that nothing is to happen in any more, and does not see the processors.
  #running;
  /** Ends the feeds that are followed. */
  #closes = new AbortController();

  constructor(token, over) {
    if (token !== made) throw invalid("$", "expected Palco.connect or Palco.inMemory");
    this.#native = over;
  }

  static inMemory(given) {
    const { clock } = options(given, ["clock"]);
    const of = ManualClock.nativeOf(clock);
    return new Palco(
      made,
      called(() => native.NativePalco.inMemory(of)),
    );
  }

  static async connect(url, given) {
    const known = [
      "schema",
      "maxConnections",
      "pooler",
      "partitions",
      "replicas",
      "durability",
      "mailbox",
      "deadlineMillis",
      "answerWithinMillis",
      "clock",
      "signal",
    ];
    const { signal: aborts, ...of } = options(given, known);
    const settings = {
      url: text(url, "url"),
      schema: optionalText(of.schema, "schema"),
      maxConnections: optionalInteger(of.maxConnections, "maxConnections", 1, CONNECTIONS_MAX),
      pooler: optionalText(of.pooler, "pooler"),
      partitions: optionalInteger(of.partitions, "partitions", 1, PARTITIONS_MAX),
      replicas: texts(of.replicas ?? [], "replicas"),
      durability: optionalText(of.durability, "durability"),
      mailbox: optionalInteger(of.mailbox, "mailbox", 1, MAILBOX_MAX),
      deadlineMillis: optionalInteger(of.deadlineMillis, "deadlineMillis", ...LIMIT_MILLIS),
      answerWithinMillis: optionalInteger(of.answerWithinMillis, "answerWithinMillis", ...LIMIT_MILLIS),
    };
    const clock = ManualClock.nativeOf(of.clock);
    let connecting;
    try {
      const connect = () => (connecting = native.NativePalco.connect(settings, clock));
      return new Palco(made, await abortable(aborts, connect));
    } catch (thrown) {
      if (aborts?.aborted && thrown === aborts.reason) {
        // Nobody waits for it any more: it is closed as soon as it is open.
        connecting?.then((opened) => opened.close()).catch(() => {});
        throw thrown;
      }
      throw translated(thrown);
    }
  }

  acting(who) {
    if (who === undefined) throw invalid("options", "expected { tenant, actor }");
    const { tenant, actor, traceParent } = options(who, ["tenant", "actor", "traceParent"]);
    const parts = {
      tenant: text(tenant, "tenant"),
      actor: text(actor, "actor"),
      traceParent: optionalText(traceParent, "traceParent"),
    };
    called(() => native.checkWho(parts));
    return new Acting(this.#native, parts);
  }

  async *feed(given) {
    const known = ["after", "limit", "follow", "pollMillis", "signal"];
    const {
      after = "0",
      limit = 500,
      follow = false,
      pollMillis = 500,
      signal: of,
    } = options(given, known);
    const aborts = signal(of);
    const most = integer(limit, "limit", 1, RECORDS_MAX);
    const pause = integer(pollMillis, "pollMillis", 1, POLL_MILLIS_MAX);
    optionalBoolean(follow, "follow");
    let position = text(after, "after");
    // One that begins after `close` is refused, as every call is.
    const closes = follow && !this.#closes.signal.aborted ? this.#closes.signal : undefined;
    while (!closes?.aborted) {
      const page = JSON.parse(await this.#call(aborts, () => this.#native.feed(position, most)));
      for (const record of page.records) {
        throwIfAborted(aborts);
        if (closes?.aborted) return;
        yield record;
      }
      const caughtUp = page.records.length === 0;
      position = page.next;
      if (caughtUp && !follow) return;
      throwIfAborted(aborts);
      if (caughtUp && !closes.aborted) await paused(pause, [aborts, closes].filter(Boolean));
      throwIfAborted(aborts);
    }
  }

  async react(given) {
    const { after = "0", signal: of } = options(given, ["after", "signal"]);
    const from = text(after, "after");
    const { next, refused } = JSON.parse(
      await this.#call(signal(of), () => this.#native.react(from)),
    );
    return { next, refused: refused.map(({ record, error }) => ({ record, error: errorOf(error) })) };
  }

  async startProcessors(given) {
    const known = ["readModels", "react", "gateway"];
    const { readModels, react = true, gateway } = options(given, known);
    optionalBoolean(react, "react");
    const names = readModels === undefined ? undefined : texts(readModels, "readModels");
    const charging = gateway === undefined ? undefined : nativeOf(gateway);
    await this.#call(undefined, () => this.#native.startProcessors(names, react, charging));
    this.#running ??= setInterval(() => {}, TIMER_MILLIS_MAX);
  }

  async stopProcessors() {
    await this.#call(undefined, () => this.#native.stopProcessors());
    this.#letEnd();
  }

  async close() {
    this.#closes.abort();
    await this.#call(undefined, () => this.#native.close());
    this.#letEnd();
  }

  #letEnd() {
    clearInterval(this.#running);
    this.#running = undefined;
  }

  async [Symbol.asyncDispose]() {
    await this.close();
  }

  async #call(aborts, start) {
    try {
      return await abortable(aborts, start);
    } catch (thrown) {
      if (aborts?.aborted && thrown === aborts.reason) throw thrown;
      throw translated(thrown);
    }
  }
}

/** Only this module makes one: a store is behind each. */
const made = Symbol("made");

module.exports = { Palco };
