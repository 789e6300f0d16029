"""The DAGs, parsed once for all tests of the folder; and the databases of ``tests/pipeline``."""

from __future__ import annotations

from typing import Any

import pytest

from stack.paths import ROOT
from tests.pipeline.conftest import sandbox_process, server

__all__ = ["dags", "sandbox_process", "server"]


@pytest.fixture(scope="session")
def dags() -> dict[str, Any]:
    """The project's DAGs by id."""
    from airflow.dag_processing.dagbag import DagBag

    bag = DagBag(dag_folder=str(ROOT / "dags"))
    assert bag.import_errors == {}
    return dict(bag.dags)
