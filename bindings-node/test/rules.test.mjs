import assert from "node:assert/strict";
import { test } from "node:test";

import {
  BoxOffice,
  Context,
  Event,
  InvalidError,
  NotFoundError,
  RejectedError,
  Venue,
} from "palco";

import { event, id, invalidAt, lines, NOW, office as terms, venue } from "./support/world.mjs";

const context = (number, now = NOW) => ({
  tenant: id(1),
  actor: id(7),
  now,
  commandId: id(number),
});
const hold = { type: "box_office.hold_tickets", lines };

function opened() {
  const office = new BoxOffice();
  office.evolve(office.decide({ type: "box_office.open", ...terms }, context(1)));
  return office;
}

test("a box office is kept as text, decides and takes in what happened", () => {
  const office = BoxOffice.fromJson(opened().toJson());
  const before = office.toJson();
  const happened = office.decide(hold, context(2));
  assert.equal(office.toJson(), before, "deciding changes nothing");
  assert.equal(happened[0].hold_id, id(2));
  assert.equal(office.evolve(happened), undefined);
  assert.equal(office.availability(NOW)[0].available, 98);
  assert.equal(office.availability(new Date("2026-11-23T12:15:00Z"))[0].available, 100);
  assert.equal(office.quotaUses(NOW)[0].held, 2);
  assert.equal(BoxOffice.fromJson(office.toJson()).toJson(), office.toJson());
  assert.deepEqual(JSON.parse(JSON.stringify({ office })).office, JSON.parse(office.toJson()));
});

test("every room has its rules", () => {
  const [show, hall] = [new Event(), new Venue()];
  show.evolve(show.decide({ type: "event.draft", ...event }, context(1)));
  hall.evolve(hall.decide({ type: "venue.register", ...venue }, context(1)));
  assert.equal(show.toJSON().stage, "draft");
  assert.equal(show.toJSON().plan.times.starts_at, "2026-12-01T21:00:00.000Z");
  assert.equal(hall.toJSON().stage, "registered");
  for (const query of ["availability", "quotaUses"]) {
    assert.throws(
      () => new BoxOffice()[query](NOW),
      (error) => error instanceof NotFoundError && error.code === "box_office.not_found",
    );
  }
});

test("a refusal throws, and says why", () => {
  assert.throws(() => new BoxOffice().decide(hold, context(1)), NotFoundError);
  const asked = { ...hold, lines: [{ ticket_type: "vip", quantity: 101 }] };
  assert.throws(
    () => opened().decide(asked, context(2)),
    (error) => {
      assert.ok(error instanceof RejectedError);
      assert.deepEqual(error.details, {
        quota: "floor",
        available: 100,
        requested: 101,
        reason: "sold",
      });
      return true;
    },
  );
});

test("a context is read once, and has a command id of its own when none is given", () => {
  const { commandId, ...rest } = context(5);
  const one = new Context(rest);
  assert.match(one.commandId, /^[0-9a-f-]{36}$/);
  assert.notEqual(new Context(rest).commandId, one.commandId);
  assert.equal(opened().decide(hold, one)[0].hold_id, one.commandId);
  const given = new Context({ ...rest, now: new Date(NOW), commandId });
  assert.deepEqual(given.toJSON(), { tenant: id(1), actor: id(7), now: NOW, commandId });
  assert.deepEqual([given.tenant, given.actor, given.now], [id(1), id(7), NOW]);
});

test("a context that is not of the form names the field", () => {
  for (const [change, path] of [
    [{ tenant: "" }, "tenant"],
    [{ actor: 5 }, "actor"],
    [{ actor: undefined }, "actor"],
    [{ now: "yesterday" }, "now"],
    [{ now: new Date(NaN) }, "now"],
    [{ now: 0 }, "now"],
    [{ commandId: "" }, "commandId"],
    [{ commandId: null }, "commandId"],
    [{ tenant: "\ud800" }, "tenant"],
    [{ command_id: id(1) }, "command_id"],
  ]) {
    assert.throws(() => opened().decide(hold, { ...context(1), ...change }), invalidAt(path));
  }
  assert.throws(() => opened().decide(hold), InvalidError);
});

