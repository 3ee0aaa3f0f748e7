// Builds the native half with cargo and puts it where native.cjs looks for it.
//
//   node build.mjs [--release] [--out FOLDER]

import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, renameSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const here = dirname(fileURLToPath(import.meta.url));
const { values } = parseArgs({
  options: { release: { type: "boolean" }, out: { type: "string", default: here } },
});

/** The platform as the packages with prebuilt binaries are named. */
function platformName() {
  const { arch, platform, report } = process;
  if (platform === "linux") {
    const glibc = report.getReport().header.glibcVersionRuntime !== undefined;
    return `linux-${arch}-${glibc ? "gnu" : "musl"}`;
  }
  return platform === "win32" ? `win32-${arch}-msvc` : `${platform}-${arch}`;
}

const cargo = ["build", "-p", "palco-node", "--message-format", "json-render-diagnostics"];
const { status, stdout } = spawnSync("cargo", values.release ? [...cargo, "--release"] : cargo, {
  cwd: dirname(here),
  encoding: "utf8",
  maxBuffer: 256 * 1024 * 1024,
  stdio: ["ignore", "pipe", "inherit"],
});
if (status !== 0) process.exit(status ?? 1);

const artifacts = stdout
  .split("\n")
  .filter(Boolean)
  .map((line) => JSON.parse(line));
const built = artifacts.find(
  ({ target }) => target?.kind.includes("cdylib") && target.name === "palco_node",
);
const path = join(values.out, `palco.${platformName()}.node`);
mkdirSync(values.out, { recursive: true });
// Not in place: a process that has it open goes on with the old one.
copyFileSync(built.filenames[0], `${path}.new`);
renameSync(`${path}.new`, path);
