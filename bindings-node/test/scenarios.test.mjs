// The golden scenarios that Rust, Python and Node share: the same domain events, byte for byte.

import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

import { BoxOffice, Context, Event, PalcoError, Payment, Venue } from "palco";

const folder = new URL("../../examples/scenarios/", import.meta.url);
const rooms = { box_office: BoxOffice, event: Event, payment: Payment, venue: Venue };

/** One scenario, or several in a list. */
function read(name) {
  return [JSON.parse(readFileSync(new URL(name, folder), "utf8"))].flat();
}

function outcome(office, { command, context: { command_id: commandId, ...rest } }) {
  try {
    const domain_events = office.decide(command, new Context({ ...rest, commandId }));
    return { domain_events };
  } catch (error) {
    if (!(error instanceof PalcoError)) throw error;
    const { kind, code, details } = error;
    return { error: { kind, code, details } };
  }
}

const names = existsSync(folder)
  ? readdirSync(folder).filter((name) => name.endsWith(".json"))
  : [];

test("there are scenarios", () => assert.ok(names.length > 0, `none in ${folder.pathname}`));

for (const name of names.sort()) {
  for (const { name: title, aggregate, given, when, then } of read(name)) {
    test(`${name}: ${title}`, () => {
      const state = new rooms[aggregate]();
      state.evolve(given);
      const happens = outcome(state, when);
      if (then.error === undefined)
        assert.equal(
          JSON.stringify(happens),
          JSON.stringify({ domain_events: then.domain_events }),
        );
      else assert.deepEqual(happens, { error: { details: {}, ...then.error } });
      // The batch form gives the same.
      const { command_id: commandId, ...rest } = when.context;
      const [settled] = state.run([{ command: when.command, context: { ...rest, commandId } }]);
      if (then.error === undefined)
        assert.equal(JSON.stringify(settled.value), JSON.stringify(then.domain_events));
      else assert.equal(settled.reason.code, then.error.code);
    });
  }
}
