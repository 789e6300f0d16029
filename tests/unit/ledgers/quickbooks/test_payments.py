"""Cash and credits of QuickBooks' payments, told apart."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledger_sync.errors import UnexpectedResponse
from ledger_sync.ledgers.quickbooks.payments import Share, money, shares
from ledger_sync.model import Json, LedgerPayment, Money

DAY = date(2026, 10, 9)
SUMS = st.integers(min_value=1, max_value=10**7).map(lambda cents: Decimal(cents) / 100)


def a_line(amount: Any, ledger_id: str, kind: str = "Invoice") -> Json:
    return {"Amount": amount, "LinkedTxn": [{"TxnId": ledger_id, "TxnType": kind}]}


def a_payment(total: Any, *lines: Json, **values: Any) -> Json:
    day = {"TxnDate": DAY.isoformat(), "PaymentRefNum": "CHQ 1"}
    return {"Id": "50", "TotalAmt": total, "UnappliedAmt": 0, "Line": list(lines), **day, **values}


def an_invoice(balance: Any, *links: tuple[str, str], **values: Any) -> Json:
    linked = [{"TxnId": ledger_id, "TxnType": kind} for ledger_id, kind in links]
    return {"Id": "1", "TotalAmt": 100, "Balance": balance, "LinkedTxn": linked, **values}


def a_row(amount: Any, ledger_id: str = "50") -> LedgerPayment:
    return LedgerPayment(
        ledger_id=ledger_id, amount=Decimal(amount), paid_on=DAY, reference="CHQ 1"
    )


@pytest.mark.rule("C-06")
class TestMoney:
    def test_an_open_invoice_has_none(self) -> None:
        assert money(an_invoice(100), {}) == Money(due=Decimal(100))

    def test_a_payment_is_a_row_with_its_day_and_reference(self) -> None:
        found = money(an_invoice(70, ("50", "Payment")), {"50": a_payment(30, a_line(30, "1"))})

        assert found == Money(due=Decimal(70), paid=Decimal(30), payments=(a_row(30),))

    def test_the_last_of_several_payments_settles(self) -> None:
        later = a_payment(60, a_line(60, "1"), Id="51", TxnDate="2026-10-12")
        payments = {"50": a_payment(40, a_line(40, "1")), "51": later}

        found = money(an_invoice(0, ("50", "Payment"), ("51", "Payment")), payments)

        assert (found.settled, found.settled_on) == (True, date(2026, 10, 12))
        assert [each.amount for each in found.payments] == [40, 60]

    def test_a_payment_of_nought_only_links_a_credit(self) -> None:
        linking = a_payment(0, a_line(100, "1"), a_line(100, "9", "CreditMemo"))

        found = money(an_invoice(0, ("50", "Payment")), {"50": linking})

        assert found == Money(due=Decimal(0), credited=Decimal(100), settled=True, settled_on=DAY)

    def test_cash_beside_a_credit_is_the_payment(self) -> None:
        both = a_payment(30, a_line(50, "1"), a_line(20, "9", "CreditMemo"))

        found = money(an_invoice(50, ("50", "Payment")), {"50": both})

        assert [found.paid, found.credited] == [30, 20]
        assert found.payments == (a_row(30),)

    def test_what_a_payment_leaves_unapplied_is_not_the_invoices(self) -> None:
        more = a_payment(500, a_line(100, "1"), UnappliedAmt=400)

        assert money(an_invoice(0, ("50", "Payment")), {"50": more}).payments == (a_row(100),)

    @pytest.mark.parametrize("kind", ["JournalEntry", "Deposit", "CreditMemo"])
    def test_what_settles_without_a_payment_is_a_credit(self, kind: str) -> None:
        links = (("50", "Payment"), ("7", kind))

        found = money(an_invoice(0, *links), {"50": a_payment(30, a_line(30, "1"))})

        assert [found.paid, found.credited] == [30, 70]
        assert found.payments == (a_row(30),)

    def test_a_deposit_on_the_invoice_itself_is_a_credit(self) -> None:
        found = money(an_invoice(60, Deposit=40), {})

        assert [found.paid, found.credited, found.due] == [0, 40, 60]

    def test_what_nothing_explains_is_paid_without_a_row(self) -> None:
        found = money(an_invoice(60, ("50", "Payment")), {})

        assert [found.paid, found.credited] == [40, 0]
        assert found.payments == ()

    def test_an_estimate_that_is_linked_settles_nothing(self) -> None:
        assert money(an_invoice(100, ("3", "Estimate")), {}) == Money(due=Decimal(100))

    def test_a_void_invoice_is_not_settled(self) -> None:
        void = an_invoice(0, TotalAmt=0, PrivateNote="Voided")

        assert money(void, {}) == Money(due=Decimal(0))

    def test_an_invoice_over_nothing_is_not_settled(self) -> None:
        assert not money(an_invoice(0, TotalAmt=0), {}).settled

    def test_a_payment_without_its_day_is_not_understood(self) -> None:
        undated = a_payment(30, a_line(30, "1"), TxnDate=None)

        with pytest.raises(UnexpectedResponse, match="payment 50"):
            money(an_invoice(70, ("50", "Payment")), {"50": undated})


class TestShares:
    def test_a_journal_entry_that_a_payment_pays_takes_nothing_from_the_invoice(self) -> None:
        payment = a_payment(130, a_line(100, "1"), a_line(30, "7", "JournalEntry"))

        assert shares(payment) == {"1": Share(Decimal(100), Decimal(0))}

    def test_a_journal_entry_that_gives_is_a_credit(self) -> None:
        payment = a_payment(70, a_line(100, "1"), a_line(30, "7", "JournalEntry"))

        assert shares(payment) == {"1": Share(Decimal(70), Decimal(30))}

    def test_two_lines_of_one_invoice_are_one_share(self) -> None:
        payment = a_payment(30, a_line(10, "1"), a_line(20, "1"))

        assert shares(payment) == {"1": Share(Decimal(30), Decimal(0))}

    @given(st.lists(SUMS, min_size=1, max_size=8), st.fractions(min_value=0, max_value=1))
    def test_cash_comes_to_the_payments_cash_and_no_share_is_negative(
        self, amounts: list[Decimal], part: Any
    ) -> None:
        whole = sum(amounts, Decimal(0))
        credit = (whole * part.numerator / part.denominator).quantize(Decimal("0.01"))
        lines = [a_line(amount, str(place)) for place, amount in enumerate(amounts)]
        payment = a_payment(whole - credit, *lines, a_line(credit, "9", "CreditMemo"))

        found = shares(payment)

        assert sum(each.cash for each in found.values()) == whole - credit
        assert sum(each.credit for each in found.values()) == credit
        for place, amount in enumerate(amounts):
            share = found[str(place)]
            assert share.cash + share.credit == amount
            assert min(share) >= 0
