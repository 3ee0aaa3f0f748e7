"use strict";

const { Answer } = require("./lib/services.cjs");
const { BoxOffice, Context, Event, Payment, Venue } = require("./lib/rules.cjs");
const { Ledger, ledger } = require("./lib/ledger.cjs");
const { ManualClock } = require("./lib/clock.cjs");
const { Palco } = require("./lib/palco.cjs");
const { pix } = require("./lib/pix.cjs");
const { split } = require("./lib/split.cjs");
const { telemetry } = require("./lib/telemetry.cjs");
const {
  PalcoError,
  InvalidError,
  NotFoundError,
  RejectedError,
  ConflictError,
  UnavailableError,
} = require("./lib/errors.cjs");

module.exports = {
  Palco,
  ManualClock,
  Answer,
  BoxOffice,
  Event,
  Payment,
  Venue,
  Context,
  Ledger,
  ledger,
  pix,
  split,
  telemetry,
  PalcoError,
  InvalidError,
  NotFoundError,
  RejectedError,
  ConflictError,
  UnavailableError,
};
