"""What holds for every test: the environment of Airflow, and the report for `make rules`.

Fixtures live in the folders that use them. This file runs before anything imports Airflow.
"""

from __future__ import annotations

import os

import pytest

from stack.paths import ROOT

pytest_plugins = ["tests.rule_report"]

# Minutes, a Redis and processes that are killed: asked for by name, as `make test-cluster` does.
collect_ignore = ["cluster"]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what takes longer than all other tests together, unless it is asked for."""
    if config.option.markexpr:
        return
    late = [item for item in items if item.get_closest_marker("crashes")]
    items[:] = [item for item in items if item not in late]
    config.hook.pytest_deselected(items=late)


# Tests never see the databases and ledgers that the person who runs them has set up.
for name in list(os.environ):
    if name.startswith(("AIRFLOW_CONN_", "AIRFLOW__", "LEDGER_SYNC_")):
        del os.environ[name]

os.environ |= {
    # Without a home of its own Airflow would write into the person's.
    "AIRFLOW_HOME": str(ROOT / ".stack" / "test-airflow"),
    "AIRFLOW__CORE__DAGS_FOLDER": str(ROOT / "dags"),
    "AIRFLOW__CORE__PLUGINS_FOLDER": str(ROOT / "plugins"),
    "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
    "AIRFLOW__CORE__FERNET_KEY": "c3luYy10ZXN0cy1vbmx5LW5vdC1hLXNlY3JldC1rZXk=",
    "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
    "GX_ANALYTICS_ENABLED": "false",
}
