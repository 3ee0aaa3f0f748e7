"""BR Codes a second from Python: the parts and the code of benches/benches/pix.rs.

.venv/bin/python bindings-python/benches/pix.py
"""

import os
import time
from collections.abc import Callable

from palco import pix

SECONDS = float(os.environ.get("BENCH_SECONDS", "3"))
BATCH = 1_000


def built() -> str:
    return pix.static_code(
        key="123e4567-e12b-12d1-a456-426655440000",
        merchant_name="Casa de Shows São João",
        merchant_city="Uberlândia",
        amount="120.00",
        txid="INGRESSO42",
        description="Mesa 7, setor A",
    )


def measure(scenario: str, once: Callable[[], object]) -> None:
    count = 0
    started = time.perf_counter()
    while (took := time.perf_counter() - started) < SECONDS:
        for _ in range(BATCH):
            once()
        count += BATCH
    print(f"{scenario}\tpalco from Python\tper second\t{count / took:.0f}")


def main() -> None:
    code = built()
    if not pix.read(code).valid:
        raise SystemExit("another code")
    measure("BR Code, build", built)
    measure("BR Code, read", lambda: pix.read(code))


main()
