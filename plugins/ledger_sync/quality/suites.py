"""Loads the suites of ``include/expectations/`` and refuses what it does not know.

Structure only: whether Great Expectations has such an expectation, with such arguments, is found
out when the suite is built (``engine``). Both refusals name the file, the position and the reason.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from string import Formatter
from typing import TYPE_CHECKING, Any, NoReturn

from ledger_sync.errors import BadSuite, shown
from ledger_sync.files import expectation_file
from ledger_sync.quality.columns import DIRECTORY, KEYED, ROW_COLUMNS, SCOPES, columns_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

CRITICAL = "critical"
WARNING = "warning"
SEVERITIES = (CRITICAL, WARNING)
LEDGERS = ("xero", "quickbooks")
PLACEHOLDERS = frozenset({"field", "value", "line"})

_NEEDED = ("type", "kwargs", "scope", "rule", "severity", "message")
_ALLOWED = frozenset({*_NEEDED, "field", "when", "unless", "ledgers"})
_CONDITIONED_BY_US = frozenset({"row_condition", "condition_parser", "mostly"})


@dataclass(frozen=True, kw_only=True, eq=False)
class Check:
    """One expectation of a suite, with what a failing row means to a bookkeeper.

    ``when`` and ``unless`` narrow the rows that are looked at: a column and the values it must, or
    must not, have. ``field`` is the field of Klipboard to correct, where the column is derived.
    """

    place: str
    type: str
    kwargs: Mapping[str, Any]
    scope: str
    rule: str
    severity: str
    message: str
    field: str
    ledgers: tuple[str, ...]
    when: Mapping[str, list[Any]]
    unless: Mapping[str, list[Any]]

    @property
    def test(self) -> str:
        """What is examined, without what follows from it: equal tests need to run only once."""
        parts = (self.type, self.kwargs, self.field, self.when, self.unless)
        return json.dumps(parts, sort_keys=True, default=dict)


@dataclass(frozen=True, eq=False)
class Suite:
    """The checks of one entity, for all scopes and ledgers."""

    entity: str
    checks: tuple[Check, ...]

    def select(self, scope: str, ledger: str) -> tuple[Check, ...]:
        """The checks of one scope that count for one ledger."""
        return tuple(c for c in self.checks if c.scope == scope and ledger in c.ledgers)


@cache
def suite_of(entity: str) -> Suite:
    """The project's suite of an entity; read once a process."""
    return read_suite(expectation_file(entity))


def read_suite(path: Path) -> Suite:
    """Read and check one suite file.

    Raises:
        BadSuite: the file is missing, is no JSON, or has something that is not known.
    """
    document = _parse(path)
    if set(document) != {"entity", "expectations"}:
        _refuse(path.name, "needs exactly the keys entity and expectations")
    if document["entity"] != path.stem or path.stem not in ROW_COLUMNS:
        _refuse(path.name, f"entity must be the file's name and one of {_list(ROW_COLUMNS)}")
    if not isinstance(document["expectations"], list):
        _refuse(path.name, "expectations must be a list")
    checks = (
        _check(f"{path.name}, expectation {position}", path.stem, item)
        for position, item in enumerate(document["expectations"], start=1)
    )
    return Suite(path.stem, tuple(checks))


def _parse(path: Path) -> dict[str, Any]:
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise BadSuite(f"{path.name}: cannot be read as JSON: {error}") from error
    if not isinstance(document, dict):
        _refuse(path.name, "must be one JSON object")
    return document


def _check(place: str, entity: str, item: Any) -> Check:
    if not isinstance(item, dict):
        _refuse(place, "must be a JSON object")
    _check_keys(place, item)
    _check_words(place, item)
    _check_columns(place, entity, item)
    return Check(
        place=place,
        field=_field(place, item),
        ledgers=tuple(item.get("ledgers", LEDGERS)),
        when=item.get("when", {}),
        unless=item.get("unless", {}),
        **{key: item[key] for key in _NEEDED},
    )


