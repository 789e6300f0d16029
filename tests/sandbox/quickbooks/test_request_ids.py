from __future__ import annotations

import pytest
import requests

from tests.sandbox.quickbooks.conftest import error_of

ID = "7f1c2a9e8b3d4c5f9a0e1b2c3d4e5f60"


def customers(api):
    return api.quickbooks.documents(api.realm_id, "Customer")


def test_the_same_id_gives_the_first_answer_again(quickbooks, api):
    first = api.write("Customer", {"DisplayName": "A"}, requestid=ID)
    again = api.write("Customer", {"DisplayName": "A"}, requestid=ID)

    assert first == again
    assert len(customers(api)) == 1
    assert [entry.replayed for entry in quickbooks.requests()] == [False, True]
    assert quickbooks.requests()[-1].idempotency_key == ID


def test_an_answer_that_was_lost_can_be_asked_for_again(quickbooks, api):
    quickbooks.inject("drop_after", method="POST", path="/customer")
    with pytest.raises(requests.ConnectionError):
        api.write("Customer", {"DisplayName": "A"}, requestid=ID)

    assert api.write("Customer", {"DisplayName": "A"}, requestid=ID)["DisplayName"] == "A"
    assert len(customers(api)) == 1


def test_ids_belong_to_their_company(quickbooks, api):
    other = type(api)(quickbooks, quickbooks.add_organisation("Hill & Sons").tenant_id)

    api.write("Customer", {"DisplayName": "A"}, requestid=ID)
    other.write("Customer", {"DisplayName": "A"}, requestid=ID)

    assert (len(customers(api)), len(customers(other))) == (1, 1)


@pytest.mark.parametrize(("kept", "name"), [(False, "B"), (True, None)], ids=["tried", "kept"])
def test_a_refusal_is_remembered_only_if_a_switch_says_so(quickbooks, api, kept, name):
    quickbooks.set_switches(request_id_keeps_refusals=kept)
    api.customer("A")
    api.refused("Customer", {"DisplayName": "A"}, requestid=ID)

    answer = api.call("POST", "customer", {"DisplayName": "B"}, requestid=ID)

    assert answer.json().get("Customer", {}).get("DisplayName") == name


def test_a_switch_forgets_ids_at_once(quickbooks, api):
    quickbooks.set_switches(request_id_replays=False)
    api.write("Customer", {"DisplayName": "A"}, requestid=ID)

    assert api.refused("Customer", {"DisplayName": "A"}, requestid=ID)["code"] == "6240"


def test_a_batch_remembers_every_item_that_was_carried_out(api):
    api.customer("Taken")
    items = [
        {"operation": "create", "Customer": {"DisplayName": name}} for name in ("A", "Taken", "B")
    ]

    first = api.batch(*items, requestid=ID)
    again = api.batch(*items, requestid=ID)

    assert first == again
    assert error_of(again["2"])["code"] == "6240"
    assert len(customers(api)) == 3


def test_a_switch_answers_known_items_of_a_batch_with_6000(quickbooks, api):
    quickbooks.set_switches(batch_request_id_replays=False)
    item = {"operation": "create", "Customer": {"DisplayName": "A"}}

    first = api.batch(item, requestid=ID)
    again = api.batch(item, requestid=ID)

    assert "Customer" in first["1"]
    assert error_of(again["1"])["code"] == "6000"


def test_an_id_of_more_than_fifty_characters_is_refused(api):
    error = api.refused("Customer", {"DisplayName": "A"}, requestid="x" * 51)

    assert error["code"] == "6000"
    assert error["Detail"].endswith(
        "You cannot enter more than 50 characters in the request_id field. "
        "You tried entering xxxxxxxxxx..., which is 51 characters."
    )


def test_the_ids_of_a_batch_leave_room_for_those_of_its_items(api):
    item = {"bId": "x" * 36, "Query": "select * from Term"}

    too_long = api.call("POST", "batch", {"BatchItemRequest": [item]}, requestid="y" * 37)
    together = api.call("POST", "batch", {"BatchItemRequest": [item]}, requestid="y" * 32)
    alone = api.call("POST", "batch", {"BatchItemRequest": [item]})

    assert too_long.status_code == 400
    fault = error_of(together.json()["BatchItemResponse"][0])
    assert (fault["code"], "which is 68 characters" in fault["Detail"]) == ("6000", True)
    assert "QueryResponse" in alone.json()["BatchItemResponse"][0]


def test_reads_may_carry_an_id_too(api):
    first = api.call("GET", "query", query="select * from Customer", requestid=ID).json()
    api.customer("A")
    again = api.call("GET", "query", query="select * from Customer", requestid=ID).json()

    assert first["QueryResponse"] == again["QueryResponse"] == {}
