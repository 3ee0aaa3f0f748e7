import assert from "node:assert/strict";
import { test } from "node:test";
import vm from "node:vm";

import { BoxOffice, Context, ManualClock, Palco } from "palco";

import { commands } from "./support/samples.mjs";
import {
  event,
  id,
  inMemory,
  invalidAt,
  lines,
  newId,
  NOW,
  opened,
  recorded,
} from "./support/world.mjs";

const context = { tenant: id(1), actor: id(2), now: NOW, commandId: id(3) };

test("an unknown field is refused in every command", () => {
  assert.ok(commands.length >= 29);
  for (const { Rules, type, body } of commands) {
    const command = { type, ...body, surprise: "x" };
    assert.throws(() => new Rules().decide(command, context), invalidAt("surprise"), type);
    assert.throws(
      () => new Rules().decide({ type, surprise: 1 }, context),
      invalidAt("surprise"),
      type,
    );
  }
});

const circular = { quantity: 1 };
circular.self = circular;
const wide = [];
wide.push(wide, wide, wide);
const throwing = {
  get quantity() {
    throw new TypeError("of the caller's own");
  },
};
const deep = (depth) => Array.from({ length: depth }).reduce((within) => ({ within }), 1);

/** A value that stands for a quantity, the path that is named, and the code. */
const values = [
  ["a lone surrogate", "\ud800", "lines[0].quantity"],
  ["NaN", NaN, "lines[0].quantity"],
  ["Infinity", Infinity, "lines[0].quantity"],
  ["-0", -0, "lines[0].quantity"],
  ["a fraction", 1.5, "lines[0].quantity"],
  ["2^53 + 1", 2 ** 53 + 1, "lines[0].quantity"],
  ["an exponent", 1e21, "lines[0].quantity"],
  ["0", 0, "lines[0].quantity"],
  ["a bigint", 1n, "lines[0].quantity"],
  ["undefined", undefined, "lines[0].quantity"],
  ["null", null, "lines[0].quantity"],
  ["text", "1", "lines[0].quantity"],
  ["a function", () => 1, "lines[0].quantity"],
  ["a symbol", Symbol("1"), "lines[0].quantity"],
  ["a boxed number", Object(1), "lines[0].quantity"],
  ["a boxed bigint", Object(1n), "lines[0].quantity"],
  ["a Map", new Map(), "lines[0].quantity"],
  ["a Date", new Date(NOW), "lines[0].quantity"],
  ["an invalid Date", new Date(NaN), "lines[0].quantity"],
  ["a toJSON on the prototype", Object.create({ toJSON: () => 1 }), "lines[0].quantity"],
  ["a toJSON of its own", { toJSON: () => 1 }, "lines[0].quantity.toJSON"],
  ["bytes", Buffer.from("1"), "lines[0].quantity"],
  ["a hole", [, 1], "lines[0].quantity[0]"],
  ["undefined in an array", [undefined], "lines[0].quantity[0]"],
  ["a promise", Promise.resolve(1), "lines[0].quantity"],
  ["a circle", circular, "$", "input.too_deep"],
  ["a circle that widens", wide, "$", "input.too_deep"],
  ["depth 1000", deep(1_000), "$", "input.too_deep"],
  ["depth 100000", deep(100_000), "$", "input.too_deep"],
  ["10 MiB", "x".repeat(10 * 1024 * 1024), "$", "input.too_large"],
  ["10 MiB in small parts", Array(500_000).fill("x".repeat(20)), "$", "input.too_many_items"],
  ["10001 values", Array(10_001).fill(1), "$", "input.too_many_items"],
  ["a long name", { ["x".repeat(2 ** 21)]: 1 }, "$", "input.too_large"],
  ["a lone surrogate in a name", { "\udfff": 1 }, "lines[0].quantity.\udfff"],
];

