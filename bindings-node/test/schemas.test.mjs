import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";

import Ajv from "ajv";
import { InvalidError } from "palco";

import { commands, variants } from "./support/samples.mjs";
import { id, NOW } from "./support/world.mjs";

const context = { tenant: id(1), actor: id(2), now: NOW, commandId: id(3) };

/** Whether the door lets a body in; whether a rule says no afterwards is of no interest here. */
function door({ Rules, type }, body) {
  try {
    new Rules().decide({ type, ...body }, context);
    return true;
  } catch (error) {
    return !(error instanceof InvalidError);
  }
}

test("each command's schema compiles as it is, alone and in one ajv with the others", () => {
  const together = new Ajv({ strict: true, allErrors: true });
  for (const { schema, body, type } of commands) {
    const alone = new Ajv({ strict: true }).compile(schema);
    assert.ok(alone(body), `${type}: ${JSON.stringify(alone.errors)}`);
    assert.ok(together.compile(schema)(body));
  }
});

test("the schemas and the door agree on every body and its variants", () => {
  const ajv = new Ajv({ strict: true });
  let [taken, refused] = [0, 0];
  const differ = [];
  for (const command of commands) {
    const valid = ajv.compile(command.schema);
    assert.ok(door(command, command.body), command.type);
    for (const [name, body] of variants(command.body, command.schema)) {
      // In the door the method's own type comes first.
      const [schema, rules] = [valid(body), door(command, body)];
      if (schema !== rules)
        differ.push(`${command.type}, ${name}: schema ${schema}, door ${rules}`);
      if (rules) taken += 1;
      else refused += 1;
    }
  }
  assert.deepEqual(differ, []);
  assert.ok(taken > 50 && refused > 800, `${taken} taken, ${refused} refused`);
});

test("a table of values that are nearly right", () => {
  const ajv = new Ajv({ strict: true });
  const hold = commands.find(({ type }) => type === "box_office.hold_tickets");
  const draft = commands.find(({ type }) => type === "event.draft");
  const add = commands.find(({ type }) => type === "box_office.add_ticket_type");
  const line = hold.body.lines[0];
  const ticket_type = add.body.ticket_type;
  const priced = (amount, currency = "BRL") => ({
    ticket_type: { ...ticket_type, terms: { ...ticket_type.terms, price: { amount, currency } } },
  });
  const rows = [
    [hold, { ...hold.body, lines: [{ ...line, quantity: 2 ** 53 - 1 }] }, true],
    [hold, { ...hold.body, lines: [{ ...line, quantity: 2 ** 53 }] }, false],
    [hold, { ...hold.body, lines: [{ ...line, quantity: 1.5 }] }, false],
    [hold, { ...hold.body, lines: Array(100).fill(line) }, true],
    [hold, { ...hold.body, lines: Array(101).fill(line) }, false],
    [hold, { ...hold.body, lines: [{ ...line, ticket_type: "VIP" }] }, false],
    [hold, { ...hold.body, lines: [{ ...line, ticket_type: "x".repeat(41) }] }, false],
    [hold, { ...hold.body, ttl_seconds: 59 }, false],
    [hold, { ...hold.body, ttl_seconds: 60 }, true],
    [hold, { ...hold.body, ttl_seconds: 3_601 }, false],
    [hold, { ...hold.body, hold_id: null }, true],
    [hold, { ...hold.body, hold_id: "{0198f0a2-5b1c-7d3e-8a4f-1234567890ab}" }, false],
    [hold, { ...hold.body, hold_id: "0198F0A2-5B1C-7D3E-8A4F-1234567890AB" }, true],
    [draft, { ...draft.body, starts_at: "2026-12-01T21:00:00-03:00" }, true],
    [draft, { ...draft.body, starts_at: "2026-12-01T21:00:00" }, false],
    [draft, { ...draft.body, starts_at: "2026-12-01" }, false],
    [draft, { ...draft.body, place: { kind: "online" } }, true],
    [draft, { ...draft.body, place: { kind: "online", venue_id: null } }, false],
    [draft, { ...draft.body, place: { kind: "moon" } }, false],
    [draft, { ...draft.body, name: "ab" }, false],
    [draft, { ...draft.body, name: "a\u202eb c" }, false],
    [draft, { ...draft.body, setup_minutes: 10_081 }, false],
    [add, priced("120.00"), true],
    [add, priced("-0.01"), true],
    [add, priced("-0.00"), false],
    [add, priced("1e3"), false],
    [add, priced("01.00"), false],
    [add, priced(120), false],
    [add, priced("120.00", "brl"), false],
    [add, priced("12345678901234.00"), false],
  ];
  for (const [command, body, good] of rows) {
    const told = JSON.stringify(body).slice(0, 200);
    assert.equal(door(command, body), good, `door: ${told}`);
    assert.equal(ajv.compile(command.schema)(body), good, `schema: ${told}`);
  }
});

test("the schemas are files as well", () => {
  const require = createRequire(import.meta.url);
  const names = readdirSync(new URL("../generated/schemas", import.meta.url));
  assert.equal(names.length, commands.length);
  for (const { schema, type } of commands) {
    assert.deepEqual(
      JSON.parse(readFileSync(require.resolve(`palco/schemas/${type}.json`))),
      schema,
    );
  }
});
