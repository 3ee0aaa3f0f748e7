"""BR Codes a second with pypix, as its documentation has it: the fields set, and the code as text.

Usage: bench.py. It builds; it has nothing to read a code with.
"""

import os
import time

from pypix import Pix

SECONDS = float(os.environ.get("BENCH_SECONDS", "3"))
BATCH = 1_000


def built():
    """The same parts as Palco's benchmark."""
    pix = Pix()
    pix.set_pixkey("123e4567-e12b-12d1-a456-426655440000")
    pix.set_merchant_name("Casa de Shows São João")
    pix.set_merchant_city("Uberlândia")
    pix.set_amount(120.00)
    pix.set_txid("INGRESSO42")
    pix.set_description("Mesa 7, setor A")
    return str(pix)


def main():
    if "Casa de Shows" not in built():
        raise SystemExit("another code")
    count = 0
    started = time.perf_counter()
    while (took := time.perf_counter() - started) < SECONDS:
        for _ in range(BATCH):
            built()
        count += BATCH
    print(f"BR Code, build\tpypix\tper second\t{count / took:.0f}")


main()
