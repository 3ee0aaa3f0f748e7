// The JavaScript of both READMEs and of the pages on what can be used alone is run as it stands, and
// prints what its comments say.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const here = dirname(fileURLToPath(import.meta.url));
const run = promisify(execFile);

async function blocks(name) {
  const text = await readFile(join(here, "../..", name), "utf8");
  return Array.from(text.matchAll(/^```(?:js|ts)\n(.*?)^```$/gms), ([, block]) => block);
}

const pages = [
  "README.md",
  "README.pt-BR.md",
  "docs/how-to/write-a-gateway.md",
  "docs/ledger.md",
  "docs/pix.md",
  "docs/split.md",
];

for (const name of pages) {
  test(`${name}: what it shows runs, and prints what it says`, async (t) => {
    const found = await blocks(name);
    assert.equal(found.length, 1);
    // Within the package, so that it finds itself by its name.
    const folder = await mkdtemp(join(here, ".readme-"));
    t.after(() => rm(folder, { recursive: true, force: true }));
    for (const [index, block] of found.entries()) {
      const promised = Array.from(block.matchAll(/\/\/ => (.*)$/gm), ([, line]) => line);
      assert.notEqual(promised.length, 0);
      const program = join(folder, `${index}.mjs`);
      await writeFile(program, block);
      const { stdout } = await run(process.execPath, [program], { timeout: 60_000 });
      assert.deepEqual(stdout.trimEnd().split("\n"), promised);
    }
  });
}
