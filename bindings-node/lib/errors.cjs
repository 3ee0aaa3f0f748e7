"use strict";

/** The base of every error that Palco gives: a kind, a stable code, the figures that explain it. */
class PalcoError extends Error {
  /** @param {{kind: string, code: string, message: string, details: object}} told */
  constructor({ kind, code, message, details }, options) {
    super(message, options);
    // As an error has it: not listed, and others may set it.
    Object.defineProperty(this, "name", { value: new.target.name, configurable: true, writable: true });
    this.kind = kind;
    this.code = code;
    this.details = details;
  }

  /** With its message, which `JSON.stringify` leaves out of errors. */
  toJSON() {
    const { kind, code, message, details } = this;
    return { kind, code, message, details };
  }
}

/** The input is not of the form: `details.path` says where, `details.reason` why. Mend it. */
class InvalidError extends PalcoError {}

/** It does not exist, for this tenant. */
class NotFoundError extends PalcoError {}

/** A rule said no; the details say why. */
class RejectedError extends PalcoError {}

/** Others wrote first, in every round. Send it again. */
class ConflictError extends PalcoError {}

/** The store failed. Sending the same command again with the same command id is always safe. */
class UnavailableError extends PalcoError {
  /** Whether what was to be written may have been written all the same. */
  get outcomeUnknown() {
    return this.details.outcome_unknown === true;
  }
}

const KINDS = {
  invalid: InvalidError,
  not_found: NotFoundError,
  rejected: RejectedError,
  conflict: ConflictError,
  unavailable: UnavailableError,
};

/** The error that was told as `{kind, code, message, details}`. */
function errorOf(told, options) {
  return new KINDS[told.kind](told, options);
}

/** Input of which the field at `path` is not of the form. */
function invalid(path, reason, code = "input.invalid", options = undefined) {
  const message = `${path}: ${reason}`;
  return new InvalidError({ kind: "invalid", code, message, details: { path, reason } }, options);
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
