#!/usr/bin/env bash
# Builds the wheel and installs it into .venv: build.sh [dev|release]
set -euo pipefail
cd "$(dirname "$0")/.."
wheels=${CARGO_TARGET_DIR:-target}/wheels
rm -rf "$wheels"
.venv/bin/maturin build --profile "${1:-dev}" -m bindings-python/Cargo.toml --out "$wheels"
.venv/bin/pip install --quiet --force-reinstall --no-deps "$wheels"/palco-*.whl
