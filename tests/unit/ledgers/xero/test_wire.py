"""The bodies that travel to Xero."""

from __future__ import annotations

from decimal import Decimal

import pytest
from ledger_sync.ledgers.contract import Item
from ledger_sync.ledgers.xero.outbound import draft
from ledger_sync.ledgers.xero.wire import body, is_void, number_of
from ledger_sync.model import CLIENT, INVOICE, PURCHASE_ORDER, Json, Link, Record, Ref

from tests.unit.builders import (
    GB,
    a_draft,
    a_found,
    a_full_party,
    a_line,
    a_link,
    a_party,
    a_purchase_order,
    an_invoice,
    an_item,
    xero_tables,
)

TABLES = xero_tables()
CONTACT = {Ref(CLIENT, 7): "contact-7"}


def an_update(before: Record, after: Record, children: dict[str, str] | None = None) -> Item:
    agreed = draft(before, GB, TABLES).content
    link = a_link(before.ref, content=agreed, children=children or {})
    return Item(draft(after, GB, TABLES), "update", link, CONTACT)


def a_create(record: Record) -> Item:
    return Item(draft(record, GB, TABLES), "create", None, CONTACT)


def slot(listed: list[Json], key: str, kind: str) -> Json:
    (found,) = [each for each in listed if each[key] == kind]
    return found


def test_a_created_contact_carries_our_number_and_leaves_out_what_is_absent() -> None:
    sent = body(a_create(a_party()), "Contacts")

    assert sent == {
        "Name": "Acme Ltd",
        "ContactNumber": "KB-CLIENT-7",
        "Phones": [{"PhoneType": "DEFAULT"}, {"PhoneType": "MOBILE"}],
        "Addresses": [{"AddressType": "POBOX"}, {"AddressType": "STREET"}],
    }


def test_a_changed_contact_is_named_by_its_id_and_its_number_is_written_once() -> None:
    sent = body(an_update(a_party(), a_party(name="Acme Group")), "Contacts")

    assert (sent["ContactID"], sent["Name"]) == ("ledger-7", "Acme Group")
    assert "ContactNumber" not in sent


@pytest.mark.rule("C-04")
def test_what_was_there_and_is_gone_is_cleared() -> None:
    sent = body(an_update(a_full_party(), a_party()), "Contacts")

    assert (sent["EmailAddress"], sent["AccountNumber"], sent["FirstName"]) == ("", "", "")
    assert slot(sent["Phones"], "PhoneType", "MOBILE")["PhoneNumber"] == ""
    assert slot(sent["Addresses"], "AddressType", "POBOX")["AddressLine2"] == ""
    assert slot(sent["Addresses"], "AddressType", "STREET")["City"] == ""


def test_what_was_never_there_is_not_cleared() -> None:
    sent = body(an_update(a_party(), a_party()), "Contacts")

    assert "EmailAddress" not in sent
    assert not {"Phones", "Addresses"} & set(sent)


def test_a_reference_that_was_taken_away_is_cleared_in_xero() -> None:
    item = an_update(an_invoice(reference="Kitchen"), an_invoice(reference=None))

    assert body(item, "Invoices")["Reference"] == ""


def test_a_document_names_its_contact_by_id_only() -> None:
    assert body(a_create(an_invoice()), "Invoices")["Contact"] == {"ContactID": "contact-7"}


def test_amounts_travel_as_numbers_with_all_their_decimals() -> None:
    line = a_line(unit_price=Decimal("12.3456"), discount_percent=Decimal("2.5"))

    (sent,) = body(a_create(an_invoice(lines=(line,))), "Invoices")["LineItems"]

    assert sent["UnitAmount"] == Decimal("12.3456")
    assert isinstance(sent["UnitAmount"], Decimal)
    assert sent["DiscountRate"] == Decimal("2.5")


def test_our_own_marks_never_leave_the_house() -> None:
    sent = body(a_create(an_invoice()), "Invoices")

    assert "$" not in repr(sent)


