"""Run a statement of QuickBooks' query language against a company.

Two habits surprise callers: what is inactive stays hidden unless the statement speaks of `Active`,
and without ORDERBY the newest object comes first.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterator
from functools import cached_property, partial
from typing import Any

from sandbox.quickbooks.answers import Body, query_invalid
from sandbox.quickbooks.company import Row
from sandbox.quickbooks.desk import Desk
from sandbox.quickbooks.grammar import Condition, Order, Statement, Value, parse
from sandbox.quickbooks.operations import RESOURCES, read_one, view
from sandbox.quickbooks.properties import ID, QUERYABLE, Kind

DEFAULT_RESULTS = 100
MOST_RESULTS = 1000

Test = Callable[["_Candidate"], bool]
_COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
# Known without the view of an object, which is dear in a large company: compared first.
_OF_ROWS: dict[str, Callable[[Row], Any]] = {
    "Active": lambda row: row.active,
    "DisplayName": lambda row: row.body.get("DisplayName"),
    "DocNumber": lambda row: row.body.get("DocNumber"),
    "Id": lambda row: row.id,
    "MetaData.CreateTime": lambda row: row.created,
    "MetaData.LastUpdatedTime": lambda row: row.updated,
    "Name": lambda row: row.body.get("Name"),
}
_HIDDEN = {"Item": "Sku"}  # * leaves it out: it has to be named beside it
_IN_ALL = ("Id", "SyncToken", "MetaData", "domain", "sparse")


def run_query(desk: Desk, statement: str) -> Body:
    """Return the answer to a statement, without its time.

    Raises:
        Refusal: It cannot be parsed (4000), or names what is not there (4001).
    """
    asked = parse(statement)
    entity = _entity(asked.entity)
    columns = [_column(entity, name) for name in asked.columns]
    start, limit = _page(desk, asked)
    found = _ordered(entity, asked.order, _chosen(desk, entity, asked.conditions))
    if asked.counted:
        return {"QueryResponse": {"totalCount": len(found)}}
    page = [_projected(desk, entity, one.document, columns) for one in found[start - 1 :][:limit]]
    if not page:
        return {"QueryResponse": {}}
    return {"QueryResponse": {entity: page, "startPosition": start, "maxResults": len(page)}}


class _Candidate:
    """An object that may be an answer; its view is made when something asks for it."""

    def __init__(self, read: Callable[[], Body], row: Row | None = None) -> None:
        self._read, self._row = read, row

    @cached_property
    def document(self) -> Body:
        return self._read()

    def value(self, name: str) -> Any:
        if self._row is not None and name in _OF_ROWS:
            return _OF_ROWS[name](self._row)
        return _dig(self.document, name)


def _dig(document: Body, path: str) -> Any:
    found: Any = document
    for part in path.split("."):
        found = found.get(part) if isinstance(found, dict) else None
    return found


def _entity(name: str) -> str:
    for entity in QUERYABLE:
        if entity.lower() == name.lower():
            return entity
    raise query_invalid(f"Metadata not found for Entity {name}")


def _fields(entity: str) -> set[str]:
    """Return all fields that an object of the entity may show."""
    resource = RESOURCES.get(entity)
    known = {*resource.fields, *resource.read_only} if resource else set()
    return {*known, *QUERYABLE[entity], *_IN_ALL}


def _canonical(name: str, known: set[str]) -> str | None:
    return next((field for field in known if field.lower() == name.lower()), None)


def _property(entity: str, name: str) -> tuple[str, Kind]:
    found = _canonical(name, _fields(entity))
    if found is None:
        raise query_invalid(f"Property {name} not found for Entity {entity}")
    if found not in QUERYABLE[entity]:
        raise query_invalid(f"property '{found}' is not queryable")
    return found, QUERYABLE[entity][found]


def _column(entity: str, name: str) -> str:
    found = _canonical(name, {*_fields(entity), "*"})
    if found is None:
        raise query_invalid(f"Property {name} not found for Entity {entity}")
    return found


def _page(desk: Desk, asked: Statement) -> tuple[int, int]:
    limit = DEFAULT_RESULTS if asked.limit is None else asked.limit
    for number in (asked.start, limit):
        if number < 1:
            raise query_invalid(f"value {number} is too small. Min allowed value is 1")
    if limit > MOST_RESULTS and desk.switches.query_above_maximum == "refuse":
        raise query_invalid(f"value {limit} is too large. Max allowed value is {MOST_RESULTS}")
    return asked.start, min(limit, MOST_RESULTS)


def _chosen(desk: Desk, entity: str, conditions: tuple[Condition, ...]) -> list[_Candidate]:
    named = [(*_property(entity, condition.property), condition) for condition in conditions]
    if "Active" in QUERYABLE[entity] and all(name != "Active" for name, *_ in named):
        kind = QUERYABLE[entity]["Active"]
        named.append(("Active", kind, Condition("Active", "=", (True,))))
    named.sort(key=lambda step: step[0] not in _OF_ROWS)
    tests = [_test(*step) for step in named]
    return [one for one in _candidates(desk, entity) if all(test(one) for test in tests)]


def _candidates(desk: Desk, entity: str) -> Iterator[_Candidate]:
    if entity in RESOURCES:
        for row in desk.company.rows(entity):
            yield _Candidate(partial(view, desk, row), row)
        return
    own_id = desk.company.realm_id if entity == "CompanyInfo" else "1"
    yield _Candidate(lambda: read_one(desk, entity, own_id)[entity])


def _test(name: str, kind: Kind, condition: Condition) -> Test:
    if condition.operator == "like":
        return _like(name, kind, condition.values[0])
    if condition.operator in _COMPARE:
        bound = _comparable(name, kind, condition.values[0])
        return _compared(name, kind, _COMPARE[condition.operator], bound)
    same = _one_of(name, kind, condition.values)
    return (lambda one: not same(one)) if condition.operator == "!=" else same


def _compared(name: str, kind: Kind, holds: Callable[[Any, Any], Any], bound: Any) -> Test:
    def test(one: _Candidate) -> bool:
        value = one.value(name)
        return not _is_blank(value) and bool(holds(kind.comparable(value), bound))

    return test


def _one_of(name: str, kind: Kind, values: tuple[Value, ...]) -> Test:
    blank = any(_is_blank(value) for value in values)  # ' ' stands for null
    wanted = {_comparable(name, kind, value) for value in values if not _is_blank(value)}

    def test(one: _Candidate) -> bool:
        value = one.value(name)
        return blank if _is_blank(value) else kind.comparable(value) in wanted

    return test


def _like(name: str, kind: Kind, value: Value) -> Test:
    if not kind.patterns:
        raise query_invalid(f"Operator LIKE is not supported for property '{name}'")
    parts = [re.escape(part) for part in str(value).casefold().split("%")]
    pattern = re.compile(".*".join(parts), re.DOTALL)
    return lambda one: pattern.fullmatch(str(one.value(name) or "").casefold()) is not None


def _is_blank(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _comparable(name: str, kind: Kind, value: Value) -> Any:
    try:
        return kind.comparable(value)
    except ValueError as error:
        text = f"value '{value}' of property '{name}' is not a {kind.name}"
        raise query_invalid(text) from error


def _ordered(entity: str, order: tuple[Order, ...], found: list[_Candidate]) -> list[_Candidate]:
    found.sort(key=lambda one: ID.comparable(one.value("Id")), reverse=True)
    for step in reversed(order):
        found.sort(key=_sort_key(*_property(entity, step.property)), reverse=step.descending)
    return found


def _sort_key(name: str, kind: Kind) -> Callable[[_Candidate], tuple[bool, Any]]:
    def key(one: _Candidate) -> tuple[bool, Any]:
        value = one.value(name)
        return (False, None) if _is_blank(value) else (True, kind.comparable(value))

    return key


def _projected(desk: Desk, entity: str, document: Body, columns: list[str]) -> Body:
    if "*" not in columns:
        return _picked(document, columns)
    hidden = _HIDDEN.get(entity, "")
    if hidden in columns or desk.switches.query_star_shows_sku:
        return document
    return {name: value for name, value in document.items() if name != hidden}


def _picked(document: Body, columns: list[str]) -> Body:
    picked: Body = {}
    for path in columns:
        value = _dig(document, path)
        *parents, name = path.split(".")
        place = picked
        for parent in parents:
            place = place.setdefault(parent, {})
        if value is not None:
            place[name] = value
    return {**picked, "domain": "QBO", "sparse": True}
