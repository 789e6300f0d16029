from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.sandbox.conftest import Api, a_line, an_invoice


@pytest.fixture
def invoices(api):
    contact_id = api.contact('The "Best" Café', ContactNumber="KB-1")
    bill = {"Type": "ACCPAY", "LineItems": [a_line(AccountCode="300")]}
    api.invoice(contact_id, InvoiceNumber="S-1", Reference="first", Date="2026-09-01")
    api.invoice(contact_id, InvoiceNumber="S-2", Status="DRAFT", Date="2026-09-10")
    api.invoice(contact_id, InvoiceNumber="B-1", **bill)
    return contact_id


@pytest.mark.parametrize(
    ("where", "numbers"),
    [
        pytest.param('Type=="ACCREC"', ["S-1", "S-2"], id="equals"),
        pytest.param('Type="ACCREC"', ["S-1", "S-2"], id="single_equals_sign"),
        pytest.param('Type!="ACCREC"', ["B-1"], id="not_equal"),
        pytest.param('Type=="ACCREC" && Status=="draft"', ["S-2"], id="and_signs"),
        pytest.param('Type=="ACCREC" AND Status=="AUTHORISED"', ["S-1"], id="and_word"),
        pytest.param('InvoiceNumber=="S-2" || InvoiceNumber=="B-1"', ["S-2", "B-1"], id="or_signs"),
        pytest.param(
            '(Type=="ACCPAY" OR Status=="DRAFT") AND AmountDue > 0', ["S-2", "B-1"], id="brackets"
        ),
        pytest.param(
            "Date>=DateTime(2026,09,10) AND Date<DateTime(2026,09,14)", ["S-2"], id="date"
        ),
        pytest.param("Date<=DateTime(2026, 9, 1)", ["S-1"], id="date_with_spaces"),
        pytest.param("AmountPaid==0 AND Total>=24.15", ["S-1", "S-2", "B-1"], id="numbers"),
        pytest.param(
            'Contact.Name=="the \\"best\\" cafe"', ["S-1", "S-2", "B-1"], id="case_and_accent"
        ),
        pytest.param('Contact.ContactNumber=="KB-1" && Reference=="FIRST"', ["S-1"], id="nested"),
        pytest.param("FullyPaidOnDate==null", ["S-1", "S-2", "B-1"], id="null"),
        pytest.param('Reference!=null AND Reference!=""', ["S-1"], id="not_null"),
        pytest.param('InvoiceNumber.StartsWith("S-")', ["S-1", "S-2"], id="starts_with"),
        pytest.param('InvoiceNumber.Contains("-2")==true', ["S-2"], id="contains"),
        pytest.param("SentToContact==false", ["S-1", "S-2", "B-1"], id="boolean"),
    ],
)
def test_where_understands_the_documented_forms(api, invoices, where, numbers):
    assert [row["InvoiceNumber"] for row in api.read("Invoices", where=where)] == numbers


def test_where_compares_ids(api, invoices):
    assert len(api.read("Invoices", where=f'Contact.ContactID==guid("{invoices}")')) == 3
    assert len(api.read("Contacts", where=f'ContactID=Guid("{invoices}")')) == 1


@pytest.mark.parametrize(
    "where",
    [
        pytest.param("Colour==1", id="unknown_field"),
        pytest.param('Type=="ACCREC" &&', id="cut_off"),
        pytest.param('Type=="ACC', id="open_string"),
        pytest.param('Type.ToLower()=="accrec"', id="to_lower"),
        pytest.param('Date>"x"', id="incomparable"),
    ],
)
def test_a_filter_that_cannot_be_read_is_400(api, invoices, where):
    answer = api.call("GET", "Invoices", where=where)

    assert answer.status_code == 400
    assert answer.json()["Type"] == "QueryParseException"


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        pytest.param({"InvoiceNumbers": "S-1,B-1"}, ["S-1", "B-1"], id="numbers"),
        pytest.param({"Statuses": "DRAFT"}, ["S-2"], id="statuses"),
        pytest.param({"SearchTerm": "FIR"}, ["S-1"], id="search"),
        pytest.param({"order": "InvoiceNumber DESC"}, ["S-2", "S-1", "B-1"], id="order"),
        pytest.param(
            {"order": "Status, InvoiceNumber DESC"}, ["S-1", "B-1", "S-2"], id="two_orders"
        ),
        pytest.param({"page": 2, "pageSize": 2}, ["B-1"], id="page"),
        pytest.param({"page": 9}, [], id="past_the_end"),
    ],
)
def test_other_filters_orders_and_pages(api, invoices, query, numbers):
    assert [row["InvoiceNumber"] for row in api.read("Invoices", **query)] == numbers


