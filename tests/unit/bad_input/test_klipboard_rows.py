"""Whatever Klipboard's tables can hold becomes a draft of its own ledger record, or is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest
import simplejson
from hypothesis import example, given
from hypothesis import strategies as st
from ledger_sync.errors import RecordError
from ledger_sync.ledgers import LEDGERS
from ledger_sync.ledgers.contract import Ledger
from ledger_sync.ledgers.quickbooks import wire as quickbooks
from ledger_sync.ledgers.views import Ids
from ledger_sync.ledgers.xero import wire as xero
from ledger_sync.model import (
    CLIENT,
    CLIENT_LOCATION,
    INVOICE,
    PURCHASE_ORDER,
    SUPPLIER,
    Company,
    Draft,
    Json,
    Ref,
)
from ledger_sync.rules.fingerprint import fingerprint
from ledger_sync.rules.mapping import MappingTable
from ledger_sync.source import rows
from ledger_sync.state.extracted import parsed
from ledger_sync.steps.mapping_tables import from_file

from tests.unit.bad_input.nasty import odd_days, odd_instants, refusal_of, stored_texts, zones
from tests.unit.builders import a_row, an_item

PARTY = Ref(CLIENT, 3)
TABLES = {
    name: {spec.name: MappingTable.of(name, spec, from_file(name, spec)) for spec in ledger.tables}
    for name, ledger in LEDGERS.items()
}
maybe = st.one_of(st.none(), stored_texts)
amounts = st.one_of(
    st.just("NaN"),
    st.decimals(min_value=-(10**14) + 1, max_value=10**14 - 1, places=4),
    st.sampled_from(["0.0000", "99999999999999.9999", "-99999999999999.9999", "0.0001"]),
).map(str)
"""All that ``numeric(18, 4)`` can hold; JSON has its NaN as a text."""
companies = st.builds(
    Company,
    company_id=st.just(1),
    name=stored_texts,
    country=st.sampled_from(["GB", "US", "gb", "  ", "??", "XK"]),
    base_currency=st.sampled_from(["GBP", "gbp", "   ", "£££", "XXX"]),
    timezone=zones,
)


def statuses(*known: str) -> st.SearchStrategy[str]:
    return st.one_of(st.sampled_from([*known, "cancelled", " DRAFT "]), stored_texts)


parties = st.fixed_dictionaries(
    {
        **dict.fromkeys(set(a_row()) - {"company_id", "source_id"}, maybe),
        "name": stored_texts,
        "archived": st.booleans(),
        "created_at": odd_instants,
        "updated_at": odd_instants,
    }
)
lines = st.fixed_dictionaries(
    {
        "line_id": st.integers(1, 9),
        "position": st.integers(-(2**31), 2**31 - 1),
        **dict.fromkeys(("item_name", "description"), maybe),
        "account_code": st.one_of(maybe, st.just("200")),
        "tax_rate": st.one_of(maybe, st.sampled_from(["20% VAT", "No Tax"])),
        **dict.fromkeys(("quantity", "unit_price", "discount_percent"), amounts),
    }
)
documents = st.fixed_dictionaries(
    {
        "number": stored_texts,
        "status": statuses("Draft", "Sent", "Overdue", "Cancelled", "Part Delivered"),
        "issue_date": st.one_of(odd_days, st.just("2026-10-01")),
        **dict.fromkeys(("due_date", "delivery_date"), st.one_of(st.none(), odd_days)),
        **dict.fromkeys(("reference", "notes", "delivery_address", "currency"), maybe),
        "prices_include_tax": st.booleans(),
        "amount_paid": amounts,
        "created_at": odd_instants,
        "updated_at": odd_instants,
        "lines": st.lists(lines, max_size=3, unique_by=lambda line: line["line_id"]),
    }
)


def drafted(ledger: Ledger, entity: str, row: Json, company: Company) -> Draft:
    """The row's way through a run: JSON text, typed row, record, draft."""
    read = rows.typed(parsed(json.dumps(row)))
    return ledger.draft(rows.record(entity, read, company), company, TABLES[ledger.name])


