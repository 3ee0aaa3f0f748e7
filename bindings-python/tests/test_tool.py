"""``python -m palco``: the same operations tool, run as a program of its own."""

import json
import os
import signal
import subprocess
import sys

from stage import BUYER, TENANT, set_up

import palco


def run(*arguments: str, **options: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "palco", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, **options)


def test_it_tells_how_it_is_used() -> None:
    told = run("--help")
    assert (told.returncode, told.stderr) == (0, "")
    assert "Usage: palco" in told.stdout
    wrong = run("fly")
    assert (wrong.returncode, wrong.stdout) == (2, "")


def test_it_migrates_verifies_and_exports(database_url: str, schema: str) -> None:
    where = ("--schema", schema)
    assert run("migrate", "--check", *where).returncode == 1
    assert run("migrate", *where).stdout.startswith("migrated to ")
    with palco.Palco.connect(database_url, schema=schema) as app:
        set_up(app.acting(tenant=TENANT, actor=str(BUYER)))
    assert "all is well" in run("verify", *where).stdout
    lines = run("export", *where).stdout.splitlines()
    assert {json.loads(line)["tenant"] for line in lines} == {str(TENANT)}


def test_it_ends_at_ctrl_c(schema: str) -> None:
    where = ("--schema", schema)
    assert run("migrate", *where).returncode == 0
    command = [sys.executable, "-m", "palco", "feed", "tail", "--follow", *where]
    following = subprocess.Popen(command)
    try:
        # Sent until it is past its start, where Python itself takes it.
        while True:
            following.send_signal(signal.SIGINT)
            try:
                code = following.wait(timeout=0.2)
                break
            except subprocess.TimeoutExpired:
                continue
    finally:
        following.kill()
    assert code in (-signal.SIGINT, 128 + signal.SIGINT, 1), os.strerror(abs(code))
