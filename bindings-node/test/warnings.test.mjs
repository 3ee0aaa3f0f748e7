// What is worked on in the background has no caller: what somebody should hear of is a warning.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const cwd = fileURLToPath(new URL(".", import.meta.url));

/** The charges of a gateway that always throws wait. */
const WAITING = `
  const { once } = await import("node:events");
  const { Worker } = await import("node:worker_threads");
  if (process.argv[1] === "worker") {
    const worker = new Worker('import "palco"; setInterval(() => {}, 1000);', { eval: true });
    await once(worker, "online");
    await new Promise((resolve) => setTimeout(resolve, 500));
    await worker.terminate();
  }
  const { ManualClock, Palco } = await import("palco");
  const { asked, HostGateway, NOW } = await import("./support/bank.mjs");
  const { id, newId } = await import("./support/world.mjs");
  const throws = async () => { throw new Error("out of order"); };
  const gateway = new HostGateway(undefined, { issueCharge: throws, query: throws });
  const palco = Palco.inMemory({ clock: new ManualClock(NOW) });
  const heard = new Promise((resolve) => {
    process.on("warning", (of) => of.name === "PalcoWarning" && resolve(of));
  });
  await palco.startProcessors({ gateway, readModels: [] });
  await asked(palco.acting({ tenant: id(1), actor: id(2) }));
  const { name, code, message } = await heard;
  await palco.close();
  console.log(JSON.stringify({ name, code, message }));
`;

for (const first of ["main", "worker"]) {
  test(`work that waits is a warning, loaded first by the ${first} thread`, async () => {
    const program = ["--no-warnings", "--input-type=module", "--eval", WAITING, first];
    const { stdout } = await run(process.execPath, program, { cwd, timeout: 60_000 });
    const { name, code, message } = JSON.parse(stdout);
    assert.deepEqual([name, code], ["PalcoWarning", "palco.runtime"]);
    assert.match(message, /^a page waits \(.*processor=gateway_host/);
  });
}

test("nothing that waits for warnings keeps a process", async () => {
  const { stderr } = await run(process.execPath, ["-e", 'require("palco")'], { cwd, timeout: 10_000 });
  assert.equal(stderr, "");
});
