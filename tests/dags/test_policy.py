"""What every DAG must have, whoever adds it: graph, docs, owner, tags, retries, parameters."""

from __future__ import annotations

import copy
import re
from typing import Any

import pytest

HEADINGS = ["What moves", "When", "Needs", "How to re-run", "Triage"]
TAGS = {"outbound", "inbound", "connection", "products", "housekeeping", "xero", "quickbooks"}
SCHEDULES = {
    "klipboard_to_xero": "0 * * * *",
    "klipboard_to_quickbooks": "0 * * * *",
    "xero_to_klipboard": "0 2 * * *",
    "quickbooks_to_klipboard": "0 2 * * *",
    "first_connection": None,
    "import_products": None,
    "housekeeping": "30 4 * * 0",
}
REQUIRED = {"first_connection": {"company", "ledger"}, "import_products": {"company"}}
HOURLY = {
    "extract": {"validate"},
    "validate": {"transform"},
    "transform": {"shards", "load"},
    "shards": {"load"},
    "load": {"summarise"},
    "summarise": set[str](),
}
NIGHTLY = {
    "begin": {"shards", "bring.receive", "bring.merge"},
    "shards": {"bring.receive", "bring.merge"},
    "bring.receive": {"bring.merge"},
    "bring.merge": {"summarise"},
    "summarise": set[str](),
}
GRAPHS = {
    "klipboard_to_xero": HOURLY,
    "klipboard_to_quickbooks": HOURLY,
    "xero_to_klipboard": NIGHTLY,
    "quickbooks_to_klipboard": NIGHTLY,
    "first_connection": {
        "plan": {"ask", "apply"},
        "ask": {"approve", "apply"},
        "approve": {"apply"},
        "apply": {"summarise"},
        "summarise": set[str](),
    },
    "import_products": {"plan": {"apply"}, "apply": {"summarise"}, "summarise": set[str]()},
    "housekeeping": {"tidy": {"summarise"}, "summarise": set[str]()},
}
PARAMETERS = {
    "klipboard_to_xero": {"companies", "dry_run", "full_refresh", "since"},
    "klipboard_to_quickbooks": {"companies", "dry_run", "full_refresh", "since"},
    "xero_to_klipboard": {"companies", "dry_run", "since"},
    "quickbooks_to_klipboard": {"companies", "dry_run", "since"},
    "first_connection": {"company", "ledger", "dry_run", "approve"},
    "import_products": {"company", "file", "dry_run"},
    "housekeeping": set[str](),
}

every_dag = pytest.mark.parametrize("dag_id", sorted(GRAPHS))


def test_there_are_these_dags_and_no_others(dags: dict[str, Any]) -> None:
    assert set(dags) == set(GRAPHS)


@every_dag
def test_the_tasks_have_the_names_of_the_steps_and_their_order(
    dags: dict[str, Any], dag_id: str
) -> None:
    graph = {task.task_id: set(task.downstream_task_ids) for task in dags[dag_id].tasks}

    assert graph == GRAPHS[dag_id]


@every_dag
def test_a_dag_tells_what_it_does_in_the_headings_that_all_have(
    dags: dict[str, Any], dag_id: str
) -> None:
    parts = re.split(r"^### (.+)$", dags[dag_id].doc_md, flags=re.MULTILINE)

    assert parts[1::2] == HEADINGS
    assert all(part.strip() for part in parts)


@every_dag
def test_a_dag_has_an_owner_and_tags_of_the_closed_list(dags: dict[str, Any], dag_id: str) -> None:
    dag = dags[dag_id]

    assert dag.owner == "ledger-sync"
    assert dag.tags
    assert set(dag.tags) <= TAGS
    assert dag.dag_display_name != dag_id


@every_dag
def test_a_dag_never_runs_beside_itself_and_never_catches_up(
    dags: dict[str, Any], dag_id: str
) -> None:
    dag = dags[dag_id]

    assert (dag.max_active_runs, dag.catchup) == (1, False)
    assert dag.start_date.isoformat() == "2026-01-01T00:00:00+00:00"
    assert getattr(dag.timetable, "expression", None) == SCHEDULES[dag_id]


@every_dag
def test_every_task_has_the_one_retry_policy(dags: dict[str, Any], dag_id: str) -> None:
    from ledger_sync.retries import RETRIES, RETRY_POLICY

    for task in dags[dag_id].tasks:
        assert task.retries == RETRIES
        assert task.retry_policy is RETRY_POLICY


