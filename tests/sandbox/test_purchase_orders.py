from __future__ import annotations

import pytest

from tests.sandbox.conftest import a_line, an_order, messages

BAD_MOVE = "PurchaseOrder status change is invalid"
IS_DELETED = "Deleted PurchaseOrders cannot be updated"
NO_CONTACT = "A Contact must be specified for this type of transaction"


def change(api, order, **fields):
    return api.post("PurchaseOrders", {"PurchaseOrderID": order["PurchaseOrderID"], **fields})


@pytest.fixture
def contact_id(api):
    return api.contact("Steel Supplies", Phones=[{"PhoneType": "DDI", "PhoneNumber": "1"}])


def test_post_with_the_number_of_a_live_order_edits_it_even_for_another_supplier(api, contact_id):
    order = api.order(contact_id, PurchaseOrderNumber="PO-7")
    other = api.contact("Other")

    answer = api.post("PurchaseOrders", an_order(other, PurchaseOrderNumber="PO-7"))

    assert answer["PurchaseOrderID"] == order["PurchaseOrderID"]
    assert answer["Contact"]["ContactID"] == other


def test_put_with_a_known_number_is_refused(api, contact_id):
    api.order(contact_id, PurchaseOrderNumber="PO-7")

    answer = api.put("PurchaseOrders", an_order(contact_id, PurchaseOrderNumber="PO-7"))

    assert messages(answer) == ["Order number must be unique"]


def test_a_number_is_free_again_when_the_deletion_renames_the_order(api, contact_id):
    order = api.order(contact_id, PurchaseOrderNumber="PO-7")

    change(api, order, Status="DELETED", PurchaseOrderNumber="PO-7-deleted")
    again = api.post("PurchaseOrders", an_order(contact_id, PurchaseOrderNumber="PO-7"))

    assert again["StatusAttributeString"] == "OK"
    assert again["PurchaseOrderID"] != order["PurchaseOrderID"]


@pytest.mark.parametrize(
    "contact",
    [
        pytest.param({"Name": "Brand New"}, id="bare_name"),
        pytest.param({"ContactNumber": "unknown"}, id="unknown_number"),
        pytest.param(None, id="none"),
    ],
)
def test_an_order_never_makes_a_contact(api, contact):
    answer = api.put("PurchaseOrders", an_order("", Contact=contact))

    assert messages(answer) == [NO_CONTACT]
    assert api.read("Contacts") == []


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        pytest.param(["SUBMITTED", "AUTHORISED"], [], id="submitted_to_authorised"),
        pytest.param(["AUTHORISED", "DELETED"], [], id="authorised_to_deleted"),
        pytest.param(["BILLED", "DELETED"], [], id="billed_to_deleted"),
        pytest.param(["AUTHORISED", "AUTHORISED"], [], id="edit_where_it_stands"),
        pytest.param(["AUTHORISED", "DRAFT"], [BAD_MOVE], id="no_way_back"),
        pytest.param(["BILLED", "AUTHORISED"], [BAD_MOVE], id="billed_stays"),
        pytest.param(["DRAFT", "DELETED", "DRAFT"], [BAD_MOVE, IS_DELETED], id="deleted_stays"),
    ],
)
def test_status_changes_are_the_recorded_ones(api, contact_id, path, expected):
    order = api.order(contact_id, Status=path[0])

    answers = [change(api, order, Status=status) for status in path[1:]]

    assert messages(answers[-1]) == expected


def test_other_status_changes_pass_by_switch(api, xero, contact_id):
    xero.set_switches(purchase_order_moves="lenient")
    order = api.order(contact_id)

    assert change(api, order, Status="DRAFT")["StatusAttributeString"] == "OK"


def test_prices_have_four_places_without_unitdp(api, contact_id):
    line = a_line(UnitAmount=0.1234, Quantity=100, AccountCode="300")

    answer = api.put("PurchaseOrders", an_order(contact_id, LineItems=[line]), unitdp=2)

    assert (answer["LineItems"][0]["UnitAmount"], answer["SubTotal"]) == (0.1234, 12.34)


def test_a_quantity_needs_a_price(api, contact_id):
    line = {"Description": "steel", "Quantity": 1}

    answer = api.put("PurchaseOrders", an_order(contact_id, LineItems=[line]))

    assert messages(answer) == ["UnitAmount must be specified when Quantity is specified."]


def test_delivery_fields_come_back(api, contact_id):
    fields = {
        "DeliveryAddress": "1 Quay St\r\nAuckland",
        "DeliveryInstructions": "Ring twice",
        "DeliveryDate": "2026-09-20",
        "Reference": "Job 7",
    }

    order = api.order(contact_id, **fields)

    stored = api.read(f"PurchaseOrders/{order['PurchaseOrderNumber']}")[0]
    assert stored["DeliveryAddress"] == fields["DeliveryAddress"]
    assert stored["DeliveryDateString"] == "2026-09-20T00:00:00"
    assert (stored["Reference"], stored["DeliveryInstructions"]) == ("Job 7", "Ring twice")


def test_the_nested_contact_shows_only_filled_phones(api, contact_id):
    contact = api.order(contact_id)["Contact"]

    assert contact["Addresses"] == []
    assert [phone["PhoneType"] for phone in contact["Phones"]] == ["DDI"]


def test_a_draft_cannot_be_marked_as_sent(api, contact_id):
    answer = api.put("PurchaseOrders", an_order(contact_id, Status="DRAFT", SentToContact=True))

    assert answer["StatusAttributeString"] == "WARNING"
    assert answer["Warnings"] == [
        {"Message": "Only AUTHORISED and BILLED purchase orders may have SentToContact updated."}
    ]


def test_lists_filter_by_status_and_date_and_are_always_paged(api, contact_id):
    api.order(contact_id, Date="2026-09-01")
    late = api.order(contact_id, Date="2026-09-20")
    api.order(contact_id, Date="2026-09-21", Status="DRAFT")

    answer = api.call(
        "GET", "PurchaseOrders", Status="AUTHORISED", DateFrom="2026-09-10", DateTo="2026-09-30"
    ).json()

    assert answer["pagination"] == {"page": 1, "pageSize": 100, "pageCount": 1, "itemCount": 1}
    assert answer["PurchaseOrders"][0]["PurchaseOrderID"] == late["PurchaseOrderID"]
