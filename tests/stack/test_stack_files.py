"""What other programs read: the compose file, the commands' help; and the hygiene of files."""

import re
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
from typer.testing import CliRunner

from stack import hygiene
from stack.cli import app, is_yes
from stack.paths import ROOT

COMMANDS = [
    "demo",
    "up",
    "down",
    "run",
    "connect",
    "disconnect",
    "unlink",
    "rules",
    "check",
]


def test_the_compose_file_is_valid() -> None:
    tool = Path(sysconfig.get_path("scripts")) / "check-jsonschema"

    done = subprocess.run(
        [tool, "--builtin-schema", "vendor.compose-spec", ROOT / "docker-compose.yaml"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout


def test_no_secret_of_the_compose_file_has_a_default() -> None:
    text = (ROOT / "docker-compose.yaml").read_text()

    for name, rest in re.findall(r"\$\{(\w*(?:PASSWORD|SECRET|KEY)\w*)([^}]*)\}", text):
        is_required = re.search(rf"\$\{{{name}:\?", text)
        assert rest.startswith(":?") or (rest == "" and is_required), name


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_a_help(command: str) -> None:
    done = CliRunner().invoke(app, [command, "--help"])

    assert done.exit_code == 0
    assert len(done.output.splitlines()) > 3


def test_every_command_of_the_makefile_that_calls_the_stack_exists() -> None:
    called = re.findall(r"\$\(STACK\) (\w+)", (ROOT / "Makefile").read_text())

    assert set(called) == set(COMMANDS)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        pytest.param("1", True, id="1"),
        pytest.param("yes", True, id="yes"),
        pytest.param("", False, id="empty"),
        pytest.param("0", False, id="0"),
    ],
)
def test_a_flag_of_makes_command_line_is_read(text: str, meaning: bool) -> None:
    assert is_yes(text) is meaning


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        pytest.param("a.md", b"fine\n", [], id="fine"),
        pytest.param("a.md", b"no end", ["does not end in exactly one line feed"], id="no end"),
        pytest.param(
            "a.pem",
            b"-----BEGIN " + b"PRIVATE KEY-----\n",
            ["holds a private key"],
            id="private key",
        ),
    ],
)
def test_what_no_commit_should_hold_is_found(
    tmp_path: Path, name: str, content: bytes, expected: list[str]
) -> None:
    path = tmp_path / name
    path.write_bytes(content)

    assert list(hygiene.problems(path)) == expected


def test_an_unsorted_table_is_found() -> None:
    assert hygiene.is_sorted("code,note\nA,x\nB,y\n")
    assert not hygiene.is_sorted("code,note\nB,y\nA,x\n")


def test_the_stack_starts_without_airflow_in_memory() -> None:
    program = "import sys; import stack.run, stack.up; sys.exit('airflow' in sys.modules)"

    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False)

    assert done.returncode == 0