@every_dag
def test_no_task_writes_what_it_returns_into_its_log(dags: dict[str, Any], dag_id: str) -> None:
    told = [
        task.task_id
        for task in dags[dag_id].tasks
        if getattr(task, "show_return_value_in_logs", False)
    ]

    assert told == []


@every_dag
def test_the_summary_is_made_whatever_became_of_the_other_tasks(
    dags: dict[str, Any], dag_id: str
) -> None:
    assert dags[dag_id].get_task("summarise").trigger_rule == "all_done"


@every_dag
def test_a_dag_has_its_parameters(dags: dict[str, Any], dag_id: str) -> None:
    assert set(dags[dag_id].params) == PARAMETERS[dag_id]


@every_dag
def test_a_parameter_has_a_type_a_title_a_description_and_a_default_unless_it_is_required(
    dags: dict[str, Any], dag_id: str
) -> None:
    from airflow.sdk.definitions._internal.types import NOTSET

    params = dags[dag_id].params
    for name in params:
        param = params.get_param(name)
        assert param.schema["type"], name
        assert param.schema["title"], name
        assert param.description, name
        is_required = name in REQUIRED.get(dag_id, ())
        assert (param.value is NOTSET) is is_required, name


@pytest.mark.parametrize(
    ("dag_id", "values"),
    [
        pytest.param("klipboard_to_xero", {"companies": "1"}, id="a text for a list"),
        pytest.param("klipboard_to_xero", {"companies": ["one"]}, id="a name for an id"),
        pytest.param("klipboard_to_xero", {"dry_run": "yes"}, id="a word for a boolean"),
        pytest.param("xero_to_klipboard", {"companies": 1}, id="an id for a list"),
        pytest.param("xero_to_klipboard", {"since": 20261101}, id="a number for a time"),
        pytest.param("first_connection", {"company": 1}, id="no ledger"),
        pytest.param("first_connection", {"company": 1, "ledger": "sage"}, id="unknown ledger"),
        pytest.param("first_connection", {"ledger": "xero"}, id="no company"),
        pytest.param("import_products", {"file": "/data/p.csv"}, id="no company to import for"),
        pytest.param("import_products", {"company": 1, "file": 7}, id="a number for a file"),
    ],
)
def test_a_parameter_that_makes_no_sense_is_refused_before_anything_runs(
    dags: dict[str, Any], dag_id: str, values: dict[str, Any]
) -> None:
    from airflow.sdk.exceptions import ParamValidationError

    params = copy.deepcopy(dags[dag_id].params)

    with pytest.raises(ParamValidationError):
        give(params, values)


def give(params: Any, values: dict[str, Any]) -> None:
    """Set parameters as a person who starts a run does."""
    params.update(values)
    params.validate()


def test_the_load_tasks_are_named_in_the_grid_and_tell_that_the_ledger_has_news(
    dags: dict[str, Any],
) -> None:
    load = dags["klipboard_to_xero"].get_task("load")

    assert load.partial_kwargs["map_index_template"] == "{{ shard_name }}"
    assert [asset.name for asset in load.partial_kwargs["outlets"]] == ["xero_documents"]


@pytest.mark.parametrize("dag_id", ["xero_to_klipboard", "quickbooks_to_klipboard"])
@pytest.mark.parametrize("task", ["bring.receive", "bring.merge"])
def test_the_tasks_of_the_way_back_are_named_in_the_grid(
    dags: dict[str, Any], dag_id: str, task: str
) -> None:
    assert dags[dag_id].get_task(task).map_index_template == "{{ shard_name }}"


@pytest.mark.rule("X-12")
def test_the_way_back_is_the_same_graph_for_both_ledgers_and_takes_some_companies(
    dags: dict[str, Any],
) -> None:
    xero, quickbooks = (dags[f"{name}_to_klipboard"] for name in ("xero", "quickbooks"))

    assert {task.task_id for task in xero.tasks} == {task.task_id for task in quickbooks.tasks}
    assert xero.params.get_param("companies").schema["items"] == {"type": "integer"}


def test_the_hourly_run_has_an_interval_that_a_backfill_can_name(dags: dict[str, Any]) -> None:
    from airflow.sdk import CronDataIntervalTimetable

    assert isinstance(dags["klipboard_to_xero"].timetable, CronDataIntervalTimetable)