def test_ids_and_contact_ids_select(api, invoices):
    first = api.read("Invoices")[0]["InvoiceID"]

    assert [row["InvoiceID"] for row in api.read("Invoices", IDs=first)] == [first]
    assert len(api.read("Invoices", ContactIDs=invoices)) == 3
    assert len(api.read("Contacts", IDs=invoices)) == 1


@pytest.mark.parametrize(
    ("size", "clamped"), [pytest.param(5000, 1000, id="high"), pytest.param(0, 1, id="low")]
)
def test_page_sizes_out_of_range_are_clamped(api, invoices, size, clamped):
    answer = api.call("GET", "Invoices", page=1, pageSize=size).json()

    assert answer["pagination"]["pageSize"] == clamped


def test_an_unpaged_list_has_no_lines_and_a_paged_or_single_one_has(api, invoices):
    unpaged, paged = api.read("Invoices")[0], api.read("Invoices", page=1)[0]
    single = api.read("Invoices/S-1")[0]

    assert unpaged["LineItems"] == []
    assert len(paged["LineItems"]) == len(single["LineItems"]) == 1
    assert "EmailAddress" not in paged["Contact"]
    assert "EmailAddress" in single["Contact"]


def test_statuses_and_summaries_force_paging(api, invoices):
    by_status = api.call("GET", "Invoices", Statuses="DRAFT").json()
    summary = api.call("GET", "Invoices", summaryOnly="true").json()

    assert by_status["pagination"]["itemCount"] == 1
    assert "LineItems" not in summary["Invoices"][0]
    assert "Payments" not in summary["Invoices"][0]


def test_created_by_my_app_leaves_out_what_the_bookkeeper_wrote(api, xero, org, invoices):
    xero.bookkeeper(org.tenant_id).create_invoice(
        contact={"ContactID": invoices}, line_items=[a_line()], invoice_number="HIS"
    )

    ours = api.read("Invoices", createdByMyApp="true")

    assert {row["InvoiceNumber"] for row in ours} == {"S-1", "S-2", "B-1"}


