"""What a ledger's payments make of an invoice; only the ledger marks it as paid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledger_sync.model import LedgerPayment, Money
from ledger_sync.rules.settlement import KeptPayment, Settlement, settle

FIRST, SECOND = date(2026, 10, 5), date(2026, 10, 9)


def a_payment(ledger_id: str = "p1", amount: str = "40", **values: Any) -> LedgerPayment:
    return LedgerPayment(
        **{"ledger_id": ledger_id, "amount": Decimal(amount), "paid_on": FIRST, **values}
    )


def some_money(*payments: LedgerPayment, due: str = "0", **values: Any) -> Money:
    paid = sum((each.amount for each in payments), Decimal(0))
    settled = Decimal(due) == 0
    return Money(
        **{"due": Decimal(due), "paid": paid, "settled": settled, "payments": payments, **values}
    )


def kept(
    payments: Sequence[LedgerPayment], ledger: str = "xero", *, is_reversed: bool = False
) -> list[KeptPayment]:
    return [
        KeptPayment(ledger, each.ledger_id, each.amount, each.paid_on, each.reference, is_reversed)
        for each in payments
    ]


def settled(
    money: Money,
    there: Sequence[KeptPayment] = (),
    *,
    status: str = "Sent",
    before: str | None = None,
    elsewhere: bool = False,
) -> Settlement:
    return settle(status, before, there, "xero", money, elsewhere)


def applied(kept_before: Sequence[KeptPayment], result: Settlement) -> list[KeptPayment]:
    """Klipboard's rows after the settlement was written."""
    rows = {(each.ledger, each.ledger_payment_id): each for each in kept_before}
    for each in kept(result.write):
        rows["xero", each.ledger_payment_id] = each
    for ledger_id in result.reverse:
        rows["xero", ledger_id] = replace(rows["xero", ledger_id], reversed=True)
    return list(rows.values())


@pytest.mark.rule("C-06")
def test_a_full_payment_makes_an_invoice_paid_on_its_day() -> None:
    payment = a_payment(reference="BACS")

    result = settled(some_money(payment))

    assert result == Settlement(
        write=(payment,),
        created=1,
        updated=0,
        reverse=(),
        amount_paid=Decimal(40),
        status="Paid",
        paid_on=FIRST,
        clears_paid=False,
        gap=Decimal(0),
    )


@pytest.mark.rule("C-06")
def test_a_part_payment_shows_its_amount_and_leaves_the_status() -> None:
    result = settled(some_money(a_payment(), due="60"), status="Overdue")

    assert (result.amount_paid, result.status, result.paid_on) == (Decimal(40), None, None)


@pytest.mark.rule("C-06")
def test_several_payments_of_one_invoice_are_several_rows() -> None:
    payments = [a_payment("p1"), a_payment("p2", "60", paid_on=SECOND)]

    result = settled(some_money(*payments), kept(payments[:1]))

    assert (result.write, result.created, result.updated) == ((payments[1],), 1, 0)
    assert (result.amount_paid, result.status, result.paid_on) == (Decimal(100), "Paid", SECOND)


@pytest.mark.rule("C-06")
def test_two_shares_of_one_payment_in_one_invoice_are_one_row() -> None:
    result = settled(some_money(a_payment(), a_payment(amount="60")))

    assert result.write == (a_payment(amount="100"),)
    assert (result.amount_paid, result.gap) == (Decimal(100), Decimal(0))


@pytest.mark.rule("C-06")
@pytest.mark.parametrize(
    ("before", "status"),
    [
        pytest.param("Overdue", "Overdue", id="what it was before"),
        pytest.param(None, "Sent", id="nobody knows"),
        pytest.param("Paid", "Sent", id="paid before too"),
        pytest.param("Cancelled", "Sent", id="cancelled before"),
    ],
)
def test_a_removed_payment_is_reversed_and_reopens_the_invoice(
    before: str | None, status: str
) -> None:
    result = settled(some_money(due="40"), kept([a_payment()]), status="Paid", before=before)

    assert (result.write, result.reverse) == ((), ("p1",))
    assert (result.amount_paid, result.status, result.clears_paid) == (Decimal(0), status, True)


@pytest.mark.rule("C-06")
def test_a_payment_that_is_back_again_is_written_again() -> None:
    payment = a_payment()

    result = settled(some_money(payment), kept([payment], is_reversed=True))

    assert (result.write, result.created, result.updated) == ((payment,), 0, 1)
    assert (result.reverse, result.status) == ((), "Paid")


@pytest.mark.rule("C-06")
@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"amount": Decimal(30)}, id="reduced"),
        pytest.param({"paid_on": SECOND}, id="another day"),
        pytest.param({"reference": "BACS"}, id="another reference"),
    ],
)
def test_a_changed_payment_is_written_again(change: dict[str, Any]) -> None:
    now = replace(a_payment(), **change)

    result = settled(some_money(now, due="10"), kept([a_payment()]), status="Paid")

    assert (result.write, result.updated, result.reverse) == ((now,), 1, ())
    assert (result.amount_paid, result.status) == (now.amount, "Sent")


