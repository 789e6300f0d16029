"""The DAGs, parsed once for all tests of the folder; and what a real run of them needs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from sandbox.process import SandboxProcess, running_sandbox
from stack.paths import ROOT
from tests.databases import Databases, running


@pytest.fixture(scope="session")
def dags() -> dict[str, Any]:
    """The project's DAGs by id."""
    from airflow.dag_processing.dagbag import DagBag

    bag = DagBag(dag_folder=str(ROOT / "dags"))
    assert bag.import_errors == {}
    return dict(bag.dags)


@pytest.fixture(scope="module")
def databases() -> Iterator[Databases]:
    with running() as server:
        yield server


@pytest.fixture(scope="module")
def sandbox() -> Iterator[SandboxProcess]:
    with running_sandbox() as process:
        yield process
