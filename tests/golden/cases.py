"""Golden cases: a row of Klipboard, and the call that an accountant would sign for it.

A case is a folder ``<ledger>/<entity>/<case>/``. ``source.json`` has the company, the row as it is
extracted, for a change also the row that was agreed before (an archived one is what was put out of
use then); ``payload.json`` what is sent, or why nothing is; ``note.md`` why it must be so.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import simplejson
from ledger_sync.errors import RecordError
from ledger_sync.ledgers import LEDGERS
from ledger_sync.ledgers.contract import Item, Ledger
from ledger_sync.model import (
    Company,
    Document,
    Draft,
    ItemKey,
    Json,
    Link,
    Party,
    Record,
    Ref,
    Reply,
)
from ledger_sync.rules.mapping import MappingTable, Row
from ledger_sync.rules.money import line_amount
from ledger_sync.source import rows
from ledger_sync.steps.mapping_tables import from_file

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Case:
    """One folder."""

    folder: Path

    @property
    def name(self) -> str:
        return self.folder.relative_to(FOLDER).as_posix()

    @property
    def ledger(self) -> Ledger:
        return LEDGERS[self.folder.parts[-3]]

    @property
    def entity(self) -> str:
        return self.folder.parts[-2]

    def source(self) -> Json:
        found: Json = json.loads(self.read("source.json"), parse_float=Decimal)
        return found

    def read(self, file: str) -> str:
        return (self.folder / file).read_text(encoding="utf-8")


def all_cases() -> list[Case]:
    """Every folder with a source."""
    return [Case(path.parent) for path in sorted(FOLDER.glob("*/*/*/source.json"))]


class _Recorded(Exception):
    """Raised instead of making the call."""

    def __init__(self, call: Json) -> None:
        super().__init__("recorded")
        self.call = call


def _record(
    method: str,
    path: str,
    *,
    params: Mapping[str, str] | None = None,
    body: Json | None = None,
    headers: Mapping[str, str] | None = None,
    resource: str | None = None,
    elements: int = 1,
    once: bool = False,
) -> Reply:
    raise _Recorded({"call": f"{method} {path}", "query": dict(params or {}), "body": body})


def payload(case: Case) -> str:
    """What ``payload.json`` must say."""
    source = case.source()
    company = Company(**source["company"])
    try:
        found = _sent(case, source, company)
    except RecordError as error:
        reason = {"rule": error.rule, "field": error.field, "value": error.value}
        found = {"held": {**reason, "message": error.message}}
    return str(simplejson.dumps(found, indent=2, use_decimal=True, ensure_ascii=False)) + "\n"


def _sent(case: Case, source: Json, company: Company) -> Json:
    record = _read(case, source["row"], company)
    draft = _draft(case, source, record, company)
    agreed = source.get("agreed")
    link = _link(case, source, agreed, company) if agreed else None
    if draft.intent == "upsert":
        action: Any = "update" if link else "create"
    else:
        action = draft.intent
    ids = {ref: f"<id of {ref.entity} {ref.source_id}>" for ref in draft.requires}
    codes = {each: f"<id of {each.kind} {each.code}>" for each in draft.lookups}
    wares = {key: f"<id of {_named(key)}>" for key in draft.items}
    item = Item(draft, action, link, ids, codes, wares)
    try:
        case.ledger.client(_record).write([item], "key")
    except _Recorded as recorded:
        return {**recorded.call, **_said_beside(record, draft)}
    raise AssertionError("a write makes a call")


def _said_beside(record: Record, draft: Draft) -> Json:
    """What the payload does not show: what must be there first, and what the lines come to."""
    beside: Json = {}
    if draft.requires:
        beside["waits_for"] = [f"{ref.entity} {ref.source_id}" for ref in draft.requires]
    if draft.lookups:
        beside["looked_up_in_the_ledger"] = [" ".join(lookup) for lookup in draft.lookups]
    if draft.items:
        beside["found_or_made_in_the_ledger"] = [_named(key) for key in draft.items]
    if isinstance(record, Document) and draft.intent == "upsert":
        beside["lines_come_to"] = str(lines_come_to(record))
    return beside


def _named(key: ItemKey) -> str:
    account = f"account {key.account}" if key.account else "no account"
    return f"item {key.name}, {account}"


def lines_come_to(document: Document) -> Decimal:
    """Each line rounded to the cent, then summed."""
    amounts = (
        line_amount(line.quantity, line.unit_price, line.discount_percent)
        for line in document.lines
    )
    return sum(amounts, Decimal(0))


def _read(case: Case, row: Json, company: Company) -> Record:
    return rows.record(case.entity, rows.typed(row), company)


def record_of(case: Case) -> tuple[Record, Draft]:
    """The record of a case and what the ledger shall hold for it."""
    source = case.source()
    company = Company(**source["company"])
    record = _read(case, source["row"], company)
    return record, _draft(case, source, record, company)


def _draft(case: Case, source: Json, record: Record, company: Company) -> Draft:
    own = [Row(**{**each, "keys": tuple(each["keys"])}) for each in source.get("own_rows", [])]
    tables = {
        spec.name: MappingTable.of(
            case.ledger.name,
            spec,
            (
                *from_file(case.ledger.name, spec),
                *(row for row in own if len(row.keys) == len(spec.keys)),
            ),
        )
        for spec in case.ledger.tables
    }
    return case.ledger.draft(record, company, tables)


def _link(case: Case, source: Json, agreed: Json, company: Company) -> Link:
    before = _read(case, agreed, company)
    withdrawn = isinstance(before, Party) and before.archived
    if isinstance(before, Party):
        # What is put out of use keeps the content that was agreed when it was in use.
        before = replace(before, archived=False)
    content = _draft(case, source, before, company).content
    lines = before.lines if isinstance(before, Document) else ()
    return Link(
        ref=Ref(case.entity, agreed["source_id"]),
        ledger_id=f"<id of {case.entity} {agreed['source_id']}>",
        number=None,
        fingerprint="agreed",
        content=content,
        children={str(line.line_id): f"<id of line {line.line_id}>" for line in lines},
        withdrawn=withdrawn,
        version=f"<version of {case.entity} {agreed['source_id']}>",
    )