@pytest.mark.parametrize(
    ("bound", "found"),
    [pytest.param("inclusive", 1, id="inclusive"), pytest.param("exclusive", 0, id="exclusive")],
)
def test_modified_since_works_to_the_second(api, xero, bound, found):
    contact_id = api.contact()
    ms = int(api.read(f"Contacts/{contact_id}")[0]["UpdatedDateUTC"][6:19])
    xero.set_switches(modified_since_bound=bound)
    second = iso(ms // 1000)

    assert len(since(api, second)) == found
    assert len(since(api, iso(ms // 1000 + 1))) == 0
    assert len(since(api, iso(ms // 1000 - 1) + "+00:00")) == 1


def iso(seconds):
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S")


def since(api, moment):
    answer = api.call("GET", "Contacts", headers={"If-Modified-Since": moment}, page=1)
    return answer.json()["Contacts"]


def test_an_rfc_1123_date_counts_by_switch(api, xero):
    api.contact()
    future = "Fri, 01 Jan 2100 00:00:00 GMT"

    understood = since(api, future)
    xero.set_switches(modified_since_rfc1123=False)

    assert (len(understood), len(since(api, future))) == (0, 1)


def test_deleted_invoices_come_back_bare_or_not_at_all_by_switch(api, xero):
    invoice = api.invoice(api.contact(), Status="DRAFT")
    api.post("Invoices", {"InvoiceID": invoice["InvoiceID"], "Status": "DELETED"})

    bare = api.read("Invoices", page=1)[0]
    xero.set_switches(deleted_invoices_listed=False, deleted_invoices_bare=False)
    hidden = api.read("Invoices", page=1)
    asked_for = api.read("Invoices", Statuses="DELETED,VOIDED")

    assert bare["Status"] == "DELETED"
    assert "Contact" not in bare
    assert (hidden, len(asked_for)) == ([], 1)


def test_xml_is_the_default(api, invoices):
    answer = api.call("GET", "Invoices", headers={"Accept": "*/*"})

    assert answer.headers["Content-Type"].startswith("text/xml")
    assert answer.text.startswith("<Response>")
    assert "<InvoiceNumber>S-1</InvoiceNumber>" in answer.text


@pytest.mark.parametrize(
    ("body", "number"),
    [
        pytest.param({}, 17, id="empty_object"),
        pytest.param({"Contacts": []}, 17, id="no_elements"),
        pytest.param(
            {"Contacts": [{"Name": "A", "Phones": [{"PhoneType": "SMOKE"}]}]}, 14, id="bad_enum"
        ),
        pytest.param({"Contacts": [{"Name": "A", "Phones": "1"}]}, 14, id="bad_list"),
    ],
)
def test_a_body_that_cannot_be_read_is_400_as_a_whole(api, body, number):
    answer = api.call("PUT", "Contacts", body, summarizeErrors="false")

    assert (answer.status_code, answer.json()["ErrorNumber"]) == (400, number)


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"LineAmountTypes": "NO_TAX"}, id="enum"),
        pytest.param({"Date": "14/09/2026"}, id="date"),
        pytest.param({"LineItems": [a_line(Quantity="two")]}, id="number"),
        pytest.param({"LineItems": [a_line(Quantity=1e30)]}, id="huge_number"),
        pytest.param({"LineItems": [a_line(Tracking=True)]}, id="list"),
        pytest.param({"Contact": "A"}, id="object"),
    ],
)
def test_a_bad_value_refuses_the_whole_batch_and_keeps_nothing(api, fields):
    contact_id = api.contact()
    batch = {"Invoices": [an_invoice(contact_id), an_invoice(contact_id, **fields)]}

    answer = api.call("PUT", "Invoices", batch, summarizeErrors="false")

    assert answer.json()["Type"] == "PostDataInvalidException"
    assert api.read("Invoices") == []


@pytest.mark.parametrize(
    ("keeps", "stored"), [pytest.param(False, 0, id="none"), pytest.param(True, 1, id="good_ones")]
)
def test_a_summarised_400_keeps_good_elements_by_switch(api, xero, keeps, stored):
    xero.set_switches(summarised_batch_keeps_good=keeps)

    answer = api.call("PUT", "Contacts", {"Contacts": [{"Name": "Good"}, {"Name": "<bad>"}]})

    assert answer.status_code == 400
    assert [element["Name"] for element in answer.json()["Elements"]] == ["<bad>"]
    assert len(api.read("Contacts")) == stored


def test_what_xero_does_not_offer_is_404_or_501(api):
    assert api.call("GET", "Journals").status_code == 404
    assert api.call("POST", "Organisation", {"Name": "x"}).status_code == 501


@pytest.mark.parametrize(
    ("country", "tax_types"),
    [
        pytest.param(
            "GB",
            "EXEMPTINPUT EXEMPTOUTPUT INPUT2 NONE OUTPUT2 RRINPUT RROUTPUT ZERORATEDINPUT "
            "ZERORATEDOUTPUT",
            id="GB",
        ),
        pytest.param("AU", "BASEXCLUDED EXEMPTEXPENSES EXEMPTOUTPUT INPUT NONE OUTPUT", id="AU"),
        pytest.param("NZ", "INPUT2 NONE OUTPUT2 ZERORATED ZERORATEDINPUT ZERORATEDOUTPUT", id="NZ"),
        pytest.param("US", "INPUT NONE OUTPUT", id="US"),
    ],
)
def test_every_country_has_its_usual_chart(xero, country, tax_types):
    api = Api(xero, xero.add_organisation("One", country=country).tenant_id)

    codes = {row["Code"]: row["Class"] for row in api.read("Accounts")}
    rates = sorted(row["TaxType"] for row in api.read("TaxRates"))
    assert rates == sorted(tax_types.split())
    assert (codes["200"], codes["300"], codes["090"]) == ("REVENUE", "EXPENSE", "ASSET")


def test_items_are_upserted_by_code_and_fill_lines(api):
    details = {"UnitPrice": 12.5, "AccountCode": "260", "TaxType": "OUTPUT2"}
    api.put(
        "Items", {"Code": "TAP", "Name": "Tap", "Description": "A tap", "SalesDetails": details}
    )
    again = api.put("Items", {"Code": "TAP"})

    invoice = api.invoice(api.contact(), LineItems=[{"ItemCode": "TAP", "Quantity": 2}])

    assert again["ValidationErrors"] == [
        {"Message": "Price List Item with Code ''TAP'' already exists"}
    ]
    line = invoice["LineItems"][0]
    assert (line["Description"], line["LineAmount"], line["AccountCode"]) == ("A tap", 25.0, "260")
