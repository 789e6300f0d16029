"""`make run`: one line of JSON whatever happens; the exit code tells failure from misuse."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from stack import dag_run, run
from stack.paths import ROOT, State

DAGS = """
from datetime import datetime
from airflow.sdk import dag, task, Param

@dag(schedule=None, start_date=datetime(2026, 1, 1), params={"fails": Param(False, type="boolean")})
def tried():
    @task
    def work(params=None):
        print("not a result")
        if params["fails"]:
            raise ValueError("it broke")

    work()

tried()
"""


@pytest.mark.parametrize(
    ("text", "conf"),
    [
        pytest.param("", {}, id="nothing"),
        pytest.param('{"companies": [1]}', {"companies": [1]}, id="an object"),
    ],
)
def test_conf_is_read(text: str, conf: dict) -> None:
    assert run.parse_conf(text) == conf


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("{companies: 1}", "not valid JSON", id="no JSON"),
        pytest.param("[1]", "must be a JSON object", id="a list"),
    ],
)
def test_a_conf_that_cannot_be_meant_is_a_usage_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, words: str
) -> None:
    code = run.run(State(tmp_path), "klipboard_to_xero", text)

    line = json.loads(capsys.readouterr().out)
    assert code == run.USAGE_ERROR
    assert (line["dag_id"], line["state"]) == ("klipboard_to_xero", "failed")
    assert words in line["error"]


def test_a_run_that_recorded_nothing_has_a_summary_all_the_same() -> None:
    line = dag_run.failed("klipboard_to_xero", "no database")

    assert line["companies"] == {}
    assert line["conflicts"] == []


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("project")
    (folder / "tried.py").write_text(DAGS)
    return folder


def call(project: Path, dag_id: str, conf: str = "") -> tuple[int, list[str]]:
    program = (
        "import sys; from pathlib import Path;"
        "from stack.run import run; from stack.paths import State;"
        "sys.exit(run(State(Path(sys.argv[1])), sys.argv[2], sys.argv[3]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(project / "stack"), dag_id, conf],
        env={
            **{name: value for name, value in os.environ.items() if "AIRFLOW" not in name},
            "AIRFLOW__CORE__DAGS_FOLDER": str(project),
            "PYTHONPATH": f"{ROOT}:{ROOT / 'plugins'}",
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        timeout=120,
        check=False,
    )
    return done.returncode, done.stdout.splitlines()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("dag_id", "conf", "code", "state", "words"),
    [
        pytest.param("nowhere", "", 2, "failed", "there are: tried", id="unknown dag"),
        pytest.param("tried", '{"fails": 3}', 2, "failed", "Invalid input", id="bad parameter"),
        pytest.param("tried", '{"fails": true}', 1, "failed", "ValueError: it broke", id="broke"),
        pytest.param("tried", "", 0, "success", None, id="went well"),
    ],
)
def test_the_summary_is_the_only_line_and_the_exit_code_says_how_it_went(
    project: Path, dag_id: str, conf: str, code: int, state: str, words: str | None
) -> None:
    exit_code, lines = call(project, dag_id, conf)

    (line,) = (json.loads(each) for each in lines)
    assert (exit_code, line["dag_id"], line["state"]) == (code, dag_id, state)
    assert words is None or words in line["error"]
