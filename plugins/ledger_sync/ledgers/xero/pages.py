"""Lists of Xero, page by page. Nothing is kept between two calls."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from ledger_sync.errors import UnexpectedResponse
from ledger_sync.ledgers.xero.fields import amount, part, parts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ledger_sync.ledgers.contract import Caller
    from ledger_sync.model import Json

PAGE_SIZE = 1000
IDS_PER_CALL = 40
"""Lists of ids and numbers travel in the address: Xero advises about forty."""
FOUR_DECIMALS = {"unitdp": "4"}
"""Xero rounds unit prices to cents on every read and write that does not say this."""


def rows(answer: Json, resource: str) -> list[Json]:
    """The rows of an answer, where none is an empty list.

    Raises:
        UnexpectedResponse: there is no list; it does not say that there are no rows.
    """
    if not isinstance(answer.get(resource), list):
        raise UnexpectedResponse(f"Xero answered without the list of {resource} it was asked for")
    return parts(answer, resource)


def pages(
    call: Caller, resource: str, params: Mapping[str, str], since: datetime | None = None
) -> Iterator[list[Json]]:
    """The rows of a list, page by page to the last."""
    for answer in answers(call, resource, params, since):
        yield rows(answer, resource)


def answers(
    call: Caller, resource: str, params: Mapping[str, str], since: datetime | None = None
) -> Iterator[Json]:
    """Page until one is not full; ``pagination`` ends it where Xero sends one."""
    number = 1
    while True:
        answer = page(call, resource, params, number, since)
        yield answer
        there = len(rows(answer, resource))
        count = amount(part(answer, "pagination"), "pageCount")
        more = number < count if count is not None else there == PAGE_SIZE
        if not there or not more:
            return
        number += 1


def page(
    call: Caller,
    resource: str,
    params: Mapping[str, str],
    number: int = 1,
    since: datetime | None = None,
) -> Json:
    """One page, with its envelope; only what is paged has lines."""
    paging = {"page": str(number), "pageSize": str(PAGE_SIZE), **FOUR_DECIMALS}
    headers = _modified_since(since)
    return call("GET", f"/{resource}", params={**params, **paging}, headers=headers).body


def _modified_since(since: datetime | None) -> dict[str, str]:
    if since is None:
        return {}
    return {"If-Modified-Since": since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")}
