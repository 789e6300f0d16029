"""What QuickBooks answers to a write is what it shows later: the heart of no echo (C-10)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from ledger_sync.ledgers import LEDGERS
from ledger_sync.ledgers.quickbooks import view
from ledger_sync.ledgers.views import Ids
from ledger_sync.model import CLIENT_LOCATION, Company, Document, Json, Record, Ref, Written

from sandbox.process import SandboxProcess
from tests.contract.bench import Bench
from tests.contract.reader import Reader
from tests.contract.records import a_known_party, a_location, a_supplier
from tests.unit.builders import GB, US, a_line, a_party, an_invoice

QUICKBOOKS = LEDGERS["quickbooks"]

PARTIES = {
    "bare client": a_party(),
    "client": a_known_party(),
    "client with signs": a_known_party(name="A: B\tC's \\ D", contact_first_name="J:o"),
    "client with a name that says deleted": a_party(name="Acme (deleted)"),
    "client with one line of address": a_known_party(
        address=replace(a_known_party().address, line2=None, region=None)
    ),
    "location": a_location(email="yard@acme.example", payment_terms="30 days"),
    "supplier": a_known_party(entity="supplier", source_id=9, name="Steel Co"),
    "bare supplier": a_supplier(),
}
WORDS = a_line(line_id=71, item_name=None, description="Thanks", unit_price=Decimal(0))
NO_WORDS = replace(WORDS, line_id=72, description=None)
NAMELESS = a_line(line_id=73, item_name=None, description=None)
DISCOUNTED = a_line(discount_percent=Decimal("12.5"), unit_price=Decimal("19.99"))
IN_ONE_PIECE = a_line(
    quantity=Decimal(3000), unit_price=Decimal("0.3333"), discount_percent=Decimal("33.33")
)
INVOICES = {
    "sent": an_invoice(),
    "draft": an_invoice(status="Draft", created_on=date(2026, 9, 28)),
    "without a due date": an_invoice(due_date=None),
    "with a reference": an_invoice(reference="PO 7\nsecond line"),
    "discounted": an_invoice(lines=(DISCOUNTED,)),
    "in one piece": an_invoice(lines=(IN_ONE_PIECE,)),
    "with lines of text": an_invoice(lines=(WORDS, a_line(), NO_WORDS)),
    "without items": an_invoice(lines=(NAMELESS,)),
    "by its item's name": an_invoice(lines=(a_line(description=None),)),
    "without tax": an_invoice(lines=(a_line(tax_rate=None), a_line(line_id=71, tax_rate=None))),
    "with four places": an_invoice(
        lines=(a_line(quantity=Decimal("1.2345"), unit_price=Decimal("0.3333")),)
    ),
    "to a location": an_invoice(party=Ref(CLIENT_LOCATION, 8)),
}
INCLUSIVE = an_invoice(prices_include_tax=True, lines=(a_line(), DISCOUNTED))
TERMS: tuple[Mapping[str, str], ...] = ({"payment_terms": "30 days"}, {})


def opened(sandbox: SandboxProcess, company: Company = GB, **how: Any) -> Bench:
    sandbox.reset()
    return Bench(QUICKBOOKS, sandbox, company, **how)


def made(bench: Bench, record: Record, **values: Any) -> Written:
    """A record, after whatever it needs."""
    client, location = a_party(**values), a_location()
    if record.ref != client.ref:
        bench.made(client)
    if isinstance(record, Document):
        bench.made(location)
    return bench.made(record)


def shown_later(bench: Bench, reader: Reader, record: Record) -> list[Json]:
    """A record's views: in the feed, read by its id, and found."""
    link = bench.links[record.ref]
    resource = bench.ledger.resource(record.ref.entity)
    (changed,) = [
        each
        for each in reader.read()
        if (each.resource, each.ledger_id) == (resource, link.ledger_id)
    ]
    (read,) = bench.client.read_records(resource, [link.ledger_id])
    return [changed.view, read.view, bench.found(bench.item(record, "update")).view]


def ids(bench: Bench, record: Record) -> Ids:
    item = bench.item(record, "update")
    return Ids(records=item.ledger_ids, codes=item.codes, items=item.items)


