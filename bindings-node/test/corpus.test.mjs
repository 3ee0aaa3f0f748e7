// The golden corpus that Rust, Python and Node share: every form of a domain event that was ever
// written adds up to the same states, byte for byte.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";

import { BoxOffice, Event, Payment, Venue } from "palco";

const folder = new URL("../../core/tests/corpus/", import.meta.url);
const rooms = { box_office: BoxOffice, event: Event, payment: Payment, venue: Venue };
const read = (name) => readFileSync(new URL(name, folder), "utf8");
const states = JSON.parse(read("states.json"));

test("every room is in the corpus", () => {
  const names = readdirSync(folder).filter((name) => name.endsWith(".jsonl"));
  assert.deepEqual(names.map((name) => name.replace(".jsonl", "")).sort(), Object.keys(states).sort());
});

for (const [room, expected] of Object.entries(states)) {
  test(`the corpus adds up to the same states of ${room}`, () => {
    const state = new rooms[room]();
    const lines = read(`${room}.jsonl`).trimEnd().split("\n");
    const after = lines.map((line) => {
      const { data, today = data } = JSON.parse(line);
      state.evolve([today]);
      const text = state.toJson();
      assert.equal(rooms[room].fromJson(text).toJson(), text);
      return createHash("sha256").update(text).digest("hex");
    });
    assert.deepEqual(after, expected);
  });
}