test("a batch gives what its commands give one by one", () => {
  const batch = Array.from({ length: 60 }, (_, index) => ({
    command: hold,
    context: index % 2 ? context(index + 10) : new Context(context(index + 10)),
  }));
  const [one, other] = [opened(), opened()];
  const settled = one.run(batch);
  const singly = batch.map(({ command, context }) => {
    try {
      const value = other.decide(command, context);
      other.evolve(value);
      return { status: "fulfilled", value };
    } catch (reason) {
      return { status: "rejected", reason };
    }
  });
  assert.equal(settled.filter(({ status }) => status === "fulfilled").length, 50);
  assert.ok(settled[55].reason instanceof RejectedError);
  assert.deepEqual(JSON.stringify(settled), JSON.stringify(singly));
  assert.equal(one.toJson(), other.toJson());
  assert.deepEqual(one.run([]), []);
});

test("a batch with something that is not JSON does nothing", () => {
  const office = opened();
  const before = office.toJson();
  const good = { command: hold, context: context(2) };
  for (const [bad, path] of [
    [undefined, "[1]"],
    [{}, "[1].command"],
    [{ command: { ...hold, ttl_seconds: NaN }, context: context(3) }, "[1].command.ttl_seconds"],
    [{ command: hold, context: { ...context(3), now: NaN } }, "[1].context.now"],
  ]) {
    assert.throws(() => office.run([good, bad]), invalidAt(path));
  }
  assert.throws(() => office.run(good), InvalidError);
  const reason = "expected at most 10000 commands, got 10001";
  assert.throws(() => office.run(Array(10_001).fill(good)), { details: { path: "$", reason } });
  assert.equal(office.toJson(), before);
  const [first, second] = office.run([good, { ...good, command: { ...hold, surprise: 1 } }]);
  assert.equal(first.status, "fulfilled");
  assert.equal(second.reason.details.path, "surprise");
});

test("what is of another room is refused, and not passed over", () => {
  const office = opened();
  assert.throws(() => office.decide({ type: "event.publish" }, context(2)), invalidAt("type"));
  assert.throws(() => office.evolve([{ type: "event.archived" }]), invalidAt("[0].type"));
});

test("evolving takes all domain events in, or none", () => {
  const office = opened();
  const before = office.toJson();
  const happened = office.decide(hold, context(2));
  for (const [bad, path] of [
    [{ ...happened[0], buyer: "x" }, "[1].buyer"],
    [{ ...happened[0], surprise: 1 }, "[1].surprise"],
    [undefined, "[1]"],
    [{ type: "event.archived" }, "[1].type"],
  ]) {
    assert.throws(() => office.evolve([happened[0], bad]), invalidAt(path));
  }
  for (const bad of [undefined, null, {}, "[]", happened[0]]) {
    assert.throws(() => office.evolve(bad), InvalidError);
  }
  assert.equal(office.toJson(), before);
});

test("a long history is taken in at once", () => {
  const office = opened();
  const history = Array.from({ length: 12_000 }, () => [
    { type: "box_office.sales_closed", reason: "pause", at: NOW },
    { type: "box_office.sales_reopened", at: NOW },
  ]);
  office.evolve(history.flat());
  assert.equal(office.toJSON().opened.closed, false);
});

test("a state that is not one is refused with its path", () => {
  for (const bad of [
    "",
    "{}",
    "[]",
    "null",
    "7",
    '{"opened":{}}',
    '{"unopened":{"x":1}}',
    "{".repeat(100),
    "\ud800",
  ]) {
    assert.throws(() => BoxOffice.fromJson(bad), InvalidError);
  }
  assert.throws(() => BoxOffice.fromJson(undefined), InvalidError);
  assert.throws(() => BoxOffice.fromJson({}), InvalidError);
  const text = opened().toJson().replace('"size":100', '"size":-1');
  assert.throws(
    () => BoxOffice.fromJson(text),
    (error) => {
      assert.equal(error.details.path, "opened.quotas.floor.size");
      return true;
    },
  );
});
