"""The query language, with every trap that callers have reported."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from sandbox.quickbooks.answers import Refusal
from sandbox.quickbooks.desk import Desk
from sandbox.quickbooks.grammar import Condition, Order, parse
from sandbox.quickbooks.opening import open_company
from sandbox.quickbooks.operations import carry_out
from sandbox.quickbooks.query import run_query
from sandbox.quickbooks.switches import Switches

NOON = datetime(2026, 2, 3, 20, 0, tzinfo=UTC)  # at 12:00 in California


@pytest.fixture
def desk() -> Desk:
    company = open_company(realm_id="1234", name="Harbour Plumbing", country="US", now=NOON)
    return Desk(company=company, switches=Switches(), now=NOON)


def create(desk, entity, **fields):
    return carry_out(desk, entity, "create", fields, {})[entity]


def a_customer(desk, name="Acme", **fields):
    return create(desk, "Customer", DisplayName=name, **fields)


def change(desk, entity, before, **fields):
    body = {"Id": before["Id"], "SyncToken": before["SyncToken"], "sparse": True, **fields}
    return carry_out(desk, entity, "update", body, {})[entity]


def an_invoice(desk, customer, number, amount="100"):
    line = {
        "Amount": Decimal(amount),
        "DetailType": "SalesItemLineDetail",
        "SalesItemLineDetail": {"ItemRef": {"value": "1"}},
    }
    return create(
        desk,
        "Invoice",
        CustomerRef={"value": customer["Id"]},
        DocNumber=number,
        TxnDate="2026-02-03",
        Line=[line],
    )


def names(desk, rest, field="DisplayName", entity="Customer"):
    answer = run_query(desk, f"select * from {entity} {rest}")["QueryResponse"]
    return [one[field] for one in answer.get(entity, [])]


def refusal(desk, statement):
    with pytest.raises(Refusal) as refused:
        run_query(desk, statement)
    return refused.value.code, refused.value.message, refused.value.detail


def test_a_statement_falls_into_its_parts():
    found = parse(
        "SELECT Id, Name FROM Item WHERE Type = 'Service' AND Active IN (true, false) "
        "ORDERBY Name DESC, Id STARTPOSITION 11 MAXRESULTS 10"
    )

    assert (found.entity, found.columns, found.counted) == ("Item", ("Id", "Name"), False)
    assert found.conditions == (
        Condition("Type", "=", ("Service",)),
        Condition("Active", "in", (True, False)),
    )
    assert found.order == (Order("Name", descending=True), Order("Id", descending=False))
    assert (found.start, found.limit) == (11, 10)


def test_words_of_the_language_may_be_written_in_any_case():
    found = parse("select * from customer where active = True order by displayname")

    assert found.conditions == (Condition("active", "=", (True,)),)
    assert found.order == (Order("displayname", descending=False),)


@pytest.mark.parametrize(
    ("statement", "detail"),
    [
        ("", "The query provided was empty"),
        (
            "select * from Customer where DisplayName = 'Cutlery 'R Us'",
            'Encountered " <IDENTIFIER> "R "" at line 1, column 54.',
        ),
        (
            "select * from Invoice where Balance > 0",
            'Encountered " <NUMBER> "0 "" at line 1, column 39.',
        ),
        (
            "select * from Customer where Id = '1' or Id = '2'",
            'Encountered " "or" "or "" at line 1, column 39.',
        ),
        ("select *\nfrom", 'Encountered "<EOF>" at line 2, column 5.'),
        (
            "select * from Customer, Vendor",
            'Encountered " "," ", "" at line 1, column 23.',
        ),
        (
            "select * from Customer where DisplayName = %27A%27",
            "Invalid content. Lexical error at line 1, column 44.  "
            'Encountered: "%" (37), after : ""',
        ),
    ],
    ids=["empty", "bare quote", "bare number", "or", "cut off", "two entities", "encoded twice"],
)
def test_what_the_grammar_does_not_know_is_a_parse_error(desk, statement, detail):
    assert refusal(desk, statement) == (
        "4000",
        "Error parsing query",
        f"QueryParserError: {detail}",
    )


@pytest.mark.parametrize(
    "rest",
    [
        "where not Active = true",
        "where Active is null",
        "group by Active",
        "maxresults 5 startposition 1",
        "startposition '1'",
        "where Id in '1'",
        "where Id",
        'where DisplayName = "Acme"',
        "order DisplayName",
        "maxresults 2.5",
    ],
)
def test_sql_that_is_not_quickbooks_is_a_parse_error(desk, rest):
    assert refusal(desk, f"select * from Customer {rest}")[0] == "4000"


@pytest.mark.parametrize(
    ("statement", "detail"),
    [
        ("select * from Nonsense", "Metadata not found for Entity Nonsense"),
        (
            "select * from Vendor where NoSuchField = '1'",
            "Property NoSuchField not found for Entity Vendor",
        ),
        ("select NoSuchField from Item", "Property NoSuchField not found for Entity Item"),
        (
            "select * from Item orderby NoSuchField",
            "Property NoSuchField not found for Entity Item",
        ),
        (
            "select * from Invoice where PrivateNote = 'x'",
            "property 'PrivateNote' is not queryable",
        ),
        ("select * from Account where AcctNum = '200'", "property 'AcctNum' is not queryable"),
        (
            "select * from Customer startposition 0",
            "value 0 is too small. Min allowed value is 1",
        ),
        (
            "select * from Customer maxresults 0",
            "value 0 is too small. Min allowed value is 1",
        ),
        (
            "select * from Customer maxresults 1001",
            "value 1001 is too large. Max allowed value is 1000",
        ),
        (
            "select * from Invoice where TxnDate > 'soon'",
            "value 'soon' of property 'TxnDate' is not a date",
        ),
        (
            "select * from Customer where Balance > 'nan'",
            "value 'nan' of property 'Balance' is not a number",
        ),
        (
            "select * from Customer where MetaData.LastUpdatedTime > '2026-02-03T12:00:00 00:00'",
            "value '2026-02-03T12:00:00 00:00' of property 'MetaData.LastUpdatedTime' "
            "is not a date and time",
        ),
        (
            "select * from Invoice where CustomerRef like '1%'",
            "Operator LIKE is not supported for property 'CustomerRef'",
        ),
    ],
    ids=[
        "unknown entity",
        "unknown property",
        "unknown column",
        "unknown order",
        "field that cannot be compared",
        "account number",
        "start at nought",
        "page of nothing",
        "page too large",
        "bad day",
        "not a number",
        "plus became a blank",
        "pattern of a reference",
    ],
)
def test_what_parses_but_names_nothing_is_an_invalid_query(desk, statement, detail):
    refused = refusal(desk, statement)

    assert refused == ("4001", "Invalid query", f"QueryValidationError: {detail}")


def test_an_answer_names_its_entity_start_and_count(desk):
    a_customer(desk, "Acme")
    a_customer(desk, "Bolt")

    found = run_query(desk, "select * from customer startposition 1 maxresults 10")

    answer = found["QueryResponse"]
    assert list(answer) == ["Customer", "startPosition", "maxResults"]
    assert (answer["startPosition"], answer["maxResults"]) == (1, 2)
    assert {"Id", "SyncToken", "MetaData", "domain"} <= answer["Customer"][0].keys()


def test_no_rows_are_an_empty_answer(desk):
    assert run_query(desk, "select * from Customer") == {"QueryResponse": {}}
    assert run_query(desk, "select count(*) from Customer") == {"QueryResponse": {"totalCount": 0}}


def test_a_count_counts_all_pages(desk):
    for number in range(12):
        a_customer(desk, f"Customer {number}")

    counted = run_query(desk, "SELECT COUNT(*) FROM Customer WHERE DisplayName LIKE 'cust%'")

    assert counted == {"QueryResponse": {"totalCount": 12}}


def test_pages_hold_a_hundred_unless_more_is_asked_for(desk):
    for number in range(101):
        a_customer(desk, f"Customer {number}")

    first = names(desk, "orderby Id")
    second = names(desk, "orderby Id startposition 101")
    everything = names(desk, "maxresults 1000")

    assert (len(first), second, len(everything)) == (100, ["Customer 100"], 101)


def test_a_page_above_the_maximum_may_be_cut_instead(desk):
    desk.switches.query_above_maximum = "cap"
    a_customer(desk)

    assert names(desk, "maxresults 5000") == ["Acme"]


def test_the_newest_comes_first_without_an_order(desk):
    for number in range(11):
        a_customer(desk, f"Customer {number}")

    assert names(desk, "")[:3] == ["Customer 10", "Customer 9", "Customer 8"]


def test_orders_by_several_properties(desk):
    for given, family in (("Zoe", "Lee"), ("Ann", "Lee"), ("Bob", "Kay")):
        a_customer(desk, f"{given} {family}", GivenName=given, FamilyName=family)
    a_customer(desk, "Nobody")

    found = names(desk, "orderby FamilyName, GivenName desc")

    assert found == ["Nobody", "Bob Kay", "Zoe Lee", "Ann Lee"]


def test_inactive_objects_are_hidden_unless_active_is_spoken_of(desk):
    a_customer(desk, "Bolt")
    change(desk, "Customer", a_customer(desk, "Acme"), Active=False)

    assert names(desk, "") == ["Bolt"]
    assert names(desk, "where Active in (true, false)") == ["Acme (deleted)", "Bolt"]
    assert names(desk, "where Active = false") == ["Acme (deleted)"]
    assert run_query(desk, "select count(*) from Customer")["QueryResponse"]["totalCount"] == 1


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ("DisplayName = 'PEET\\'S'", ["Peet's"]),
        ("DisplayName in ('acme', 'Peet\\'s')", ["Peet's", "Acme"]),
        ("DisplayName != 'Acme'", ["Bolt & Co", "Peet's"]),
        ("DisplayName like '%e%'", ["Peet's", "Acme"]),
        ("DisplayName like 'b%'", ["Bolt & Co"]),
        ("DisplayName like 'b.lt%'", []),
        ("DisplayName >= 'bolt' and DisplayName < 'q'", ["Bolt & Co", "Peet's"]),
        ("CompanyName = ' '", ["Peet's", "Acme"]),
        ("CompanyName != ''", ["Bolt & Co"]),
        ("Id = '10'", []),
        ("Job = false and Id in ('1')", ["Acme"]),
    ],
)
def test_conditions_on_names(desk, condition, found):
    a_customer(desk, "Acme")
    a_customer(desk, "Peet's")
    a_customer(desk, "Bolt & Co", CompanyName="Bolt Ltd")

    assert names(desk, f"where {condition}") == found


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ("Balance > '0'", ["A-2", "A-1"]),
        ("TotalAmt > '99.50'", ["A-2"]),
        ("TotalAmt = '20.0'", ["A-1"]),
        ("TxnDate >= '2026-02-03' and TxnDate < '2026-02-04'", ["A-2", "A-1"]),
        ("DocNumber in ('a-1','X')", ["A-1"]),
        ("CustomerRef = '2'", ["A-2"]),
        ("CustomerRef in ('1', '2') and DueDate > '2026-01-01'", ["A-2", "A-1"]),
    ],
)
def test_conditions_on_documents(desk, condition, found):
    an_invoice(desk, a_customer(desk, "Acme"), "A-1", "20")
    an_invoice(desk, a_customer(desk, "Bolt"), "A-2", "300")

    assert names(desk, f"where {condition}", "DocNumber", "Invoice") == found


@pytest.mark.parametrize(
    ("moment", "found"),
    [
        ("> '2026-02-03T12:00:00-08:00'", ["Later"]),
        (">= '2026-02-03T12:00:00-08:00'", ["Later", "Sooner"]),
        (">= '2026-02-03T20:00:01Z'", ["Later"]),
        ("> '2026-02-04T05:30:00+09:30'", ["Later"]),
        ("> '2026-02-03T12:00:00'", ["Later"]),
        ("< '2026-02-03T12:00:01-08:00'", ["Sooner"]),
    ],
    ids=["after", "from", "utc", "ahead of utc", "pacific without offset", "before"],
)
def test_instants_are_compared_whatever_their_offset(desk, moment, found):
    a_customer(desk, "Sooner")
    desk.now += timedelta(minutes=5)
    a_customer(desk, "Later")

    assert names(desk, f"where MetaData.LastUpdatedTime {moment}") == found


def test_named_columns_come_alone(desk):
    a_customer(desk, "Acme", Notes="n")

    found = run_query(desk, "select id, MetaData.LastUpdatedTime, Notes from Customer")

    assert found["QueryResponse"]["Customer"] == [
        {
            "Id": "1",
            "MetaData": {"LastUpdatedTime": "2026-02-03T12:00:00-08:00"},
            "Notes": "n",
            "domain": "QBO",
            "sparse": True,
        }
    ]


def test_the_sku_of_an_item_has_to_be_named(desk):
    sales = run_query(desk, "select Id from Account where Name = 'Sales'")
    account = {"value": sales["QueryResponse"]["Account"][0]["Id"]}
    create(desk, "Item", Name="Pump", Type="Service", Sku="P-1", IncomeAccountRef=account)
    which = "from Item where Name = 'Pump'"

    bare = run_query(desk, f"select * {which}")["QueryResponse"]["Item"][0]
    named = run_query(desk, f"select *, Sku {which}")["QueryResponse"]["Item"][0]
    desk.switches.query_star_shows_sku = True
    shown = run_query(desk, f"select * {which}")["QueryResponse"]["Item"][0]

    assert "Sku" not in bare
    assert (named["Sku"], named["sparse"], shown["Sku"]) == ("P-1", False, "P-1")


def test_deleted_transactions_never_appear(desk):
    invoice = an_invoice(desk, a_customer(desk), "A-1")
    carry_out(desk, "Invoice", "delete", {"Id": invoice["Id"], "SyncToken": "0"}, {})

    assert run_query(desk, "select * from Invoice") == {"QueryResponse": {}}


@pytest.mark.parametrize("entity", ["CompanyInfo", "Preferences"])
def test_settings_are_queried_like_a_list_of_one(desk, entity):
    answer = run_query(desk, f"select * from {entity}")["QueryResponse"]

    assert (len(answer[entity]), answer["maxResults"]) == (1, 1)


@pytest.mark.parametrize("entity", ["Account", "Item", "TaxCode", "TaxRate", "Term"])
def test_lists_of_a_new_company_can_be_queried(desk, entity):
    answer = run_query(desk, f"select * from {entity} where Active = true orderby Name")

    assert answer["QueryResponse"][entity]
