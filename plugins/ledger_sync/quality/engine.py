"""Great Expectations: builds suites once a process and runs them over frames.

The only module that examines data with it. It knows nothing of what a failure means (``checks``)
or of pages (``data_docs``), and it never takes an expectation that was not evaluated for one that
passed.
"""

from __future__ import annotations

import logging
import os
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from ledger_sync.errors import BadSuite, shown
from ledger_sync.quality.columns import INDEX

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from ledger_sync.quality.suites import Check


@dataclass(frozen=True, kw_only=True)
class Validation:
    """One suite run over one frame: what failed for us, and the whole result for Data Docs."""

    name: str
    failing: Mapping[int, Sequence[Mapping[str, Any]]]
    """By position of the check: the failing rows, as index columns and examined columns."""
    result: Any
    """Great Expectations' own result object."""


def validate(
    name: str, scope: str, checks: tuple[Check, ...], frame: pd.DataFrame
) -> Validation | None:
    """Run the checks of one scope; None when there is nothing to examine.

    Raises:
        BadSuite: an expectation does not exist, has wrong arguments or could not be evaluated.
    """
    if not checks or frame.empty:
        return None
    result_format = {
        "result_format": "COMPLETE",
        "unexpected_index_column_names": list(INDEX[scope]),
        "return_unexpected_index_query": False,
    }
    batch = _whole_frames().get_batch(batch_parameters={"dataframe": frame})
    result = batch.validate(_build(name, checks), result_format=result_format)
    return Validation(name=name, failing=_failing(checks, result), result=result)


@cache
def great_expectations() -> Any:
    """The library, told to send no usage statistics; imported at the first check."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    # It tells of its own registrations in some hundred lines that would bury a task's log.
    logging.getLogger("great_expectations").setLevel(logging.WARNING)
    import great_expectations as gx  # ten seconds, see the package's docstring

    return gx


def quiet_context() -> Any:
    """A new context that keeps everything in memory and prints no progress."""
    context = great_expectations().get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False, "metric_calculations": False}
    return context


@cache
def _whole_frames() -> Any:
    source = quiet_context().data_sources.add_pandas("klipboard")
    return source.add_dataframe_asset("frame").add_batch_definition_whole_dataframe("whole")


@cache
def _build(name: str, checks: tuple[Check, ...]) -> Any:
    expectations = [_expectation(position, check) for position, check in enumerate(checks)]
    return great_expectations().ExpectationSuite(name, expectations=expectations)


def _expectation(position: int, check: Check) -> Any:
    great_expectations()
    from great_expectations.exceptions.exceptions import (
        ExpectationNotFoundError,
    )
    from great_expectations.expectations.metadata_types import FailureSeverity
    from great_expectations.expectations.registry import get_expectation_impl

    arguments: dict[str, Any] = dict(check.kwargs)
    if condition := _condition(check):
        arguments["row_condition"] = condition
    try:
        return get_expectation_impl(check.type)(
            **arguments,
            severity=FailureSeverity(check.severity),
            notes=f"{check.rule}: {check.message}",
            meta={"position": position},
        )
    except ExpectationNotFoundError as error:
        raise BadSuite(f"{check.place}: unknown expectation type {shown(check.type)}") from error
    # ValueError is also what the library's argument checks raise.
    except (TypeError, ValueError) as error:
        raise BadSuite(f"{check.place}: {error}") from error


def _condition(check: Check) -> Any:
    """``when`` and ``unless`` in the library's words; None when every row is examined."""
    from great_expectations.expectations.row_conditions import Column

    parts = [_one_of(Column(name), values) for name, values in check.when.items()]
    parts += [_none_of(Column(name), values) for name, values in check.unless.items()]
    condition = None
    for part in parts:
        condition = part if condition is None else condition & part
    return condition


def _one_of(column: Any, values: list[Any]) -> Any:
    return column == values[0] if len(values) == 1 else column.is_in(values)


def _none_of(column: Any, values: list[Any]) -> Any:
    return column != values[0] if len(values) == 1 else column.is_not_in(values)


def _failing(checks: tuple[Check, ...], result: Any) -> dict[int, list[dict[str, Any]]]:
    """The failing rows by check; results come in an order of the library's own."""
    failing = {}
    for one in result.results:
        position = one.expectation_config.meta["position"]
        _demand_evaluated(checks[position], one)
        failing[position] = one.result["unexpected_index_list"]
    missing = set(range(len(checks))) - set(failing)
    if missing:
        places = ", ".join(checks[position].place for position in sorted(missing))
        raise BadSuite(f"{places}: not evaluated")
    return failing


def _demand_evaluated(check: Check, one: Any) -> None:
    """A failure inside the library, for example on mixed types, must not read as a pass."""
    causes = [one.exception_info or {}, *(one.exception_info or {}).values()]
    for cause in causes:
        if isinstance(cause, dict) and cause.get("raised_exception"):
            raise BadSuite(f"{check.place}: could not be evaluated: {cause['exception_message']}")
    named = one.result.get("unexpected_index_list")
    if named is None or bool(named) == bool(one.success):
        raise BadSuite(f"{check.place}: could not be evaluated: it does not name the failing rows")
