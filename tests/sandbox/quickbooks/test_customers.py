from __future__ import annotations

import pytest

from tests.sandbox.quickbooks.books import Books


@pytest.fixture
def books():
    return Books()


def test_a_sub_customer_is_shown_with_its_place(books):
    parent = books.customer("Acme Enterprises")

    job = books.job("Kitchen Remodel 1042", parent, BillWithParent=True)

    assert job["FullyQualifiedName"] == "Acme Enterprises:Kitchen Remodel 1042"
    assert (job["Level"], job["Job"], job["BillWithParent"]) == (1, True, True)
    assert job["ParentRef"] == {"value": parent["Id"]}
    assert job["CurrencyRef"] == {"value": "USD", "name": "United States Dollar"}
    assert (job["Id"], job["SyncToken"], job["domain"], job["sparse"]) == ("2", "0", "QBO", False)
    assert job["MetaData"]["CreateTime"] == "2026-02-03T09:10:11-08:00"


@pytest.mark.parametrize(
    "place",
    [
        pytest.param({"ParentRef": {"value": "1"}}, id="no_job"),
        pytest.param({"ParentRef": {"value": "1"}, "Job": False}, id="job_false"),
        pytest.param({"Job": True}, id="no_parent"),
    ],
)
def test_job_and_parent_belong_together(books, place):
    books.customer()

    refusal = books.refused("Customer", {"DisplayName": "Kitchen", **place})

    assert (refusal.code, refusal.element) == ("6150", "Job")


def test_five_levels_are_the_most(books):
    row = books.customer("0")
    for level in "1234":
        row = books.job(level, row)

    assert row["FullyQualifiedName"] == "0:1:2:3:4"
    body = {"DisplayName": "5", "Job": True, "ParentRef": {"value": row["Id"]}}
    assert books.refused("Customer", body).code == "6000"


def test_a_customer_cannot_hang_below_itself(books):
    parent = books.customer("Parent")
    child = books.job("Child", parent)

    body = {"Id": parent["Id"], "SyncToken": "0", "sparse": True, "Job": True}
    assert books.refused("Customer", {**body, "ParentRef": {"value": child["Id"]}}).code == "900"


@pytest.mark.parametrize(("setting", "code"), [("2500", "2500"), ("610", "610")])
def test_an_inactive_parent_is_refused(books, setting, code):
    books.switches = {"inactive_reference": setting}
    parent = books.change("Customer", books.customer("Parent"), Active=False)

    body = {"DisplayName": "Child", "Job": True, "ParentRef": {"value": parent["Id"]}}
    assert books.refused("Customer", body).code == code


def test_a_renamed_parent_renames_the_path_of_its_jobs(books):
    parent = books.customer("Before")
    job = books.job("Kitchen", parent)

    renamed = books.change("Customer", parent, DisplayName="After")
    quiet = books.again("Customer", job)
    books.switches = {"rename_touches_children": True}
    books.change("Customer", renamed, DisplayName="Later")
    touched = books.again("Customer", job)

    assert (quiet["FullyQualifiedName"], quiet["SyncToken"]) == ("After:Kitchen", "0")
    assert (touched["FullyQualifiedName"], touched["SyncToken"]) == ("Later:Kitchen", "1")


def test_balances_add_up_over_jobs(books):
    parent = books.customer("Parent")
    job = books.job("Job", parent)
    books.invoice(parent)
    books.invoice(job)

    shown = books.again("Customer", parent)

    assert (shown["Balance"], shown["BalanceWithJobs"]) == (100, 200)


@pytest.mark.parametrize(
    ("fields", "element", "limit"),
    [
        pytest.param({"DisplayName": "x" * 501}, "DisplayName", 500, id="name"),
        pytest.param({"Suffix": "x" * 17}, "Suffix", 16, id="suffix"),
        pytest.param({"Notes": "x" * 2001}, "Notes", 2000, id="notes"),
        pytest.param(
            {"PrimaryPhone": {"FreeFormNumber": "1" * 31}},
            "PrimaryPhone.FreeFormNumber",
            30,
            id="phone",
        ),
        pytest.param({"BillAddr": {"City": "x" * 256}}, "BillAddr.City", 255, id="city"),
        pytest.param(
            {"BillAddr": {f"Line{number}": "x" * 450 for number in range(1, 6)}},
            "BillAddr",
            2000,
            id="street",
        ),
    ],
)
def test_what_is_too_long_is_refused(books, fields, element, limit):
    refusal = books.refused("Customer", {"DisplayName": "Acme", **fields})

    assert (refusal.code, refusal.element) == ("2050", element)
    assert f"Max:{limit} supported" in refusal.detail


@pytest.mark.parametrize("address", ["none", "a@b", "a b@c.de", "a@b.de,"])
def test_a_bad_email_is_refused(books, address):
    body = {"DisplayName": "Acme", "PrimaryEmailAddr": {"Address": address}}

    assert books.refused("Customer", body).code == "2210"


def test_several_emails_are_taken_by_switch(books):
    body = {"DisplayName": "Acme", "PrimaryEmailAddr": {"Address": "a@b.test, c@d.test"}}
    books.switches = {"comma_separated_emails": "refuse"}

    assert books.refused("Customer", body).code == "2210"
    books.switches = {}
    assert books.write("Customer", body)["PrimaryEmailAddr"] == body["PrimaryEmailAddr"]


def test_an_address_gets_a_new_id_when_it_changes(books):
    shown = books.customer(BillAddr={"Line1": "100 Main St", "City": "Tucson"})
    same = books.change("Customer", shown, BillAddr={"Line1": "100 Main St", "City": "Tucson"})
    moved = books.change("Customer", same, BillAddr={"Line1": "1 Elm St"})

    ids = [one["BillAddr"]["Id"] for one in (shown, same, moved)]
    assert ids == ["1", "1", "2"]
    assert moved["BillAddr"]["Lat"] == "INVALID"
    assert "City" not in moved["BillAddr"]


def test_the_currency_of_a_customer_stays():
    books = Books(multicurrency=True)
    shown = books.customer(CurrencyRef={"value": "EUR"})

    body = {"Id": shown["Id"], "SyncToken": "0", "DisplayName": "Other"}
    kept = books.write("Customer", body)
    assert kept["CurrencyRef"]["value"] == "EUR"
    changed = {**body, "SyncToken": "1", "CurrencyRef": {"value": "USD"}}
    assert books.refused("Customer", changed).code == "6000"


def test_another_currency_needs_multicurrency(books):
    body = {"DisplayName": "Acme", "CurrencyRef": {"value": "EUR"}}

    assert books.refused("Customer", body).code == "6000"


def test_a_customer_with_a_balance_stays_active_by_switch(books):
    shown = books.customer()
    books.invoice(shown)
    books.switches = {"inactive_with_balance": "refuse"}

    body = {"Id": shown["Id"], "SyncToken": "0", "sparse": True, "Active": False}
    assert books.refused("Customer", body).code == "6000"


def test_a_vendor_hides_its_tax_identifier(books):
    vendor = books.write("Vendor", {"DisplayName": "Smith", "TaxIdentifier": "99-5688293"})

    assert vendor["TaxIdentifier"] == "XXXXXX8293"
    assert books.refused("Vendor", {"DisplayName": "B", "AcctNum": "x" * 16}).code == "2050"
