"""What a bookkeeper edits of parties that Klipboard has comes back, field by field (X-02, X-04)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.pipeline.either_desk import edit_party, party_there, put_away, take_up
from tests.pipeline.klipboard import Company, Row
from tests.pipeline.quiet import at_rest
from tests.pipeline.world import World, counts, told

pytestmark = [
    pytest.mark.rule("X-02"),
    pytest.mark.rule("X-04"),
    pytest.mark.rule("Q-03"),
    pytest.mark.rule("Q-04"),
    pytest.mark.rule("Q-05"),
    pytest.mark.usefixtures("unchecked"),
]

TABLES = {"client": "clients", "client_location": "client_locations", "supplier": "suppliers"}
KINDS = pytest.mark.parametrize("entity", list(TABLES))
WAYS_TO_REACH = {"email": "new@example.com", "phone": "0113 496 9999", "mobile": "07700 900999"}
EDITS: dict[str, str] = {
    **WAYS_TO_REACH,
    "contact_first_name": "Sam",
    "contact_last_name": "Lee",
    "address_line1": "2 Low Road",
    "address_line2": "Floor 3",
    "city": "York",
    "region": "Yorkshire",
    "postcode": "YO1 1AA",
    "country": "Ireland",
    "payment_terms": "14 days",
}
ONLY = {
    ("xero", "client"): {"account_number": "A-9", "tax_number": "GB999"},
    ("xero", "client_location"): {"account_number": "A-9", "tax_number": "GB999"},
    ("xero", "supplier"): {"account_number": "A-9", "tax_number": "GB999"},
    ("quickbooks", "supplier"): {"account_number": "A-9"},
}
"""What only some can say."""


def a_party(at: World, company: Company, entity: str, **values: Any) -> int:
    """A party of this kind; a location gets a client of its own."""
    if entity == "client":
        return at.a_client(company, **values)
    if entity == "supplier":
        return at.a_supplier(company, **values)
    client = at.a_client(company, name=f"Client of {values.get('name')}")
    return at.a_location(company, client, **values)


def changed(before: Row, after: Row) -> Row:
    """What differs between two rows, but for the time of the change."""
    return {
        name: value
        for name, value in after.items()
        if before[name] != value and name != "updated_at"
    }


@KINDS
def test_each_field_that_is_edited_comes_back_and_nothing_else_does(at: World, entity: str) -> None:
    company = at.a_company()
    edits = {**EDITS, "name": "Renamed", **ONLY.get((at.ledger_name, entity), {})}
    ids = {field: a_party(at, company, entity, name=f"For {field}") for field in edits}
    at.run()
    before = {field: at.row(TABLES[entity], party) for field, party in ids.items()}
    for field, value in edits.items():
        edit_party(at, company, entity, ids[field], **{field: value})

    summary = at.bring_back()

    after = {field: at.row(TABLES[entity], party) for field, party in ids.items()}
    assert {field: changed(before[field], after[field]) for field in edits} == {
        field: {field: value} for field, value in edits.items()
    }
    assert counts(summary, company, entity)["updated"] == len(edits)
    assert summary["conflicts"] == []
    # A location that was renamed without its client's name gets that in front again.
    at.run()
    assert at_rest(at, company)


@KINDS
def test_what_is_emptied_in_the_ledger_is_emptied_in_klipboard(at: World, entity: str) -> None:
    company = at.a_company()
    details = {**WAYS_TO_REACH, "contact_first_name": "Jo", "city": "Leeds", "region": "West"}
    party = a_party(at, company, entity, name="Acme", **details)
    at.run()

    emptied: dict[str, Any] = {**dict.fromkeys((*WAYS_TO_REACH, "city")), "region": "East"}
    edit_party(at, company, entity, party, **emptied)
    at.bring_back()

    row = at.row(TABLES[entity], party)
    assert {name: row[name] for name in emptied} == emptied
    assert row["contact_first_name"] == "Jo"
    assert at_rest(at, company)


@KINDS
def test_what_goes_out_of_use_is_archived_and_comes_back_into_use(at: World, entity: str) -> None:
    company = at.a_company()
    party = a_party(at, company, entity, name="Acme", city="Leeds")
    at.run()
    before = at.row(TABLES[entity], party)

    put_away(at, company, entity, party)
    summary = at.bring_back()
    away = at.row(TABLES[entity], party)
    assert at_rest(at, company)
    take_up(at, company, entity, party)
    at.bring_back()
    again = at.row(TABLES[entity], party)

    # Never deleted, and under its own name.
    assert changed(before, away) == {"archived": True}
    assert changed(before, again) == {}
    assert counts(summary, company, entity)["voided"] == 1
    assert [each["action"] for each in at.audit(entity, party)] == ["create", "archive", "update"]
    assert at_rest(at, company)


@KINDS
def test_terms_that_the_table_does_not_know_hold_only_themselves(at: World, entity: str) -> None:
    company = at.a_company()
    party = a_party(at, company, entity, name="Acme", payment_terms="30 days")
    at.run()

    edit_party(at, company, entity, party, payment_terms="9 days", city="York")
    summary = at.bring_back()

    row = at.row(TABLES[entity], party)
    assert (row["payment_terms"], row["city"]) == ("30 days", "York")
    assert "payment_terms" in told(summary, company)
    assert "has no way back in mapping table payment_terms" in told(summary, company)
    code = "9 DAYSAFTERBILLDATE" if at.ledger_name == "xero" else "Net 9"
    at.add_mapping(company, "payment_terms", "9 days", code)
    cured = at.bring_back()
    assert at.row(TABLES[entity], party)["payment_terms"] == "9 days"
    assert "way back" not in told(cured, company)
    assert at_rest(at, company)


@KINDS
def test_a_name_in_another_case_comes_back_as_it_is_written(at: World, entity: str) -> None:
    company = at.a_company()
    party = a_party(at, company, entity, name="Acme Ltd")
    at.run()
    shown = party_there(at, company, entity, party)["name"]

    edit_party(at, company, entity, party, name="ACME Ltd".join(shown.rsplit("Acme Ltd", 1)))
    at.bring_back()

    assert at.row(TABLES[entity], party)["name"] == "ACME Ltd"
    assert at_rest(at, company)
