"use strict";

/**
 * What every error of ours has, of whatever copy of this package: two are loaded by a test's module
 * registry, or by packages that each bring their own.
 */
const BRAND = Symbol.for("palco.error");

/** The base of every error that Palco gives: a kind, a stable code, the figures that explain it. */
class PalcoError extends Error {
  /** @param {{code: string, message?: string, details?: object}} told */
  constructor({ code, message = code, details = {} }, options) {
    super(message, options);
    // As an error has it: not listed, and others may set it.
    Object.defineProperty(this, "name", { value: new.target.name, configurable: true, writable: true });
    this.kind = new.target.kind;
    this.code = code;
    this.details = details;
  }

  static [Symbol.hasInstance](value) {
    // A class of the host's that extends one of these is told from it as any class is.
    if (!OURS.has(this)) return Function.prototype[Symbol.hasInstance].call(this, value);
    const branded = typeof value === "object" && value !== null && value[BRAND] === true;
    return branded && (this === PalcoError || value.kind === this.kind);
  }

  /** The error that `toJSON` wrote. */
  static fromJSON(json) {
    const { kind, code, message, details } = json ?? {};
    const texts = [code, message].every((text) => typeof text === "string");
    if (!Object.hasOwn(KINDS, kind) || !texts || typeof details !== "object" || details === null) {
      throw invalid("$", "expected an error as its toJSON writes it");
    }
    return errorOf({ kind, code, message, details });
  }

  /** With its message, which `JSON.stringify` leaves out of errors. */
  toJSON() {
    const { kind, code, message, details } = this;
    return { kind, code, message, details };
  }
}
Object.defineProperty(PalcoError.prototype, BRAND, { value: true });

/** The input is not of the form: `details.path` says where, `details.reason` why. Mend it. */
class InvalidError extends PalcoError {
  static kind = "invalid";
}

/** It does not exist, for this tenant. */
class NotFoundError extends PalcoError {
  static kind = "not_found";
}

/** A rule said no; the details say why. */
class RejectedError extends PalcoError {
  static kind = "rejected";
}

/** Others wrote first, in every round. Send it again. */
class ConflictError extends PalcoError {
  static kind = "conflict";
}

/** The store failed. Sending the same command again with the same command id is always safe. */
class UnavailableError extends PalcoError {
  static kind = "unavailable";

  /** Whether what was to be written may have been written all the same. */
  get outcomeUnknown() {
    return this.details.outcome_unknown === true;
  }
}

const CLASSES = [InvalidError, NotFoundError, RejectedError, ConflictError, UnavailableError];
const OURS = new Set([PalcoError, ...CLASSES]);
const KINDS = Object.fromEntries(CLASSES.map((of) => [of.kind, of]));

/** The error that was told as `{kind, code, message, details}`. */
function errorOf(told, options) {
  return new KINDS[told.kind](told, options);
}

/** Input of which the field at `path` is not of the form. */
function invalid(path, reason, code = "input.invalid", options = undefined) {
  const message = `${path}: ${reason}`;
  return new InvalidError({ code, message, details: { path, reason } }, options);
}

/** What the native half threw, as an error of ours. */
function translated(thrown) {
  if (thrown instanceof PalcoError) return thrown;
  const message = String(thrown?.message);
  if (message.startsWith('{"')) return errorOf(JSON.parse(message));
  // An argument of a type that the native half does not take: the facade should have seen it.
  if (/Expected$|InvalidArg/.test(thrown?.code)) return invalid("$", message);
  const told = {
    kind: "unavailable",
    code: "palco.internal",
    message: "palco failed, which is a defect of its own",
    details: { outcome_unknown: true },
  };
  return errorOf(told, { cause: thrown });
}

/** Makes a call of the native half. */
function called(call) {
  try {
    return call();
  } catch (thrown) {
    throw translated(thrown);
  }
}

module.exports = {
  PalcoError,
  InvalidError,
  NotFoundError,
  RejectedError,
  ConflictError,
  UnavailableError,
  called,
  errorOf,
  invalid,
  translated,
};
