"""The Python of both READMEs and of the pages on what can be used alone is run, and prints what it says."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parents[2]


def blocks(name: str) -> list[str]:
    text = (HOUSE / name).read_text(encoding="utf-8")
    return re.findall(r"^```python\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)


def promised(block: str) -> list[str]:
    return re.findall(r"# => (.*)$", block, re.MULTILINE)


PAGES = (
    "README.md",
    "README.pt-BR.md",
    "docs/how-to/write-a-gateway.md",
    "docs/ledger.md",
    "docs/pix.md",
    "docs/split.md",
)
BLOCKS = [
    pytest.param(block, id=f"{name}-{number}")
    for name in PAGES
    for number, block in enumerate(blocks(name), start=1)
]


def test_there_is_something_to_run() -> None:
    assert len(BLOCKS) == 10
    assert all(promised(block) for name in PAGES for block in blocks(name))


@pytest.mark.parametrize("block", BLOCKS)
def test_a_block_runs_and_prints_what_it_says(block: str, tmp_path: Path) -> None:
    program = tmp_path / "first_use.py"
    program.write_text(block, encoding="utf-8")
    command = [sys.executable, "-W", "error", str(program)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == promised(block)


@pytest.mark.parametrize("language", ["rust", "python", "js"])
def test_both_readmes_have_the_same_code(language: str) -> None:
    fenced = re.compile(rf"^```{language}\n(.*?)^```$", re.DOTALL | re.MULTILINE)

    def code(name: str) -> list[str]:
        text = (HOUSE / name).read_text(encoding="utf-8")
        comment = re.compile(r"\s*(///?|# )(?! ?=>).*$", re.MULTILINE)
        return [comment.sub("", block) for block in fenced.findall(text)]

    assert code("README.md") == code("README.pt-BR.md") != []
