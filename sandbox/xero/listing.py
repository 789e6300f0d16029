"""Reading lists: If-Modified-Since, filters, order, pages."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from sandbox.xero.desk import BadRequest, Desk
from sandbox.xero.where import Getter, QueryError, parse_order, parse_where, plain, sort_rows

DEFAULT_PAGE_SIZE = 100
MAX_PAGE_SIZE = 1000
Predicate = Callable[[Any], bool]


@dataclass(frozen=True, slots=True)
class Query:
    """The parts of a GET that lists look at; parameter names in lower case."""

    parameters: Mapping[str, str]
    modified_since: str | None = None

    def get(self, name: str) -> str | None:
        """Return a parameter."""
        return self.parameters.get(name.lower())

    def flag(self, name: str) -> bool:
        """Say whether a parameter is true."""
        return (self.get(name) or "").casefold() == "true"

    def items(self, name: str) -> list[str]:
        """Return the members of a comma-separated parameter."""
        return [part.strip() for part in (self.get(name) or "").split(",") if part.strip()]


@dataclass(frozen=True, slots=True)
class Fields:
    """What a resource lets one filter and sort by."""

    id_of: Callable[[Any], str]
    updated_ms: Callable[[Any], int]
    getters: Mapping[str, Getter]
    search: tuple[Getter, ...] = ()
    where: bool = True


@dataclass(frozen=True, slots=True)
class Page:
    """The rows of an answer, with the pagination object where there is one."""

    rows: list[Any]
    pagination: dict[str, int] | None = None
    tests: list[Predicate] = field(default_factory=list)


def select(
    desk: Desk, query: Query, rows: Iterable[Any], fields: Fields, tests: list[Predicate]
) -> list[Any]:
    """Return the rows that pass all filters, in the order that was asked for."""
    try:
        checks = [*tests, *_since(desk, query, fields), *_where(query, fields)]
        checks += _search(query, fields)
        chosen = [row for row in rows if all(check(row) for check in checks)]
        chosen.sort(key=lambda row: (fields.updated_ms(row), fields.id_of(row)))
        order = query.get("order")
        return sort_rows(chosen, parse_order(order, fields.getters)) if order else chosen
    except QueryError as error:
        raise BadRequest(16, "QueryParseException", str(error)) from error


def _since(desk: Desk, query: Query, fields: Fields) -> list[Predicate]:
    moment = _moment(desk, query.modified_since)
    if moment is None:
        return []
    if desk.switches.modified_since_bound == "exclusive":
        return [lambda row: fields.updated_ms(row) // 1000 > moment]
    return [lambda row: fields.updated_ms(row) // 1000 >= moment]


def _moment(desk: Desk, header: str | None) -> int | None:
    if not header:
        return None
    try:
        moment = datetime.fromisoformat(header.strip())
    except ValueError:
        try:
            moment = parsedate_to_datetime(header)
        except ValueError:
            return None
        if not desk.switches.modified_since_rfc1123:
            return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return int(moment.timestamp())


def _where(query: Query, fields: Fields) -> list[Predicate]:
    source = query.get("where")
    return [parse_where(source, fields.getters)] if source and fields.where else []


def _search(query: Query, fields: Fields) -> list[Predicate]:
    term = plain(query.get("searchterm") or "")
    if not term or not fields.search:
        return []
    return [lambda row: any(term in plain(str(get(row) or "")) for get in fields.search)]


def paginate(query: Query, rows: list[Any], *, forced: bool) -> Page:
    """Cut out a page. Sizes out of range are clamped, a page past the end is empty."""
    if not (forced or query.get("page") or query.get("pagesize")):
        return Page(rows)
    size = min(max(_whole(query.get("pagesize"), DEFAULT_PAGE_SIZE), 1), MAX_PAGE_SIZE)
    number = max(_whole(query.get("page"), 1), 1)
    pagination = {
        "page": number,
        "pageSize": size,
        "pageCount": math.ceil(len(rows) / size),
        "itemCount": len(rows),
    }
    return Page(rows[(number - 1) * size : number * size], pagination)


def _whole(value: str | None, default: int) -> int:
    try:
        return int(value) if value else default
    except ValueError:
        return default