def says_the_same(ours: Json, theirs: Json) -> bool:
    """Whether a view has whatever a content says; QuickBooks fills in the rest."""
    return all(theirs[field] == value for field, value in ours.items() if value is not None)


def check(bench: Bench, reader: Reader, record: Record, written: Written) -> None:
    theirs = written.view
    ours = view.shown(bench.links[record.ref].content, ids(bench, record))
    our_lines, their_lines = (one.get("lines", []) for one in (ours, theirs))

    assert shown_later(bench, reader, record) == [theirs] * 3
    assert says_the_same({**ours, "lines": None}, theirs)
    assert [each["id"] for each in their_lines] == list(written.children)
    for our_line, their_line in zip(our_lines, their_lines, strict=True):
        assert says_the_same({**our_line, "line": None}, their_line)


@pytest.mark.rule("C-10")
class TestWhatWasSentIsShownLater:
    @pytest.mark.parametrize("kind", PARTIES)
    def test_of_a_party(self, sandbox: SandboxProcess, kind: str) -> None:
        bench = opened(sandbox)
        reader = Reader(bench)

        written = made(bench, PARTIES[kind])

        check(bench, reader, PARTIES[kind], written)

    @pytest.mark.parametrize("terms", TERMS, ids=["with terms", "without"])
    @pytest.mark.parametrize("kind", INVOICES)
    def test_of_an_invoice(
        self, sandbox: SandboxProcess, kind: str, terms: Mapping[str, str]
    ) -> None:
        bench = opened(sandbox)
        reader = Reader(bench)

        written = made(bench, INVOICES[kind], **terms)

        check(bench, reader, INVOICES[kind], written)

    @pytest.mark.parametrize("amounts", ["gross", "detail"])
    def test_of_prices_with_tax(self, sandbox: SandboxProcess, amounts: str) -> None:
        bench = opened(sandbox)
        bench.there.set_switches(inclusive_amounts=amounts)
        reader = Reader(bench)

        written = made(bench, INCLUSIVE)

        check(bench, reader, INCLUSIVE, written)
        assert written.view["prices_include_tax"] is True

    @pytest.mark.parametrize("kind", INVOICES)
    def test_of_an_invoice_in_the_us(self, sandbox: SandboxProcess, kind: str) -> None:
        bench = opened(sandbox, US)
        reader = Reader(bench)
        record = replace(INVOICES[kind], currency="USD")

        written = made(bench, record)

        check(bench, reader, record, written)
        assert written.view["prices_include_tax"] is None

    def test_of_an_invoice_in_another_currency(self, sandbox: SandboxProcess) -> None:
        bench = opened(sandbox, multicurrency=True)
        reader = Reader(bench)
        record: Document = an_invoice(currency="EUR")

        written = made(bench, record, currency="EUR")

        check(bench, reader, record, written)
        assert written.view["currency"] == "EUR"

    def test_of_a_change(self, sandbox: SandboxProcess) -> None:
        bench = opened(sandbox)
        reader = Reader(bench)
        made(bench, an_invoice(lines=(a_line(), WORDS)))
        changed = an_invoice(
            status="Draft",
            created_on=date(2026, 9, 28),
            reference="PO 8",
            lines=(WORDS, a_line(quantity=Decimal(5)), a_line(line_id=74, item_name="Sink")),
        )

        for record in (a_known_party(name="Acme Group"), a_party(), changed):
            (written,) = bench.write([record], "update")

            assert isinstance(written, Written)
            check(bench, reader, record, written)

    def test_of_a_party_that_was_archived_and_is_back(self, sandbox: SandboxProcess) -> None:
        bench = opened(sandbox)
        first = bench.made(a_known_party())

        for action in ("archive", "update"):
            record = a_known_party(archived=action == "archive")
            (written,) = bench.write([record], action)

            assert isinstance(written, Written)
            assert written.view == first.view

    def test_of_a_void_the_lines_stay_and_it_is_gone(self, sandbox: SandboxProcess) -> None:
        bench = opened(sandbox)
        made(bench, an_invoice())

        (written,) = bench.write([an_invoice(status="Cancelled")], "void")

        assert isinstance(written, Written)
        (there,) = bench.client.read_records("Invoice", [written.ledger_id])
        assert there.gone
        assert there.view == written.view
