// A body for each command that is of its form, from its JSON Schema, and bodies that are nearly so.

import { schemas as boxOffice } from "palco/box-office";
import { schemas as event } from "palco/event";
import { schemas as payment } from "palco/payment";
import { schemas as venue } from "palco/venue";

import { BoxOffice, Event, Payment, Venue } from "palco";

/** Every command: the rules that it is for, its JSON Schema, and a body of its form. */
export const commands = [
  [BoxOffice, boxOffice],
  [Event, event],
  [Payment, payment],
  [Venue, venue],
].flatMap(([Rules, schemas]) =>
  Object.values(schemas).map((schema) => ({
    Rules,
    schema,
    type: schema.properties.type.const,
    body: sample(schema, schema.$defs),
  })),
);

function sample(schema, defs) {
  if (schema.$ref) return sample(defs[schema.$ref.replace("#/$defs/", "")], defs);
  if (schema.examples) return schema.examples[0];
  if (schema.const !== undefined) return schema.const;
  const either = schema.anyOf ?? schema.oneOf;
  if (either) return sample(either[0], defs);
  // One that may be null as well is a list of types.
  switch ([schema.type].flat()[0]) {
    case "object":
      return object(schema, defs);
    case "array":
      return [sample(schema.items, defs)];
    case "integer":
      return Math.max(schema.minimum ?? 1, 1);
    case "boolean":
      return true;
    default:
      return text(schema);
  }
}

function object({ properties }, defs) {
  const of = Object.entries(properties).filter(([name]) => name !== "type");
  const fields = Object.fromEntries(of.map(([name, schema]) => [name, sample(schema, defs)]));
  // A period ends after it starts, which no schema says.
  if (fields.ends_at !== undefined) fields.ends_at = "2026-11-24T12:00:00.000Z";
  // Nor that a fixed share takes no rounding.
  if (fields.takes_rounding !== undefined) fields.takes_rounding = false;
  return fields;
}

function text({ pattern = "" }) {
  if (pattern.includes("[0-9a-fA-F]{8}-")) return "0198f0a2-5b1c-7d3e-8a4f-1234567890ab";
  return "text";
}

/** The body with one field changed in every way that goes wrong, and some that do not. */
export function* variants(body, schema) {
  yield ["unknown field", { ...body, surprise: 1 }];
  yield ["unknown field null", { ...body, surprise: null }];
  yield [
    "__proto__",
    JSON.parse(`{"__proto__": 1, ${JSON.stringify(body).slice(1)}`.replace(", }", "}")),
  ];
  for (const name of Object.keys(body)) {
    const { [name]: _, ...rest } = body;
    yield [`no ${name}`, rest];
    const wrong = [
      null,
      true,
      0,
      -1,
      2 ** 53 - 1,
      "",
      "0",
      "a\u0000b",
      [],
      {},
      [null],
      { x: 1 },
      "x".repeat(300),
    ];
    for (const value of wrong)
      yield [`${name}: ${JSON.stringify(value)?.slice(0, 20)}`, { ...rest, [name]: value }];
    const of = body[name];
    if (typeof of === "object" && of !== null && !Array.isArray(of)) {
      yield [`${name}.surprise`, { ...rest, [name]: { ...of, surprise: 1 } }];
    }
    if (Array.isArray(of) && typeof of[0] === "object") {
      yield [`${name}[0].surprise`, { ...rest, [name]: [{ ...of[0], surprise: 1 }] }];
      yield [`${name} too many`, { ...rest, [name]: Array(501).fill(of[0]) }];
    }
  }
  yield ["wrong type", { ...body, type: "event.no_such" }];
  yield ["own type", { ...body, type: schema.properties.type.const }];
}
