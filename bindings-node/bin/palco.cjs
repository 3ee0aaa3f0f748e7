#!/usr/bin/env node
"use strict";

// The operations tool. It runs on this thread, so that Ctrl-C ends it as it ends any program.

const { runTool } = require("../native.cjs");

process.exitCode = runTool(["palco", ...process.argv.slice(2)]);
