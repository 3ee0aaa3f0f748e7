// The table of methods, a method for each command and each question, and its types.

const camel = (name) => name.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase());
const pascal = (name) => camel(`_${name}`);

function table({ rooms }) {
  const parts = rooms.map((room) => {
    const methods = room.commands.map(({ method, type }) => `      ${camel(method)}: "${type}",`);
    return `  ${room.service}: {
    aggregate: "${room.aggregate}",
    methods: {
${methods.join("\n")}
    },
    queries: {
${room.queries.map(tableQuery).join("\n")}
    },
  },`;
  });
  return `"use strict";\n\nmodule.exports = {\n${parts.join("\n")}\n};\n`;
}

/** The ids that a question takes are arguments: their names, by those of its fields. */
function tableQuery({ method, type, parameters, is_timed }) {
  const ids = parameters.map((name) => `${name}: "${camel(name)}"`).join(", ");
  const fields = `type: "${type}", ids: {${ids && ` ${ids} `}}, isTimed: ${is_timed}`;
  return `      ${camel(method)}: { ${fields} },`;
}

function method(room, { method: name, name: command }) {
  const { description, properties } = room.$defs[command];
  const body = `Body<${room.aggregate}.${command}>`;
  // A command without fields may be left out.
  const optional = Object.keys(properties).length > 1 ? "" : "?";
  const id = camel(room.id);
  return `  /** ${description.replace(/\s+/g, " ")} */
  ${camel(name)}(
    ${id}: string,
    command${optional}: ${body},
    options?: CommandOptions,
  ): Promise<Answer>;`;
}

const answerOf = (room, { answer, is_list }) =>
  `${room.aggregate}.${answer}${is_list ? "[]" : ""}`;

function query(room, asked) {
  const ids = [room.id, ...asked.parameters].map((name) => `${camel(name)}: string, `);
  return `  /** ${asked.description.replace(/\s+/g, " ")} */
  ${camel(asked.method)}(${ids.join("")}options?: QueryOptions): Promise<${answerOf(room, asked)}>;`;
}

/** What the rules alone answer: the same questions, as of an instant where that matters. */
function rulesQuery(room, asked) {
  const ids = asked.parameters.map((name) => `${camel(name)}: string`);
  const given = [...ids, ...(asked.is_timed ? ["now: string | Date"] : [])].join(", ");
  const asOf = asked.is_timed ? " As of `now`." : "";
  return `  /**
   * ${asked.description.replace(/\s+/g, " ")}${asOf}
   *
   * @throws {NotFoundError} before anything happened.
   */
  ${camel(asked.method)}(${given}): ${answerOf(room, asked)};`;
}

function rulesQueries(room) {
  return `/** What the rules of \`${room.aggregate}\` are asked. */
export interface ${pascal(room.aggregate)}Queries {
${room.queries.map((asked) => rulesQuery(room, asked)).join("\n")}
}`;
}

function service(room) {
  const id = camel(room.id);
  const commands = room.commands.map((command) => method(room, command));
  const methods = [...commands, ...room.queries.map((asked) => query(room, asked))];
  return `/** What the actor may ask, by the rules of \`${room.aggregate}\`. */
export interface ${pascal(room.service)} {
  /** The state now, with its rules. Rejects with NotFoundError when there is none. */
  state(${id}: string, options?: QueryOptions): Promise<${pascal(room.aggregate)}>;
${methods.join("\n")}
}`;
}

function union(rooms, type) {
  return `export type ${type} = ${rooms.map((room) => `${room.aggregate}.${type}`).join(" | ")};`;
}

const literals = (codes) => codes.map((code) => `"${code}"`).join(" | ");

/** The errors of a kind that are not refusals of a room, or of a split. */
function ownErrors({ rooms, split, errors }, kind) {
  const refusals = [...rooms, split].flatMap(({ rejections }) => rejections);
  const known = new Set(refusals.map(({ code }) => code));
  return errors.filter((error) => error.kind === kind && !known.has(error.code));
}

const ownCodes = (contract, kind) => literals(ownErrors(contract, kind).map(({ code }) => code));

/** Their details are what their messages name, as text. */
function ownRefusal({ code, message }) {
  const names = Array.from(message.matchAll(/\{(\w+)\}/g), ([, name]) => `${name}: string`);
  const details = names.length > 0 ? names.join("; ") : "[name: string]: never";
  return `  | { code: "${code}"; details: { ${details} } }`;
}

function types(contract) {
  const { rooms } = contract;
  const imports = rooms.map(
    ({ aggregate }) => `import type * as ${aggregate} from "./${aggregate}.cjs";`,
  );
  const classes = rooms
    .map(({ aggregate }) => pascal(aggregate))
    .sort()
    .join(", ");
  const services = rooms.map((room) => `  readonly ${room.service}: ${pascal(room.service)};`);
  const missing = contract.errors.filter(({ kind }) => kind === "not_found").map(({ code }) => code);
  return `${imports.join("\n")}
import type * as split from "./split.cjs";
import type { Answer, Body, CommandOptions, QueryOptions, ${classes} } from "../index.cjs";

/** A command of any room. */
${union(rooms, "Command")}

/** A domain event of any room. */
${union(rooms, "DomainEvent")}

/** A refusal of any room. */
${union(rooms, "Rejection")}

/** What does not exist, for this tenant. */
export type NotFoundReason = Extract<Rejection, { code: ${literals(missing)} }>;

/** Why a rule said no: the code tells which details there are. */
export type RejectedReason =
  | Exclude<Rejection, NotFoundReason>
  | split.Rejection
${ownErrors(contract, "rejected").map(ownRefusal).join("\n")};

/** How input can be not of the form. */
export type InvalidCode = ${ownCodes(contract, "invalid")};

/** How others can be first. */
export type ConflictCode = ${ownCodes(contract, "conflict")};

/** What can fail and work later, beside what only Node has. */
export type UnavailableCode = ${ownCodes(contract, "unavailable")};

${rooms.map(service).join("\n\n")}

${rooms.map(rulesQueries).join("\n\n")}

/** The services of every room. */
export interface Services {
${services.join("\n")}
}
`;
}

/** The method of a host's gateway for each call. */
function calls({ gateway }) {
  const methods = gateway.calls.map(({ type }) => `  ${type}: "${camel(type)}",`);
  return `"use strict";\n\nmodule.exports = {\n${methods.join("\n")}\n};\n`;
}

export function serviceFiles(contract) {
  return new Map([
    ["calls.cjs", calls(contract)],
    ["services.cjs", table(contract)],
    ["services.d.cts", types(contract)],
  ]);
}
