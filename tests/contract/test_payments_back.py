"""Money as a ledger's invoices show it: payments, and what settles without one (C-06)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from ledger_sync.model import Document, Money

from tests.contract.bench import Bench
from tests.contract.reader import INVOICE, Reader
from tests.contract.traits import FEEDING
from tests.unit.builders import an_invoice

pytestmark = pytest.mark.rule("C-06")

TOTAL = Decimal("109.20")
HALF = Decimal("50.00")
PART = Decimal("9.20")
REST = Decimal("59.20")
NOTHING = Decimal(0)
THE_DAY = date(2026, 10, 9)
OTHER = an_invoice(source_id=43, number="INV-43")


def money_of(bench: Bench, reader: Reader, invoice: Document = INVOICE) -> Money:
    """What a reading of changes says of an invoice, which must be in it."""
    ledger_id = bench.links[invoice.ref].ledger_id
    (there,) = [each for each in reader.read() if each.ledger_id == ledger_id and each.money]
    assert there.money is not None
    return there.money


def pay(bench: Bench, amount: str = "50.00") -> dict[str, object]:
    return bench.person.pay("INV-42", amount, THE_DAY.isoformat(), "EFT 7")


def test_a_part_payment_comes_with_its_day_and_reference(bench: Bench, reader: Reader) -> None:
    pay(bench)

    money = money_of(bench, reader)

    (payment,) = money.payments
    assert (payment.amount, payment.paid_on, payment.reference) == (HALF, THE_DAY, "EFT 7")
    assert (money.paid, money.due, money.credited) == (HALF, REST, NOTHING)
    assert (money.settled, money.settled_on) == (False, None)


def test_a_payment_is_no_edit_of_its_invoice(bench: Bench, reader: Reader) -> None:
    pay(bench)

    assert reader.edits(INVOICE) == {}


def test_several_payments_settle_an_invoice_on_the_day_of_the_last(
    bench: Bench, reader: Reader
) -> None:
    pay(bench)
    bench.person.pay("INV-42", "59.20", "2026-10-12", "EFT 8")

    money = money_of(bench, reader)

    in_order = sorted(money.payments, key=lambda each: each.paid_on)
    assert [each.amount for each in in_order] == [HALF, REST]
    assert (money.due, money.settled, money.settled_on) == (NOTHING, True, date(2026, 10, 12))
    assert reader.again(INVOICE).view["status"] == (bench.links[INVOICE.ref].view or {})["status"]


def test_what_is_paid_for_two_invoices_is_shared_between_them(bench: Bench, reader: Reader) -> None:
    bench.made(OTHER)
    bench.person.pay_together("INV-42", "INV-43")
    reader_of_other = Reader(bench)
    reader_of_other.marks = dict(reader.marks)

    for money in (money_of(bench, reader), money_of(bench, reader_of_other, OTHER)):
        assert sum(each.amount for each in money.payments) == money.paid == TOTAL
        assert money.settled


@pytest.mark.parametrize("how", ["remove_payment", "void_payment"])
@pytest.mark.parametrize(("bench", "feed"), FEEDING, indirect=["bench"])
def test_a_payment_that_is_taken_back_is_seen(
    bench: Bench, reader: Reader, feed: dict[str, object], how: str
) -> None:
    bench.there.set_switches(**feed)
    payment = pay(bench, str(TOTAL))
    reader.later()
    paid = money_of(bench, reader)
    reader.later()
    getattr(bench.person, how)(payment)

    money = money_of(bench, reader)

    assert (paid.settled, paid.due) == (True, NOTHING)
    assert (money.settled, money.due, money.paid) == (False, TOTAL, NOTHING)
    assert money.payments == ()


def test_a_reduced_payment_is_seen(bench: Bench, reader: Reader) -> None:
    payment = pay(bench, str(TOTAL))
    reader.at_rest()
    bench.person.reduce_payment(payment, "9.20")

    money = money_of(bench, reader)

    assert [each.amount for each in money.payments] == [PART]
    assert (money.settled, money.paid, money.due) == (False, PART, HALF * 2)


def test_a_credit_settles_without_a_payment(bench: Bench, reader: Reader) -> None:
    bench.person.credit("INV-42")

    money = money_of(bench, reader)

    assert money.payments == ()
    assert (money.paid, money.credited, money.due) == (NOTHING, TOTAL, NOTHING)
    assert money.settled


def test_a_credit_of_a_part_stands_beside_a_payment(bench: Bench, reader: Reader) -> None:
    bench.person.credit("INV-42", "9.20")
    pay(bench)

    money = money_of(bench, reader)

    assert (money.credited, money.paid, money.due) == (PART, HALF, HALF)
    assert [each.amount for each in money.payments] == [HALF]
    assert not money.settled


@pytest.mark.rule("C-03")
def test_a_payment_of_the_bookkeepers_own_invoice_is_not_ours(bench: Bench, reader: Reader) -> None:
    bench.person.write_invoice("Acme Ltd", "HIS-1")
    reader.at_rest()
    bench.person.be_paid("HIS-1")

    assert [each for each in reader.read() if each.money] == []
