"""The apply files write what came from a ledger, and doing it twice equals doing it once."""

from __future__ import annotations

import pytest
from ledger_sync.model import CLIENT, SUPPLIER, Party
from ledger_sync.source import klipboard as source
from sqlalchemy import Engine

from tests.integration.source import Source
from tests.unit.builders import a_full_party

OURS = 1_000_000_000_000
"""Where the tables' own sequences begin: Klipboard's ids never come so far."""


@pytest.fixture
def klipboard(shared: Engine) -> Source:
    return Source(shared)


def a_new_party(klipboard: Source, entity: str, **values: object) -> Party:
    with klipboard.engine.begin() as db:
        (number,) = source.reserve_ids(db, entity, 1)
    return a_full_party(entity=entity, company_id=klipboard.company.id, source_id=number, **values)


@pytest.mark.parametrize("entity", [CLIENT, SUPPLIER])
def test_reserved_ids_never_meet_klipboards_and_never_come_again(
    klipboard: Source, entity: str
) -> None:
    with klipboard.engine.begin() as db:
        first, second = (source.reserve_ids(db, entity, 3) for _ in range(2))

    assert len({*first, *second}) == 6
    assert min(first + second) >= OURS


def test_no_ids_are_reserved_for_nobody(klipboard: Source) -> None:
    with klipboard.engine.begin() as db:
        assert source.reserve_ids(db, CLIENT, 0) == []


@pytest.mark.rule("X-01")
@pytest.mark.parametrize(
    ("entity", "table"), [(CLIENT, "clients"), (SUPPLIER, "suppliers")], ids=["client", "supplier"]
)
def test_a_party_of_the_ledger_becomes_a_row_with_all_its_values(
    klipboard: Source, entity: str, table: str
) -> None:
    party = a_new_party(klipboard, entity)

    with klipboard.engine.begin() as db:
        source.insert_parties(db, [party])

    row = klipboard.row(table, party.source_id)
    assert (row["name"], row["email"], row["archived"]) == ("Acme Ltd", "jo@acme.example", False)
    assert (row["address_line2"], row["postcode"]) == ("Unit 2", "LS1 1AA")
    assert (row["tax_number"], row["payment_terms"]) == ("GB123456789", "30 days")
    assert row["company_id"] == klipboard.company.id


@pytest.mark.rule("B-02")
@pytest.mark.parametrize(
    ("entity", "table"), [(CLIENT, "clients"), (SUPPLIER, "suppliers")], ids=["client", "supplier"]
)
def test_writing_a_party_again_leaves_what_a_person_changed_meanwhile(
    klipboard: Source, entity: str, table: str
) -> None:
    party = a_new_party(klipboard, entity)
    with klipboard.engine.begin() as db:
        source.insert_parties(db, [party])
    klipboard.update(table, party.source_id, name="Changed by hand")

    with klipboard.engine.begin() as db:
        source.insert_parties(db, [party])

    assert klipboard.row(table, party.source_id)["name"] == "Changed by hand"


@pytest.mark.rule("C-08")
@pytest.mark.rule("X-11")
@pytest.mark.parametrize(
    ("before", "given", "after"),
    [
        pytest.param((None, None), (43, 8), (43, 8), id="set"),
        pytest.param((None, None), (43, None), (43, None), id="the ledger has none"),
        pytest.param((100, 8), (43, 9), (100, 9), id="one that is further stays"),
        pytest.param((100, None), (None, None), (100, None), id="nothing known"),
    ],
)
def test_start_numbers_follow_the_ledger_and_never_go_back(
    klipboard: Source,
    before: tuple[int | None, int | None],
    given: tuple[int | None, int | None],
    after: tuple[int | None, int | None],
) -> None:
    names = ("invoice_start_number", "purchase_order_start_number")
    company = klipboard.company.id
    klipboard.update("companies", company, **dict(zip(names, before, strict=True)))

    numbers = dict(zip(("invoice", "purchase_order"), given, strict=True))
    with klipboard.engine.begin() as db:
        source.set_start_numbers(db, company, numbers)

    row = klipboard.row("companies", company)
    assert tuple(row[name] for name in names) == after
    other = klipboard.row("companies", klipboard.other.id)
    assert tuple(other[name] for name in names) == (None, None)
