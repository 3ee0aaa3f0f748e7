"""Writes the report of run_all.sh: median, least and most over the runs, as tables.

Usage: report.py <folder with the results of the runs>. The report goes to standard output.
"""

import json
import os
import platform
import statistics
import sys
from pathlib import Path


def machine():
    model = platform.processor() or platform.machine()
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            model = line.split(":", 1)[1].strip()
            break
    return f"{os.cpu_count()} CPUs ({model}), {platform.system()}"


def over_runs(runs):
    """Rows by name, in the order of the first run: a list of one figure per run."""
    rows = {}
    for run in runs:
        for name, nanoseconds in run:
            rows.setdefault(name, []).append(nanoseconds)
    return rows


def of_criterion(folder):
    """What criterion kept of one run: the median of each benchmark."""
    found = []
    for path in folder.glob("**/new/benchmark.json"):
        about = json.loads(path.read_text())
        estimates = json.loads(path.with_name("estimates.json").read_text())
        median = estimates["median"]["point_estimate"]
        each = (about["throughput"] or {}).get("Elements", 1)
        name = f"{about['function_id']}, {about['value_str']}"
        found.append((name, median / each))
    return sorted(found)


def of_lines(path):
    lines = (line.split("\t") for line in path.read_text().splitlines() if "\t" in line)
    return [(name, float(nanoseconds)) for name, nanoseconds in lines]


def spread(figures, form):
    return " | ".join(form(of(figures)) for of in (statistics.median, min, max))


def hold(folders):
    print("## A hold in Rust\n\nMicroseconds per hold, and holds per second of one core.\n")
    print("| | median | min | max | per second |\n| --- | ---: | ---: | ---: | ---: |")
    for name, figures in over_runs([of_criterion(folder) for folder in folders]).items():
        micros = spread(figures, lambda nanoseconds: f"{nanoseconds / 1e3:.2f}")
        print(f"| {name} | {micros} | {1e9 / statistics.median(figures):,.0f} |")


def append(files):
    runs = [of_lines(path) for path in files]
    plain = [run[0][1] for run in runs]
    print("\n## An append on PostgreSQL\n\nMilliseconds each on one connection, and how many times")
    print("a plain durable INSERT of one such row in the same run.\n")
    print("| | median | min | max | ratio: median | min | max |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    for name, figures in over_runs(runs).items():
        ratios = [figure / base for figure, base in zip(figures, plain)]
        millis = spread(figures, lambda nanoseconds: f"{nanoseconds / 1e6:.3f}")
        print(f"| {name} | {millis} | {spread(ratios, lambda ratio: f'{ratio:.2f}')} |")


def main():
    results = Path(sys.argv[1])
    folders, files = sorted(results.glob("hold-*")), sorted(results.glob("append-*.txt"))
    print("# Benchmarks\n\nWritten by `benches/run_all.sh`; what is measured is told in")
    print("[its README](../benches/README.md).\n")
    print(f"{machine()}; {len(folders)} runs. A figure depends on the machine: compare rows, not")
    print("reports.\n")
    hold(folders)
    append(files)
    for language in ("Python", "Node"):
        text = results / f"{language.lower()}.txt"
        if text.is_file() and text.read_text().strip():
            print(f"\n## A hold in {language}\n\n```text\n{text.read_text().strip()}\n```")


main()