@pytest.mark.rule("C-06")
def test_an_invoice_that_a_credit_note_settled_is_paid_without_a_payment() -> None:
    result = settled(some_money(credited=Decimal(40), settled_on=SECOND))

    assert (result.write, result.amount_paid) == ((), Decimal(0))
    assert (result.status, result.paid_on) == ("Paid", SECOND)


@pytest.mark.rule("C-06")
def test_the_ledgers_own_day_goes_before_that_of_the_last_payment() -> None:
    assert settled(some_money(a_payment(), settled_on=SECOND)).paid_on == SECOND


@pytest.mark.rule("B-05")
@pytest.mark.parametrize("elsewhere", [True, False])
def test_a_cancelled_invoice_stays_cancelled_whatever_is_paid(elsewhere: bool) -> None:
    result = settled(some_money(a_payment()), status="Cancelled", elsewhere=elsewhere)

    assert (result.status, result.paid_on, result.clears_paid) == (None, None, False)
    assert (result.created, result.amount_paid) == (1, Decimal(40))


@pytest.mark.rule("C-06")
@pytest.mark.parametrize("elsewhere", [True, False])
def test_a_cancelled_invoice_is_paid_no_more_once_its_payment_is_gone(elsewhere: bool) -> None:
    result = settled(
        some_money(due="40"), kept([a_payment()]), status="Cancelled", elsewhere=elsewhere
    )

    assert (result.status, result.reverse) == (None, ("p1",))
    assert result.clears_paid is not elsewhere


@pytest.mark.rule("C-06")
def test_an_invoice_in_both_ledgers_is_paid_once() -> None:
    others = kept([a_payment(amount="100")], "quickbooks")

    result = settled(some_money(a_payment(), due="60"), others, status="Paid", elsewhere=True)

    assert (result.amount_paid, result.status, result.clears_paid) == (Decimal(100), None, False)
    assert (result.reverse, result.created) == ((), 1)


@pytest.mark.rule("C-06")
def test_what_the_ledger_calls_paid_beyond_its_payments_is_told_as_a_gap() -> None:
    result = settled(some_money(a_payment(), paid=Decimal("40.01")))

    assert result.gap == Decimal("0.01")


payments = st.lists(
    st.builds(
        LedgerPayment,
        ledger_id=st.sampled_from(["p1", "p2", "p3"]),
        amount=st.decimals("0.01", "99.99", places=2),
        paid_on=st.sampled_from([FIRST, SECOND]),
        reference=st.sampled_from([None, "BACS"]),
    ),
    max_size=3,
    unique_by=lambda each: each.ledger_id,
)
rows = st.tuples(payments, payments, st.booleans()).map(
    lambda parts: kept(parts[0], is_reversed=parts[2]) + kept(parts[1], "quickbooks")
)
statuses = st.sampled_from(["Draft", "Unpaid", "Sent", "Overdue", "Paid", "Cancelled"])
moneys = st.builds(
    lambda paid, is_settled, more: some_money(
        *paid, settled=is_settled, paid=sum((each.amount for each in paid), Decimal(0)) + more
    ),
    payments,
    st.booleans(),
    st.sampled_from([Decimal(0), Decimal("0.01")]),
)


@pytest.mark.rule("C-06")
@given(moneys, rows, statuses, st.booleans())
def test_settling_twice_equals_once(
    money: Money, before: list[KeptPayment], status: str, elsewhere: bool
) -> None:
    once = settled(money, before, status=status, elsewhere=elsewhere)
    after = applied(before, once)

    twice = settled(money, after, status=once.status or status, elsewhere=elsewhere)

    assert (twice.write, twice.reverse, twice.status) == ((), (), None)
    # Of a cancelled invoice it is said again that it is not paid, which changes nothing.
    assert once.clears_paid or not twice.clears_paid
    assert (twice.amount_paid, twice.paid_on) == (once.amount_paid, once.paid_on)


@pytest.mark.rule("C-06")
@given(moneys, rows)
def test_the_live_rows_come_to_the_ledgers_figure_or_the_gap_says_by_how_much(
    money: Money, before: list[KeptPayment]
) -> None:
    result = settled(money, before)

    live = [each for each in applied(before, result) if each.ledger == "xero" and not each.reversed]
    assert sum((each.amount for each in live), Decimal(0)) + result.gap == money.paid
    assert {each.ledger_payment_id for each in live} == {each.ledger_id for each in money.payments}


@pytest.mark.rule("C-06")
@given(moneys, rows, statuses, st.booleans())
def test_an_invoice_is_paid_exactly_when_a_ledger_settled_it(
    money: Money, before: list[KeptPayment], status: str, elsewhere: bool
) -> None:
    result = settled(money, before, status=status, elsewhere=elsewhere)

    end = result.status or status
    assert (end == "Paid") == ((money.settled or elsewhere) and status != "Cancelled")


@pytest.mark.rule("C-06")
@given(moneys, rows)
def test_the_other_ledgers_rows_are_never_touched(money: Money, before: list[KeptPayment]) -> None:
    others = [each for each in before if each.ledger != "xero"]

    after = applied(before, settled(money, before))

    assert [each for each in after if each.ledger != "xero"] == others
