"""From the parameters of a DAG run to what a step is asked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from enum import Enum
from types import SimpleNamespace
from typing import Any

import pytest
from ledger_sync.dag_run import (
    connection_request,
    failed_tasks,
    forward_request,
    import_request,
    instant,
    return_request,
)
from ledger_sync.errors import ConfigurationError

ONE, TWO = datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 11, 1, 1, tzinfo=UTC)
ASKED = {"companies": None, "dry_run": False, "full_refresh": False, "since": None}


class RunType(str, Enum):  # noqa: UP042 - a StrEnum would print otherwise than theirs
    """As Airflow's task processes name a run's type."""

    BACKFILL = "backfill"
    MANUAL = "manual"


def a_context(run_type: str = "manual", **params: Any) -> dict[str, Any]:
    return {
        "dag": SimpleNamespace(dag_id="klipboard_to_xero"),
        "run_id": "manual__1",
        "dag_run": SimpleNamespace(run_type=run_type),
        "params": {**ASKED, **params},
        "data_interval_start": ONE,
        "data_interval_end": TWO,
    }


def test_without_parameters_a_run_goes_on_from_the_watermarks_of_all_companies() -> None:
    request = forward_request(a_context(), "xero")

    assert (request.dag_id, request.run_id, request.ledger) == (
        "klipboard_to_xero",
        "manual__1",
        "xero",
    )
    assert request.companies == ()
    assert (request.dry_run, request.full_refresh, request.since) == (False, False, None)
    assert request.interval is None


def test_the_parameters_arrive_as_what_they_mean() -> None:
    request = forward_request(
        a_context(companies=[3, 1], dry_run=True, full_refresh=True, since="2026-11-01"), "xero"
    )

    assert request.companies == (3, 1)
    assert (request.dry_run, request.full_refresh) == (True, True)
    assert request.since == ONE


def test_a_nightly_run_without_parameters_is_for_all_companies_since_the_ledgers_own_marks() -> (
    None
):
    request = return_request(a_context(), "xero")

    assert (request.run_id, request.ledger, request.companies) == ("manual__1", "xero", ())
    assert (request.dry_run, request.full_refresh, request.since) == (False, False, None)


@pytest.mark.rule("X-12")
def test_the_way_back_can_be_asked_for_one_company_since_a_day_and_only_be_shown() -> None:
    request = return_request(
        a_context(companies=[7], dry_run=True, since="2026-11-01"), "quickbooks"
    )

    assert (request.companies, request.dry_run, request.since) == ((7,), True, ONE)


@pytest.mark.parametrize("run_type", ["backfill", RunType.BACKFILL])
def test_the_way_back_has_no_interval_not_even_in_a_backfill(run_type: str) -> None:
    assert return_request(a_context(run_type), "xero").interval is None


def test_a_time_that_is_none_stops_the_way_back_before_it_begins() -> None:
    with pytest.raises(ConfigurationError, match="since='yesterday' is not a time"):
        return_request(a_context(since="yesterday"), "xero")


@pytest.mark.parametrize(
    ("run_type", "interval"),
    [
        pytest.param("backfill", (ONE, TWO), id="backfill"),
        pytest.param(RunType.BACKFILL, (ONE, TWO), id="backfill as an enumeration"),
        pytest.param(RunType.MANUAL, None, id="manual as an enumeration"),
        pytest.param("scheduled", None, id="scheduled"),
        pytest.param("manual", None, id="by hand"),
        pytest.param("asset_triggered", None, id="by an asset"),
    ],
)
def test_only_a_backfill_reads_its_own_interval(
    run_type: str, interval: tuple[datetime, datetime] | None
) -> None:
    assert forward_request(a_context(run_type), "xero").interval == interval


@pytest.mark.parametrize(
    ("text", "read"),
    [
        pytest.param(None, None, id="none"),
        pytest.param("", None, id="empty"),
        pytest.param("2026-11-01", ONE, id="a day is its first instant in UTC"),
        pytest.param("2026-11-01T01:00:00Z", TWO, id="zulu"),
        pytest.param(
            "2026-11-01T08:00:00+08:00",
            datetime(2026, 11, 1, 8, tzinfo=timezone(timedelta(hours=8))),
            id="with an offset",
        ),
    ],
)
def test_a_time_is_read(text: str | None, read: datetime | None) -> None:
    assert instant(text) == read


@pytest.mark.parametrize("text", ["yesterday", "01/11/2026", "2026-13-01"])
def test_a_time_that_is_none_is_named_with_the_form_that_it_should_have(text: str) -> None:
    with pytest.raises(ConfigurationError, match=f"since='{text}' is not a time; write it like"):
        instant(text)


@pytest.mark.parametrize("dry_run", [True, False])
@pytest.mark.parametrize("approve", [True, False])
def test_a_first_connection_waits_for_a_person_unless_told_not_to(
    dry_run: bool, approve: bool
) -> None:
    context = a_context(company="4", ledger="xero", dry_run=dry_run, approve=approve)

    request = connection_request(context)

    assert (request.companies, request.ledger) == ((4,), "xero")
    assert (request.dry_run, request.approve) == (dry_run, approve)


def test_failed_tasks_are_those_that_failed_for_good() -> None:
    states = {"extract": "success", "load_1": "failed", "load_0": "failed", "x": "upstream_failed"}
    context = a_context()
    context["ti"] = SimpleNamespace(get_task_states=lambda dag, run_ids: {run_ids[0]: states})

    assert failed_tasks(context) == ["load_0", "load_1"]


def test_the_kept_parameters_can_be_written_as_json() -> None:
    request = forward_request(a_context("backfill", companies=[1], since="2026-11-01"), "xero")

    assert request.params() == {
        "companies": [1],
        "dry_run": False,
        "approve": False,
        "full_refresh": False,
        "since": "2026-11-01T00:00:00+00:00",
        "interval": ["2026-11-01T00:00:00+00:00", "2026-11-01T01:00:00+00:00"],
    }


@pytest.mark.parametrize(
    ("file", "expected"), [("/data/p.csv", "/data/p.csv"), (None, None), ("", None)]
)
def test_an_import_is_asked_for_one_company_and_perhaps_a_file(
    file: str | None, expected: str | None
) -> None:
    request = import_request(a_context(company=7, file=file, dry_run=True))

    assert (request.company_id, request.file, request.dry_run) == (7, expected, True)
    assert request.params() == {"companies": [7], "file": expected, "dry_run": True}
