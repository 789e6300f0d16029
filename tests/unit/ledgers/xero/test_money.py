"""What an invoice of Xero says of its money."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from ledger_sync.errors import UnexpectedResponse
from ledger_sync.ledgers.xero import inbound
from ledger_sync.model import Json, LedgerPayment, Money

pytestmark = pytest.mark.rule("C-06")

THE_DAY = "/Date(1789344000000+0000)/"


def an_answer(**values: Any) -> Json:
    return {
        "InvoiceID": "i-1",
        "Status": "AUTHORISED",
        "Total": Decimal("24.15"),
        "AmountDue": Decimal("24.15"),
        "AmountPaid": Decimal("0.0"),
        "Payments": [],
        **values,
    }


def a_payment(**values: Any) -> Json:
    return {"PaymentID": "p-1", "Date": THE_DAY, "Amount": Decimal("10.0"), **values}


def test_an_open_invoice_owes_all_of_it() -> None:
    assert inbound.money(an_answer()) == Money(due=Decimal("24.15"))


def test_a_payment_has_its_day_and_its_reference() -> None:
    paid = an_answer(
        AmountDue=Decimal("14.15"), AmountPaid=Decimal(10), Payments=[a_payment(Reference=" EFT ")]
    )

    assert inbound.money(paid) == Money(
        due=Decimal("14.15"),
        paid=Decimal(10),
        payments=(
            LedgerPayment(
                ledger_id="p-1",
                amount=Decimal(10),
                paid_on=date(2026, 9, 14),
                reference="EFT",
            ),
        ),
    )


def test_a_payment_that_was_removed_does_not_count() -> None:
    payments = [a_payment(Status="DELETED"), a_payment(PaymentID="p-2", Status="AUTHORISED")]

    assert [each.ledger_id for each in inbound.money(an_answer(Payments=payments)).payments] == [
        "p-2"
    ]


def test_a_payment_without_a_day_is_not_guessed() -> None:
    with pytest.raises(UnexpectedResponse, match="p-1"):
        inbound.money(an_answer(Payments=[a_payment(Date=None)]))


@pytest.mark.parametrize(
    ("fields", "settled"),
    [
        pytest.param({"Status": "PAID", "AmountDue": Decimal(0)}, True, id="paid"),
        pytest.param({"AmountDue": Decimal(0), "AmountCredited": Decimal("24.15")}, True,
                     id="credited"),
        pytest.param({"AmountDue": Decimal(0), "Total": Decimal(0)}, False, id="nothing to pay"),
        pytest.param({"AmountDue": None}, False, id="nothing said"),
        pytest.param({"Status": "DRAFT", "AmountDue": Decimal(0)}, False, id="a draft"),
        pytest.param({"Status": "VOIDED", "AmountDue": Decimal(0)}, False, id="voided"),
        pytest.param({}, False, id="open"),
    ],
)  # fmt: skip
def test_settled_is_what_owes_nothing_and_lives(fields: Json, settled: bool) -> None:
    assert inbound.money(an_answer(**fields)).settled is settled


def test_what_credits_settled_is_no_payment() -> None:
    credited = an_answer(
        Status="PAID",
        AmountDue=Decimal(0),
        AmountCredited=Decimal("24.15"),
        Overpayments=[{"OverpaymentID": "o-1", "AppliedAmount": Decimal("20.00")}],
        Prepayments=[{"PrepaymentID": "q-1", "AppliedAmount": Decimal("4.15")}],
        FullyPaidOnDate=THE_DAY,
    )

    assert inbound.money(credited) == Money(
        due=Decimal(0),
        credited=Decimal("24.15"),
        settled=True,
        settled_on=date(2026, 9, 14),
    )


def test_what_was_voided_owes_nothing_whatever_the_answer_still_says() -> None:
    assert inbound.money(an_answer(Status="VOIDED")).due == 0


def test_a_contact_is_a_record_without_money_and_with_a_party() -> None:
    there = inbound.record({"ContactID": "c-1", "Name": "Acme", "ContactStatus": "ARCHIVED"},
                           "Contacts")  # fmt: skip

    assert (there.ledger_id, there.gone, there.money) == ("c-1", True, None)
    assert there.party is not None
    assert there.party.view == there.view
