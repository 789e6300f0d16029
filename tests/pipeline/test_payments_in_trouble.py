"""Payments where something is unusual: a currency, a location, a held record, a wrong sum."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from ledger_sync.ledgers.contract import LedgerClient
from ledger_sync.ledgers.views import Changed, IsOurs, LedgerRecord

from tests.pipeline.billed import Billed, billed
from tests.pipeline.invoice_desks import XeroDesk, invoice_desk
from tests.pipeline.quickbooks_world import QuickBooksWorld
from tests.pipeline.world import World
from tests.pipeline.xero_world import XeroWorld

pytestmark = [
    pytest.mark.rule("C-06"),
    pytest.mark.rule("X-12"),
    pytest.mark.usefixtures("unchecked"),
]


@pytest.fixture
def books(at: World) -> Billed:
    """A company of either ledger with an invoice over 120.00."""
    return billed(at)


class Forgetful:
    """A ledger's client that leaves the payments of invoices out of what it reads."""

    def __init__(self, client: LedgerClient) -> None:
        self._client = client

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)

    def list_changed(
        self, since: datetime, marks: Mapping[str, datetime], is_ours: IsOurs
    ) -> Iterator[Changed]:
        for changed in self._client.list_changed(since, marks, is_ours):
            yield replace(changed, records=_without_payments(changed.records))


def _without_payments(records: Collection[LedgerRecord]) -> list[LedgerRecord]:
    return [
        replace(each, money=replace(each.money, payments=())) if each.money else each
        for each in records
    ]


def test_a_sum_that_the_payments_do_not_come_to_is_told_by_the_invoices_name(
    books: Billed,
) -> None:
    books.desk.pay("INV-1", 50)
    books.world.wrap_client = Forgetful

    summary = books.back()

    said = books.told(summary)
    assert "invoice INV-1" in said
    assert "50 more was paid than its payments come to" in said
    books.world.wrap_client = lambda client: client
    cured = books.back(since=datetime.fromisoformat("2026-01-01T00:00:00+00:00"))
    assert books.live() == [Decimal(50)]
    assert books.told(cured) == ""
    books.stays_quiet()


@pytest.mark.rule("C-12")
def test_payments_of_an_invoice_that_lies_in_quarantine_still_come(books: Billed) -> None:
    (line,) = books.lines()
    books.world.update("invoice_lines", line["id"], tax_rate="33% VAT")
    books.world.run()
    assert [row["entity"] for row in books.world.held(books.company)] == ["invoice"]
    books.desk.pay("INV-1")

    summary = books.back()

    assert books.paid()[:2] == ("Paid", Decimal(120))
    # The runs that would send it tell of it; this one had nothing to hold.
    assert summary["quarantine"] == []
    books.world.update("invoice_lines", line["id"], tax_rate="20% VAT")
    books.world.run()
    books.back()
    assert books.world.held(books.company) == []
    assert books.held() == []
    books.stays_quiet()


@pytest.mark.rule("B-05")
def test_an_invoice_that_is_cancelled_here_and_paid_there_stays_cancelled_and_is_held(
    books: Billed,
) -> None:
    books.world.update("invoices", books.invoices["INV-1"], status="Cancelled")
    payment = books.desk.pay("INV-1")

    books.back()
    books.world.run()

    assert books.paid()[:2] == ("Cancelled", Decimal(120))
    assert [row["rule"] for row in books.world.held(books.company)] == ["B-05"]
    books.stays_quiet()
    books.desk.unpay(payment)
    books.back()
    books.world.run()
    books.back()
    assert books.paid() == ("Cancelled", Decimal(0), None)
    assert books.world.held(books.company) == []
    books.stays_quiet()


def test_an_invoice_in_another_currency_is_paid_in_that_currency(books: Billed) -> None:
    if isinstance(books.desk, XeroDesk):
        books.desk.hand.add_currency("EUR")
    else:
        books.desk.hand.set_preferences(multicurrency=True)
    abroad = books.world.a_client(books.company, name="Ailleurs", currency="EUR")
    books.bill("INV-2", client_id=abroad, currency="EUR")

    books.desk.pay("INV-2", "70.10")
    books.desk.pay("INV-2")
    summary = books.back()

    assert books.live("INV-2") == [Decimal("49.90"), Decimal("70.10")]
    assert books.paid("INV-2")[:2] == ("Paid", Decimal(120))
    assert books.told(summary) == ""
    books.stays_quiet()


def test_a_payment_of_an_invoice_of_a_location_comes_back(books: Billed) -> None:
    place = books.world.a_location(books.company, books.client, name="Yard")
    books.bill("INV-2", billing_location_id=place)
    books.desk.pay("INV-2", date="2026-10-07")

    books.back()

    assert books.paid("INV-2")[:2] == ("Paid", Decimal(120))
    assert books.invoice("INV-2")["billing_location_id"] == place
    assert books.payments("INV-2")[0]["paid_on"] == date(2026, 10, 7)
    books.stays_quiet()


@pytest.mark.rule("C-11")
def test_a_payment_is_no_edit_and_a_change_of_ours_still_goes(books: Billed) -> None:
    books.desk.pay("INV-1", 20)
    books.world.update("invoices", books.invoices["INV-1"], reference="Kitchen")

    summary = books.world.run()
    back = books.back()

    assert summary["conflicts"] == back["conflicts"] == []
    assert books.desk.shown("INV-1", "reference") == "Kitchen"
    assert books.live() == [Decimal(20)]
    books.stays_quiet()


@pytest.fixture
def both(world: XeroWorld) -> tuple[Billed, Billed]:
    """The same company with both ledgers, each with its own bookkeeper."""
    at_xero = billed(world, status="Overdue")
    quickbooks = QuickBooksWorld(world.engine, world.sandbox, world.numbers)
    company = quickbooks.same_company(at_xero.company)
    desk = invoice_desk(quickbooks, company)
    at_quickbooks = replace(at_xero, world=quickbooks, company=company, desk=desk)
    quickbooks.run()
    return at_xero, at_quickbooks


def test_an_invoice_that_is_paid_in_one_of_two_ledgers_is_paid_until_it_is_in_neither(
    both: tuple[Billed, Billed],
) -> None:
    xero, quickbooks = both
    in_xero = xero.desk.pay("INV-1")
    xero.back()
    assert xero.paid()[:2] == ("Paid", Decimal(120))
    in_quickbooks = quickbooks.desk.pay("INV-1", 120)
    quickbooks.back()
    assert xero.paid()[:2] == ("Paid", Decimal(120))

    xero.desk.unpay(in_xero)
    xero.back()
    assert xero.paid()[:2] == ("Paid", Decimal(120))

    quickbooks.desk.unpay(in_quickbooks)
    quickbooks.back()
    assert xero.paid() == ("Overdue", Decimal(0), None)
    for each in both:
        each.stays_quiet()
