// The JSON Schema of each command on its own, as Fastify and ajv take it: every type that it needs
// stands in its `$defs`, and no format is left that a bare ajv does not know.

const UUID = "^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$";
const DATE_TIME =
  "^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})$";

/** Every type that `schema` refers to, and those that these refer to. */
export function references(schema, defs, found = new Set()) {
  if (Array.isArray(schema)) schema.forEach((part) => references(part, defs, found));
  else if (schema !== null && typeof schema === "object") {
    const name = schema.$ref?.replace("#/$defs/", "");
    if (name !== undefined && !found.has(name)) {
      found.add(name);
      references(defs[name], defs, found);
    }
    Object.values(schema).forEach((part) => references(part, defs, found));
  }
  return found;
}

/** The schema with each of its objects changed by `change`. */
export function mapped(schema, change) {
  if (Array.isArray(schema)) return schema.map((part) => mapped(part, change));
  if (schema === null || typeof schema !== "object") return schema;
  const parts = Object.entries(schema).map(([key, part]) => [key, mapped(part, change)]);
  return change(Object.fromEntries(parts));
}

/** Formats as patterns: they mean the same with and without ajv-formats. */
function plain(schema) {
  return mapped(schema, ({ format, ...rest }) => {
    if (format === "uuid") return { ...rest, pattern: UUID };
    if (format === "date-time") return { ...rest, pattern: DATE_TIME };
    return rest;
  });
}

/** A body: its method says what it is, so `type` may be left out. */
function standalone(name, defs) {
  const command = defs[name];
  const required = command.required.filter((field) => field !== "type");
  const needed = [...references(command, defs)].sort();
  const schema = { ...command, required };
  if (needed.length > 0) schema.$defs = Object.fromEntries(needed.map((of) => [of, defs[of]]));
  return plain(schema);
}

export function schemaFiles({ rooms }) {
  const files = new Map();
  for (const room of rooms) {
    const entries = [];
    for (const { type, name } of room.commands) {
      files.set(
        `schemas/${type}.json`,
        `${JSON.stringify(standalone(name, room.$defs), null, 2)}\n`,
      );
      entries.push(`  ${name}: require("./schemas/${type}.json"),`);
    }
    const cjs = `"use strict";\n\nexports.schemas = {\n${entries.join("\n")}\n};\n`;
    const mjs = `import room from "./${room.aggregate}.cjs";\n\nexport const { schemas } = room;\n`;
    files.set(`${room.aggregate}.cjs`, cjs);
    files.set(`${room.aggregate}.mjs`, mjs);
    files.set(`${room.aggregate}.d.mts`, `export * from "./${room.aggregate}.cjs";\n`);
  }
  return files;
}
