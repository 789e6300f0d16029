"""Payments of a ledger are kept and read back, each once."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from ledger_sync.model import LedgerPayment
from ledger_sync.rules.settlement import KeptPayment
from ledger_sync.source import changes

from tests.integration.changing import (
    Invoice,
    kept,
    writing,
)
from tests.integration.source import LOW, Source


def a_payment(ledger_id: str = "P1", amount: str = "40.10", **values: Any) -> LedgerPayment:
    defaults = {"paid_on": date(2026, 10, 2), "reference": "BACS"}
    return LedgerPayment(ledger_id=ledger_id, amount=Decimal(amount), **{**defaults, **values})


def pay(
    invoice: Invoice,
    *payments: LedgerPayment,
    gone: tuple[str, ...] = (),
    ledger: str = "xero",
) -> None:
    company = invoice.source.company.id
    with writing(invoice.source) as db:
        changes.write_payments(db, company, invoice.id, ledger, payments, gone)


def payments_of(source: Source, *invoices: Invoice) -> dict[int, list[KeptPayment]]:
    with writing(source) as db:
        ids = {each.id for each in invoices}
        return changes.payments(db, source.company.id, ids)


@pytest.mark.rule("C-06")
def test_payments_are_kept_and_read_back_exactly(source: Source, invoice: Invoice) -> None:
    unpaid = Invoice.of(source)

    pay(invoice, a_payment(), a_payment("P2", "0.0001", reference=None))

    assert payments_of(source, invoice, unpaid) == {
        invoice.id: [
            KeptPayment("xero", "P1", Decimal("40.10"), date(2026, 10, 2), "BACS", False),
            KeptPayment("xero", "P2", Decimal("0.0001"), date(2026, 10, 2), None, False),
        ],
        unpaid.id: [],
    }


@pytest.mark.rule("C-06")
@pytest.mark.rule("B-02")
def test_a_payment_that_is_as_it_was_is_not_touched(source: Source, invoice: Invoice) -> None:
    payments = (a_payment(), a_payment("P2", reference=None))
    pay(invoice, *payments)
    before = kept(source, invoice.id)

    pay(invoice, *payments)
    pay(invoice)

    assert kept(source, invoice.id) == before
    assert invoice.changed_at == LOW


@pytest.mark.rule("C-06")
@pytest.mark.parametrize(
    "change",
    [{"amount": "40.11"}, {"paid_on": date(2026, 10, 3)}, {"reference": None}],
    ids=["amount", "day", "reference"],
)
def test_a_payment_that_changed_keeps_its_row(
    source: Source, invoice: Invoice, change: dict[str, Any]
) -> None:
    pay(invoice, a_payment(), a_payment("P2"))
    before = kept(source, invoice.id)

    pay(invoice, a_payment(**change), a_payment("P2"))

    changed, other = kept(source, invoice.id)
    assert (changed["id"], other) == (before[0]["id"], before[1])
    ((name, value),) = change.items()
    assert str(changed[name]).removesuffix("00") == str(value)


@pytest.mark.rule("C-06")
@pytest.mark.rule("B-02")
def test_a_payment_that_was_removed_keeps_its_row_and_the_time_of_it(
    source: Source, invoice: Invoice
) -> None:
    pay(invoice, a_payment(), a_payment("P2"))
    pay(invoice, a_payment("P2"), gone=("P1",))
    once = kept(source, invoice.id)

    pay(invoice, a_payment("P2"), gone=("P1", "never there"))

    assert kept(source, invoice.id) == once
    assert [each["reversed_at"] is None for each in once] == [False, True]
    assert [each.reversed for each in payments_of(source, invoice)[invoice.id]] == [True, False]


@pytest.mark.rule("C-06")
def test_a_payment_that_is_back_is_reversed_no_more(source: Source, invoice: Invoice) -> None:
    pay(invoice, a_payment())
    pay(invoice, gone=("P1",))

    pay(invoice, a_payment())

    (row,) = kept(source, invoice.id)
    assert row["reversed_at"] is None


@pytest.mark.rule("C-06")
def test_one_payment_pays_several_invoices_and_ledgers_do_not_meet(
    source: Source, invoice: Invoice
) -> None:
    second = Invoice.of(source)
    pay(invoice, a_payment())
    pay(invoice, a_payment(amount="1"), ledger="quickbooks")
    pay(second, a_payment(amount="2"))

    pay(invoice, gone=("P1",))

    found = payments_of(source, invoice, second)
    assert [(each.ledger, each.amount, each.reversed) for each in found[invoice.id]] == [
        ("quickbooks", Decimal(1), False),
        ("xero", Decimal("40.10"), True),
    ]
    assert [(each.amount, each.reversed) for each in found[second.id]] == [(Decimal(2), False)]


def test_payments_of_another_company_are_never_written_nor_read(source: Source) -> None:
    theirs = Invoice.of(source, source.other)
    with writing(source) as db:
        changes.write_payments(db, source.other.id, theirs.id, "xero", [a_payment()], ())
    before = kept(source, theirs.id)

    pay(theirs, a_payment(amount="1"), a_payment("P2"), gone=("P1",))

    assert len(before) == 1
    assert kept(source, theirs.id) == before
    assert payments_of(source, theirs) == {theirs.id: []}
