// Errors as a host has them: across threads, across copies of the package, and in tests of its own.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";
import { Worker } from "node:worker_threads";

import {
  ConflictError,
  InvalidError,
  ManualClock,
  NotFoundError,
  PalcoError,
  Palco,
  RejectedError,
  UnavailableError,
} from "palco";

import { invalidAt, newId, NOW } from "./support/world.mjs";

const require = createRequire(import.meta.url);
const classes = [InvalidError, NotFoundError, RejectedError, ConflictError, UnavailableError];

/** The package once more, as a test's module registry loads it. */
function loadedAgain() {
  const loaded = { ...require.cache };
  for (const path of Object.keys(loaded)) delete require.cache[path];
  const again = require("palco");
  Object.assign(require.cache, loaded);
  return again;
}

test("an error crosses to another thread and back as it was", async () => {
  const worker = new Worker(
    `const { Palco } = require("palco");
     const { parentPort } = require("node:worker_threads");
     const me = Palco.inMemory().acting({ tenant: "${newId()}", actor: "${newId()}" });
     me.venues.state("${newId()}").catch((error) => parentPort.postMessage(error.toJSON()));`,
    { eval: true },
  );
  const json = await new Promise((resolve) => worker.once("message", resolve));
  await worker.terminate();
  const error = PalcoError.fromJSON(json);
  assert.ok(error instanceof NotFoundError && !(error instanceof RejectedError));
  assert.deepEqual(
    [error.name, error.kind, error.code, error.message, error.details],
    ["NotFoundError", "not_found", "venue.not_found", "there is no such venue", {}],
  );
  assert.deepEqual(error.toJSON(), json);
});

test("what is no error's JSON is refused", () => {
  const json = { kind: "rejected", code: "command.too_large", message: "no", details: {} };
  assert.ok(PalcoError.fromJSON(json) instanceof RejectedError);
  for (const wrong of [
    undefined,
    null,
    "rejected",
    {},
    { ...json, kind: "toString" },
    { ...json, code: 1 },
    { ...json, message: undefined },
    { ...json, details: null },
  ]) {
    assert.throws(() => PalcoError.fromJSON(wrong), invalidAt("$"), JSON.stringify(wrong));
  }
});

test("errors and clocks of another copy of the package are what they are", () => {
  const again = loadedAgain();
  assert.notEqual(again.PalcoError, PalcoError);
  for (const of of classes) {
    const error = new again[of.name]({ code: "some.code" });
    const is = classes.filter((each) => error instanceof each);
    assert.deepEqual([error instanceof PalcoError, is], [true, [of]]);
  }
  const clock = new again.ManualClock(NOW);
  Palco.inMemory({ clock });
  clock.advance(1_000);
  again.Palco.inMemory({ clock: new ManualClock(NOW) });
  for (const wrong of [null, {}, "clock", new Date()]) {
    assert.throws(() => Palco.inMemory({ clock: wrong }), invalidAt("clock"));
  }
});

test("an error can be made, and others are none of these", () => {
  const error = new UnavailableError({ code: "store.busy", details: { outcome_unknown: false } });
  assert.deepEqual([error.kind, error.message, error.outcomeUnknown], ["unavailable", "store.busy", false]);
  const told = new InvalidError({ code: "input.invalid", message: "lines: no" }, { cause: error });
  assert.deepEqual([told.message, told.cause, told.details], ["lines: no", error, {}]);
  class OfTheHost extends RejectedError {}
  const own = new OfTheHost({ code: "host.own" });
  assert.ok(own instanceof OfTheHost && own instanceof RejectedError && own.kind === "rejected");
  assert.ok(!(new RejectedError({ code: "command.too_large" }) instanceof OfTheHost));
  for (const other of [new Error("no"), { kind: "rejected" }, null, undefined, 1, () => {}]) {
    assert.ok(!(other instanceof PalcoError) && !(other instanceof RejectedError));
  }
});
