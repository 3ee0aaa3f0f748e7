// The TypeScript types of each room, from its JSON Schemas: every type of the contract under its own
// name, and the unions Command, DomainEvent and Rejection.

import { compile } from "json-schema-to-typescript";

import { mapped, references } from "./schemas.mjs";

const OPTIONS = {
  additionalProperties: false,
  bannerComment: "",
  format: true,
  ignoreMinAndMaxItems: true,
  style: { printWidth: 100 },
};

const reference = (name) => ({ $ref: `#/$defs/${name}` });

/** An instant goes in as text or as a Date, and comes out as text. */
const INSTANT_IN = "InstantInput";

/** The types that commands and domain events share although a Date may only go in. */
function inputs(room) {
  const { $defs } = room;
  const into = references(
    room.commands.map(({ name }) => reference(name)),
    $defs,
  );
  const messages = new Set(room.commands.map(({ name }) => name));
  const dated = [...into].filter((name) => references($defs[name], $defs).has("Instant"));
  return { messages, shared: new Set(dated.filter((name) => !messages.has(name))) };
}

/** The types, with one of its own for the way in where that differs. */
function withInputs(room) {
  const { messages, shared } = inputs(room);
  const { $defs } = room;
  const asInput = (schema) =>
    mapped(schema, (part) => {
      const name = part.$ref?.replace("#/$defs/", "");
      if (name === "Instant") return { ...part, ...reference(INSTANT_IN) };
      return shared.has(name) ? { ...part, ...reference(`${name}Input`) } : part;
    });
  const types = {};
  for (const [name, schema] of Object.entries($defs)) {
    types[name] = messages.has(name) ? asInput(schema) : schema;
    if (shared.has(name)) types[`${name}Input`] = asInput(schema);
  }
  if (types.Instant !== undefined) {
    types[INSTANT_IN] = { ...types.Instant, tsType: "string | Date" };
  }
  return types;
}

/** A reference beside other words becomes a type of its own; within `allOf` it keeps its name. */
function named(schema) {
  return mapped(schema, ({ $ref, ...rest }) => {
    if ($ref === undefined) return rest;
    return Object.keys(rest).length === 0 ? { $ref } : { ...rest, allOf: [{ $ref }] };
  });
}

function union(description, names) {
  return { description, oneOf: names.map(reference) };
}

function rejection({ code, name }) {
  return {
    type: "object",
    properties: { code: { const: code }, details: reference(name) },
    required: ["code", "details"],
  };
}

/** Every type of a room by its name, the unions and the state among them. */
function allTypes(room) {
  const { aggregate, state } = room;
  const listed = (messages) => messages.map(({ name }) => name);
  const { [state]: stateType, ...types } = withInputs(room);
  const all = {
    ...types,
    State: stateType,
    Command: union(`What can be asked, of \`${aggregate}\`.`, listed(room.commands)),
    DomainEvent: union(`What can happen, of \`${aggregate}\`.`, listed(room.domain_events)),
    Rejection: {
      description: `Why \`${aggregate}\` says no.`,
      oneOf: room.rejections.map(rejection),
    },
  };
  const renamed = (part) =>
    part.$ref === `#/$defs/${state}` ? { ...part, ...reference("State") } : part;
  return titled(all, renamed);
}

/** Every type under its own name, changed by `change`. */
function titled(types, change = (part) => part) {
  const of = ([name, schema]) => [name, named(mapped({ ...schema, title: name }, change))];
  return Object.fromEntries(Object.entries(types).map(of));
}

/**
 * As a caller writes it: a list may be one of `as const`, and a field that may be left out be
 * `undefined`.
 */
function lenient(text) {
  const lists = text.replace(/(?<=: )\w+\[\]/g, "readonly $&");
  const fields = lists.replace(/^( +\w+\?: .+);$/gm, "$1 | undefined;");
  const missed = fields.match(/^.*(?<!readonly \w+)\[\].*$|^ +\w+\?:(?!.*\| undefined;$).*$/m);
  if (missed !== null) throw new Error(`a list or an optional field of another form: ${missed[0]}`);
  return fields;
}

/** The TypeScript of types, the main ones first. */
async function compiled(description, main, $defs) {
  const reached = references(main.map(reference), $defs);
  const others = Object.keys($defs).filter((name) => !reached.has(name) && name !== INSTANT_IN);
  const properties = Object.fromEntries(
    [...main, ...others].map((name) => [name, reference(name)]),
  );
  const required = Object.keys(properties);
  const all = { description, type: "object", properties, required, $defs };
  return lenient(await compile(all, "Contract", OPTIONS));
}

async function roomTypes(room) {
  const main = ["Command", "DomainEvent", "Rejection", "State"];
  const text = await compiled(`The types of \`${room.aggregate}\`.`, main, allTypes(room));
  const names = room.commands.map(({ name }) => `  readonly ${name}: JsonSchema;`);
  return `${text}
/** A JSON Schema that stands alone. */
export type JsonSchema = { readonly [keyword: string]: unknown };

/** The JSON Schema of each command's body, as Fastify and ajv take it. */
export declare const schemas: {
${names.join("\n")}
};
`;
}

/** What a gateway is asked for; and what it tells, which are the reports of the payment's room. */
async function gatewayTypes({ calls, $defs }, rooms) {
  const { commands } = rooms.find(({ aggregate }) => aggregate === "payment");
  const reports = commands.filter(({ type }) => type.startsWith("payment.report_"));
  const all = titled({
    ...$defs,
    Call: union("A call to a gateway.", calls.map(({ name }) => name)),
  });
  const text = await compiled("The calls to a payment gateway.", ["Call"], all);
  return `import type * as payment from "./payment.cjs";

${text}
/** What a gateway reports of a payment. */
export type Report =
${reports.map(({ name }) => `  | payment.${name}`).join("\n")};
`;
}

/** Why an amount cannot be divided so. */
async function splitTypes({ rejections, $defs }) {
  const description = "Why an amount cannot be divided so.";
  const all = titled({ ...$defs, Rejection: { description, oneOf: rejections.map(rejection) } });
  return compiled("The refusals of splits.", ["Rejection"], all);
}

export async function typeFiles({ rooms, gateway, split }) {
  const files = new Map();
  for (const room of rooms) files.set(`${room.aggregate}.d.cts`, await roomTypes(room));
  files.set("gateway.d.cts", await gatewayTypes(gateway, rooms));
  files.set("split.d.cts", await splitTypes(split));
  return files;
}
