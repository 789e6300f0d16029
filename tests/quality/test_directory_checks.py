"""Uniqueness over the whole directory of a company: who is found, and who of them is held."""

from __future__ import annotations

import pytest
from ledger_sync.quality.checks import check_directory
from ledger_sync.quality.frames import directory_frame
from ledger_sync.rules.identity import name_key

from tests.quality.rows import MONDAY, a_party

pytestmark = pytest.mark.usefixtures("great_expectations")


def find(parties, agreed=None, ledger="xero", **suites):
    return check_directory(ledger, directory_frame(parties), agreed or {}, **suites)


SAME = [
    pytest.param("name", "Acme Plumbing", " acme  PLUMBING", id="name"),
    pytest.param("phone", "020 7946 0018", "(020) 79460018", id="phone"),
    pytest.param("mobile", "07700 900-123", "07700900123", id="mobile"),
    pytest.param("email", "Jo@Example.com", "jo@example.com", id="e-mail"),
]


@pytest.mark.rule("X-08")
@pytest.mark.parametrize("entity", ["client", "client_location", "supplier"])
@pytest.mark.parametrize(("field", "value", "same"), SAME)
def test_the_younger_of_two_newcomers_is_held_with_the_other_named(entity, field, value, same):
    older = a_party(1, **{field: value})
    younger = a_party(2, entity, **{field: same})

    (found,) = find([younger, older, a_party(3)])

    assert (found.entity, found.source_id, found.rule) == (entity, 2, "X-08")
    assert (found.field, found.value) == (field, same.strip())
    assert found.colliding == (("client", 1, older["name"]),)
    assert found.holds


@pytest.mark.rule("C-09")
def test_a_linked_party_is_not_thrown_out_by_an_older_newcomer():
    newcomer, linked = a_party(1, name="Acme"), a_party(2, name="ACME")

    (found,) = find([newcomer, linked], {("client", 2): {"name": name_key("Acme")}})

    assert found.source_id == 1


@pytest.mark.rule("C-09")
def test_a_linked_party_that_was_renamed_into_a_collision_is_the_newcomer():
    renamed, owner = a_party(1, name="Acme"), a_party(2, name="Acme")
    agreed = {("client", 1): {"name": "bestway"}, ("client", 2): {"name": "acme"}}

    (found,) = find([renamed, owner], agreed)

    assert found.source_id == 1


@pytest.mark.parametrize("field", ["phone", "mobile", "email", "account_number"])
@pytest.mark.parametrize("blank", [None, "  "], ids=["null", "blank"])
def test_blanks_do_not_collide(field, blank):
    assert find([a_party(1, **{field: blank}), a_party(2, **{field: blank})]) == []


def test_companies_do_not_collide_with_each_other():
    assert find([a_party(1, name="Acme"), a_party(2, name="Acme", company_id=2)]) == []


def test_a_phone_does_not_collide_with_a_mobile():
    assert find([a_party(1, phone="07700900123"), a_party(2, mobile="07700900123")]) == []


def test_an_archived_party_is_outside_the_directory():
    assert find([a_party(1, name="Acme", archived=True), a_party(2, name="Acme")]) == []


def test_an_account_number_that_is_shared_is_a_warning():
    (found,) = find([a_party(1, account_number="7"), a_party(2, account_number=" 7")])

    assert (found.field, found.severity) == ("account_number", "warning")


def test_parties_created_at_the_same_time_are_held_by_entity_and_id():
    twins = [
        a_party(1, "supplier", name="Acme", created_at=MONDAY),
        a_party(5, "client", name="Acme", created_at=MONDAY),
    ]

    (found,) = find(twins)

    assert (found.entity, found.source_id) == ("supplier", 1)


def test_quickbooks_has_one_name_space():
    parties = [a_party(1, name="Acme"), a_party(2, "client_location", name="acme")]

    (found,) = find(parties, ledger="quickbooks")

    assert (found.entity, found.rule, found.field) == ("client_location", "Q-07", "name")


def test_two_parties_may_share_a_phone_in_quickbooks():
    assert find([a_party(1, phone="1"), a_party(2, phone="1")], ledger="quickbooks") == []


def test_the_name_of_an_employee_is_taken():
    employee = {"company_id": 1, "entity": "employee", "source_id": 9, "name": "Jo Field"}

    (found,) = find(
        [a_party(1, name="Jo Field"), employee],
        {("employee", 9): {"name": name_key("Jo Field")}},
        ledger="quickbooks",
    )

    assert (found.entity, found.colliding) == ("client", (("employee", 9, "Jo Field"),))


def test_a_client_cannot_also_be_a_supplier_in_quickbooks():
    parties = [a_party(1, name="Acme"), a_party(2, "supplier", name="ACME")]

    found = find(parties, ledger="quickbooks")

    assert {one.rule for one in found} == {"Q-07", "Q-08"}
    assert {(one.entity, one.source_id) for one in found} == {("supplier", 2)}


def test_two_clients_of_one_name_break_only_the_name_rule():
    found = find([a_party(1, name="Acme"), a_party(2, name="Acme")], ledger="quickbooks")

    assert [one.rule for one in found] == ["Q-07"]
