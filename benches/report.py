"""Writes the report of run_all.sh: medians, least and most over the rounds, and what the ratios are.

Usage: report.py <folder with the results of the rounds> <folder for benchmarks.md and benchmarks.svg>
"""

import json
import os
import platform
import statistics
import sys
from pathlib import Path

import chart
import ratios

# The rounds' tables: a title, how their scenarios start, and what is said first.
TABLES = [
    (
        "An on-sale",
        ("on sale", "sold out"),
        "Buyers who want the same tickets at once, each a hold as soon as the last one is\n"
        "answered. Sold out, all but the first are refused, and the refusal is confirmed. The tries\n"
        "of the peers are those of their version checks.",
    ),
    (
        "Appends to distinct streams",
        ("an append", "new streams", "existing streams"),
        "One domain event each unless it says otherwise, each client a stream of its own.",
    ),
    ("Loading a stream", ("load", "one round trip"), "One client."),
    ("The feed and projections", ("feed", "projection"), ""),
    (
        "Growth",
        ("growth",),
        "Stores of three sizes take turns on one server; the feed is read in pages of 1 000.",
    ),
    (
        "BR Codes of Pix",
        ("BR Code",),
        "One core, no server: a static code from texts with accents, and the same code read with all\n"
        "that may be wrong with it. Peers are in Python and JavaScript; so is Palco where it says so.",
    ),
]

class Results:
    """Figures by scenario, who and measure, one of each round."""

    def __init__(self, folder):
        self.figures = {}
        self.rounds = len(list(folder.glob("round-[0-9]*.tsv")))
        for path in sorted(folder.glob("round-*.tsv")):
            for line in path.read_text().splitlines():
                parts = line.split("\t")
                if len(parts) == 4:
                    key = tuple(part.replace("1 clients", "1 client") for part in parts[:3])
                    self.figures.setdefault(key, []).append(float(parts[3]))

    def of(self, scenario, who, measure="per second"):
        """The figures of the rounds, or nothing."""
        return self.figures.get((scenario, who, measure), [])

    def scenarios(self, starts):
        found = dict.fromkeys(key[0] for key in self.figures if key[0].startswith(starts))
        return list(found)

    def rows(self, scenario):
        """Who, and its measures, ours first."""
        found = {}
        for (of, who, measure), figures in self.figures.items():
            if of == scenario:
                found.setdefault(who, {})[measure] = figures
        return sorted(found.items(), key=lambda row: (not row[0].startswith("palco"), row[0]))


def form(figure, measure):
    if measure.endswith(" us"):
        return f"{figure / 1000:,.2f}" if figure < 100_000 else f"{figure / 1000:,.0f}"
    return f"{figure:,.0f}"


def title(measure):
    return f"{measure[:-3]} ms" if measure.endswith(" us") else measure


def spread(figures, measure):
    middle = form(statistics.median(figures), measure)
    if len(figures) == 1:
        return middle
    return f"**{middle}** ({form(min(figures), measure)}–{form(max(figures), measure)})"


def table(results, scenario):
    rows = results.rows(scenario)
    measures = list(dict.fromkeys(measure for _, row in rows for measure in row))
    print(f"\n### {scenario[0].upper()}{scenario[1:]}\n")
    print(f"| | {' | '.join(title(measure) for measure in measures)} |")
    print(f"| --- |{' ---: |' * len(measures)}")
    for who, row in rows:
        cells = [spread(row[of], of) if of in row else "" for of in measures]
        print(f"| {who} | {' | '.join(cells)} |")


def order(scenario):
    """By its name, and then by how many clients or records it has."""
    words = scenario.replace(",", "").split(" ")
    return [(0, int(word), "") if word.isdigit() else (1, 0, word) for word in words]


def tables(results):
    for heading, starts, about in TABLES:
        scenarios = sorted(results.scenarios(starts), key=order)
        if scenarios:
            print(f"\n## {heading}\n\n{about}".rstrip())
        for scenario in scenarios:
            table(results, scenario)


def asked_and_measured(results):
    print("\n## Asked and measured\n\nMedians of what the ratio was in each round.\n")
    print("| | asked | measured | |\n| --- | --- | ---: | --- |")
    for what, asked, measured, kept in ratios.all_of(results):
        told = "not measured" if measured is None else measured
        verdict = "" if kept is None else ("yes" if kept else "**no**")
        print(f"| {what} | {asked} | {told} | {verdict} |")


def faults(results):
    found = [key for key in results.figures if key[0] == "faults"]
    if found:
        print("\n## Faults of peers, shown by their own functions\n")
        print("| peer | what | found |\n| --- | --- | ---: |")
    for key in found:
        print(f"| {key[1]} | {key[2]} | {results.figures[key][0]:.0f} |")


def machine():
    model = platform.processor() or platform.machine()
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            model = line.split(":", 1)[1].strip()
            break
    return f"{os.cpu_count()} CPUs ({model}), {platform.system()}"


def peer_versions():
    peers = Path(__file__).parent / "peers"
    for peer, name in (
        ("emmett", "@event-driven-io/emmett-postgresql"),
        ("pix-utils", "pix-utils"),
    ):
        packages = json.loads((peers / peer / "package.json").read_text())["dependencies"]
        yield f"{name} {packages[name]}"
    for name in ("eventsourcing", "pypix"):
        pinned = (peers / name / "requirements.txt").read_text().split()
        yield next(line for line in pinned if line.startswith(name)).replace("==", " ")
    lines = (peers / "postgres-es/Cargo.toml").read_text().splitlines()
    line = next(line for line in lines if line.startswith("postgres-es"))
    yield "postgres-es " + line.split('"')[1].lstrip("=")


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


def holds(folders):
    rows = {}
    for folder in folders:
        for name, nanoseconds in of_criterion(folder):
            rows.setdefault(name, []).append(nanoseconds)
    print("\n## A hold in Rust\n\nMicroseconds per hold, and holds per second of one core.\n")
    print("| | median | min | max | per second |\n| --- | ---: | ---: | ---: | ---: |")
    for name, figures in rows.items():
        parts = [of(figures) for of in (statistics.median, min, max)]
        micros = " | ".join(f"{part / 1e3:.2f}" for part in parts)
        print(f"| {name} | {micros} | {1e9 / parts[0]:,.0f} |")


def write(results, folder):
    print("# Benchmarks\n\nWritten by `benches/run_all.sh`; what is measured, and why the limits and")
    print("peers are fair, is told in [its README](../benches/README.md).\n")
    versions = (folder / "versions.txt").read_text().splitlines()
    for line in (machine(), *versions, *peer_versions()):
        print(f"- {line}")
    rounds = "1 round" if results.rounds == 1 else f"{results.rounds} rounds"
    print(f"\n{rounds} on one server, everything once a round: **median** (least–most).")
    print("A figure depends on the machine: compare rows, not reports.\n")
    print("![Palco beside limits and peers](benchmarks.svg)")
    asked_and_measured(results)
    tables(results)
    faults(results)
    holds(sorted(folder.glob("hold-*")))
    for language in ("Python", "Node"):
        text = folder / f"{language.lower()}.txt"
        if text.is_file() and text.read_text().strip():
            print(f"\n## A hold in {language}\n\n```text\n{text.read_text().strip()}\n```")


def main():
    folder, report = Path(sys.argv[1]), Path(sys.argv[2])
    results = Results(folder)
    report.mkdir(parents=True, exist_ok=True)
    (report / "benchmarks.svg").write_text(chart.draw(results))
    with (report / "benchmarks.md").open("w") as sys.stdout:
        write(results, folder)


main()
