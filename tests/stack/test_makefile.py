"""The Makefile: every promised command is there, and arguments arrive as they were typed."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from stack.paths import ROOT

PROMISED = {
    "demo",
    "test",
    "test-cluster",
    "test-crashes",
    "setup",
    "up",
    "down",
    "run",
    "connect",
    "disconnect",
    "unlink",
    "rules",
}


def make(*arguments: str, folder: Path = ROOT, **variables: str) -> subprocess.CompletedProcess:
    # Whatever make started this test must not reach the make inside it.
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    return subprocess.run(
        ["make", *arguments],
        cwd=folder,
        env={**kept, **variables},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_help_is_the_default_and_lists_every_promised_command() -> None:
    listed = set(re.findall(r"^  make ([\w-]+)", make().stdout, re.MULTILINE))

    assert listed >= PROMISED | {"help", "check", "fix", "bench", "lock"}


def test_every_command_says_what_it_does() -> None:
    for line in make("help").stdout.splitlines():
        assert re.match(r"^  make [\w-]+ +\S+ \S+", line), line


def test_nothing_is_printed_by_a_command_that_finds_everything_set_up() -> None:
    done = make("setup")

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize(
    "conf",
    [
        pytest.param('{"note": "it\'s $HOME and $(shell id) and `id`"}', id="shell and make"),
        pytest.param('{"note": "  spaces, \\"quotes\\", #hash, ü and \\\\ "}', id="punctuation"),
        pytest.param('{\n  "companies": [1]\n}', id="several lines"),
    ],
)
def test_conf_arrives_as_it_was_typed(tmp_path: Path, conf: str) -> None:
    shown = tmp_path / "Makefile"
    recipe = 'import os; print(os.environ["CONF"], end="")'
    shown.write_text(
        f"show:\n\t@.venv/bin/python -c '{recipe}'\ninclude {ROOT}/Makefile\n".replace(
            ".venv/bin/python", str(ROOT / ".venv/bin/python")
        )
    )

    done = make("-f", str(shown), "show", f"CONF={conf}", folder=tmp_path)

    assert done.stdout == conf


def test_without_python_3_11_the_set_up_says_what_is_missing(tmp_path: Path) -> None:
    (tmp_path / "stack").mkdir()
    (tmp_path / "Makefile").write_text((ROOT / "Makefile").read_text())
    tools = tmp_path / "bin"
    tools.mkdir()
    for name in ("sh", "make"):
        found = subprocess.run(["which", name], capture_output=True, text=True, check=True)
        (tools / name).symlink_to(found.stdout.strip())

    done = make("setup", folder=tmp_path, PATH=str(tools))

    assert done.returncode != 0
    assert "Python 3.11 was not found" in done.stderr
