from __future__ import annotations

import pytest

from tests.sandbox.quickbooks.conftest import an_invoice, error_of


def create(entity, **body):
    return {"operation": "create", entity: body}


def test_items_answer_by_their_id_whatever_the_others_do(api):
    api.write("Vendor", {"DisplayName": "Smith Family Store"})
    customer = api.customer("Acme")

    answers = api.batch(
        create("Vendor", DisplayName="Smith Family Store"),
        {"operation": "delete", "Invoice": {"Id": "129", "SyncToken": "0"}},
        {"operation": "update", "Customer": {"Id": customer["Id"], "SyncToken": "9"}},
        create("Customer", DisplayName="New Co"),
        {"Query": "select * from Item where Name = 'Services'"},
    )

    codes = [error_of(answers[b_id])["code"] for b_id in ("1", "2", "3")]
    assert codes == ["6240", "610", "5010"]
    assert "time" not in answers["1"]
    assert answers["4"]["Customer"]["DisplayName"] == "New Co"
    assert answers["5"]["QueryResponse"]["Item"][0]["Name"] == "Services"
    assert api.read("Customer", answers["4"]["Customer"]["Id"])["DisplayName"] == "New Co"


def test_the_answers_come_in_another_order(quickbooks, api):
    items = [{"bId": str(number), "Query": "select * from Term"} for number in range(10)]
    sent = [item["bId"] for item in items]

    def order():
        answer = api.call("POST", "batch", {"BatchItemRequest": items}).json()
        return [one["bId"] for one in answer["BatchItemResponse"]]

    mixed = order()
    quickbooks.set_switches(shuffle_batches=False)

    assert (sorted(mixed), mixed == sent, order() == sent) == (sent, False, True)


def test_no_item_sees_what_another_did(api):
    known = api.customer("Known")
    coming = str(int(known["Id"]) + 1)

    answers = api.batch(
        create("Customer", DisplayName="Coming"),
        create("Invoice", **an_invoice(coming)),
        {"Query": "select * from Customer where DisplayName = 'Coming'"},
    )

    assert answers["1"]["Customer"]["Id"] == coming
    assert error_of(answers["2"])["code"] == "2500"
    assert answers["3"]["QueryResponse"] == {}


def test_of_two_items_with_one_name_only_one_is_carried_out(api):
    answers = api.batch(*(create("Customer", DisplayName="Twin") for _ in range(2)))

    assert answers["1"]["Customer"]["DisplayName"] == "Twin"
    assert error_of(answers["2"])["code"] == "6240"


def test_of_two_changes_of_one_version_only_one_is_carried_out(api):
    customer = api.customer()
    change = {"Id": customer["Id"], "SyncToken": "0", "sparse": True, "Notes": "n"}

    answers = api.batch(*({"operation": "update", "Customer": change} for _ in range(2)))

    assert answers["1"]["Customer"]["SyncToken"] == "1"
    assert error_of(answers["2"])["code"] == "5010"


def test_a_batch_may_void(api):
    invoice = api.invoice(api.customer()["Id"])
    known = {"Id": invoice["Id"], "SyncToken": invoice["SyncToken"]}

    answers = api.batch({"operation": "update", "optionsData": "void", "Invoice": known})

    assert answers["1"]["Invoice"]["TotalAmt"] == 0
    assert api.read("Invoice", invoice["Id"])["PrivateNote"].startswith("Voided")


def test_thirty_items_are_the_most(api):
    items = [{"bId": str(number), "Query": "select * from Term"} for number in range(31)]

    many = api.call("POST", "batch", {"BatchItemRequest": items})
    enough = api.call("POST", "batch", {"BatchItemRequest": items[:30]})

    assert (many.status_code, enough.status_code) == (400, 200)
    assert error_of(many.json())["code"] == "400"


def test_an_empty_batch_is_malformed(api):
    answer = api.call("POST", "batch", {"BatchItemRequest": []})

    error = error_of(answer.json())
    assert answer.status_code == 400
    assert (error["code"], error["Message"]) == ("400", "MalformedRequest")
    assert error["Detail"] == "Batch Request is Empty"


@pytest.mark.parametrize(
    ("item", "code"),
    [
        ({"operation": "revert", "Customer": {"Id": "1"}}, "500"),
        ({"operation": "create", "Unicorn": {}}, "400"),
        ({"operation": "create", "Invoice": {}}, "2020"),
    ],
    ids=["operation", "entity", "body"],
)
def test_a_wrong_item_is_refused_alone(api, item, code):
    answers = api.batch(item, create("Customer", DisplayName="A"))

    assert error_of(answers["1"])["code"] == code
    assert "Customer" in answers["2"]


def test_an_injected_fault_meets_only_its_item(quickbooks, api):
    quickbooks.inject("item_fault", match="Bad", code="6000", message="No", detail="Locked")

    answers = api.batch(
        create("Customer", DisplayName="Good"), create("Customer", DisplayName="Bad")
    )

    assert "Customer" in answers["1"]
    assert error_of(answers["2"]) == {
        "Message": "No",
        "Detail": "Locked",
        "code": "6000",
        "element": "",
    }
    assert len(quickbooks.documents(api.realm_id, "Customer")) == 1
    assert quickbooks.requests()[-1].faults == ["item_fault"]


def test_an_injected_item_fault_happens_as_often_as_it_says(quickbooks, api):
    quickbooks.inject("item_fault", match="Customer", code="10000", times=2)

    answers = api.batch(*(create("Customer", DisplayName=name) for name in "abc"))

    assert ["Fault" in answers[b_id] for b_id in "123"] == [True, True, False]


def test_the_log_counts_the_items(quickbooks, api):
    api.batch(*({"Query": "select * from Term"} for _ in range(3)))

    entry = quickbooks.requests(api.realm_id)[-1]

    assert (entry.method, entry.elements) == ("POST", 3)
    assert len(entry.body["BatchItemRequest"]) == 3