def _check_keys(place: str, item: dict[str, Any]) -> None:
    if unknown := set(item) - _ALLOWED:
        _refuse(place, f"unknown key {_list(unknown)}; allowed are {_list(_ALLOWED)}")
    if missing := set(_NEEDED) - set(item):
        _refuse(place, f"missing key {_list(missing)}")
    for key in ("kwargs", "when", "unless"):
        if not isinstance(item.get(key, {}), dict):
            _refuse(place, f"{key} must be a JSON object")
    for key in ("type", "rule", "message"):
        if not (isinstance(item[key], str) and item[key].strip()):
            _refuse(place, f"{key} must be a text that is not empty")


def _check_words(place: str, item: dict[str, Any]) -> None:
    if item["scope"] not in SCOPES:
        _refuse(place, f"scope {shown(item['scope'])} is not one of {_list(SCOPES)}")
    if item["severity"] not in SEVERITIES:
        _refuse(place, f"severity {shown(item['severity'])} is not one of {_list(SEVERITIES)}")
    ledgers = item.get("ledgers", LEDGERS)
    if not _is_some_of(ledgers, LEDGERS):
        _refuse(place, f"ledgers {shown(ledgers)} must be some of {_list(LEDGERS)}")
    if ours := _CONDITIONED_BY_US & set(item["kwargs"]):
        _refuse(place, f"{_list(ours)} is not for kwargs; rows are narrowed by when and unless")
    # The library turns a bound into a float, so that only whole numbers stay what was written.
    if any(isinstance(value, float) for value in item["kwargs"].values()):
        _refuse(place, "a bound must be a whole number; strict_min and strict_max say the rest")
    _check_message(place, item["message"])


def _check_message(place: str, message: str) -> None:
    try:
        parts = [part for part in Formatter().parse(message) if part[1] is not None]
    except ValueError as error:
        _refuse(place, f"message cannot be filled in: {error}")
    if any(form or conversion for _, _, form, conversion in parts):
        _refuse(place, "message may name a value, not say how it is written ('{value}' only)")
    if not {name for _, name, _, _ in parts} <= PLACEHOLDERS:
        _refuse(place, f"message may fill in {_list(PLACEHOLDERS)} only")


def _check_columns(place: str, entity: str, item: dict[str, Any]) -> None:
    known = columns_of(entity, item["scope"])
    if not known:
        _refuse(place, f"{entity} has no {item['scope']} checks")
    kwargs = item["kwargs"]
    listed = kwargs.get("column_list", [])
    if not isinstance(listed, list):
        _refuse(place, f"column_list {shown(listed)} must be a list of columns")
    named = [*listed, *item.get("when", {}), *item.get("unless", {})]
    named += [kwargs[key] for key in ("column", "column_A", "column_B") if key in kwargs]
    if not ({"column", "column_A", "column_list"} & set(kwargs)):
        _refuse(place, "kwargs name no column; only checks that name failing rows can hold them")
    for column in named:
        if not _is_some_of([column], known):
            _refuse(place, f"unknown column {shown(column)}; known are {_list(known)}")
    for key in ("when", "unless"):
        if not all(isinstance(values, list) and values for values in item.get(key, {}).values()):
            _refuse(place, f"{key} must give a list of values for each column")


def _field(place: str, item: dict[str, Any]) -> str:
    """The field to correct: named, or the column itself; of a directory check, a keyed one."""
    field = item.get("field", item["kwargs"].get("column"))
    if not isinstance(field, str):
        _refuse(place, "needs a field, because its kwargs name several columns")
    if item["scope"] == DIRECTORY and field not in KEYED:
        _refuse(place, f"field {shown(field)} of a directory check must be one of {_list(KEYED)}")
    return field


def _is_some_of(found: Any, allowed: Iterable[str]) -> bool:
    """JSON can say anything in the place of a word."""
    if not isinstance(found, list | tuple) or not found:
        return False
    return all(isinstance(each, str) and each in allowed for each in found)


def _list(words: Iterable[str]) -> str:
    return ", ".join(sorted(words))


def _refuse(place: str, reason: str) -> NoReturn:
    raise BadSuite(f"{place}: {reason}")
