"""The embedded server: shared by its users, stopped after the last, and healed after a kill."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from stack import postgres
from stack.paths import ROOT

HOLD = (
    "import sys, time; from pathlib import Path; from stack import postgres\n"
    "with postgres.lease(Path(sys.argv[1])):\n"
    "    print('ready', flush=True); time.sleep(60)\n"
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pg") / "data"


def is_running(folder: Path) -> bool:
    return (folder / "postmaster.pid").exists()


def hold_in_another_process(folder: Path) -> subprocess.Popen:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder)],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def end_of(process: subprocess.Popen) -> None:
    process.wait(120)  # a busy machine needs its time
    assert process.stdout is not None
    process.stdout.close()


def test_it_has_the_databases_and_stops_after_its_only_user(folder: Path) -> None:
    with postgres.lease(folder) as server, psycopg.connect(server.uri("klipboard")) as connection:
        found = {name for (name,) in connection.execute("SELECT datname FROM pg_database")}

    assert found >= set(postgres.DATABASES)
    assert not is_running(folder)


def test_the_last_of_several_users_stops_it(folder: Path) -> None:
    other = hold_in_another_process(folder)
    asked: list[postgres.Server] = []
    with postgres.lease(folder, asked.append):
        assert asked == []
    assert is_running(folder)

    other.send_signal(signal.SIGINT)
    end_of(other)

    assert not is_running(folder)


def test_a_killed_user_does_not_keep_it_running_for_ever(folder: Path) -> None:
    other = hold_in_another_process(folder)
    other.kill()
    end_of(other)
    assert is_running(folder)

    asked: list[postgres.Server] = []
    with postgres.lease(folder, asked.append) as server:
        assert asked == [server]

    assert not is_running(folder)


def test_a_server_whose_making_was_interrupted_is_made_anew(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "PG_VERSION").write_text("18\n")

    with postgres.lease(folder) as server, psycopg.connect(server.uri("klipboard")) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_process_id_that_is_another_programs_now_is_not_taken_for_the_server(
    folder: Path,
) -> None:
    (folder / "postmaster.pid").write_text(
        f"{os.getpid()}\n{folder}\n{int(time.time())}\n5432\n{folder}\n\n1 1\nready\n"
    )

    with postgres.lease(folder) as server, psycopg.connect(server.uri("klipboard")) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
