import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

import * as esm from "palco";
import * as room from "palco/box-office";
import * as gateway from "palco/gateway";
import { Ledger, ledger } from "palco/ledger";
import { pix } from "palco/pix";
import { split } from "palco/split";

const require = createRequire(import.meta.url);

test("a class is the same class by import and by require", () => {
  const cjs = require("palco");
  assert.deepEqual(Object.keys(cjs).sort(), Object.keys(esm).sort());
  for (const name of Object.keys(cjs)) assert.equal(esm[name], cjs[name], name);
  const half = require("palco/gateway");
  assert.deepEqual(Object.keys(half).sort(), Object.keys(gateway).sort());
  for (const name of Object.keys(half)) assert.equal(gateway[name], half[name], name);
  assert.equal(room.schemas, require("palco/box-office").schemas);
  assert.equal(pix, require("palco/pix").pix);
  assert.equal(pix, esm.pix);
  assert.equal(split, require("palco/split").split);
  assert.equal(split, esm.split);
  assert.deepEqual({ Ledger, ledger }, { ...require("palco/ledger") });
  assert.deepEqual([Ledger, ledger], [esm.Ledger, esm.ledger]);
});

test("the tarball works where nothing else is", (t) => {
  const folder = mkdtempSync(join(tmpdir(), "palco-pack-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const quiet = {
    cwd: new URL("..", import.meta.url),
    stdio: ["ignore", "pipe", "pipe"],
    encoding: "utf8",
  };
  execFileSync("npm", ["pack", "--pack-destination", folder], quiet);
  const [tarball] = readdirSync(folder);
  writeFileSync(join(folder, "package.json"), '{ "name": "host", "private": true }');
  execFileSync("npm", ["install", "--offline", "--no-audit", "--no-fund", join(folder, tarball)], {
    ...quiet,
    cwd: folder,
  });

  writeFileSync(
    join(folder, "use.mjs"),
    `
    import { Palco } from "palco";
    import { schemas } from "palco/box-office";
    const palco = Palco.inMemory();
    const me = palco.acting({ tenant: crypto.randomUUID(), actor: crypto.randomUUID() });
    const venue = { name: "Circo Voador", address: "Rio", timezone: "America/Sao_Paulo", capacity: 10 };
    const { version } = await me.venues.register(crypto.randomUUID(), venue);
    await palco.close();
    console.log(version, schemas.HoldTickets.title);
  `,
  );
  writeFileSync(
    join(folder, "use.cjs"),
    `
    const { BoxOffice } = require("palco");
    console.log(new BoxOffice().toJson(), require("palco/schemas/event.publish.json").title);
  `,
  );
  const run = (file) => execFileSync(process.execPath, [file], { ...quiet, cwd: folder }).trim();
  assert.equal(run("use.mjs"), "1 HoldTickets");
  assert.equal(run("use.cjs"), '{"unopened":{}} Publish');

  const inside = readdirSync(join(folder, "node_modules/palco"), { recursive: true });
  for (const outside of ["src", "test", "Cargo.toml", "generate.mjs", "benches"]) {
    assert.ok(!inside.includes(outside), outside);
  }
});
