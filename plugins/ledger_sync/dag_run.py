"""From a DAG run's parameters to what a step is asked: Airflow's words, none of its modules."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from ledger_sync.errors import ConfigurationError, shown
from ledger_sync.steps.request import ImportRequest, Request

if TYPE_CHECKING:
    from collections.abc import Mapping

LARGEST_ID = 2**63 - 1
"""Of a bigint, which is what ids are."""
YEARS = range(1970, 2200)
"""Of a time to begin at: computers reckon reliably in them, and nobody had data before."""
_ID = re.compile(r"[0-9]{1,19}")

COMPANIES: dict[str, Any] = {
    "default": None,
    "type": ["null", "array"],
    "items": {"type": "integer"},
    "title": "Companies",
    "description": "Ids of the companies to work for; empty means all that are connected.",
}
DRY_RUN: dict[str, Any] = {
    "default": False,
    "type": "boolean",
    "title": "Dry run",
    "description": "Show what would be done, field by field, and write nothing.",
}
FULL_REFRESH: dict[str, Any] = {
    "default": False,
    "type": "boolean",
    "title": "Full refresh",
    "description": "Examine every row again and retry what the ledger refused; what the ledger "
    "holds already is not sent again.",
}
SINCE: dict[str, Any] = {
    "default": None,
    "type": ["null", "string"],
    "title": "Since",
    "description": "Examine at least what changed since this time (ISO 8601; UTC without an "
    "offset).",
}
COMPANY: dict[str, Any] = {
    "type": "integer",
    "title": "Company",
    "description": "Id of the company in Klipboard.",
}
APPROVE: dict[str, Any] = {
    "default": False,
    "type": "boolean",
    "title": "Approve",
    "description": "True applies the plan at once. False shows it and waits until a person "
    "approves it here, under Required Actions.",
}


FILE: dict[str, Any] = {
    "default": None,
    "type": ["null", "string"],
    "title": "File",
    "description": "A CSV or XLSX that was exported from the ledger: an absolute path on the "
    "machine where the task runs, or an address of object storage. Empty: from the ledger itself.",
}


def forward_request(context: Mapping[str, Any], ledger: str) -> Request:
    """What an hourly DAG was asked to do.

    Raises:
        ConfigurationError: a parameter has a value that makes no sense.
    """
    return replace(
        return_request(context, ledger),
        full_refresh=bool(context["params"]["full_refresh"]),
        interval=_interval(context),
    )


def return_request(context: Mapping[str, Any], ledger: str) -> Request:
    """What a nightly DAG was asked to do.

    Raises:
        ConfigurationError: a parameter has a value that makes no sense.
    """
    params = context["params"]
    return Request(
        dag_id=context["dag"].dag_id,
        run_id=context["run_id"],
        ledger=ledger,
        companies=_ids("companies", () if params["companies"] is None else params["companies"]),
        dry_run=bool(params["dry_run"]),
        since=instant(params["since"]),
    )


def connection_request(context: Mapping[str, Any]) -> Request:
    """What a first connection was asked to do."""
    params = context["params"]
    return Request(
        dag_id=context["dag"].dag_id,
        run_id=context["run_id"],
        ledger=params["ledger"],
        companies=_ids("company", (params["company"],)),
        dry_run=bool(params["dry_run"]),
        approve=bool(params["approve"]),
    )


def import_request(context: Mapping[str, Any]) -> ImportRequest:
    """What an import of products was asked to do."""
    params = context["params"]
    return ImportRequest(
        dag_id=context["dag"].dag_id,
        run_id=context["run_id"],
        company_id=_ids("company", (params["company"],))[0],
        file=params["file"] or None,
        dry_run=bool(params["dry_run"]),
    )


def _ids(name: str, values: object) -> tuple[int, ...]:
    """Ids of companies; Airflow lets pass whatever JSON calls an integer, of any size.

    Raises:
        ConfigurationError: one of them can be the id of nothing.
    """
    # A text of digits is no list: each of its digits would be taken for a company.
    listed = values if isinstance(values, list | tuple) else (None,)
    if not all(_is_id(each) for each in listed):
        allowed = "whole numbers above nought, the ids of companies in Klipboard"
        raise ConfigurationError(f"{name}={shown(values)} is not allowed; allowed are {allowed}")
    return tuple(int(each) for each in listed)


def _is_id(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | str):
        return False
    return bool(_ID.fullmatch(str(value))) and 0 < int(value) <= LARGEST_ID


def instant(value: str | None) -> datetime | None:
    """An ISO 8601 time; without an offset it is UTC.

    >>> instant("2026-11-01")
    datetime.datetime(2026, 11, 1, 0, 0, tzinfo=datetime.timezone.utc)
    """
    if not value:
        return None
    try:
        read = datetime.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise ConfigurationError(
            f"since={shown(value)} is not a time; write it like 2026-11-01T08:00:00+00:00"
        ) from error
    if read.year not in YEARS:
        raise ConfigurationError(
            f"since={shown(value)} is not allowed; allowed are the years {YEARS[0]} to {YEARS[-1]}"
        )
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def _interval(context: Mapping[str, Any]) -> tuple[datetime, datetime] | None:
    """Only a backfill reads its own interval; any other run goes on from the watermark."""
    run_type = context["dag_run"].run_type
    # Airflow's processes name it by enumerations of their own; the value is the same in all.
    if getattr(run_type, "value", run_type) != "backfill":
        return None
    start, end = context.get("data_interval_start"), context.get("data_interval_end")
    return (start, end) if start and end else None


def failed_tasks(context: Mapping[str, Any]) -> list[str]:
    """The tasks of this run that failed for good or could not run for another that did."""
    task = context["ti"]
    run_id = context["run_id"]
    states = task.get_task_states(context["dag"].dag_id, run_ids=[run_id]).get(run_id, {})
    return sorted(name for name, state in states.items() if str(state) == "failed")
