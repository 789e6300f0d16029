"""Rows of Klipboard, to typed rows, to canonical records."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from ledger_sync.model import (
    CLIENT,
    CLIENT_LOCATION,
    INVOICE,
    PURCHASE_ORDER,
    SUPPLIER,
    Document,
    Ref,
)
from ledger_sync.source.rows import is_archived, record, typed

from tests.unit.builders import GB, a_row


def a_line(**values: Any) -> dict[str, Any]:
    line = {
        "line_id": 70,
        "position": 1,
        "product_id": None,
        "item_name": "Tap",
        "description": None,
        "quantity": Decimal("2.0000"),
        "unit_price": 45,
        "discount_percent": None,
        "account_code": "200",
        "tax_rate": "20% VAT",
    }
    return line | values


def a_document(**values: Any) -> dict[str, Any]:
    row = {
        "company_id": 1,
        "source_id": 42,
        "number": " INV-42 ",
        "client_id": 7,
        "location_id": 5,
        "billing_location_id": None,
        "supplier_id": 9,
        "status": "Sent",
        "issue_date": "2026-10-01",
        "due_date": "2026-10-31",
        "reference": None,
        "currency": "EUR",
        "prices_include_tax": False,
        "notes": None,
        "amount_paid": None,
        "created_at": "2026-10-01T08:00:00+00:00",
        "updated_at": "2026-10-01T08:00:00+00:00",
        "lines": [a_line()],
    }
    return row | values


def document(entity: str = INVOICE, **values: Any) -> Document:
    made = record(entity, typed(a_document(**values)), GB)
    assert isinstance(made, Document)
    return made


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        pytest.param("issue_date", "2026-10-01", date(2026, 10, 1), id="day"),
        pytest.param("due_date", None, None, id="no day"),
        pytest.param("due_date", "infinity", None, id="a day that never comes"),
        pytest.param("issue_date", "12026-10-01", None, id="a year past 9999"),
        pytest.param(
            "updated_at",
            "2026-10-01T10:00:00.5+02:00",
            datetime(2026, 10, 1, 10, 0, 0, 500000, timezone(timedelta(hours=2))),
            id="instant",
        ),
        pytest.param("created_at", "-infinity", None, id="an instant that never was"),
        pytest.param("amount_paid", 5, Decimal(5), id="whole amount"),
        pytest.param("amount_paid", Decimal("0.10"), Decimal("0.10"), id="amount"),
        pytest.param("number", "2026-10-01", "2026-10-01", id="a text that looks like a day"),
    ],
)
def test_a_value_is_typed(name: str, text: Any, value: Any) -> None:
    assert typed({name: text}) == {name: value}


def test_lines_are_typed_too() -> None:
    (line,) = typed({"lines": [a_line()]})["lines"]

    assert (line["unit_price"], line["description"]) == (Decimal(45), None)


def test_an_instant_keeps_its_microseconds() -> None:
    row = typed(a_row())

    assert row["updated_at"] == datetime(2026, 10, 1, 8, 0, 0, 123456, UTC)


@pytest.mark.parametrize("entity", [CLIENT, SUPPLIER])
def test_a_party_is_read(entity: str) -> None:
    party = record(entity, typed(a_row(city="Leeds", phone="0113")), GB)

    assert party.ref == Ref(entity, 7)
    assert (party.name, party.phone, party.address.city) == ("Acme Ltd", "0113", "Leeds")  # type: ignore[union-attr]


@pytest.mark.rule("X-03")
def test_a_location_knows_its_clients_name() -> None:
    place = record(CLIENT_LOCATION, typed(a_row(CLIENT_LOCATION)), GB)

    assert place.client_name == "Acme Group"  # type: ignore[union-attr]


@pytest.mark.rule("B-05")
@pytest.mark.parametrize(
    ("own", "client", "archived"),
    [
        pytest.param(False, False, False, id="in use"),
        pytest.param(True, False, True, id="archived itself"),
        pytest.param(False, True, True, id="with its client"),
    ],
)
def test_a_location_is_archived_with_its_client(own: bool, client: bool, archived: bool) -> None:
    row = a_row(CLIENT_LOCATION, archived=own, client_archived=client)

    assert is_archived(row) is archived
    assert record(CLIENT_LOCATION, typed(row), GB).archived is archived  # type: ignore[union-attr]


@pytest.mark.rule("X-05")
@pytest.mark.parametrize(
    ("selected", "party"),
    [
        pytest.param(None, Ref(CLIENT, 7), id="the client's own"),
        pytest.param(6, Ref(CLIENT_LOCATION, 6), id="a location's"),
    ],
)
def test_an_invoice_is_addressed_to_whose_billing_address_was_selected(
    selected: int | None, party: Ref
) -> None:
    assert document(billing_location_id=selected).party == party


@pytest.mark.rule("X-09")
def test_a_purchase_order_is_addressed_to_its_supplier() -> None:
    order = document(PURCHASE_ORDER, delivery_date="2026-10-08", delivery_address="Site 4")

    assert order.party == Ref(SUPPLIER, 9)
    assert (order.delivery_date, order.delivery_address) == (date(2026, 10, 8), "Site 4")


@pytest.mark.parametrize(
    ("typed_in", "currency"),
    [("EUR", "EUR"), (None, "GBP"), ("   ", "GBP")],
    ids=["its own", "none: the company's", "blank: the company's"],
)
def test_the_currency_of_a_document(typed_in: str | None, currency: str) -> None:
    assert document(currency=typed_in).currency == currency


def test_what_may_be_missing_on_a_document_has_a_meaning() -> None:
    made = document(prices_include_tax=None)

    assert (made.number, made.prices_include_tax) == ("INV-42", False)
    assert made.amount_paid == Decimal(0)
    assert made.lines[0].discount_percent == Decimal(0)