def sent(ledger: Ledger, draft: Draft) -> str:
    """What would travel; codes and items are known to the ledger whatever they are called."""
    ids = dict.fromkeys(draft.requires, "1")
    item = an_item(
        draft,
        ledger_ids=ids,
        codes=dict.fromkeys(draft.lookups, "1"),
        items=dict.fromkeys(draft.items, "1"),
    )
    body = (
        xero.body(item, ledger.resources[draft.ref.entity])
        if ledger.name == "xero"
        else quickbooks.body(item)
    )
    return str(simplejson.dumps(body, use_decimal=True, allow_nan=False))


def a_document(entity: str, values: Json, ids: Json) -> Json:
    own: Json = {"supplier_id": 4} if entity == PURCHASE_ORDER else ids
    return {"company_id": 1, "source_id": 8, **values, **own}


def goes_or_is_refused(ledger: Ledger, entity: str, row: Json, company: Company) -> None:
    made: list[Draft] = []
    refused = refusal_of(lambda: made.append(drafted(ledger, entity, row, company)), RecordError)
    if refused is not None:
        assert isinstance(refused, RecordError)
        assert refused.rule
        return
    (draft,) = made
    assert fingerprint(draft)
    json.dumps(draft.content, allow_nan=False)
    if draft.intent == "upsert":
        sent(ledger, draft).encode()
        ledger.must_come_back().shown(draft.content, Ids())


@pytest.mark.parametrize("ledger", LEDGERS.values(), ids=LEDGERS)
class TestWhateverARowHolds:
    @pytest.mark.parametrize("entity", [CLIENT, CLIENT_LOCATION, SUPPLIER])
    @given(values=parties, company=companies, client=maybe)
    def test_a_party_goes_or_is_refused_by_name(
        self, ledger: Ledger, entity: str, values: Json, company: Company, client: str | None
    ) -> None:
        row = a_row(entity, **values)
        if entity == CLIENT_LOCATION:
            row["client_name"] = client
        goes_or_is_refused(ledger, entity, row, company)

    @given(values=documents, company=companies, location=st.sampled_from([None, 5]))
    @example(
        values={
            "number": "A", "status": "Cancelled", "issue_date": "2026-10-01", "reference": None,
            "currency": None, "prices_include_tax": False, "notes": None, "amount_paid": "NaN",
            "created_at": None, "updated_at": None, "lines": [],
        },
        company=Company(company_id=1, name="A", country="GB", base_currency="GBP"),
        location=None,
    )  # fmt: skip
    def test_an_invoice_goes_or_is_refused_by_name(
        self, ledger: Ledger, values: Json, company: Company, location: int | None
    ) -> None:
        ids = {"client_id": 3, "location_id": None, "billing_location_id": location}
        goes_or_is_refused(ledger, INVOICE, a_document(INVOICE, values, ids), company)

    @given(values=documents, company=companies)
    def test_a_purchase_order_goes_or_is_refused_by_name(
        self, ledger: Ledger, values: Json, company: Company
    ) -> None:
        if PURCHASE_ORDER not in ledger.entities:
            return
        row = a_document(PURCHASE_ORDER, values, {})
        goes_or_is_refused(ledger, PURCHASE_ORDER, row, company)


GOOD_LINE = {
    "line_id": 1, "position": 1, "item_name": "Tap", "description": None, "quantity": "1.0000",
    "unit_price": "10.0000", "discount_percent": "0.0000", "account_code": "200",
    "tax_rate": "20% VAT",
}  # fmt: skip
GOOD: Json = {
    "number": "INV-1", "status": "Sent", "issue_date": "2026-10-01", "due_date": "2026-10-31",
    "reference": None, "currency": "GBP", "prices_include_tax": False, "notes": None,
    "amount_paid": "0.0000", "created_at": None, "updated_at": None, "lines": [GOOD_LINE],
}  # fmt: skip
GB = Company(company_id=1, name="A", country="GB", base_currency="GBP")
IDS = {"client_id": 3, "location_id": None, "billing_location_id": None}


