"use strict";

const { Answer } = require("./lib/services.cjs");
const { BoxOffice, Context, Event, Venue } = require("./lib/rules.cjs");
const { ManualClock, Palco } = require("./lib/palco.cjs");
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
  Venue,
  Context,
  PalcoError,
  InvalidError,
  NotFoundError,
  RejectedError,
  ConflictError,
  UnavailableError,
};
