#!/usr/bin/env bash
# Runs every benchmark in release, with the limits and the peers beside, and writes
# docs/benchmarks.md and docs/benchmarks.svg.
#
#   benches/run_all.sh            five rounds, about twenty minutes after everything is built
#   benches/run_all.sh --quick    one short round of what the tests build, to see that all of it
#                                 runs; writes into a temporary folder, or where BENCH_REPORT says
#
# Always on a PostgreSQL server of its own with fsync on. What the peers need is installed into
# folders that git ignores, from lock files. Python and Node take part where their package is built:
# ./test python and ./test node do that.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$PWD/target}"
export VENV="$PWD/.venv"
results=$(mktemp -d)
rounds=${RUNS:-5}
profile=bench
report=${BENCH_REPORT:-docs}
export BENCH_SECONDS=${BENCH_SECONDS:-2}
clients=(1 8 32 64)
peer_clients=(1 32 64)
if [ "${1:-}" = --quick ]; then
  rounds=1 profile=dev clients=(1 8) peer_clients=(8)
  report=${BENCH_REPORT:-$(mktemp -d)}
  export BENCH_SECONDS=1 BENCH_RECORDS=20000,40000
fi

# shellcheck source=adapters/postgres/tests/cluster.sh
source adapters/postgres/tests/cluster.sh
trap 'stop_postgres || true; rm -rf "$results"' EXIT
unset DATABASE_URL

say() { printf '%s\n' "$*" >&2; }

set_up_peers() {
  local peers=benches/peers folder
  for folder in "$peers"/*/; do
    if ! [ -f "$folder/package-lock.json" ]; then
      :
    elif ! cmp -s "$folder/package-lock.json" "$folder/node_modules/.installed.json"; then
      (cd "$folder" && npm ci --silent --no-audit --no-fund)
      cp "$folder/package-lock.json" "$folder/node_modules/.installed.json"
    fi
    if ! [ -f "$folder/requirements.txt" ]; then
      :
    elif ! cmp -s "$folder/requirements.txt" "$folder/.venv/installed.txt"; then
      python3 -m venv "$folder/.venv"
      "$folder/.venv/bin/pip" install --quiet -r "$folder/requirements.txt"
      cp "$folder/requirements.txt" "$folder/.venv/installed.txt"
    fi
  done
  cargo build --quiet --release --locked --manifest-path $peers/postgres-es/Cargo.toml \
    --target-dir "$CARGO_TARGET_DIR/peers"
}

# Of the server that was started, or of the package that it came from.
find_pgbench() {
  local bin
  bin=$(ls -d "$palco_pg_dir"/pip/*/pginstall*/bin 2>/dev/null || _pg_bin)
  export PATH="$bin:$PATH"
}

sql() { psql "$DATABASE_URL" -XAtqc "$1"; }

# One step of a round: in a fresh database, after a checkpoint, so that none pays for what another
# left to be written. What it prints is kept; one that fails ends the run.
measure() {
  local server=$DATABASE_URL
  sql 'drop database if exists bench with (force)'
  sql 'create database bench'
  sql checkpoint
  DATABASE_URL="${server%/*}/bench" "$@" >>"$results/round-$round.tsv"
}

emmett() { node benches/peers/emmett/bench.mjs "$@"; }
eventsourcing() {
  benches/peers/eventsourcing/.venv/bin/python benches/peers/eventsourcing/bench.py "$@"
}
pypix() { benches/peers/pypix/.venv/bin/python benches/peers/pypix/bench.py; }
pix_utils() { node benches/peers/pix-utils/bench.mjs; }
postgres_es() { "$CARGO_TARGET_DIR/peers/release/palco-bench-postgres-es" "$@"; }
limit() { python3 benches/limits/run.py "$@"; }
ours() { cargo bench --quiet --offline --profile "$profile" -p palco-benches --bench "$@"; }
peers() { for peer in emmett eventsourcing postgres_es; do measure "$peer" "$@"; done; }
lone_append() {
  ours schema -- limit_append
  limit append limit_append
}

has() { [ -e "benches/benches/$1.rs" ] || [ -e "benches/benches/$1/main.rs" ]; }

# What takes turns within a round is what is compared.
one_round() {
  say "round $round of $rounds: on sale"
  measure ours on_sale
  measure limit hot-row 64
  measure limit hot-row-statement 64
  peers on-sale 64

  say "round $round of $rounds: distinct streams"
  measure ours append
  ! has lists || measure ours lists
  measure ours streams
  measure lone_append
  for count in "${clients[@]}"; do measure limit insert "$count"; done
  for count in "${peer_clients[@]}"; do
    peers new "$count"
    peers existing "$count"
  done

  say "round $round of $rounds: loads, the feed and a hold"
  measure ours load
  peers load
  ! has projection || measure ours projection
  say "round $round of $rounds: BR Codes"
  measure ours pix
  measure pypix
  measure pix_utils
  CRITERION_HOME="$results/hold-$round" ours hold -- \
    --noplot --quiet --warm-up-time 0.2 --measurement-time "$BENCH_SECONDS" --sample-size 10 >&2
}

bindings() {
  if [ -x "$VENV/bin/maturin" ] && [ -f bindings-python/benches/hold.py ]; then
    bash bindings-python/build.sh release >&2
    "$VENV/bin/python" bindings-python/benches/hold.py >"$results/python.txt"
    "$VENV/bin/python" bindings-python/benches/pix.py >>"$results/round-bindings.tsv"
  else
    say "Python is left out: ./test python sets it up"
  fi
  if [ -d bindings-node/node_modules ] && [ -f bindings-node/benches/hold.mjs ]; then
    (cd bindings-node && npm run --silent bench) >"$results/node.txt"
    PALCO_NATIVE=$(ls "$PWD"/bindings-node/benches/release/*.node) \
      node bindings-node/benches/pix.mjs >>"$results/round-bindings.tsv"
  else
    say "Node is left out: ./test node sets it up"
  fi
}

set_up_peers
cargo bench --quiet --profile "$profile" -p palco-benches --no-run
start_postgres
find_pgbench
server=$(sql 'show server_version')
fsync=$(sql 'show fsync') commit=$(sql 'show synchronous_commit')
[ "$fsync $commit" = 'on on' ] || { say "fsync and synchronous_commit are to be on"; exit 1; }
{
  echo "PostgreSQL $server, fsync $fsync, synchronous_commit $commit"
  rustc --version
  python3 --version
  echo "Node $(node --version)"
} >"$results/versions.txt"

for round in $(seq "$rounds"); do one_round; done
round=growth
say "growth"
measure ours growth
round=faults
for peer in emmett postgres_es; do measure "$peer" faults; done
[ "${1:-}" = --quick ] || bindings

python3 benches/report.py "$results" "$report"
say "written: $report/benchmarks.md and $report/benchmarks.svg"
