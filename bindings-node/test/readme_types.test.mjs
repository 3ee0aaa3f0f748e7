// The TypeScript of the package's page is as strict as a user's project may be.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const here = dirname(fileURLToPath(import.meta.url));
const run = promisify(execFile);

/** What the page does not say, since it is a host's own. */
const GIVEN = `
  declare const app: import("fastify").FastifyInstance;
  declare const palco: import("palco").Palco;
  declare const me: import("palco").Acting;
  declare const tenant: string, actor: string, eventId: string, paymentId: string;
  declare const commandId: string, expires_at: string;
  declare const signal: AbortSignal;
  declare const lines: import("palco/box-office").Line[];
  declare const amount: import("palco/payment").Money;
  declare const row: { state: string };
  declare function commandIdOf(request: { headers: object }): string | undefined;
`;

test("README.md: what it shows is of the types that are declared", async (t) => {
  const text = await readFile(join(here, "..", "README.md"), "utf8");
  const blocks = Array.from(text.matchAll(/^```ts\n(.*?)^```$/gms), ([, block]) => block);
  assert.ok(blocks.length >= 5);
  // Within the package, so that it finds itself by its name.
  const folder = await mkdtemp(join(here, ".readme-types-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const files = Object.fromEntries(blocks.map((block, index) => [`${index}.mts`, block]));
  files["given.d.ts"] = GIVEN;
  files["tsconfig.json"] = JSON.stringify({ extends: "../typing/tsconfig.json" });
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  const tsc = join(here, "../node_modules/typescript/bin/tsc");
  const checked = run(process.execPath, [tsc, "-p", folder]);
  const said = await checked.then(() => "", ({ stdout }) => stdout);
  assert.equal(said, "");
});
