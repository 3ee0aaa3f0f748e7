"""What a server can do at the most, and what is written by hand, under pgbench with prepared statements.

    DATABASE_URL=... python3 run.py insert|hot-row|hot-row-statement CLIENTS
    DATABASE_URL=... python3 run.py append SCHEMA

`append` is the store's own function for most lists alone, in a schema that `cargo bench --bench schema`
made: one client, one domain event to a new stream. psql and pgbench are those of the PATH.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
URL = os.environ["DATABASE_URL"]
SECONDS = max(1, int(os.environ.get("BENCH_SECONDS", "3")))
PRICE = {"amount": "60.00", "currency": "BRL"}
# The same fields as Palco's hold, and as many bytes.
HOLD = json.dumps(
    {
        "type": "box_office.tickets_held",
        "hold_id": "01930000-0000-7000-8000-000000000002",
        "buyer": "01930000-0000-7000-8000-000000000003",
        "lines": [{"ticket_type": "vip", "quantity": 2, "unit_price": PRICE}],
        "expires_at": "2026-11-23T12:01:00.000Z",
        "at": "2026-11-23T12:00:00.000Z",
    },
    separators=(",", ":"),
)

# One append of one domain event to a new stream, by the names of the function's parameters.
APPEND = {
    "stream_tenants": "array['01930000-0000-7000-8000-000000000001'::uuid]",
    "stream_types": "array['box_office']",
    "stream_ids": "array[gen_random_uuid()]",
    "stream_versions": "array[0::bigint]",
    "stream_turns": "array[false]",
    "command_tenants": "array['01930000-0000-7000-8000-000000000001'::uuid]",
    "command_ids": "array[gen_random_uuid()]",
    "request_hashes": "array[decode(repeat('01', 32), 'hex')]",
    "metadata": "array[jsonb_build_object('actor', gen_random_uuid())::text]",
    "recorded_at": "array[now()]",
    "record_ends": "array[1]",
    "record_streams": "array[1]",
    "record_versions": "array[1::bigint]",
    "record_commands": "array[1]",
    "record_event_ids": "array[gen_random_uuid()]",
    "record_types": "array['box_office.tickets_held']",
    "record_schema_versions": "array[1]",
    "record_data": "array[:hold]",
}


def ask(sql):
    asked = ["psql", URL, "-X", "-A", "-t", "-q", "-v", "ON_ERROR_STOP=1", "-c", sql]
    return subprocess.run(asked, check=True, capture_output=True, text=True).stdout.strip()


def append_call(schema):
    given = ", ".join(f"{name} => {value}" for name, value in APPEND.items())
    return f"select {schema}.append_as_decided({given});\n"


def pgbench(script, clients, seconds):
    """Transactions, how many a second, and the time of each in microseconds."""
    with tempfile.TemporaryDirectory() as folder:
        command = [
            *("pgbench", "--no-vacuum", "--protocol", "prepared", "--file", script),
            *("--client", str(clients), "--jobs", str(min(clients, 2)), "--time", str(seconds)),
            *("--define", f"hold={HOLD}", "--log", "--log-prefix", f"{folder}/log", URL),
        ]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(done.stderr)
        times = []
        for log in Path(folder).iterdir():
            times += [int(line.split(" ")[2]) for line in log.read_text().splitlines()]
    count = int(re.search(r"transactions actually processed: (\d+)", done.stdout)[1])
    failed = re.search(r"number of failed transactions: (\d+)", done.stdout)
    if failed and failed[1] != "0":
        raise SystemExit(f"{failed[1]} transactions failed")
    # None when nothing was done before time was up.
    rate = re.search(r"^tps = ([\d.]+) \(without", done.stdout, re.M)
    return count, float(rate[1]) if rate else 0, sorted(times) or [0]


def measure(scenario, who, script, clients, stored):
    pgbench(script, clients, 1)
    before = stored()
    count, rate, times = pgbench(script, clients, SECONDS)
    written = stored() - before
    if written != count:
        raise SystemExit(f"{who}: {count} acknowledged, {written} stored")
    print(f"{scenario}\t{who}\tper second\t{rate:.0f}")
    print(f"{scenario}\t{who}\tmedian us\t{times[len(times) // 2]}")
    print(f"{scenario}\t{who}\tp99 us\t{times[len(times) * 99 // 100]}")


def main():
    scenario, given = sys.argv[1:]
    if ask("show fsync") != "on" or ask("show synchronous_commit") != "on":
        raise SystemExit("the server is not durable: fsync and synchronous_commit are to be on")
    if scenario == "append":
        with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
            script.write(append_call(given))
            script.flush()
            stored = lambda: int(ask(f"select count(*) from {given}.event_store"))
            who = "palco.append_as_decided under pgbench"
            measure("new streams, 1 client", who, script.name, 1, stored)
        return
    clients = int(given)
    ask((HERE / "tables.sql").read_text())
    stored = lambda: int(ask("select count(*) from limits.records"))
    plural = "client" if clients == 1 else "clients"
    if scenario == "insert":
        who = "pgbench, insert of one row"
        measure(f"new streams, {clients} {plural}", who, HERE / "insert.sql", clients, stored)
        return
    script, how = {
        "hot-row": ("hot_row_transaction.sql", "a transaction"),
        "hot-row-statement": ("hot_row_statement.sql", "one statement"),
    }[scenario]
    who = f"hot row by hand, {how}"
    measure(f"on sale, {clients} {plural}", who, HERE / script, clients, stored)
    taken = 100_000_000 - int(ask("select available from limits.ticket_types"))
    if taken != 2 * stored():
        raise SystemExit(f"{who}: {taken} places taken, {stored()} holds stored")


main()
