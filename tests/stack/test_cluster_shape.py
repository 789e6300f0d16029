"""The cluster of `make test-cluster` is that of the compose file: processes, names of settings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from stack import airflow_parts, environment, secrets_file
from stack.background import Background
from stack.cluster import WORKER, celery_settings
from stack.paths import ROOT, State

METADATA = "postgresql+psycopg://airflow:word@host/airflow"
BROKER = "redis://:word@redis:6379/0"


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yaml").read_text())
    return found


def test_the_processes_are_those_of_the_compose_file(compose: dict[str, Any]) -> None:
    services = compose["services"].values()
    commands = [each["command"] for each in services if each.get("image") == "ledger-sync:latest"]

    started = [[arguments[0]] for arguments in airflow_parts.PARTS.values()]
    started += [[airflow_parts.SCHEDULER], [*WORKER]]

    assert sorted(each for each in commands if each and each != ["db", "migrate"]) == sorted(
        started
    )


def test_every_setting_of_airflow_in_the_compose_file_is_set(
    compose: dict[str, Any], tmp_path: Path
) -> None:
    state = State(tmp_path)
    keys = secrets_file.load_or_make(state.secrets)
    databases = environment.Databases(METADATA, "postgresql://host/klipboard")
    found = Background("mark", "http://127.0.0.1:1", "", "word", {})
    ours = environment.build({}, state, keys, databases) | airflow_parts.addresses(found)
    ours |= celery_settings(METADATA, BROKER)

    named = {*compose["x-airflow"]["environment"], *compose["services"]["worker"]["environment"]}

    assert {each for each in named if each.startswith("AIRFLOW__")} - set(ours) == set()


def test_every_setting_of_celery_is_one_of_the_compose_file(compose: dict[str, Any]) -> None:
    ours = celery_settings(METADATA, BROKER)
    theirs = compose["x-airflow"]["environment"] | compose["services"]["worker"]["environment"]

    assert set(ours) - set(theirs) == set()
    assert ours["AIRFLOW__CORE__EXECUTOR"] == theirs["AIRFLOW__CORE__EXECUTOR"]
    backend = "AIRFLOW__CELERY__RESULT_BACKEND"
    assert ours[backend].partition("://")[0] == theirs[backend].partition("://")[0]
