"""Views of QuickBooks' records, and of what we would send."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from ledger_sync.ledgers.quickbooks import other_lines, view
from ledger_sync.ledgers.quickbooks.view import line_text, of, shown
from ledger_sync.ledgers.quickbooks.wire import body
from ledger_sync.ledgers.views import Ids
from ledger_sync.model import (
    CLIENT,
    CLIENT_LOCATION,
    SUPPLIER,
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
    a_full_party,
    a_line,
    a_party,
    an_invoice,
    an_item,
)
from tests.unit.ledgers.quickbooks.records import content

IDS = Ids(
    records={Ref(CLIENT, 7): "8"},
    codes={Lookup("tax_code", "20.0% S"): "3", Lookup("term", "Net 30"): "4"},
    items={ItemKey("Tap", "200"): "1", ItemKey("General", "200"): "2"},
)
WORDS = a_line(line_id=71, item_name=None, description="Thanks", unit_price=Decimal(0))
NAMELESS = a_line(item_name=None, description=None)


def sent(record: Record, company: Company = GB) -> Json:
    """The body that travels when a record is created."""
    own = {"ledger_ids": IDS.records, "codes": IDS.codes, "items": IDS.items}
    return body(an_item(a_draft(record.ref, content=content(record, company)), **own))


def answered(record: Record, company: Company = GB) -> Json:
    """What QuickBooks makes of it: lines get ids, and a subtotal after them."""
    made = sent(record, company)
    numbered = enumerate(made.get("Line", []), start=1)
    lines = [{**line, "Id": str(number)} for number, line in numbered]
    total = {"Amount": Decimal(91), "DetailType": "SubTotalLineDetail", "SubTotalLineDetail": {}}
    return {**made, "Line": [*lines, total], "BillAddr": made.get("BillAddr")}


def an_answer(**values: Any) -> Json:
    return {**answered(an_invoice()), **values}


def a_sale(detail: Json | None = None, **values: Any) -> Json:
    line = {"Id": "1", "DetailType": "SalesItemLineDetail", "SalesItemLineDetail": detail or {}}
    return {**line, **values}


def only_line(*lines: Json, **values: Any) -> Json:
    (found,) = of(an_answer(Line=list(lines), **values), "Invoice")["lines"]
    return dict(found)


@pytest.mark.rule("C-10")
class TestAContentIsShownAsQuickBooksShowsIt:
    @pytest.mark.parametrize("company", [GB, US], ids=["GB", "US"])
    @pytest.mark.parametrize(
        "record",
        [
            pytest.param(a_party(), id="a bare client"),
            pytest.param(a_full_party(), id="a client"),
            pytest.param(a_full_party(name="A: B\tC"), id="a name with signs"),
            pytest.param(a_party(name="Acme (deleted)"), id="a name that says deleted"),
            pytest.param(
                a_full_party(entity=CLIENT_LOCATION, client_id=7, client_name="Acme"),
                id="a location",
            ),
            pytest.param(a_full_party(entity=SUPPLIER, account_number="S-1"), id="a supplier"),
        ],
    )
    def test_of_a_party(self, record: Record, company: Company) -> None:
        resource = "Vendor" if record.ref.entity == SUPPLIER else "Customer"

        assert shown(content(record, company), IDS) == of(sent(record, company), resource)

    @pytest.mark.parametrize("company", [GB, US], ids=["GB", "US"])
    @pytest.mark.parametrize(
        "lines",
        [
            pytest.param((a_line(),), id="a sale"),
            pytest.param((WORDS, a_line()), id="text"),
            pytest.param((a_line(discount_percent=Decimal("12.5")),), id="a discount"),
            pytest.param((NAMELESS,), id="no item"),
            pytest.param((a_line(tax_rate=None),), id="no tax"),
        ],
    )
    def test_of_an_invoice(self, lines: tuple[Any, ...], company: Company) -> None:
        record = an_invoice(lines=lines, reference="PO 7")

        ours = shown(content(record, company), IDS)
        theirs = of(answered(record, company), "Invoice")

        assert [each.pop("line") for each in ours["lines"]] == [str(one.line_id) for one in lines]
        assert [each.pop("id") for each in theirs["lines"]] == ["1", "2"][: len(lines)]
        # QuickBooks has the item's name from its own list.
        for each in ours["lines"]:
            each["item_name"] = None
        assert ours == theirs

    def test_what_is_not_known_stays_a_mark_that_equals_no_id(self) -> None:
        ours = shown(content(an_invoice()), Ids())

        assert ours["party"] == {"$ref": [CLIENT, 7]}
        assert ours["lines"][0]["item"] == {"$item": ["Tap", "200"]}
        assert ours["lines"][0]["tax"] == {"$code": ["tax_code", "20.0% S"]}

    def test_a_withdrawal_shows_nothing(self) -> None:
        assert shown(content(a_party(archived=True)), IDS) == {}
        assert shown(content(an_invoice(status="Cancelled")), IDS) == {}


class TestAParty:
    def test_it_has_the_name_that_klipboard_gave_it(self) -> None:
        customer = {"Id": "1", "DisplayName": "A\N{RATIO} B (deleted)", "Active": False}

        assert of(customer, "Customer")["name"] == "A: B"

    def test_what_a_ledger_cannot_say_is_no_field(self) -> None:
        client, supplier = (of({"Id": "1"}, each) for each in ("Customer", "Vendor"))

        assert set(supplier) - set(client) == {"account_number"}
        assert not {"tax_number", "currency"} & set(supplier)

    def test_blank_is_none(self) -> None:
        body = {"DisplayName": "A", "GivenName": " ", "PrimaryPhone": {"FreeFormNumber": ""}}

        found = of(body, "Customer")

        assert set(found["address"].values()) == {None}
        assert {name for name, value in found.items() if value is None} == (
            set(found) - {"name", "address"}
        )

    def test_further_lines_of_an_address_stand_behind_the_second(self) -> None:
        place = {"Line1": "1 High Street", "Line2": "Unit 2", "Line4": "Back", "City": "Leeds"}

        found = of({"BillAddr": place}, "Customer")["address"]

        assert (found["line1"], found["line2"]) == ("1 High Street", "Unit 2, Back")


class TestAnInvoice:
    @pytest.mark.parametrize(
        ("said", "status"),
        [
            ("EmailSent", "EmailSent"),
            ("EMAIL_SENT", "EmailSent"),
            ("NeedToSend", "NotSet"),
            ("NotSet", "NotSet"),
            (None, "NotSet"),
        ],
    )
    def test_it_was_sent_or_not(self, said: str | None, status: str) -> None:
        assert of(an_answer(EmailStatus=said), "Invoice")["status"] == status

    @pytest.mark.parametrize(
        ("mode", "inclusive"),
        [("TaxInclusive", True), ("TaxExcluded", False), ("NotApplicable", None), (None, None)],
    )
    def test_where_there_is_no_tax_prices_are_neither(
        self, mode: str | None, inclusive: bool | None
    ) -> None:
        found = of(an_answer(GlobalTaxCalculation=mode), "Invoice")

        assert found["prices_include_tax"] is inclusive

    def test_its_addresses_and_sums_are_in_no_view(self) -> None:
        rewritten = {"BillAddr": {"Line1": "Acme Ltd"}, "TotalAmt": Decimal(5), "Balance": 0}

        assert of(an_answer(**rewritten), "Invoice") == of(an_answer(), "Invoice")

    @pytest.mark.parametrize(
        "line",
        [
            {"Id": "9", "Amount": 1, "DetailType": "DiscountLineDetail", "DiscountLineDetail": {}},
            {"Amount": 1, "DetailType": "SubTotalLineDetail", "SubTotalLineDetail": {}},
            a_sale({"ItemRef": {"value": "SHIPPING_ITEM_ID"}}),
            a_sale(Id=None),
        ],
        ids=["a discount", "a subtotal", "shipping", "without an id"],
    )
    def test_what_klipboard_has_no_line_for_is_no_line(self, line: Json) -> None:
        assert of(an_answer(Line=[line]), "Invoice")["lines"] == []

    def test_a_line_that_klipboard_has_not_is_kept_as_it_is_but_for_its_place(self) -> None:
        percent = {"PercentBased": True, "DiscountPercent": Decimal("12.50")}
        line = {"Id": "9", "Amount": Decimal("1.10"), "DetailType": "DiscountLineDetail"}
        line |= {"DiscountLineDetail": percent}
        total = {"Amount": 9, "DetailType": "SubTotalLineDetail", "SubTotalLineDetail": {}}

        found = of(an_answer(Line=[a_sale(), {**line, "LineNum": 2}, total]), "Invoice")

        assert other_lines.again(found) == [line]
        moved = of(an_answer(Line=[a_sale(), {**line, "LineNum": 7}]), "Invoice")
        assert moved[other_lines.NAME] == found[other_lines.NAME]

    def test_no_such_line_is_nothing(self) -> None:
        found = of(an_answer(Line=[a_sale()]), "Invoice")

        assert (found[other_lines.NAME], other_lines.again(found)) == (None, [])


class TestALine:
    def test_numbers_are_the_same_text_however_they_are_written(self) -> None:
        line = only_line(a_sale({"Qty": Decimal("2.00"), "UnitPrice": Decimal("45.5000")}))

        assert (line["quantity"], line["unit_price"]) == ("2", "45.5")

    @pytest.mark.parametrize(
        ("detail", "numbers"),
        [
            pytest.param({}, ("1", "10"), id="the amount alone"),
            pytest.param({"Qty": Decimal(3)}, ("3", "3.3333"), id="no price"),
            pytest.param({"UnitPrice": Decimal(5)}, ("1", "10"), id="no quantity"),
            pytest.param({"Qty": Decimal(0)}, ("1", "10"), id="a quantity of nought"),
            pytest.param({"TaxInclusiveAmt": Decimal(12)}, ("1", "12"), id="with tax"),
        ],
    )
    def test_what_it_does_not_say_comes_from_its_amount(
        self, detail: Json, numbers: tuple[str, str]
    ) -> None:
        line = only_line(a_sale(detail, Amount=Decimal(10)), GlobalTaxCalculation="TaxInclusive")

        assert (line["quantity"], line["unit_price"]) == numbers

    def test_an_item_is_told_by_id_and_its_name_only_helps(self) -> None:
        line = only_line(a_sale({"ItemRef": {"value": "5", "name": "A\N{RATIO} B"}}))

        assert (line["item"], line["item_name"]) == ("5", "A: B")
        assert "item_name" not in view.LINE_PARTS

    def test_the_item_of_lines_without_one_has_no_name(self) -> None:
        line = only_line(a_sale({"ItemRef": {"value": "5", "name": "General"}}))

        assert line["item_name"] is None

    def test_a_line_of_text_in_capitals_is_one(self) -> None:
        line = only_line({"Id": "1", "DetailType": "DESCRIPTION_ONLY", "Description": "Thanks"})

        assert line["description"] == "Thanks"
        assert (line["quantity"], line["unit_price"], line["item"]) == ("1", "0", None)


class TestTheTextOfALine:
    @pytest.mark.parametrize(
        ("item_name", "description"),
        [("Tap", "Mixer tap"), ("Tap", None), (None, "Mixer tap"), (None, None), ("Tap", "Tap")],
    )
    def test_what_was_sent_comes_back_as_it_was(
        self, item_name: str | None, description: str | None
    ) -> None:
        line = a_line(item_name=item_name, description=description)
        for one in (line, replace(line, unit_price=Decimal(0))):
            says = shown(content(an_invoice(lines=(one,))), IDS)["lines"][0]["description"]

            assert line_text(says, item_name, description) == (item_name, description)

    @pytest.mark.parametrize(
        ("says", "description"), [("Other", "Other"), ("Tap", None), ("", None), (None, None)]
    )
    def test_another_text_is_the_description_unless_it_is_the_item(
        self, says: str | None, description: str | None
    ) -> None:
        assert line_text(says, "Tap", "Mixer tap") == ("Tap", description)
        assert line_text(says, "Tap", None) == ("Tap", description)


def test_every_field_of_a_view_is_said_by_something_in_a_content() -> None:
    party, supplier = a_full_party(), a_full_party(entity=SUPPLIER)
    contents = [content(party), content(supplier), content(an_invoice())]
    fields = {field for each in contents for field in shown(each, IDS)}
    fields -= {"lines", other_lines.NAME}

    assert fields == set(view.PARTS)
    said = {name for each in contents for name in each}
    assert {path for paths in view.PARTS.values() for path in paths} <= said
    line = content(an_invoice())[view.LINES][0]
    assert {path for paths in view.LINE_PARTS.values() for path in paths} <= set(line)
