"""Change data capture: what it shows, in which order, and what it keeps to itself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from sandbox.quickbooks.answers import Refusal
from sandbox.quickbooks.changes import changes
from sandbox.quickbooks.desk import Desk
from sandbox.quickbooks.opening import open_company
from sandbox.quickbooks.operations import carry_out, read_one
from sandbox.quickbooks.switches import Switches

NOON = datetime(2026, 2, 3, 20, 0, tzinfo=UTC)  # at 12:00 in California


@pytest.fixture
def desk() -> Desk:
    long_ago = NOON - timedelta(days=400)
    company = open_company(realm_id="1234", name="Harbour Plumbing", country="US", now=long_ago)
    return Desk(company=company, switches=Switches(), now=NOON)


def later(desk, seconds=60):
    desk.now += timedelta(seconds=seconds)
    return desk.now


def create(desk, entity, **fields):
    return carry_out(desk, entity, "create", fields, {})[entity]


def change(desk, entity, operation, before, **fields):
    latest = read_one(desk, entity, before["Id"])[entity]
    body = {"Id": latest["Id"], "SyncToken": latest["SyncToken"], **fields}
    return carry_out(desk, entity, operation, body, {})[entity]


def a_customer(desk, name="Acme"):
    return create(desk, "Customer", DisplayName=name)


def an_invoice(desk, customer):
    line = {
        "Amount": Decimal(100),
        "DetailType": "SalesItemLineDetail",
        "SalesItemLineDetail": {"ItemRef": {"value": "1"}},
    }
    return create(desk, "Invoice", CustomerRef={"value": customer["Id"]}, Line=[line])


def a_payment(desk, invoice):
    link = {"TxnId": invoice["Id"], "TxnType": "Invoice"}
    return create(
        desk,
        "Payment",
        CustomerRef={"value": invoice["CustomerRef"]["value"]},
        TotalAmt=Decimal(100),
        Line=[{"Amount": Decimal(100), "LinkedTxn": [link]}],
    )


def groups(desk, entities, since=NOON):
    answer = changes(desk, entities.split(","), since)
    assert list(answer) == ["CDCResponse"]
    return answer["CDCResponse"][0]["QueryResponse"]


def refusal(desk, entities, since=NOON):
    with pytest.raises(Refusal) as refused:
        changes(desk, entities, since)
    return refused.value


def test_full_objects_come_grouped_in_the_order_asked_for(desk):
    customer = a_customer(desk)
    invoice = an_invoice(desk, customer)

    found = groups(desk, "Invoice,customer")

    assert [next(iter(group)) for group in found] == ["Invoice", "Customer"]
    assert found[0]["Invoice"] == [read_one(desk, "Invoice", invoice["Id"])["Invoice"]]
    assert (found[1]["startPosition"], found[1]["maxResults"]) == (1, 1)


def test_entities_without_changes_leave_an_empty_object(desk):
    a_customer(desk)

    assert groups(desk, "Vendor,Customer,Payment")[::2] == [{}, {}]


def test_the_empty_objects_may_be_missing(desk):
    desk.switches.cdc_placeholders = False
    a_customer(desk)

    assert len(groups(desk, "Vendor,Customer,Payment")) == 1


def test_only_what_changed_since_then_is_shown_by_time_of_change(desk):
    first, second, third = (a_customer(desk, name) for name in ("Acme", "Bolt", "Coil"))
    since = later(desk)
    change(desk, "Customer", "update", third, sparse=True, Notes="n")
    later(desk)
    change(desk, "Customer", "update", first, sparse=True, Notes="n")

    shown = groups(desk, "Customer", since)[0]["Customer"]

    assert [one["Id"] for one in shown] == [third["Id"], first["Id"]]
    assert second["Id"] not in {one["Id"] for one in shown}


def test_a_deleted_transaction_is_a_stub_after_all_that_live(desk):
    customer = a_customer(desk)
    gone, kept = an_invoice(desk, customer), an_invoice(desk, customer)
    later(desk)
    change(desk, "Invoice", "delete", gone)
    later(desk)
    change(desk, "Invoice", "update", kept, sparse=True, PrivateNote="n")

    group = groups(desk, "Invoice")[0]

    assert group["Invoice"][0]["Id"] == kept["Id"]
    assert group["Invoice"][1] == {
        "status": "Deleted",
        "domain": "QBO",
        "Id": gone["Id"],
        "MetaData": {"LastUpdatedTime": "2026-02-03T12:01:00-08:00"},
    }
    assert (group["maxResults"], group["totalCount"]) == (2, 2)


def test_a_payment_shows_its_invoice_too(desk):
    invoice = an_invoice(desk, a_customer(desk))
    since = later(desk)
    payment = a_payment(desk, invoice)

    invoices, payments = groups(desk, "Invoice,Payment", since)

    assert [one["Id"] for one in invoices["Invoice"]] == [invoice["Id"]]
    assert invoices["Invoice"][0]["Balance"] == 0
    assert [one["Id"] for one in payments["Payment"]] == [payment["Id"]]
    assert (
        invoices["Invoice"][0]["MetaData"]["LastUpdatedTime"]
        == payments["Payment"][0]["MetaData"]["LastUpdatedTime"]
    )


def test_a_deleted_payment_frees_its_invoice(desk):
    invoice = an_invoice(desk, a_customer(desk))
    payment = a_payment(desk, invoice)
    since = later(desk)
    change(desk, "Payment", "delete", payment)

    invoices, payments = groups(desk, "Invoice,Payment", since)

    assert invoices["Invoice"][0]["Balance"] == 100
    assert payments["Payment"][0]["status"] == "Deleted"


@pytest.mark.parametrize(
    ("form", "shown"), [("object", {"Active": False}), ("deleted", {"status": "Deleted"})]
)
def test_what_was_made_inactive_has_two_forms(desk, form, shown):
    desk.switches.cdc_inactive = form
    change(desk, "Customer", "update", a_customer(desk), sparse=True, Active=False)

    found = groups(desk, "Customer")[0]["Customer"][0]

    assert shown.items() <= found.items()
    assert ("SyncToken" in found) == (form == "object")


def test_what_does_not_fit_is_left_out_without_a_word(desk):
    desk.switches.cdc_objects = 3
    customer = a_customer(desk, "Acme")
    a_customer(desk, "Bolt")
    invoices = [an_invoice(desk, customer) for _ in range(3)]

    found = groups(desk, "Customer,Invoice,Vendor")

    assert len(found[0]["Customer"]) == 2
    assert [one["Id"] for one in found[1]["Invoice"]] == [invoices[0]["Id"]]
    assert found[2] == {}


def test_a_thousand_objects_are_the_limit():
    assert Switches().cdc_objects == 1000


def test_more_than_thirty_days_back_is_refused(desk):
    edge = NOON - timedelta(days=30)

    refused = refusal(desk, ["Customer"], edge - timedelta(seconds=1))

    assert groups(desk, "Customer", edge) == [{}]
    assert (refused.code, refused.message) == ("500", "Unsupported Operation")
    assert refused.detail == (
        "Operation cdc with changedSince date 2026-01-04T11:59:59-08:00 "
        "which is older than fixed days is not supported."
    )


def test_more_than_thirty_days_back_may_be_cut_instead(desk):
    desk.switches.cdc_too_old = "cut"
    desk.now -= timedelta(days=31)
    a_customer(desk, "Long ago")
    desk.now = NOON
    a_customer(desk, "Today")

    shown = groups(desk, "Customer", NOON - timedelta(days=90))[0]["Customer"]

    assert [one["DisplayName"] for one in shown] == ["Today"]


@pytest.mark.parametrize("entity", ["TaxCode", "TaxRate", "Nonsense"])
def test_some_entities_have_no_change_data_capture(desk, entity):
    assert refusal(desk, ["Customer", entity]).code == "500"


def test_the_entities_have_to_be_named(desk):
    assert refusal(desk, [""]).code == "2020"