test("a value that would silently change, or be too much, is refused with its path", async (t) => {
  const palco = inMemory(t);
  const { me, eventId } = await opened(palco);
  const before = [(await me.tickets.state(eventId)).toJson(), await recorded(palco)];
  for (const [name, quantity, path, code] of values) {
    const command = { lines: [{ ticket_type: "vip", quantity }] };
    await assert.rejects(me.tickets.hold(eventId, command), invalidAt(path, code), name);
  }
  const throws = me.tickets.hold(eventId, { lines: [throwing] });
  await assert.rejects(
    throws,
    (error) => invalidAt("$")(error) && error.cause.message === "of the caller's own",
  );
  const proxied = new Proxy(
    {},
    {
      ownKeys: () => {
        throw new Error("no");
      },
    },
  );
  await assert.rejects(me.tickets.hold(eventId, proxied), invalidAt("$"));
  assert.deepEqual([(await me.tickets.state(eventId)).toJson(), await recorded(palco)], before);
});

test("a cap that is not a number does not become no cap", async (t) => {
  const palco = inMemory(t);
  const { me, eventId } = await opened(palco);
  for (const max_per_buyer of [NaN, Infinity, -Infinity]) {
    const terms = { name: "VIP", price: { amount: "120.00", currency: "BRL" }, max_per_buyer };
    const changed = me.tickets.changeTicketType(eventId, { ticket_type: "vip", terms });
    await assert.rejects(changed, invalidAt("terms.max_per_buyer"));
  }
});

test("money that is no text is refused with what it is to be", async (t) => {
  const { me, eventId } = await opened(inMemory(t));
  const text = 'money is text, such as "120.50"';
  const integer = "expected an integer of at most 2^53 - 1, got";
  for (const [amount, reason, path = "amount"] of [
    [120.5, `${integer} 120.5: ${text}`],
    [2 ** 53, `${integer} 9007199254740992: ${text}`],
    [NaN, `${integer} NaN`],
    [12050n, `expected JSON, got a bigint: ${text}`],
    [12050, 'invalid type: a number, expected money as text, such as "120.50"'],
    ["120,00", undefined],
    ["120.505", undefined, ""],
    ["120.50", undefined, "currency"],
  ]) {
    const price = { amount, currency: path === "currency" ? "R$" : "BRL" };
    const terms = { name: "VIP", price };
    const changed = me.tickets.changeTicketType(eventId, { ticket_type: "vip", terms });
    await assert.rejects(changed, (error) => {
      const at = ["terms.price", path].filter(Boolean).join(".");
      if (reason !== undefined) assert.equal(error.details.reason, reason);
      return invalidAt(at)(error);
    });
  }
});

test("what is no instant is refused with what it is to be", () => {
  const reason = "expected a Date or RFC 3339 text, got number";
  const refused = (path) => (error) => invalidAt(path)(error) && error.details.reason === reason;
  assert.throws(() => new ManualClock(Date.parse(NOW)), refused("now"));
  assert.throws(() => new BoxOffice().availability(1), refused("now"));
  assert.throws(() => new Context({ tenant: newId(), actor: newId(), now: 1 }), refused("now"));
});

test("what is not a command at all is refused", async (t) => {
  const palco = inMemory(t);
  const { me, eventId } = await opened(palco);
  for (const bad of [
    null,
    [],
    "{}",
    5,
    NaN,
    1n,
    true,
    () => {},
    Symbol("x"),
    new Date(NOW),
    new Map(),
    Object("{}"),
  ]) {
    await assert.rejects(me.tickets.hold(eventId, bad), invalidAt("$"));
    await assert.rejects(me.events.archive(eventId, bad), invalidAt("$"));
    await assert.rejects(me.send(eventId, bad), invalidAt("$"));
  }
  await assert.rejects(me.tickets.hold(eventId), invalidAt("lines"));
  await assert.rejects(
    me.tickets.hold(eventId, { type: "box_office.open", lines }),
    invalidAt("type"),
  );
  await assert.rejects(
    me.send(eventId, { type: "box_office.no_such" }),
    invalidAt("type", "input.unknown_type"),
  );
});

test("what is plain data is taken, however it was made", async (t) => {
  const palco = inMemory(t);
  const { me, eventId } = await opened(palco);
  class HoldBody {
    constructor() {
      this.lines = lines;
      this.hold_id = undefined;
    }
  }
  const foreign = vm.runInNewContext(`({ lines: [{ ticket_type: "vip", quantity: 2 }] })`);
  const bare = Object.assign(Object.create(null), { lines });
  for (const body of [
    new HoldBody(),
    foreign,
    bare,
    structuredClone({ lines }),
    { lines, [Symbol("x")]: 1 },
  ]) {
    assert.equal((await me.tickets.hold(eventId, body)).domain_events.length, 1);
  }
  const foreignDate = vm.runInNewContext(`new Date("2026-12-01T21:00:00Z")`);
  await me.events.draft(newId(), { ...event, starts_at: foreignDate });
});

