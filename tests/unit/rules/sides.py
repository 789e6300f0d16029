"""Parties of both sides, for the tests of matching."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ledger_sync.model import Address, Ref
from ledger_sync.rules.matching import Candidate, Ours, Theirs

from tests.unit.builders import a_party


def theirs(ledger_id: str = "L1", number: str | None = None, **values: Any) -> Theirs:
    party = a_party(**{"name": f"Their {ledger_id}", **values})
    return Theirs(("Contacts", ledger_id), number, party)


def ours(source_id: int = 1, shown_name: str | None = None, **values: Any) -> Ours:
    party = a_party(**{"source_id": source_id, "name": f"Our {source_id}", **values})
    return Ours(party, shown_name or party.name, f"KB-{party.entity}-{source_id}")


def at(line1: str, city: str, postcode: str) -> Address:
    return Address(line1=line1, city=city, postcode=postcode)


def refs(candidates: Iterable[Candidate]) -> list[Ref]:
    return [each.ref for each in candidates]
