from __future__ import annotations

import pytest

from tests.sandbox.quickbooks.books import Books, an_invoice


@pytest.fixture
def books():
    return Books()


def test_a_sparse_update_leaves_the_rest_alone(books):
    shown = books.customer(Notes="keep", CompanyName="Acme Ltd")
    books.later()

    after = books.change("Customer", shown, CompanyName="Acme plc")

    assert (after["Notes"], after["CompanyName"], after["SyncToken"]) == ("keep", "Acme plc", "1")
    assert after["MetaData"]["CreateTime"] == shown["MetaData"]["CreateTime"]
    assert after["MetaData"]["LastUpdatedTime"] == "2026-02-03T09:11:11-08:00"


def test_a_full_update_clears_what_it_leaves_out(books):
    shown = books.customer(Notes="gone", BillAddr={"Line1": "gone"})

    after = books.write("Customer", {"Id": shown["Id"], "SyncToken": "0", "DisplayName": "New"})

    assert {"Notes", "BillAddr"}.isdisjoint(after)
    assert (after["DisplayName"], after["Active"]) == ("New", True)


def test_an_empty_text_clears_a_field_and_null_does_not(books):
    shown = books.customer(Notes="words", CompanyName="Acme Ltd")

    after = books.change("Customer", shown, Notes="", CompanyName=None)

    assert "Notes" not in after
    assert after["CompanyName"] == "Acme Ltd"


def test_an_old_version_is_refused(books):
    shown = books.customer()
    books.change("Customer", shown, Notes="1")

    body = {"Id": shown["Id"], "SyncToken": "0", "sparse": True, "Notes": "2"}
    refusal = books.refused("Customer", body)

    assert (refusal.code, refusal.message) == ("5010", "Stale Object Error")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        pytest.param({"Id": "1", "sparse": True}, "2020", id="no_token"),
        pytest.param({"SyncToken": "0", "sparse": True}, "2020", id="no_id"),
        pytest.param({"Id": "77", "SyncToken": "0"}, "610", id="unknown"),
    ],
)
def test_an_update_needs_id_and_version(books, body, code):
    books.customer()

    assert books.code("Customer", "update", body) == code


@pytest.mark.parametrize(
    "body",
    [
        pytest.param({"Customer": {"DisplayName": "Acme"}}, id="wrapped"),
        pytest.param({"DisplayName": "Acme", "Colour": "red"}, id="unknown_property"),
        pytest.param({"DisplayName": {"a": 1}}, id="object_for_text"),
        pytest.param({"DisplayName": "Acme", "Active": "perhaps"}, id="no_boolean"),
        pytest.param({"DisplayName": "Acme", "ParentRef": "1"}, id="no_reference"),
    ],
)
def test_what_the_entity_does_not_have_is_refused(books, body):
    assert books.refused("Customer", body).code == "2010"


def test_read_only_fields_are_passed_over(books):
    shown = books.customer(Balance=5, Level=3, FullyQualifiedName="x", MetaData={}, domain="y")

    assert (shown["Balance"], shown["Level"]) == (0, 0)


@pytest.mark.parametrize(
    ("entity", "operation"),
    [("Customer", "delete"), ("TaxCode", "create"), ("Account", "void"), ("Payment", "send")],
)
def test_what_the_api_does_not_do_is_refused(books, entity, operation):
    assert books.code(entity, operation, {"Id": "1", "SyncToken": "0"}) == "500"


def test_a_deleted_transaction_is_gone_but_for_its_tombstone(books):
    invoice = books.write("Invoice", an_invoice(books.customer()))
    books.later()

    answer = books.do("Invoice", "delete", {"Id": invoice["Id"], "SyncToken": "0"})

    assert answer == {"status": "Deleted", "domain": "QBO", "Id": invoice["Id"]}
    assert books.code("Invoice", "update", {"Id": invoice["Id"], "SyncToken": "0"}) == "610"
    assert [row.updated for row in books.company.tombstones("Invoice")] == [books.now]
    assert list(books.company.rows("Invoice")) == []


def test_ids_run_on_per_family(books):
    customer = books.customer()
    vendor = books.write("Vendor", {"DisplayName": "Smith"})
    invoice = books.invoice(customer)
    payment = books.pay(customer, 10)

    assert [one["Id"] for one in (customer, vendor, invoice, payment)] == ["1", "2", "1", "2"]
