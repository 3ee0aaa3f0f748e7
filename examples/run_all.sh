#!/usr/bin/env bash
# Runs the examples in Rust, Python and Node, and compares what they come to byte for byte.
#
#   examples/run_all.sh
#
# Python is $VENV/bin/python (.venv when not set) with the wheel installed, Node loads bindings-node as
# it was built there. With DATABASE_URL set the examples run on PostgreSQL as well, each within a tenant
# of its own. PROFILE=release runs Rust with optimisations.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

python="${VENV:-$PWD/../.venv}/bin/python"
expected=data/on_sale.expected.json
checkout=data/checkout.expected.json
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
passed=0
failed=0

in_rust() { cargo run --quiet --profile "${PROFILE:-dev}" --package palco-examples --example "$@"; }
in_python() { "$python" "$@"; }
in_node() { node "$@"; }

# check NAME COMMAND...: a line that says whether the command succeeds, with what it printed if not.
check() {
  local name=$1
  shift
  if "$@" >"$out/log" 2>&1; then
    passed=$((passed + 1))
    echo "ok      $name"
  else
    failed=$((failed + 1))
    echo "FAILED  $name"
    tail -n 20 "$out/log" | sed 's/^/        /'
  fi
}

# totals FILE COMMAND...: the command's one line of JSON is in the file, and is that of the other file.
totals() {
  local same_as=$1 file=$2
  shift 2
  "$@" >"$file" && { [ "$same_as" = "$file" ] || diff "$same_as" "$file"; }
}

check 'the requests are what the generator writes' in_rust make_on_sale -- --check

check 'on_sale in Rust, in memory' totals $expected "$out/rust" in_rust on_sale -- --json
check 'on_sale in Python, in memory' totals $expected "$out/python" in_python on_sale.py --json
check 'on_sale in Node, in memory' totals $expected "$out/node" in_node on_sale.mjs --json
check 'checkout in Rust, in memory' totals $checkout "$out/rust" in_rust checkout -- --json
check 'checkout in Python, in memory' totals $checkout "$out/python" in_python checkout.py --json
check 'checkout in Node, in memory' totals $checkout "$out/node" in_node checkout.mjs --json

if [ -n "${DATABASE_URL:-}" ]; then
  few=(--json --limit 400 --store "$DATABASE_URL")
  check 'on_sale in Rust, on PostgreSQL' totals "$out/few" "$out/few" in_rust on_sale -- "${few[@]}"
  check 'on_sale in Python, on PostgreSQL' totals "$out/few" "$out/python" in_python on_sale.py "${few[@]}"
  check 'on_sale in Node, on PostgreSQL' totals "$out/few" "$out/node" in_node on_sale.mjs "${few[@]}"
  check 'on_sale in memory is as on PostgreSQL' totals "$out/few" "$out/rust" in_rust on_sale -- --json --limit 400
  on_postgres=(--json --store "$DATABASE_URL")
  check 'checkout in Rust, on PostgreSQL' totals $checkout "$out/rust" in_rust checkout -- "${on_postgres[@]}"
  check 'checkout in Python, on PostgreSQL' totals $checkout "$out/python" in_python checkout.py "${on_postgres[@]}"
  check 'checkout in Node, on PostgreSQL' totals $checkout "$out/node" in_node checkout.mjs "${on_postgres[@]}"
else
  echo 'skipped the examples on PostgreSQL: DATABASE_URL is not set'
fi

echo "$passed examples passed, $failed failed"
[ "$failed" -eq 0 ]