test("an instant is from 1970 to 2999, as text or as a Date", async (t) => {
  const palco = inMemory(t);
  const me = palco.acting({ tenant: newId(), actor: newId() });
  const year0 = new Date(0);
  year0.setUTCFullYear(0);
  for (const starts_at of [
    year0,
    new Date("9999-12-31T23:59:59Z"),
    new Date(8.64e15),
    new Date(NaN),
    new Date(-1),
    "0000-01-01T00:00:00Z",
    "9999-12-31T23:59:59Z",
    "2026-12-01",
    "2026-12-01T21:00:00",
    1_764_622_800_000,
  ]) {
    await assert.rejects(me.events.draft(newId(), { ...event, starts_at }), invalidAt("starts_at"));
  }
  for (const now of [new Date(NaN), "now", undefined, 0]) {
    assert.throws(() => new ManualClock(now), invalidAt("now"));
    assert.throws(() => new ManualClock(NOW).set(now), invalidAt("now"));
  }
  for (const millis of [NaN, -1, 0.5, "1", 2 ** 53, 1n]) {
    assert.throws(() => new ManualClock(NOW).advance(millis), invalidAt("millis"));
  }
  const clock = new ManualClock(NOW);
  clock.advance(Number.MAX_SAFE_INTEGER);
  assert.equal(clock.now().toISOString(), "2999-12-31T23:59:59.999Z");
});

test("ids, options and positions are refused by name", async (t) => {
  const palco = inMemory(t);
  const { tenant, me, eventId } = await opened(palco);
  const nil = "00000000-0000-0000-0000-000000000000";
  for (const bad of [
    "",
    "x",
    nil,
    `{${eventId}}`,
    eventId.replaceAll("-", ""),
    "\ud800",
    5,
    null,
    {},
    1n,
  ]) {
    await assert.rejects(me.tickets.hold(bad, { lines }), invalidAt("id"));
    await assert.rejects(me.tickets.state(bad), invalidAt("id"));
    await assert.rejects(
      me.tickets.hold(eventId, { lines }, { commandId: bad }),
      invalidAt("commandId"),
    );
    assert.throws(() => palco.acting({ tenant: bad, actor: newId() }), invalidAt("tenant"));
    assert.throws(() => palco.acting({ tenant, actor: bad }), invalidAt("actor"));
  }
  await assert.rejects(me.tickets.hold(undefined, { lines }), invalidAt("id"));
  await assert.rejects(
    me.tickets.hold(eventId, { lines }, { command_id: id(1) }),
    invalidAt("command_id"),
  );
  await assert.rejects(me.tickets.hold(eventId, { lines }, "key"), invalidAt("options"));
  await assert.rejects(me.tickets.hold(eventId, { lines }, { signal: {} }), invalidAt("signal"));
  const throwing = {
    get commandId() {
      throw new Error("mine");
    },
  };
  for (const no of [Promise.resolve({}), new Map(), AbortSignal.abort(), new Date(), throwing]) {
    await assert.rejects(me.tickets.hold(eventId, { lines }, no), invalidAt("options"));
    await assert.rejects(palco.feed(no).next(), invalidAt("options"));
  }
  assert.throws(() => palco.acting(), invalidAt("options"));
  assert.throws(() => palco.acting({ tenant, user: id(1) }), invalidAt("user"));
  assert.throws(() => new Palco(), invalidAt("$"));
  for (const [options, path] of [
    [{ after: -1 }, "after"],
    [{ after: "" }, "after"],
    [{ after: "-1" }, "after"],
    [{ after: "9".repeat(30) }, "after"],
    [{ limit: 0 }, "limit"],
    [{ limit: NaN }, "limit"],
    [{ limit: 2 ** 32 + 1 }, "limit"],
    [{ follow: "no" }, "follow"],
    [{ from: "0" }, "from"],
  ]) {
    await assert.rejects(palco.feed(options).next(), invalidAt(path));
  }
  await assert.rejects(palco.react({ after: "x" }), invalidAt("after"));
});
