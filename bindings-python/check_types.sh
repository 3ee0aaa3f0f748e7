#!/usr/bin/env bash
# Type checks against what is installed in .venv: the stub of the native module, the package itself,
# and what a user's code sees of it.
set -euo pipefail
cd "$(dirname "$0")"
python=$(realpath -s ../.venv/bin/python)
"$python" -m mypy.stubtest palco._native
"$python" -m mypy --strict python/palco
"$python" -m mypy --strict tests/typing/user.py
"$python" -m mypy --strict ../examples/checkout.py ../examples/checkout_app.py
"$python" -m pyright --pythonpath "$python" tests/typing/user.py
