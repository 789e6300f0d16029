"""Only exact keys link, and a key counts only where it is unique on both sides."""

from __future__ import annotations

from typing import Any

import pytest
from ledger_sync.model import CLIENT, CLIENT_LOCATION, SUPPLIER, Ref
from ledger_sync.rules.matching import Ours, Theirs, match

from tests.unit.builders import a_party


def theirs(ledger_id: str = "L1", number: str | None = None, **values: Any) -> Theirs:
    return Theirs(
        ("Contacts", ledger_id), number, a_party(**{"name": f"Their {ledger_id}", **values})
    )


def ours(source_id: int = 1, shown_name: str | None = None, **values: Any) -> Ours:
    party = a_party(**{"source_id": source_id, "name": f"Our {source_id}", **values})
    return Ours(party, shown_name or party.name, f"KB-{party.entity}-{source_id}")


@pytest.mark.rule("X-01")
@pytest.mark.parametrize(
    ("their", "our", "by"),
    [
        pytest.param({"tax_number": "GB1"}, {"tax_number": " gb1 "}, "tax number", id="tax number"),
        pytest.param({"name": "ACME  Ltd"}, {"name": "Acme Ltd"}, "name", id="name"),
        pytest.param({"email": "Jo@X.org"}, {"email": "jo@x.org"}, "e-mail", id="e-mail"),
        pytest.param({"phone": "0113-496"}, {"phone": "0113 496"}, "phone", id="phone"),
        pytest.param({"mobile": "07700 1"}, {"mobile": "077001"}, "mobile", id="mobile"),
    ],
)
def test_a_party_is_recognised_by(their: dict[str, Any], our: dict[str, Any], by: str) -> None:
    (found,) = match([theirs(**their)], [ours(**our)], {})

    assert (found.ref, found.by) == (Ref(CLIENT, 1), by)


def test_a_link_goes_before_our_number_and_that_before_all_evidence() -> None:
    our = [ours(1), ours(2), ours(3, name="Acme")]

    linked, numbered, named = match(
        [
            theirs("L1", "KB-client-2", name="Acme"),
            theirs("L2", "KB-client-2", name="Acme"),
            theirs("L3", name="Acme"),
        ],
        our,
        {("Contacts", "L1"): Ref(CLIENT, 1)},
    )

    assert (linked.ref, linked.by) == (Ref(CLIENT, 1), "link")
    assert (numbered.ref, numbered.by) == (Ref(CLIENT, 2), "our number")
    assert (named.ref, named.by) == (None, "nothing")


@pytest.mark.rule("X-01")
def test_a_location_is_recognised_by_the_name_that_the_ledger_shows() -> None:
    place = ours(5, "Acme - Leeds", entity=CLIENT_LOCATION, name="Leeds", client_name="Acme")

    (found,) = match([theirs(name="acme - leeds")], [place, ours(6)], {})

    assert found.ref == Ref(CLIENT_LOCATION, 5)


@pytest.mark.rule("X-01")
@pytest.mark.parametrize("shared_by", ["theirs", "ours"])
def test_a_key_that_two_of_one_side_share_is_no_evidence(shared_by: str) -> None:
    two = shared_by == "theirs"
    their = [theirs("L1", name="Acme")] + [theirs("L2", name="acme")] * two
    our = [ours(1, name="Acme")] + [ours(2, name="ACME")] * (not two)

    assert {found.ref for found in match(their, our, {})} == {None}


def test_a_shared_name_may_still_be_told_apart_by_another_key() -> None:
    their = [theirs("L1", name="Acme", email="a@x.org"), theirs("L2", name="Acme")]
    our = [ours(1, name="Acme", email="a@x.org"), ours(2, name="Acme")]

    first, second = match(their, our, {})

    assert (first.ref, first.by) == (Ref(CLIENT, 1), "e-mail")
    assert second.ref is None


def test_blank_values_match_nothing() -> None:
    (found,) = match([theirs(email=" ", phone="none")], [ours(email="", phone="-")], {})

    assert found.ref is None


def test_no_party_of_ours_is_given_twice() -> None:
    their = [theirs("L1", name="Acme"), theirs("L2", email="jo@x.org")]
    our = [ours(1, name="Acme", email="jo@x.org")]

    first, second = match(their, our, {})

    assert first.ref == Ref(CLIENT, 1)
    assert second.ref is None


def test_a_supplier_is_found_like_a_client() -> None:
    (found,) = match([theirs(name="Steel Co")], [ours(4, entity=SUPPLIER, name="Steel Co")], {})

    assert found.ref == Ref(SUPPLIER, 4)


def test_every_party_of_the_ledger_is_answered_in_its_order() -> None:
    their = [theirs(f"L{number}") for number in range(5)]

    assert [found.theirs for found in match(their, [], {})] == their


@pytest.mark.rule("X-01")
def test_a_client_and_a_supplier_of_one_name_are_told_apart_by_their_role() -> None:
    two = [ours(1, name="Hallam Pipe"), ours(2, entity=SUPPLIER, name="HALLAM pipe")]

    (found,) = match([theirs(entity=SUPPLIER, name="Hallam Pipe")], two, {})

    assert (found.ref, found.by) == (Ref(SUPPLIER, 2), "name and role")
