from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys

import pytest
from cryptography.fernet import Fernet
from ledger_sync.ledgers import LEDGERS

from tests.docs.pages import ROOT, blocks, pages, read

MAKEFILE = read("Makefile")
TARGETS = set(re.findall(r"^([a-z-]+):", MAKEFILE, re.MULTILINE))
MAKE = re.compile(r"(?:^|`)(make(?: [^`\n#]*)?)", re.MULTILINE)


def commands() -> list[str]:
    """Every command line that begins with make, in blocks and in backticks."""
    found: set[str] = set()
    for page in pages():
        text = page.read_text(encoding="utf-8")
        found |= {each.strip() for each in re.findall(r"`(make(?: [^`\n]+)?)`", text)}
    for block in blocks("sh"):
        lines = (line.strip() for line in block.text.splitlines())
        found |= {line.partition("  #")[0].strip() for line in lines if line.startswith("make")}
    return sorted(each for each in found if "..." not in each and "…" not in each)


@pytest.mark.parametrize("command", commands(), ids=str)
def test_a_command_that_a_page_names_is_one_of_the_makefile(command: str) -> None:
    words = shlex.split(command)[1:]
    variables = {word.partition("=")[0] for word in words if "=" in word}
    targets = {word for word in words if "=" not in word}

    assert targets <= TARGETS
    assert variables <= set(re.findall(r"\b[A-Z_]{2,}\b", MAKEFILE))


@pytest.mark.parametrize("command", commands(), ids=str)
def test_a_command_can_be_given_to_make(command: str) -> None:
    words = [re.sub(r"<\w+>", "x", word) for word in shlex.split(command)]

    done = subprocess.run([*words, "--dry-run"], cwd=ROOT, capture_output=True, text=True)

    assert done.returncode == 0, done.stderr


def parameters() -> dict[str, set[str]]:
    """Parameters by DAG id, read from the files: importing them takes Airflow."""
    found: dict[str, set[str]] = {}
    for file in (ROOT / "dags").glob("*.py"):
        text = file.read_text(encoding="utf-8")
        names = set(re.findall(r'"(\w+)": Param\(', text))
        for dag_id in re.findall(r'dag_id=f?"([^"]+)"', text):
            for ledger in LEDGERS:
                found[dag_id.replace("{ledger.name}", ledger)] = names
    return found


@pytest.mark.parametrize(
    "command", [each for each in commands() if "DAG=" in each and "<" not in each], ids=str
)
def test_a_run_names_a_dag_and_parameters_that_it_has(command: str) -> None:
    given = dict(word.split("=", 1) for word in shlex.split(command) if "=" in word)

    conf = json.loads(given.get("CONF", "{}"))

    assert set(conf) <= parameters()[given["DAG"]]


def test_the_readme_names_every_command_that_a_user_needs() -> None:
    named = {word for command in commands() for word in command.split()[1:2]}
    needed = {"demo", "test", "up", "down", "run", "connect", "disconnect", "rules", "check"}

    assert needed <= named


def test_the_line_that_makes_a_fernet_key_makes_one() -> None:
    (line,) = (
        each.text for each in blocks("sh", "docs/delivery.md") if "generate_key" in each.text
    )

    done = subprocess.run(
        [sys.executable, *shlex.split(line)[1:]], capture_output=True, text=True, check=True
    )

    assert Fernet(done.stdout.strip())


def test_the_readme_shows_what_the_demo_prints() -> None:
    shown = read("README.md").partition("<!-- demo output: begin -->")[2]
    shown = shown.partition("<!-- demo output: end -->")[0]

    titles = re.findall(r'print_counts\("([^"]+)"', read("stack/demo.py"))

    assert titles
    assert [title for title in titles if title not in shown] == []
