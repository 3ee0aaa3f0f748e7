"use strict";

const native = require("../native.cjs");
const { called } = require("./errors.cjs");

// What is worked on in the background has no caller to tell: what somebody should hear of is a warning
// of the process, in the first of its threads that loaded this and still lives.
called(() =>
  native.hearNotices((logger, text) => {
    process.emitWarning(text, { type: "PalcoWarning", code: logger });
  }),
);

/** Metrics and spans of this process, for Prometheus and OpenTelemetry. */
const telemetry = Object.freeze({
  enable() {
    called(() => native.telemetryEnable());
  },

  metrics() {
    return called(() => native.telemetryMetrics());
  },

  spans() {
    return JSON.parse(called(() => native.telemetrySpans()));
  },
});

module.exports = { telemetry };
