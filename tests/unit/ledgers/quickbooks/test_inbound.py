"""What QuickBooks says, in our form."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from ledger_sync.errors import UnexpectedResponse
from ledger_sync.ledgers.quickbooks import inbound
from ledger_sync.model import Json


def an_answered_invoice(**values: Any) -> Json:
    return {
        "Id": "129",
        "SyncToken": "2",
        "DocNumber": "INV-1",
        "TxnDate": "2026-09-14",
        "CustomerRef": {"value": "8", "name": "Acme\u2236 Leeds"},
        "EmailStatus": "EmailSent",
        "TotalAmt": Decimal("24.15"),
        "Balance": Decimal("24.15"),
        "TxnTaxDetail": {"TotalTax": Decimal("3.15")},
        "LinkedTxn": [],
        "Line": [
            {"Id": "1", "DetailType": "SalesItemLineDetail"},
            {"Id": "2", "DetailType": "DescriptionOnly"},
            {"DetailType": "SubTotalLineDetail"},
        ],
        **values,
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "2026-02-03T09:10:11-08:00", datetime(2026, 2, 3, 17, 10, 11, tzinfo=UTC), id="Pacific"
        ),
        pytest.param("2026-02-03T09:10:11Z", datetime(2026, 2, 3, 9, 10, 11, tzinfo=UTC), id="UTC"),
        pytest.param(
            "2026-02-03T09:10:11.5+13:00",
            datetime(2026, 2, 2, 20, 10, 11, 500000, tzinfo=UTC),
            id="a part of a second",
        ),
    ],
)
def test_quickbooks_times_are_read(text: str, expected: datetime) -> None:
    assert inbound.instant(text) == expected


@pytest.mark.parametrize("text", ["yesterday", "2026-02-03T09:10:11", ""])
def test_another_form_of_time_is_not_guessed(text: str) -> None:
    with pytest.raises(UnexpectedResponse, match="not in its format"):
        inbound.instant(text)


def test_an_acknowledged_invoice_gives_ids_version_and_amounts() -> None:
    written = inbound.written(an_answered_invoice(), "Invoice")

    assert (written.ledger_id, written.number, written.version) == ("129", "INV-1", "2")
    assert (written.total, written.subtotal) == (Decimal("24.15"), Decimal("21.00"))
    assert written.children == ("1", "2")


def test_an_acknowledged_party_has_its_name_for_a_number_and_no_amounts() -> None:
    written = inbound.written({"Id": "67", "SyncToken": "0", "DisplayName": "Acme"}, "Customer")

    assert (written.ledger_id, written.number, written.version) == ("67", "Acme", "0")
    assert (written.total, written.subtotal, written.children) == (None, None, ())


def test_a_found_invoice_is_reduced_to_what_decides() -> None:
    found = inbound.found(an_answered_invoice(), "Invoice")

    assert (found.ledger_id, found.resource, found.number) == ("129", "Invoice", "INV-1")
    assert (found.name, found.party_ledger_id) == ("Acme: Leeds", "8")
    assert (found.total, found.day) == (Decimal("24.15"), date(2026, 9, 14))
    assert (found.status, found.version, found.paid) == ("EmailSent", "2", False)
    assert found.children == ("1", "2")


@pytest.mark.parametrize(
    ("values", "status"),
    [
        pytest.param({}, "EmailSent", id="as sent"),
        pytest.param({"EmailStatus": None}, "", id="nothing said"),
        pytest.param({"status": "Voided"}, "Voided", id="voided by a person"),
        pytest.param({"status": "Deleted"}, "Deleted", id="deleted"),
        pytest.param({"TotalAmt": 0, "PrivateNote": "Voided - late"}, "Voided", id="voided"),
        pytest.param({"TotalAmt": 0}, "EmailSent", id="an invoice over nothing"),
        pytest.param({"PrivateNote": "Voided"}, "EmailSent", id="a note that says so"),
    ],
)
def test_the_status_of_an_invoice(values: Json, status: str) -> None:
    assert inbound.found(an_answered_invoice(**values), "Invoice").status == status


@pytest.mark.rule("B-05")
@pytest.mark.parametrize(
    ("values", "paid"),
    [
        pytest.param({}, False, id="nothing yet"),
        pytest.param({"Balance": Decimal("14.15")}, True, id="in part"),
        pytest.param({"Balance": 0}, True, id="wholly"),
        pytest.param({"LinkedTxn": [{"TxnType": "Payment"}]}, True, id="linked to a payment"),
        pytest.param({"LinkedTxn": [{"TxnType": "CreditMemo"}]}, True, id="linked to a credit"),
        pytest.param({"LinkedTxn": [{"TxnType": "Estimate"}]}, False, id="made from an estimate"),
    ],
)
def test_money_on_an_invoice_is_seen(values: Json, paid: bool) -> None:
    assert inbound.found(an_answered_invoice(**values), "Invoice").paid is paid


@pytest.mark.parametrize(
    ("body", "resource", "expected"),
    [
        pytest.param(
            {"DisplayName": "Leeds", "ParentRef": {"value": "3"}}, "Customer",
            ("Leeds", "Active", "3"), id="sub-customer",
        ),
        pytest.param(
            {"DisplayName": "Steel Co (deleted)", "Active": False}, "Vendor",
            ("Steel Co (deleted)", "Inactive", None), id="inactive vendor",
        ),
        pytest.param({"DisplayName": "Al"}, "Employee", ("Al", "Active", None), id="employee"),
    ],
)  # fmt: skip
def test_a_found_party_has_name_status_and_parent(
    body: Json, resource: str, expected: tuple[str, str, str | None]
) -> None:
    found = inbound.found({"Id": "1", **body}, resource)

    assert (found.number, found.status, found.party_ledger_id) == expected


def test_an_invoice_is_known_by_number_and_time() -> None:
    body = {"Id": "1", "DocNumber": "7", "MetaData": {"LastUpdatedTime": "2026-01-01T00:00:00Z"}}

    assert inbound.numbered(body) == ("1", "7", datetime(2026, 1, 1, tzinfo=UTC))
    assert inbound.numbered({"Id": "1"}) == ("1", "", None)


def test_an_account_is_known_by_its_full_name_and_by_its_number() -> None:
    body = {"Id": "5", "Name": "Labour", "FullyQualifiedName": "Sales:Labour", "AcctNum": "210"}

    codes = inbound.codes("account", [body])

    assert [(each.code, each.name, each.ledger_id) for each in codes] == [
        ("Sales:Labour", "Sales:Labour", "5"),
        ("210", "Sales:Labour", "5"),
    ]


@pytest.mark.parametrize(
    "bodies",
    [
        pytest.param(
            [{"Id": "1", "Name": "200"}, {"Id": "2", "Name": "Sales", "AcctNum": "200"}],
            id="a name like a number",
        ),
        pytest.param(
            [{"Id": "2", "Name": "Sales", "AcctNum": "200"},
             {"Id": "1", "Name": "Old", "AcctNum": "200", "Active": False}],
            id="not in use",
        ),
    ],
)  # fmt: skip
def test_where_two_accounts_share_a_code_the_right_one_comes_last(bodies: list[Json]) -> None:
    last = {code.code: code.ledger_id for code in inbound.codes("account", bodies)}

    assert last["200"] == "2"


def test_tax_codes_and_terms_are_known_by_name_and_say_whether_they_are_in_use() -> None:
    (term,) = inbound.codes("term", [{"Id": "3", "Name": "Net 30 (deleted)", "Active": False}])

    assert (term.kind, term.code, term.name) == ("term", "Net 30 (deleted)", "Net 30 (deleted)")
    assert (term.active, term.ledger_id) == (False, "3")


@pytest.mark.parametrize(
    ("kind", "stock", "account"),
    [
        pytest.param("Inventory", True, "9", id="stock"),
        pytest.param("NonInventory", False, "9", id="non-stock"),
        pytest.param("Service", False, "9", id="service"),
        pytest.param("Category", False, None, id="category"),
        pytest.param("Group", False, None, id="bundle"),
    ],
)
def test_an_item_is_read(kind: str, stock: bool, account: str | None) -> None:
    item = inbound.item(
        {"Id": "1", "Name": "Tap\u2236 1", "Type": kind, "IncomeAccountRef": {"value": "9"}}
    )

    assert (item.ledger_id, item.name, item.active) == ("1", "Tap\u2236 1", True)
    assert (item.stock, item.account_id) == (stock, account)
