"""What we wrote is read as it was answered: so that it is nobody's edit (C-10)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from ledger_sync.ledgers.views import Ids
from ledger_sync.model import Address, Document, Json, Party, Record, Ref, Written

from tests.contract.bench import Bench
from tests.contract.reader import CLIENT, INVOICE, Reader
from tests.contract.records import WRITTEN_ON, a_known_party, a_location, a_supplier
from tests.unit.builders import a_line, a_party, an_invoice

pytestmark = pytest.mark.rule("C-10")


def every_party() -> list[Party]:
    no_address = Address()
    return [
        a_party(source_id=20, name="Bare"),
        a_known_party(source_id=21, name="Whole", account_number="A-21", email="w@acme.example"),
        a_supplier(payment_terms="30 days", phone="0113 496 0022"),
        a_location(address=Address(line2="Only the second line", country="France")),
        a_party(source_id=24, name="Two  spaces ", phone=" 0113  496 0024 ", mobile=" "),
        a_party(source_id=25, name="Half a name", contact_last_name="Field", address=no_address),
        a_party(source_id=26, name="O'Neill & Söhne", tax_number="DE 123", email="o@acme.example"),
    ]


def every_invoice() -> list[Document]:
    odd = a_line(quantity=Decimal("1.2345"), unit_price=Decimal("0.3333"), item_name=None)
    share = Decimal("33.3333")
    lines = (
        a_line(discount_percent=Decimal("12.5")),
        replace(odd, line_id=71, description=None),
        a_line(line_id=72, discount_percent=share, unit_price=Decimal("19.99")),
        a_line(line_id=73, quantity=Decimal(3000), unit_price=Decimal("0.3333")),
        a_line(line_id=74, quantity=Decimal(-1), description="Tap, returned"),
    )
    return [
        an_invoice(source_id=50, number="PLAIN"),
        an_invoice(source_id=51, number="LINES", lines=lines, reference=" PO 7 "),
        an_invoice(source_id=52, number="GROSS", prices_include_tax=True, lines=lines),
        an_invoice(source_id=53, number="DRAFT", status="Draft", due_date=None,
                   created_on=WRITTEN_ON),
        an_invoice(source_id=54, number="YARD", party=a_location().ref),
        an_invoice(source_id=55, number="NO TAX", lines=(a_line(tax_rate=None),)),
    ]  # fmt: skip


class TestOurOwn:
    def test_a_new_party_is_read_as_it_was_written(self, bench: Bench) -> None:
        bench.made(CLIENT)
        reader = Reader(bench)
        written = {party.ref: bench.made(party).view for party in every_party()}

        assert {ref: self.read(bench, ref, reader) for ref in written} == written

    def test_a_changed_party_is_read_as_it_was_written(self, bench: Bench) -> None:
        bench.made(CLIENT)
        for party in every_party():
            bench.made(party)
        reader = Reader(bench)

        for party in every_party():
            bare = a_party(
                entity=party.entity,
                source_id=party.source_id,
                name=f"{party.name} anew",
                client_id=party.client_id,
                client_name=party.client_name,
                phone="0113 496 0099" if party.phone is None else None,
            )
            written = self.updated(bench, bare)
            assert self.read(bench, party.ref, reader) == written.view, party.name

    def test_a_new_invoice_is_read_as_it_was_written(self, bench: Bench) -> None:
        bench.made(CLIENT)
        bench.made(a_location())
        reader = Reader(bench)
        written = {each.ref: bench.made(each).view for each in every_invoice()}

        assert {ref: self.read(bench, ref, reader) for ref in written} == written

    def test_a_changed_invoice_is_read_as_it_was_written(self, bench: Bench) -> None:
        bench.made(CLIENT)
        bench.made(a_location())
        for invoice in every_invoice():
            bench.made(invoice)
        reader = Reader(bench)

        for invoice in every_invoice():
            first, *others = invoice.lines
            new = a_line(line_id=99, description="One more")
            changed = replace(
                invoice,
                reference=None if invoice.reference else "Now with one",
                lines=(*others[::-1], new, replace(first, discount_percent=Decimal(0))),
            )
            written = self.updated(bench, changed)
            assert self.read(bench, invoice.ref, reader) == written.view, invoice.number

    def test_another_currency_is_read_as_it_was_written(self, bench: Bench) -> None:
        bench.person.allow_currency("EUR")
        client = a_party(source_id=30, name="Müller GmbH", currency="EUR")
        invoice = an_invoice(party=client.ref, currency="EUR")
        reader = Reader(bench)
        written = {each.ref: bench.made(each).view for each in (client, invoice)}

        assert {ref: self.read(bench, ref, reader) for ref in written} == written

    def test_what_we_would_send_is_what_is_shown(self, bench: Bench) -> None:
        """Of what both sides have a word for, ours says the same as theirs, line by line."""
        bench.made(CLIENT)
        client = a_known_party(source_id=21, name="Whole", email="w@acme.example")
        way = bench.ledger.way_back
        assert way is not None
        for record in (client, INVOICE):
            theirs = dict(bench.made(record).view)
            item = bench.item(record)
            ids = Ids(item.ledger_ids, item.codes, item.items)
            ours = dict(way.shown(item.draft.content, ids))

            for mine, line in zip(ours.pop("lines", []), theirs.pop("lines", []), strict=True):
                assert {part: mine[part] for part in way.line_parts} == {
                    part: line[part] for part in way.line_parts
                }
            assert ours == theirs

    @staticmethod
    def updated(bench: Bench, record: Record) -> Written:
        outcome = bench.insist(bench.item(record, "update"))
        assert isinstance(outcome, Written), outcome
        return outcome

    @staticmethod
    def read(bench: Bench, ref: Ref, reader: Reader) -> Json:
        """As a reading of what changed since the beginning gives it, and one by id does."""
        reader.marks = {}
        ledger_id = bench.links[ref].ledger_id
        resource = bench.ledger.resource(ref.entity)
        (by_id,) = bench.client.read_records(resource, [ledger_id])
        changed = {(each.resource, each.ledger_id): each.view for each in reader.read()}
        assert changed[resource, ledger_id] == by_id.view
        return by_id.view
