"""Writes what the proofs measured into docs/reliability.md, between its two marks.

write_reliability.py LOGS                 from the logs of `./test soak`
write_reliability.py LOGS FOLDER NAME     prints where cargo put that test's executable
"""

import json
import os
import platform
import re
import sys
from pathlib import Path

PAGE = Path(__file__).with_name("reliability.md")
BEGIN, END = "<!-- measured -->", "<!-- /measured -->"


def executable(logs: Path, folder: str, name: str) -> str:
    source = str((Path(__file__).parent.parent / folder / "tests" / f"{name}.rs").resolve())
    for line in (logs / "built.json").read_text().splitlines():
        message = json.loads(line)
        if message.get("executable") and message["target"]["src_path"] == source:
            return message["executable"]
    raise SystemExit(f"{source} was not built")


def machine() -> str:
    model = re.search(r"model name\s*: (.+)", Path("/proc/cpuinfo").read_text())
    cpu = " ".join(model[1].split()[:2]) if model else platform.machine()
    return f"{os.cpu_count()} CPUs ({cpu}), {platform.system()}"


def measured(logs: Path) -> str:
    proofs, times = [], []
    for log in sorted(logs.glob("soak-*.log"), key=lambda log: log.stat().st_mtime):
        text = log.read_text()
        proofs += re.findall(r"^(?:# )?proof (.+?): (.+)$", text, re.MULTILINE)
        times += re.findall(r"^-- soak (.+): (\d+)s$", text, re.MULTILINE)
    minutes = sum(int(seconds) for _, seconds in times) / 60
    lines = [f"{machine()}; {minutes:.0f} minutes in all.", "", "| proof | measured |", "| --- | --- |"]
    lines += [f"| {name} | {figures} |" for name, figures in proofs]
    lines += ["", "| run | seconds |", "| --- | ---: |"]
    lines += [f"| {run} | {seconds} |" for run, seconds in times]
    return "\n".join(lines)


def main() -> None:
    logs = Path(sys.argv[1])
    if len(sys.argv) == 4:
        print(executable(logs, *sys.argv[2:]))
        return
    before, rest = PAGE.read_text().split(BEGIN)
    after = rest.split(END)[1]
    PAGE.write_text(f"{before}{BEGIN}\n\n{measured(logs)}\n\n{END}{after}")
    print(f"written: docs/{PAGE.name}")


main()