@pytest.mark.parametrize("ledger", LEDGERS.values(), ids=LEDGERS)
@pytest.mark.parametrize(
    ("spoiled", "field", "words"),
    [
        pytest.param(
            {"lines": [GOOD_LINE | {"discount_percent": "NaN"}]},
            "discount_percent",
            "'INV-1' line 1: discount_percent is NaN, which is no number",
            id="a discount that is no number",
        ),
        pytest.param(
            {"lines": [GOOD_LINE, GOOD_LINE | {"quantity": "NaN"}]},
            "quantity",
            "'INV-1' line 2: quantity is NaN",
            id="a quantity that is no number",
        ),
        pytest.param(
            {"lines": [GOOD_LINE | dict.fromkeys(("quantity", "unit_price"), "9" * 14)]},
            "amount",
            "more than any ledger takes",
            id="more money than there is",
        ),
        pytest.param(
            {"issue_date": "infinity"}, "issue_date", "no day of issue", id="no day in a calendar"
        ),
        pytest.param(
            {"amount_paid": "NaN", "status": "Cancelled"},
            "amount_paid",
            "the amount paid of 'INV-1' is NaN",
            id="nobody knows what was paid",
        ),
    ],
)
def test_what_nothing_can_be_reckoned_with_holds_its_own_document_and_says_which_value(
    ledger: Ledger, spoiled: Json, field: str, words: str
) -> None:
    row = a_document(INVOICE, GOOD | spoiled, IDS)

    refused = refusal_of(lambda: drafted(ledger, INVOICE, row, GB), RecordError)

    assert isinstance(refused, RecordError)
    assert refused.field == field
    assert words in refused.message


@pytest.mark.parametrize("ledger", LEDGERS.values(), ids=LEDGERS)
def test_a_cancelled_document_is_withdrawn_whatever_its_lines_say(ledger: Ledger) -> None:
    nonsense = GOOD_LINE | {"quantity": "NaN", "discount_percent": "NaN"}
    row = a_document(INVOICE, GOOD | {"status": "Cancelled", "lines": [nonsense]}, IDS)

    assert drafted(ledger, INVOICE, row, GB).intent == "void"


@pytest.mark.rule("Q-09")
@pytest.mark.parametrize(
    ("created_at", "zone", "due"),
    [
        pytest.param("2026-03-29T00:59:59+00:00", "Europe/London", "2026-03-29", id="spring"),
        pytest.param("2026-10-24T23:30:00+00:00", "Europe/London", "2026-10-25", id="in summer"),
        pytest.param("2026-10-25T23:30:00+00:00", "Europe/London", "2026-10-25", id="in winter"),
        pytest.param("2026-03-08T07:30:00+00:00", "America/New_York", "2026-03-08", id="no hour"),
        pytest.param("2026-10-31T10:00:00+00:00", "Pacific/Kiritimati", "2026-11-01", id="ahead"),
        pytest.param("2011-12-30T12:00:00+00:00", "Pacific/Apia", "2011-12-31", id="no such day"),
    ],
)
def test_the_day_of_creation_is_the_companys_own_also_when_clocks_change(
    created_at: str, zone: str, due: str
) -> None:
    company = Company(company_id=1, name="A", country="GB", base_currency="GBP", timezone=zone)
    row = a_document(INVOICE, GOOD | {"status": "Draft", "created_at": created_at}, IDS)

    assert drafted(LEDGERS["quickbooks"], INVOICE, row, company).content["DueDate"] == due


@pytest.mark.rule("Q-09")
@pytest.mark.parametrize(
    ("created_at", "zone"),
    [
        pytest.param("2026-10-01T00:00:00+00:00", "Europe", id="a continent"),
        pytest.param("2026-10-01T00:00:00+00:00", "Z" * 5000, id="an endless name"),
        pytest.param("0001-01-01T00:00:00+00:00", "America/New_York", id="before the first day"),
        pytest.param("9999-12-31T23:00:00+00:00", "Asia/Tokyo", id="after the last day"),
        pytest.param("infinity", "UTC", id="infinity"),
    ],
)
def test_a_day_of_creation_that_nobody_can_tell_holds_the_draft_that_needs_it(
    created_at: str, zone: str
) -> None:
    company = Company(company_id=1, name="A", country="GB", base_currency="GBP", timezone=zone)
    row: Any = a_document(INVOICE, GOOD | {"created_at": created_at}, IDS)

    assert drafted(LEDGERS["quickbooks"], INVOICE, row, company).content["DueDate"] == "2026-10-31"
    row["status"] = "Draft"
    with pytest.raises(RecordError, match="check the company's time zone"):
        drafted(LEDGERS["quickbooks"], INVOICE, row, company)
