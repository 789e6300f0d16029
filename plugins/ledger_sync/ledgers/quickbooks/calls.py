"""The calls that everything at QuickBooks is made of: batch, query, read of one record, changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from ledger_sync.errors import RequestRefused, UnexpectedResponse
from ledger_sync.ledgers.quickbooks import faults, queries, wire
from ledger_sync.ledgers.quickbooks.bodies import INVOICE, part, parts, record_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from ledger_sync.ledgers.contract import Caller
    from ledger_sync.model import Json

MINOR_VERSION = {"minorversion": "75"}
"""The form of the answers: pinned, so that none changes under us."""


@dataclass(frozen=True)
class Answered:
    """The elements of a batch's answer, in the order in which they were sent."""

    elements: list[Json]
    repeated: bool
    """An earlier attempt may have reached QuickBooks without our seeing its answer."""


class Calls:
    """Calls of one company's API; each is counted under the word of what it is about."""

    def __init__(self, call: Caller) -> None:
        self._call = call

    def batch(self, entries: Sequence[Json], key: str, resource: str) -> Answered:
        """Send elements that are carried out each by itself.

        QuickBooks may have forgotten the id of a request, and takes a second invoice of the same
        number: what is created is not sent again before it was looked up.

        Raises:
            AnswerLost: something was to be created, and the answer did not come.
            UnexpectedResponse: not every element was answered, once, and no other one; what became
                of them is not known.
        """
        names = [str(number) for number in range(1, len(entries) + 1)]
        requests = [{"bId": name, **entry} for name, entry in zip(names, entries, strict=True)]
        reply = self._call(
            "POST",
            "/batch",
            params={**MINOR_VERSION, "requestid": wire.request_id(key)},
            body={"BatchItemRequest": requests},
            resource=resource,
            elements=len(entries),
            once=any(entry.get("operation") == "create" for entry in entries),
        )
        # QuickBooks answers in an order of its own.
        answers = parts(reply.body, "BatchItemResponse")
        found = {str(each.get("bId")): each for each in answers}
        missing = [name for name in names if name not in found]
        if missing:
            raise UnexpectedResponse(
                f"QuickBooks did not answer {len(missing)} of {len(names)} elements of a batch"
            )
        if len(answers) != len(names):
            raise UnexpectedResponse(
                f"QuickBooks answered {len(answers)} elements to {len(names)} of a batch"
            )
        return Answered([found[name] for name in names], reply.repeated)

    def select(self, statement: str, entity: str) -> list[Json]:
        """The rows of one query."""
        params = {"query": statement, **MINOR_VERSION}
        answer = self._call("GET", "/query", params=params, resource=entity).body
        found = answer.get("QueryResponse")
        if not isinstance(found, dict):
            # Without it nobody says that there are no rows.
            raise UnexpectedResponse(f"QuickBooks answered a query of {entity} with something else")
        return parts(found, entity)

    def pages(self, entity: str, *conditions: str, columns: str = "*") -> Iterator[list[Json]]:
        """All rows of an entity, each once, until a page is not full.

        Rows are counted by place, so one that is deleted meanwhile moves all behind it. A page
        begins with the last row of the one before; where it does not, we go back.
        """
        start, seen = 1, set[str]()
        while True:
            rows = self.select(queries.page(entity, start, *conditions, columns=columns), entity)
            if start > 1 and not (rows and record_id(rows[0], "Id") in seen):
                start = max(1, start - queries.PAGE_SIZE // 2)
                continue
            yield [row for row in rows if record_id(row, "Id") not in seen]
            seen |= {record_id(row, "Id") for row in rows}
            if len(rows) < queries.PAGE_SIZE:
                return
            start += len(rows) - 1

    def changes(self, entities: Iterable[str], since: datetime) -> Json:
        """What became of some entities since an instant: the whole answer."""
        what = {"entities": ",".join(entities), "changedSince": since.isoformat(timespec="seconds")}
        return self._call("GET", "/cdc", params={**what, **MINOR_VERSION}, resource=INVOICE).body

    def now(self) -> str:
        """QuickBooks' own time."""
        params = {"query": queries.page("CompanyInfo", 1), **MINOR_VERSION}
        answer = self._call("GET", "/query", params=params, resource=INVOICE).body
        return str(answer.get("time") or "")

    def read(self, resource: str, ledger_id: str) -> Json | None:
        """One record by its id, or None if there is none (any more)."""
        path = f"/{resource.lower()}/{quote(ledger_id, safe='')}"
        try:
            answer = self._call("GET", path, params=MINOR_VERSION, resource=resource).body
        except RequestRefused as error:
            if error.code == faults.NOT_FOUND:
                return None
            raise
        return part(answer, resource) or None
