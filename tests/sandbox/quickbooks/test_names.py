from __future__ import annotations

import pytest

from tests.sandbox.quickbooks.books import Books


@pytest.fixture
def books():
    return Books()


@pytest.mark.parametrize("other", ["Customer", "Vendor", "Employee"])
@pytest.mark.parametrize("name", ["Acme Enterprises", "  ACME enterprises "])
def test_a_name_is_unique_over_customers_vendors_and_employees(books, other, name):
    books.customer("Acme Enterprises")

    refusal = books.refused(other, {"DisplayName": name})

    assert (refusal.code, refusal.message) == ("6240", "Duplicate Name Exists Error")
    assert "\nname" in refusal.detail


def test_what_is_refused_takes_no_name_and_no_id(books):
    wrong = {"DisplayName": "Smith", "BillAddr": {"Line1": "1 Elm St"}}
    books.refused("Vendor", {**wrong, "TermRef": {"value": "99"}})

    assert books.write("Vendor", wrong)["Id"] == "1"


@pytest.mark.parametrize("name", ["a:b", "a\tb", "a\nb"])
def test_illegal_characters_are_refused(books, name):
    assert books.refused("Customer", {"DisplayName": name}).code == "2180"

    books.switches = {"illegal_name_code": "6000"}
    assert books.refused("Vendor", {"DisplayName": name}).code == "6000"


def test_a_name_is_built_from_its_parts(books):
    shown = books.write("Customer", {"Title": "Ms", "GivenName": "Ada", "FamilyName": "Stone"})

    assert (shown["DisplayName"], shown["PrintOnCheckName"]) == ("Ms Ada Stone", "Ms Ada Stone")
    assert books.refused("Customer", {"CompanyName": "Only a company"}).code == "6080"


def test_a_sparse_update_cannot_take_the_name_away(books):
    shown = books.change("Customer", books.customer(), DisplayName="", PrintOnCheckName="")

    assert shown["DisplayName"] == shown["PrintOnCheckName"] == "Acme Enterprises"


@pytest.mark.parametrize("entity", ["Customer", "Vendor", "Employee"])
def test_what_is_made_inactive_frees_its_name(books, entity):
    gone = books.change(entity, books.write(entity, {"DisplayName": "Thrifty Meats"}), Active=False)

    assert (gone["DisplayName"], gone["Active"]) == ("Thrifty Meats (deleted)", False)
    assert gone["SyncToken"] == "1"
    assert books.customer("Thrifty Meats")["Active"] is True


def test_two_may_lose_the_same_name(books):
    names = [
        books.change("Customer", books.customer("Twin"), Active=False)["DisplayName"]
        for _ in range(2)
    ]

    assert names == ["Twin (deleted)", "Twin (deleted-1)"]


def test_what_comes_back_has_its_name_again(books):
    gone = books.change("Customer", books.customer("Back"), Active=False)

    assert books.change("Customer", gone, Active=True)["DisplayName"] == "Back"


def test_what_comes_back_may_keep_the_mark_by_switch(books):
    books.switches = {"reactivation_restores_name": False}
    gone = books.change("Customer", books.customer("Back"), Active=False)

    marked = books.change("Customer", gone, Active=True)
    clean = books.change("Customer", marked, DisplayName="Back")

    assert (marked["DisplayName"], clean["DisplayName"]) == ("Back (deleted)", "Back")


def test_what_comes_back_may_find_its_name_taken(books):
    gone = books.change("Customer", books.customer("Back"), Active=False)
    books.write("Vendor", {"DisplayName": "Back"})

    body = {"Id": gone["Id"], "SyncToken": gone["SyncToken"], "sparse": True, "Active": True}
    assert books.refused("Customer", body).code == "6240"


def test_jobs_of_two_customers_may_share_a_name_by_switch(books):
    first, second = books.customer("First"), books.customer("Second")
    books.job("Kitchen", first)
    same = {"DisplayName": "Kitchen", "Job": True, "ParentRef": {"value": second["Id"]}}

    assert books.refused("Customer", same).code == "6240"
    books.switches = {"sub_customer_names": "per_parent"}
    assert books.write("Customer", same)["FullyQualifiedName"] == "Second:Kitchen"
    assert books.refused("Customer", same).code == "6240"
