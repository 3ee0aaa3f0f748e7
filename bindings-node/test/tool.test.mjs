import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { Palco } from "palco";

import { database, dropped, newId, venue } from "./support/world.mjs";

const program = fileURLToPath(new URL("../bin/palco.cjs", import.meta.url));

function run(...parameters) {
  return spawnSync(process.execPath, [program, ...parameters], { encoding: "utf8" });
}

test("the operations tool tells how it is used", () => {
  const { status, stdout, stderr } = run("--help");
  assert.deepEqual([status, stderr], [0, ""]);
  assert.match(stdout, /Usage: palco/);
  assert.equal(run("fly").status, 2);
});

test("the operations tool migrates, verifies and exports", async (t) => {
  const schema = dropped(t);
  const where = ["--schema", schema];
  assert.equal(run("migrate", "--check", ...where).status, 1);
  assert.match(run("migrate", ...where).stdout, /^migrated to /);
  const palco = await Palco.connect(database(), { schema });
  const tenant = newId();
  await palco.acting({ tenant, actor: newId() }).venues.register(newId(), venue);
  await palco.close();
  assert.match(run("verify", ...where).stdout, /1 records of 1 streams and 1 commands: all is well/);
  assert.equal(JSON.parse(run("export", ...where).stdout).tenant, tenant);
});

test("the operations tool ends at Ctrl-C", async (t) => {
  const where = ["--schema", dropped(t)];
  assert.equal(run("migrate", ...where).status, 0);
  const follow = [program, "feed", "tail", "--follow", ...where];
  const child = spawn(process.execPath, follow, { stdio: "ignore" });
  const ended = once(child, "exit");
  const again = setInterval(() => child.kill("SIGINT"), 200);
  const [, signal] = await ended;
  clearInterval(again);
  assert.equal(signal, "SIGINT");
});
