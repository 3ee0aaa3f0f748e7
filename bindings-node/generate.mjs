// Writes what follows from the contract: the TypeScript types, the JSON Schemas, and the table of
// methods. `node generate.mjs` writes it, `node generate.mjs --check` fails when it is out of date.

import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { schemaFiles } from "./generate/schemas.mjs";
import { serviceFiles } from "./generate/services.mjs";
import { typeFiles } from "./generate/declarations.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const generated = join(here, "generated");

function readContract() {
  const command = [
    "run",
    "-q",
    "-p",
    "palco",
    "--features",
    "schema",
    "--example",
    "print_contract",
  ];
  const options = { cwd: dirname(here), encoding: "utf8", maxBuffer: 64 * 1024 * 1024 };
  return JSON.parse(execFileSync("cargo", command, options));
}

function written() {
  const names = readdirSync(generated, { recursive: true, withFileTypes: true });
  const files = names.filter((entry) => entry.isFile());
  return files.map((entry) => join(entry.parentPath, entry.name).slice(generated.length + 1));
}

/** The files that are not as they should be. */
function outOfDate(files) {
  mkdirSync(generated, { recursive: true });
  const stale = written().filter((name) => !files.has(name));
  const wrong = [...files].filter(([name, text]) => {
    try {
      return readFileSync(join(generated, name), "utf8") !== text;
    } catch {
      return true;
    }
  });
  return [...stale, ...wrong.map(([name]) => name)];
}

const contract = readContract();
const files = new Map([
  ...(await typeFiles(contract)),
  ...schemaFiles(contract),
  ...serviceFiles(contract),
]);
const wrong = outOfDate(files);

if (process.argv.includes("--check")) {
  if (wrong.length > 0) {
    console.error(`out of date, run \`npm run generate\`:\n  ${wrong.join("\n  ")}`);
    process.exitCode = 1;
  }
} else {
  rmSync(generated, { recursive: true, force: true });
  for (const [name, text] of files) {
    mkdirSync(dirname(join(generated, name)), { recursive: true });
    writeFileSync(join(generated, name), text);
  }
  console.log(`${files.size} files, ${wrong.length} of them changed`);
}
