// What runs in the background: read models, and what follows in other contexts.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { execFile } from "node:child_process";
import { test } from "node:test";
import { promisify } from "node:util";

import { Palco, UnavailableError } from "palco";
import { SimulatedGateway } from "palco/gateway";
import pg from "pg";

import { database, dropped, event, eventually, inMemory, invalidAt, opened } from "./support/world.mjs";

const run = promisify(execFile);

async function closings(palco) {
  let count = 0;
  for await (const record of palco.feed()) {
    if (record.domain_event.type === "box_office.sales_closed") count += 1;
  }
  return count;
}

test("what follows is carried out in the background", async (t) => {
  const palco = inMemory(t);
  await palco.startProcessors();
  await palco.startProcessors();
  const { me, eventId } = await opened(palco);
  await me.events.cancel(eventId, { reason: "rain" });
  await eventually(async () => (await closings(palco)) === 1);
  await palco.stopProcessors();
  await palco.stopProcessors();
});

test("a gateway is not passed over", async (t) => {
  const palco = inMemory(t);
  await palco.startProcessors({ readModels: [] });
  const gateway = new SimulatedGateway();
  await assert.rejects(palco.startProcessors({ gateway }), invalidAt("gateway"));
  await palco.stopProcessors();
  await palco.startProcessors({ readModels: [], gateway });
});

test("a table is kept for SQL", async (t) => {
  const schema = dropped(t);
  const palco = await Palco.connect(database(), { schema, durability: "relaxed" });
  const client = new pg.Client({ connectionString: database() });
  await client.connect();
  try {
    await palco.startProcessors({ readModels: ["events"], react: false });
    const { tenant, eventId } = await opened(palco);
    const query = `select name, status from ${schema}.events where tenant_id = $1 and id = $2`;
    const rows = async () => (await client.query(query, [tenant, eventId])).rows;
    await eventually(async () => (await rows())[0]?.status === "published");
    assert.deepEqual(await rows(), [{ name: event.name, status: "published" }]);
  } finally {
    await client.end();
    await palco.close();
  }
});

test("a read model has a name", async (t) => {
  const palco = inMemory(t);
  const wrong = [{ readModels: ["sample"] }, { readModels: "events" }, { readModels: [1] }];
  for (const options of wrong) {
    await assert.rejects(() => palco.startProcessors(options), invalidAt("readModels"));
  }
  await assert.rejects(() => palco.startProcessors({ react: 1 }), invalidAt("react"));
  const types = await readFile(new URL("../index.d.cts", import.meta.url), "utf8");
  const [, union] = types.match(/export type ReadModel =([^;]*);/);
  const names = Array.from(union.matchAll(/"(\w+)"/g), ([, name]) => name);
  await assert.rejects(palco.startProcessors(wrong[0]), {
    details: { path: "readModels", reason: `expected names of ${names.join(", ")}` },
  });
});

test("a process that does nothing else runs them until it is closed", async () => {
  const program = `
    const { Palco } = require("palco");
    const palco = Palco.inMemory();
    palco.startProcessors().then(() => {
      setTimeout(() => palco.close().then(() => console.log("closed")), 200).unref();
    });`;
  const options = { cwd: import.meta.dirname, timeout: 30_000 };
  const { stdout } = await run(process.execPath, ["-e", program], options);
  assert.equal(stdout, "closed\n");
});

test("closing ends them, and nothing begins after it", async () => {
  const palco = Palco.inMemory();
  await palco.startProcessors();
  await palco.close();
  await assert.rejects(() => palco.startProcessors(), UnavailableError);
});
