"""Every golden case is sent as it was signed. ``make golden`` rewrites them for review."""

from __future__ import annotations

import json
import re

import pytest
from ledger_sync.errors import RecordError
from ledger_sync.ledgers import LEDGERS
from ledger_sync.model import Document, Written

from tests.golden.cases import FOLDER, Case, all_cases, lines_come_to, payload, record_of

every_case = pytest.mark.parametrize("case", all_cases(), ids=lambda case: case.name)


@every_case
def test_the_payload_is_the_one_that_was_signed(case: Case) -> None:
    assert payload(case) == case.read("payload.json")


@every_case
def test_a_case_says_why_it_must_be_so(case: Case) -> None:
    note = case.read("note.md").strip()

    assert note.endswith(".")
    assert re.fullmatch(r"[a-z0-9_]+", case.folder.name)
    assert {path.name for path in case.folder.iterdir()} == {
        "source.json",
        "payload.json",
        "note.md",
    }


@every_case
def test_the_ledger_will_come_to_the_same_sum(case: Case) -> None:
    try:
        record, draft = record_of(case)
    except RecordError:
        return
    if not isinstance(record, Document):
        return

    ours = lines_come_to(record)
    answer = Written(ledger_id="x", number=None, children=(), total=ours, subtotal=ours)

    assert case.ledger.difference(draft.content, answer) == 0


@pytest.mark.parametrize("ledger", LEDGERS)
def test_every_entity_of_a_ledger_has_a_case(ledger: str) -> None:
    entities = {case.entity for case in all_cases() if case.ledger.name == ledger}

    assert entities == set(LEDGERS[ledger].entities)


def test_every_folder_is_a_case_and_no_case_is_there_twice() -> None:
    folders = {path for path in FOLDER.glob("*/*/*") if path.is_dir() and path.suffix == ""}
    sources = [
        (case.ledger.name, json.dumps(case.source(), default=str, sort_keys=True))
        for case in all_cases()
    ]

    assert folders == {case.folder for case in all_cases()}
    assert len(set(sources)) == len(sources)