@pytest.mark.rule("C-04")
def test_known_lines_keep_their_ids_and_new_ones_have_none() -> None:
    known, new = a_line(line_id=70), a_line(line_id=71)
    item = an_update(
        an_invoice(lines=(known,)), an_invoice(lines=(new, known)), {"70": "line-a", "69": "gone"}
    )

    sent = body(item, "Invoices")["LineItems"]

    assert [line.get("LineItemID") for line in sent] == [None, "line-a"]


@pytest.mark.rule("C-04")
@pytest.mark.parametrize(
    "lost",
    [
        pytest.param({"discount_percent": Decimal(0)}, id="discount"),
        pytest.param({"account_code": None}, id="account"),
        pytest.param({"tax_rate": None}, id="tax rate"),
    ],
)
def test_a_line_that_lost_a_value_is_made_anew_because_xero_would_keep_it(lost: Json) -> None:
    full = {"discount_percent": Decimal(10), "account_code": "200", "tax_rate": "20% VAT"}
    before = an_invoice(status="Draft", lines=(a_line(**full),))
    after = an_invoice(status="Draft", lines=(a_line(**{**full, **lost}),))

    (sent,) = body(an_update(before, after, {"70": "line-a"}), "Invoices")["LineItems"]

    assert "LineItemID" not in sent


@pytest.mark.rule("B-05")
@pytest.mark.parametrize(
    ("entity", "agreed", "seen", "status"),
    [
        pytest.param(INVOICE, "AUTHORISED", None, "VOIDED", id="approved invoice"),
        pytest.param(INVOICE, "DRAFT", None, "DELETED", id="draft invoice"),
        pytest.param(INVOICE, "SUBMITTED", None, "DELETED", id="submitted invoice"),
        pytest.param(INVOICE, "DRAFT", "AUTHORISED", "VOIDED", id="approved there meanwhile"),
        pytest.param(INVOICE, "AUTHORISED", "DRAFT", "DELETED", id="set back there meanwhile"),
        pytest.param(INVOICE, None, None, "VOIDED", id="status unknown"),
        pytest.param(PURCHASE_ORDER, "AUTHORISED", None, "DELETED", id="order"),
        pytest.param(PURCHASE_ORDER, "DRAFT", "AUTHORISED", "DELETED", id="order, whatever it is"),
    ],
)
def test_a_void_says_nothing_but_the_status(
    entity: str, agreed: str | None, seen: str | None, status: str
) -> None:
    ref, resource = Ref(entity, 42), "Invoices" if entity == INVOICE else "PurchaseOrders"
    link = a_link(ref, content={"Status": agreed} if agreed else {})
    item = an_item(
        a_draft(ref, intent="void"),
        action="void",
        link=link,
        seen=a_found(status=seen) if seen else None,
    )

    sent = body(item, resource)

    assert sent == {resource[:-1] + "ID": "ledger-7", "Status": status}


@pytest.mark.rule("B-05")
def test_an_archived_contact_is_archived_and_nothing_else_of_it_is_touched() -> None:
    item = an_item(a_draft(intent="archive", content={}), action="archive", link=a_link())

    assert body(item, "Contacts") == {"ContactID": "ledger-7", "ContactStatus": "ARCHIVED"}


def test_a_change_of_what_has_no_link_is_a_fault_of_ours() -> None:
    with pytest.raises(ValueError, match="it has no link"):
        body(an_item(action="update"), "Contacts")


@pytest.mark.parametrize(
    ("record", "number"),
    [
        pytest.param(an_invoice(), "INV-42", id="invoice"),
        pytest.param(a_purchase_order(), "PO-42", id="order"),
        pytest.param(a_party(entity="supplier", source_id=9), "KB-SUPPLIER-9", id="supplier"),
    ],
)
def test_the_natural_key_of_a_record(record: Record, number: str) -> None:
    assert number_of(a_create(record)) == number


@pytest.mark.parametrize(
    ("status", "void"),
    [("VOIDED", True), ("DELETED", True), ("AUTHORISED", False), ("DRAFT", False), ("", False)],
)
def test_a_document_that_is_gone_for_good(status: str, void: bool) -> None:
    assert is_void(status) is void


def test_a_link_from_the_first_connection_without_content_clears_nothing() -> None:
    link: Link = a_link(content={})
    item = Item(draft(a_party(), GB, TABLES), "update", link)

    assert "EmailAddress" not in body(item, "Contacts")
