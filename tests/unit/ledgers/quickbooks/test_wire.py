"""The bodies that travel to QuickBooks."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from ledger_sync.ledgers.contract import Item
from ledger_sync.ledgers.quickbooks.outbound import draft
from ledger_sync.ledgers.quickbooks.wire import (
    body,
    entry,
    line_ids,
    number_of,
    request_id,
    status_of,
)
from ledger_sync.model import (
    CLIENT,
    CLIENT_LOCATION,
    INVOICE,
    SUPPLIER,
    Address,
    Company,
    ItemKey,
    Json,
    Lookup,
    Record,
    Ref,
)

from tests.unit.builders import (
    GB,
    US,
    a_draft,
    a_found,
    a_full_party,
    a_line,
    a_link,
    a_party,
    an_invoice,
    an_item,
)
from tests.unit.ledgers.quickbooks.records import quickbooks_tables

TABLES = quickbooks_tables()
IDS: dict[str, Any] = {
    "ledger_ids": {Ref(CLIENT, 7): "customer-7", Ref(CLIENT, 8): "customer-8"},
    "codes": {Lookup("term", "Net 30"): "term-30", Lookup("tax_code", "20.0% S"): "tax-20"},
    "items": {ItemKey("Tap", "200"): "item-tap", ItemKey("General", "200"): "item-general"},
}


def a_create(record: Record, company: Company = GB, **ids: Any) -> Item:
    return Item(draft(record, company, TABLES), "create", **{**IDS, **ids})


def an_update(before: Record, after: Record, company: Company = GB, **values: Any) -> Item:
    agreed = draft(before, company, TABLES).content
    link = a_link(before.ref, content=agreed, **{"version": "3", **values})
    return Item(draft(after, company, TABLES), "update", link, **IDS)


def changes(before: Record, after: Record, **values: Any) -> Json:
    sent = body(an_update(before, after, **values))
    return {name: value for name, value in sent.items() if name not in IDENTITY}


IDENTITY = ("Id", "SyncToken", "sparse")


def a_location(**values: Any) -> Record:
    place = {"entity": CLIENT_LOCATION, "source_id": 5, "name": "Leeds", "client_id": 7}
    return a_party(**{**place, **values})


class TestCreating:
    def test_what_is_absent_is_left_out(self) -> None:
        assert body(a_create(a_party())) == {"DisplayName": "Acme Ltd"}

    def test_an_object_is_left_without_its_absent_parts(self) -> None:
        party = a_party(phone="1", address=Address(city="York"))

        sent = body(a_create(party))

        assert sent["PrimaryPhone"] == {"FreeFormNumber": "1"}
        assert sent["BillAddr"] == {"City": "York"}

    @pytest.mark.parametrize(("entity", "field"), [(CLIENT, "SalesTermRef"), (SUPPLIER, "TermRef")])
    def test_terms_travel_by_their_id_and_are_left_out_where_quickbooks_lacks_them(
        self, entity: str, field: str
    ) -> None:
        party = a_party(entity=entity, payment_terms="30 days")

        assert body(a_create(party))[field] == {"value": "term-30"}
        assert field not in body(a_create(party, codes={}))

    def test_a_sub_customer_names_its_parent_by_id(self) -> None:
        sent = body(a_create(a_location()))

        assert sent == {
            "DisplayName": "Leeds",
            "Job": True,
            "ParentRef": {"value": "customer-7"},
            "BillWithParent": False,
        }

    def test_a_foreign_currency_is_named(self) -> None:
        assert body(a_create(a_party(currency="EUR")))["CurrencyRef"] == {"value": "EUR"}

    def test_a_line_of_an_invoice_is_a_sale_with_numbers(self) -> None:
        (line,) = body(a_create(an_invoice()))["Line"]

        assert line == {
            "Description": "Mixer tap",
            "Amount": Decimal(91),
            "DetailType": "SalesItemLineDetail",
            "SalesItemLineDetail": {
                "ItemRef": {"value": "item-tap"},
                "Qty": Decimal(2),
                "UnitPrice": Decimal("45.5"),
                "TaxCodeRef": {"value": "tax-20"},
            },
        }
        assert isinstance(line["Amount"], Decimal)

    def test_a_line_of_text_has_no_money(self) -> None:
        text = a_line(item_name=None, quantity=Decimal(0), description="Back door")

        (line,) = body(a_create(an_invoice(lines=(text,))))["Line"]

        assert line == {
            "DetailType": "DescriptionOnly",
            "Description": "Back door",
            "DescriptionLineDetail": {},
        }

    def test_prices_with_tax_are_said_to_be_so_on_each_line(self) -> None:
        (line,) = body(a_create(an_invoice(prices_include_tax=True)))["Line"]

        assert line["SalesItemLineDetail"]["TaxInclusiveAmt"] == Decimal(91)

    def test_a_tax_code_of_the_us_travels_as_it_is(self) -> None:
        sent = body(a_create(an_invoice(), US, codes={}))

        assert sent["Line"][0]["SalesItemLineDetail"]["TaxCodeRef"] == {"value": "TAX"}
        assert "GlobalTaxCalculation" not in sent

    def test_a_line_without_a_tax_code_names_none(self) -> None:
        (line,) = body(a_create(an_invoice(lines=(a_line(tax_rate=None),))))["Line"]

        assert "TaxCodeRef" not in line["SalesItemLineDetail"]

    @pytest.mark.parametrize("missing", ["items", "codes", "ledger_ids"])
    def test_an_invoice_never_goes_without_one_of_its_ids(self, missing: str) -> None:
        without: dict[str, Any] = {missing: {}}

        with pytest.raises(KeyError):
            body(a_create(an_invoice(), **without))

    @pytest.mark.parametrize("record", [an_invoice(), a_full_party(), a_location()])
    def test_our_own_marks_never_leave_the_house(self, record: Record) -> None:
        assert "$" not in repr(body(a_create(record)))


class TestChanging:
    @pytest.mark.rule("C-04")
    def test_only_what_differs_is_sent(self) -> None:
        before = a_full_party()

        assert changes(before, a_full_party(email="new@acme.example")) == {
            "PrimaryEmailAddr": {"Address": "new@acme.example"}
        }
        assert changes(before, before) == {}

    def test_a_change_is_sparse_and_names_the_record_and_its_version(self) -> None:
        sent = body(an_update(a_party(), a_party(name="Acme Group")))

        assert sent == {
            "Id": "ledger-7",
            "SyncToken": "3",
            "sparse": True,
            "DisplayName": "Acme Group",
        }

    @pytest.mark.parametrize(
        ("seen", "known", "version"),
        [
            pytest.param("5", "3", "5", id="seen just now"),
            pytest.param(None, "3", "3", id="known"),
            pytest.param(None, None, "0", id="neither"),
        ],
    )
    def test_the_version_is_the_latest_that_is_known(
        self, seen: str | None, known: str | None, version: str
    ) -> None:
        item = an_item(
            action="archive",
            link=a_link(version=known),
            seen=a_found(version=seen) if seen else None,
        )

        assert body(item)["SyncToken"] == version

    @pytest.mark.rule("C-04")
    def test_what_was_there_and_is_gone_is_emptied_in_its_place(self) -> None:
        assert changes(a_full_party(), a_party()) == {
            "GivenName": "",
            "FamilyName": "",
            "PrimaryEmailAddr": {"Address": ""},
            "PrimaryPhone": {"FreeFormNumber": ""},
            "Mobile": {"FreeFormNumber": ""},
            "BillAddr": dict.fromkeys(
                ("Line1", "Line2", "City", "CountrySubDivisionCode", "PostalCode", "Country"), ""
            ),
            "SalesTermRef": {"value": ""},
        }

    def test_what_was_never_there_is_not_emptied(self) -> None:
        item = an_item(draft(a_party(), GB, TABLES), action="update", link=a_link(content={}))

        assert body(item)["DisplayName"] == "Acme Ltd"
        assert "GivenName" not in body(item)

    def test_an_address_is_one_value_and_its_absent_parts_are_empty(self) -> None:
        before = a_party(address=Address(line1="1 High Street", line2="Unit 2"))

        sent = changes(before, a_party(address=Address(line1="2 Low Street")))

        assert (sent["BillAddr"]["Line1"], sent["BillAddr"]["Line2"]) == ("2 Low Street", "")

    def test_terms_that_quickbooks_lacks_take_away_the_old_ones(self) -> None:
        item = an_update(a_party(payment_terms="30 days"), a_party(payment_terms="30 days"))
        changed = {**item.draft.content, "SalesTermRef": {"$code": ["term", "Net 45"]}}

        sent = body(Item(a_draft(content=changed), "update", item.link, codes=IDS["codes"]))

        assert sent["SalesTermRef"] == {"value": ""}

    def test_the_currency_is_never_changed(self) -> None:
        assert changes(a_party(currency="EUR"), a_party(currency="USD")) == {}

    def test_a_location_that_moves_says_that_it_is_one(self) -> None:
        assert changes(a_location(), a_location(client_id=8)) == {
            "ParentRef": {"value": "customer-8"},
            "Job": True,
        }

    def test_a_location_that_changes_otherwise_stays_where_it_is(self) -> None:
        assert changes(a_location(), a_location(name="York")) == {"DisplayName": "York"}

    @pytest.mark.rule("C-04")
    def test_a_changed_line_takes_all_lines_along_with_their_ids(self) -> None:
        first, second = a_line(line_id=70), a_line(line_id=71)
        dearer = a_line(line_id=71, unit_price=Decimal(50))
        new = a_line(line_id=72, item_name=None, quantity=Decimal(0))

        sent = changes(
            an_invoice(lines=(first, second)),
            an_invoice(lines=(new, dearer, first)),
            children={"70": "1", "71": "2", "69": "9"},
        )

        assert set(sent) == {"Line", "GlobalTaxCalculation"}
        assert [line.get("Id") for line in sent["Line"]] == [None, "2", "1"]
        assert sent["GlobalTaxCalculation"] == "TaxExcluded"

    def test_lines_that_stay_are_not_sent(self) -> None:
        sent = changes(an_invoice(), an_invoice(reference="Kitchen"))

        assert sent == {"CustomerMemo": {"value": "Kitchen"}}

    @pytest.mark.parametrize("record", [a_full_party(), an_invoice()], ids=["party", "invoice"])
    def test_what_comes_back_into_use_is_sent_whole(self, record: Record) -> None:
        sent = changes(record, record, withdrawn=True)

        whole = body(a_create(record))
        in_use = {"Active": True} if record.ref.entity == CLIENT else {}
        assert {**sent, "CurrencyRef": None} == {**whole, **in_use, "CurrencyRef": None}
        assert "CurrencyRef" not in sent

    def test_a_change_of_what_has_no_link_is_a_fault_of_ours(self) -> None:
        with pytest.raises(ValueError, match="it has no link"):
            body(an_item(action="update"))


class TestElements:
    def test_a_create_and_a_change_name_their_resource(self) -> None:
        assert entry(a_create(a_party())) == {
            "operation": "create",
            "Customer": {"DisplayName": "Acme Ltd"},
        }
        assert set(entry(an_update(a_location(), a_location()))) == {"operation", "Customer"}
        assert entry(a_create(a_party(entity=SUPPLIER)))["Vendor"] == {"DisplayName": "Acme Ltd"}

    @pytest.mark.rule("B-05")
    def test_a_void_is_an_option_of_an_update_that_would_change_nothing(self) -> None:
        ref = Ref(INVOICE, 42)
        void = a_draft(ref, intent="void", content={})
        item = an_item(void, action="void", link=a_link(ref, version="4"))

        assert entry(item) == {
            "operation": "update",
            "optionsData": "void",
            "Invoice": {"Id": "ledger-7", "SyncToken": "4", "sparse": True},
        }

    @pytest.mark.rule("B-05")
    def test_an_archived_party_becomes_inactive_and_nothing_else_of_it_is_touched(self) -> None:
        archive = a_draft(intent="archive", content={})
        item = an_item(archive, action="archive", link=a_link(version="1"))

        assert entry(item) == {
            "operation": "update",
            "Customer": {"Id": "ledger-7", "SyncToken": "1", "sparse": True, "Active": False},
        }


@pytest.mark.parametrize("key", ["", "a", "k" * 200, "batch-1-again", "Straße"])
def test_the_id_of_a_request_leaves_room_for_those_of_its_elements(key: str) -> None:
    assert len(request_id(key)) == 32
    assert request_id(key) == request_id(key) != request_id(f"{key}-1")


@pytest.mark.parametrize(
    ("record", "number"),
    [
        pytest.param(an_invoice(), "INV-42", id="invoice"),
        pytest.param(a_party(name=" Acme: 1 "), "Acme\u2236 1", id="client"),
        pytest.param(a_party(archived=True), "", id="nothing to say"),
    ],
)
def test_the_natural_key_of_a_record(record: Record, number: str) -> None:
    assert number_of(a_create(record)) == number


def test_the_status_of_an_invoice_is_that_of_its_e_mail() -> None:
    assert status_of(draft(an_invoice(), GB, TABLES).content) == "EmailSent"
    assert status_of({}) is None


def test_lines_are_known_by_klipboards_ids() -> None:
    content = draft(an_invoice(lines=(a_line(line_id=3), a_line(line_id=1))), GB, TABLES).content

    assert line_ids(content) == ["3", "1"]
    assert line_ids({}) == []
