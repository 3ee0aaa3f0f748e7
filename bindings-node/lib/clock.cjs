"use strict";

const native = require("../native.cjs");
const { called, invalid } = require("./errors.cjs");
const { described, instant } = require("./json.cjs");
const { integer } = require("./options.cjs");

/** A clock that stands still until it is moved, for tests. */
class ManualClock {
  #native;

  constructor(now) {
    const given = instant(now, "now");
    this.#native = called(() => new native.NativeClock(given));
  }

  static nativeOf(clock) {
    if (clock === undefined) return undefined;
    if (clock instanceof ManualClock) return clock.#native;
    throw invalid("clock", `expected a ManualClock, got ${described(clock)}`);
  }

  now() {
    return new Date(called(() => this.#native.now()));
  }

  set(now) {
    const given = instant(now, "now");
    called(() => this.#native.set(given));
  }

  advance(millis) {
    const given = integer(millis, "millis", 0, Number.MAX_SAFE_INTEGER);
    called(() => this.#native.advance(given));
  }
}

module.exports = { ManualClock };
