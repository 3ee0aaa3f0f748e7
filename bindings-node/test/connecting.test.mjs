// What `connect` is told about the server, and what stands before it.
import assert from "node:assert/strict";
import net from "node:net";
import { test } from "node:test";

import { NotFoundError, Palco, UnavailableError } from "palco";
import pg from "pg";

import { database, dropped, inMemory, invalidAt, lines, newId, opened } from "./support/world.mjs";

async function queried(text, values) {
  const client = new pg.Client({ connectionString: database() });
  await client.connect();
  try {
    return (await client.query({ text, values, rowMode: "array" })).rows.flat();
  } finally {
    await client.end();
  }
}

function withParameters(parameters) {
  const url = new URL(database());
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url.href;
}

/** What each session of a Palco did last, after some commands. */
async function lastStatements(t, options) {
  const name = `palco_${newId()}`;
  const url = withParameters({ application_name: name });
  const palco = await Palco.connect(url, { schema: dropped(t), ...options });
  await opened(palco);
  const text = "select distinct upper(query) from pg_stat_activity where application_name = $1";
  const statements = await queried(text, [name]);
  await palco.close();
  return statements;
}

test("behind a pooler everything is a transaction", async (t) => {
  const direct = await lastStatements(t, { durability: "relaxed" });
  assert.ok(direct.length > 0 && !direct.includes("COMMIT"), direct.join());
  const pooled = await lastStatements(t, { durability: "relaxed", pooler: "transaction" });
  assert.deepEqual(pooled, ["COMMIT"]);
});

test("the tables are divided when the schema is made", async (t) => {
  const relaxed = { schema: dropped(t), durability: "relaxed" };
  const palco = await Palco.connect(database(), { ...relaxed, partitions: 3 });
  await opened(palco);
  await palco.close();
  const parts = await queried(`select partitions from ${relaxed.schema}.store_meta`);
  assert.deepEqual(parts, [3]);
  const otherwise = Palco.connect(database(), { ...relaxed, partitions: 4 });
  await assert.rejects(otherwise, UnavailableError);
  await (await Palco.connect(database(), relaxed)).close();
});

test("a command waits no longer than was said", async (t) => {
  const schema = dropped(t);
  const limits = { mailbox: 1, deadlineMillis: 300, answerWithinMillis: 1_000 };
  const palco = await Palco.connect(database(), { schema, durability: "relaxed", ...limits });
  const { me, eventId } = await opened(palco);
  const holder = new pg.Client({ connectionString: database() });
  await holder.connect();
  await holder.query(`begin; lock table ${schema}.event_store`);
  const held = await Promise.allSettled(
    Array.from({ length: 8 }, () => me.tickets.hold(eventId, { lines })),
  );
  await holder.end();
  await palco.close();
  const codes = new Set(held.map(({ reason }) => reason?.code));
  assert.deepEqual([...codes].sort(), ["store.busy", "store.unavailable"]);
});

test("a server that may lose what it acknowledged is for tests", async (t) => {
  const url = withParameters({ "options[synchronous_commit]": "off" });
  const schema = dropped(t);
  await assert.rejects(Palco.connect(url, { schema }), UnavailableError);
  await (await Palco.connect(url, { schema, durability: "relaxed" })).close();
});

test("a replica is asked by who may read behind", async (t) => {
  let asked = 0;
  const replica = net.createServer((connection) => {
    asked += 1;
    connection.destroy();
  });
  await new Promise((listening) => replica.listen(0, "127.0.0.1", listening));
  t.after(() => replica.close());
  const palco = await Palco.connect(database(), {
    schema: dropped(t),
    durability: "relaxed",
    replicas: [`postgres://palco@127.0.0.1:${replica.address().port}/palco`],
  });
  t.after(() => palco.close());
  const { me, eventId } = await opened(palco);
  const left = await me.tickets.availability(eventId);
  assert.equal(asked, 0);
  // It does not answer, so the primary does.
  assert.deepEqual(await me.atLeast(0).tickets.availability(eventId), left);
  assert.ok(asked > 0);
});

test("who may read behind names a version", async (t) => {
  const { me, eventId } = await opened(inMemory(t));
  const held = await me.tickets.hold(eventId, { lines });
  const behind = me.atLeast(held.version).tickets;
  assert.deepEqual(await behind.availability(eventId), await me.tickets.availability(eventId));
  assert.deepEqual(await behind.quotaUses(eventId), await me.tickets.quotaUses(eventId));
  const [state, same] = [await behind.state(eventId), await me.tickets.state(eventId)];
  assert.equal(state.toJson(), same.toJson());
  await assert.rejects(behind.availability(newId()), NotFoundError);
  for (const version of [-1, 2 ** 53, 1.5, "1", undefined]) {
    assert.throws(() => me.atLeast(version), invalidAt("version"));
  }
});
