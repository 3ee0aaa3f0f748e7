"use strict";

const native = require("../native.cjs");
const { called } = require("./errors.cjs");

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
