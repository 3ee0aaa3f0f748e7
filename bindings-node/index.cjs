"use strict";

const { Answer } = require("./lib/services.cjs");
const { BoxOffice, Context, Event, Payment, Venue } = require("./lib/rules.cjs");
const { ManualClock } = require("./lib/clock.cjs");
const { Palco } = require("./lib/palco.cjs");
const { pix } = require("./lib/pix.cjs");
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
  pix,
  telemetry,
  PalcoError,
  InvalidError,
  NotFoundError,
  RejectedError,
  ConflictError,
  UnavailableError,
};
