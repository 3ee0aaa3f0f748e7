#!/usr/bin/env bash
# Runs every benchmark in release, RUNS times (5), and writes docs/benchmarks.md.
#
# A PostgreSQL server is started and stopped unless DATABASE_URL names one. Python and Node take part
# where their package is built: ./test python and ./test node do that.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$PWD/target}"
export VENV="$PWD/.venv"
runs=${RUNS:-5}
results=$(mktemp -d)

# shellcheck source=adapters/postgres/tests/cluster.sh
source adapters/postgres/tests/cluster.sh
trap 'stop_postgres || true; rm -rf "$results"' EXIT
start_postgres

cargo bench --quiet -p palco-benches --no-run
for run in $(seq "$runs"); do
  echo "run $run of $runs" >&2
  CRITERION_HOME="$results/hold-$run" cargo bench --quiet -p palco-benches --bench hold -- \
    --noplot --quiet --warm-up-time 1 --measurement-time 3 --sample-size 30 >&2
  cargo bench --quiet -p palco-benches --bench append >"$results/append-$run.txt"
done

if [ -x "$VENV/bin/maturin" ] && [ -f bindings-python/benches/hold.py ]; then
  bash bindings-python/build.sh release >&2
  "$VENV/bin/python" bindings-python/benches/hold.py >"$results/python.txt"
else
  echo "Python is left out: ./test python sets it up" >&2
fi
if [ -d bindings-node/node_modules ] && [ -f bindings-node/benches/hold.mjs ]; then
  (cd bindings-node && npm run --silent bench) >"$results/node.txt"
else
  echo "Node is left out: ./test node sets it up" >&2
fi

python3 benches/report.py "$results" >"$results/report.md"
mv "$results/report.md" docs/benchmarks.md
echo "written: docs/benchmarks.md"
