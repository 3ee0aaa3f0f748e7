"use strict";

const native = require("../native.cjs");
const { called, invalid } = require("./errors.cjs");
const { described, instant } = require("./json.cjs");
const { integer } = require("./options.cjs");

/** Where the native half of a clock is, of whatever copy of this package. */
const NATIVE = Symbol.for("palco.clock");

/** A clock that stands still until it is moved, for tests. */
class ManualClock {
  constructor(now) {
    const given = instant(now, "now");
    Object.defineProperty(this, NATIVE, { value: called(() => new native.NativeClock(given)) });
  }

  static nativeOf(clock) {
    if (clock === undefined) return undefined;
    const of = typeof clock === "object" && clock !== null ? clock[NATIVE] : undefined;
    if (of !== undefined) return of;
    throw invalid("clock", `expected a ManualClock, got ${described(clock)}`);
  }

  now() {
    return new Date(called(() => this[NATIVE].now()));
  }

  set(now) {
    const given = instant(now, "now");
    called(() => this[NATIVE].set(given));
  }

  advance(millis) {
    const given = integer(millis, "millis", 0, Number.MAX_SAFE_INTEGER);
    called(() => this[NATIVE].advance(given));
  }
}

module.exports = { ManualClock };
