"""The checks examine whatever Klipboard's tables can hold: a bad row is named, none is an error."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ledger_sync.quality.checks import check_directory, check_lines, check_rows
from ledger_sync.quality.frames import directory_frame, line_frame, row_frame

from tests.quality.rows import a_line, a_party, an_invoice
from tests.unit.bad_input.nasty import KNOWN, stored_texts

pytestmark = pytest.mark.usefixtures("great_expectations")

# A validation takes half a second however few rows it has: many rows, few of them.
few = settings(
    max_examples=2, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
maybe = st.one_of(st.none(), stored_texts)
numbers = st.one_of(
    st.sampled_from([Decimal("NaN"), Decimal(0), Decimal("99999999999999.9999"), Decimal(-1)]),
    st.decimals(-(10**14) + 1, 10**14 - 1, places=4),
)
days = st.sampled_from([None, date.min, date.max, date(2026, 10, 1)])
instants = st.sampled_from(
    [None, datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)]
)
TEXTS = ("name", "account_number", "contact_first_name", "email", "phone", "mobile", "postcode",
         "country", "tax_number", "currency")  # fmt: skip
parties = st.lists(
    st.fixed_dictionaries({**dict.fromkeys(TEXTS, maybe), "created_at": instants}), min_size=20
)
invoices = st.lists(
    st.fixed_dictionaries(
        {
            **dict.fromkeys(("number", "status", "reference", "currency"), maybe),
            **dict.fromkeys(("issue_date", "due_date"), days),
            "amount_paid": numbers,
            "lines": st.lists(
                st.fixed_dictionaries(
                    {
                        **dict.fromkeys(("item_name", "description", "tax_rate"), maybe),
                        **dict.fromkeys(("quantity", "unit_price", "discount_percent"), numbers),
                    }
                ),
                max_size=3,
            ),
        }
    ),
    min_size=12,
)


def one_line(message: str) -> bool:
    return message.splitlines() == [message] and "\x1b" not in message and len(message) < 600


@pytest.mark.parametrize("ledger", ["xero", "quickbooks"])
@few
@given(drawn=parties)
def test_parties_of_any_texts_are_examined(ledger, drawn):
    rows = [a_party(number, **each) for number, each in enumerate(drawn, start=1)]
    good = a_party(1000)

    found = check_rows("client", ledger, row_frame("client", [*rows, good]))
    found += check_directory(ledger, directory_frame([*rows, good]), {})

    assert all(one_line(each.message) for each in found)
    assert 1000 not in {each.source_id for each in found}


@pytest.mark.parametrize("ledger", ["xero", "quickbooks"])
@few
@given(drawn=invoices)
def test_invoices_of_any_numbers_and_days_are_examined(ledger, drawn):
    rows = [
        an_invoice(number, **{**each, "lines": [
            a_line(number * 100 + place, place, **line) for place, line in enumerate(each["lines"])
        ]})
        for number, each in enumerate(drawn, start=1)
    ]  # fmt: skip
    good = an_invoice(1000)

    found = check_rows("invoice", ledger, row_frame("invoice", [*rows, good]))
    found += check_lines("invoice", ledger, line_frame([*rows, good]))

    assert all(one_line(each.message) for each in found)
    assert 1000 not in {each.source_id for each in found}


def test_a_message_repeats_a_value_without_its_power():
    texts = [text for text in KNOWN if "\0" not in text and text.strip()]
    rows = [an_invoice(number, currency=text) for number, text in enumerate(texts)]

    found = check_rows("invoice", "xero", row_frame("invoice", rows))

    assert {each.source_id for each in found if each.field == "currency"} == set(range(len(texts)))
    assert all(one_line(each.message) for each in found)
