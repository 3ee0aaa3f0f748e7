"use strict";

// Finds the native half: beside this file, or in the package for this platform.

const { arch, platform } = process;

/** On Linux the one for the other C library does not load, so that trying both is enough. */
const names =
  platform === "linux"
    ? [`linux-${arch}-gnu`, `linux-${arch}-musl`]
    : [platform === "win32" ? `win32-${arch}-msvc` : `${platform}-${arch}`];

function found(paths) {
  const causes = [];
  for (const path of paths) {
    try {
      return require(path);
    } catch (cause) {
      causes.push(cause);
    }
  }
  const message = `palco has no native half for ${names[0]}: is palco-${names[0]} installed?`;
  throw new AggregateError(causes, [message, ...causes].join("\n"));
}

// For benchmarks and tests of another build.
const given = process.env.PALCO_NATIVE;
module.exports = found(
  given ? [given] : names.flatMap((name) => [`./palco.${name}.node`, `palco-${name}`]),
);
