"""Which party is which: links, decisions and our numbers first; then evidence, or a question."""

from __future__ import annotations

from typing import Any

import pytest
from ledger_sync.errors import BadReview
from ledger_sync.model import CLIENT, CLIENT_LOCATION, SUPPLIER, Ref
from ledger_sync.rules.matching import match
from ledger_sync.rules.matching.match import MOST_CANDIDATES, THRESHOLD

from tests.unit.rules.sides import ours, refs, theirs

pytestmark = [pytest.mark.rule("X-01"), pytest.mark.rule("Q-01")]


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
    assert refs(named.candidates) == [Ref(CLIENT, 3)]


def test_a_number_of_ours_that_two_of_theirs_have_tells_nothing() -> None:
    their = [theirs("L1", "KB-client-1"), theirs("L2", "KB-client-1")]

    assert [found.ref for found in match(their, [ours(1)], {})] == [None, None]


def test_a_location_is_recognised_by_the_name_that_the_ledger_shows() -> None:
    place = ours(5, "Acme - Leeds", entity=CLIENT_LOCATION, name="Leeds", client_name="Acme")

    (found,) = match([theirs(name="acme - leeds")], [place, ours(6)], {})

    assert found.ref == Ref(CLIENT_LOCATION, 5)


def test_a_location_is_recognised_by_its_bare_name_if_something_else_tells_too() -> None:
    values = {"entity": CLIENT_LOCATION, "name": "North Yard", "client_name": "Acme"}
    place = ours(5, "Acme - North Yard", email="yard@x.org", **values)

    told, untold = (
        match([theirs(name="North Yard", email=email)], [place], {})[0]
        for email in ("yard@x.org", None)
    )

    assert told.ref == Ref(CLIENT_LOCATION, 5)
    assert (untold.ref, refs(untold.candidates)) == (None, [Ref(CLIENT_LOCATION, 5)])


@pytest.mark.parametrize("shared_by", ["theirs", "ours"])
def test_a_key_that_two_of_one_side_share_is_no_evidence(shared_by: str) -> None:
    two = shared_by == "theirs"
    their = [theirs("L1", name="Acme")] + [theirs("L2", name="acme")] * two
    our = [ours(1, name="Acme")] + [ours(2, name="ACME")] * (not two)

    found = match(their, our, {})

    assert {each.ref for each in found} == {None}
    assert all(each.candidates for each in found)


def test_a_shared_name_may_still_be_told_apart_by_another_key() -> None:
    their = [theirs("L1", name="Acme", email="a@x.org"), theirs("L2", name="Acme")]
    our = [ours(1, name="Acme", email="a@x.org"), ours(2, name="Acme")]

    first, second = match(their, our, {})

    assert (first.ref, first.by) == (Ref(CLIENT, 1), "name and e-mail")
    assert (second.ref, refs(second.candidates)) == (None, [Ref(CLIENT, 2)])


def test_blank_values_match_nothing() -> None:
    their = theirs(email=" ", phone="none", mobile="0000 000")

    (found,) = match([their], [ours(email="", phone="-", mobile="000 0000")], {})

    assert (found.ref, found.candidates, found.by) == (None, (), "nothing")


def test_a_party_that_two_could_be_for_certain_is_left_to_a_person() -> None:
    their = [theirs("L1", name="Acme"), theirs("L2", name="The Acme Ltd", email="jo@x.org")]
    our = [ours(1, name="Acme", email="jo@x.org")]

    found = match(their, our, {})

    assert [each.ref for each in found] == [None, None]
    assert [refs(each.candidates) for each in found] == [[Ref(CLIENT, 1)]] * 2


def test_a_certain_link_gives_way_to_a_question_if_another_party_scores_as_high() -> None:
    their = [theirs("L1", name="Brightwater"), theirs("L2", name="Britewater", email="jo@x.org")]

    found = match(their, [ours(1, name="Brightwater", email="jo@x.org")], {})

    assert [each.ref for each in found] == [None, None]


def test_who_is_linked_for_certain_is_no_candidate_for_others() -> None:
    their = [theirs("L1", name="Acme Ltd", email="jo@x.org"), theirs("L2", name="Acme Limited")]

    linked, other = match(their, [ours(1, name="Acme Ltd", email="jo@x.org")], {})

    assert linked.ref == Ref(CLIENT, 1)
    assert (other.ref, other.candidates) == (None, ())


def test_a_supplier_is_found_like_a_client() -> None:
    (found,) = match([theirs(name="Steel Co")], [ours(4, entity=SUPPLIER, name="Steel Co")], {})

    assert found.ref == Ref(SUPPLIER, 4)


def test_a_client_and_a_supplier_of_one_name_are_told_apart_by_their_role() -> None:
    two = [ours(1, name="Hallam Pipe"), ours(2, entity=SUPPLIER, name="HALLAM pipe")]

    (found,) = match([theirs(entity=SUPPLIER, name="Hallam Pipe")], two, {})

    assert (found.ref, found.by) == (Ref(SUPPLIER, 2), "name and role")


def test_who_cannot_be_the_other_is_neither_linked_nor_shown() -> None:
    (found,) = match(
        [theirs(name="Acme", number="KB-client-1")], [ours(1, name="Acme")], {}, lambda *_: False
    )

    assert (found.ref, found.candidates) == (None, ())


def test_every_party_of_the_ledger_is_answered_in_its_order() -> None:
    their = [theirs(f"L{number}") for number in range(5)]

    assert [found.theirs for found in match(their, [], {})] == their


def test_candidates_come_best_first_with_score_and_reasons() -> None:
    near = {"phone": "0113 496 0007", "name": "Acme Heating"}
    far = [ours(number, name="Acme Heating") for number in range(2, 7)]
    their = theirs(name="Acme Heeting", email="a@x.org", phone="+44 113 496 0007")

    (found,) = match([their], [*far, ours(1, email="b@y.org", **near)], {})

    assert len(found.candidates) == MOST_CANDIDATES
    best = found.candidates[0]
    assert best.ref == Ref(CLIENT, 1)
    assert best.reasons == (
        "name alike (0.92)",
        "other e-mail",
        "same phone, written with and without its country",
    )
    scores = [each.score for each in found.candidates]
    assert scores == sorted(scores, reverse=True)
    assert min(scores) >= THRESHOLD


@pytest.mark.parametrize(
    ("decided", "ref"),
    [
        pytest.param(Ref(CLIENT, 2), Ref(CLIENT, 2), id="this one"),
        pytest.param(None, None, id="none"),
    ],
)
def test_a_decision_goes_before_evidence_and_our_number(
    decided: Ref | None, ref: Ref | None
) -> None:
    their = [theirs("L1", "KB-client-1", name="Acme")]
    our = [ours(1, name="Acme"), ours(2)]

    (found,) = match(their, our, {}, decisions={("Contacts", "L1"): decided})

    assert (found.ref, found.by, found.candidates) == (ref, "a person's decision", ())


def test_who_was_decided_upon_is_not_given_to_another_by_evidence() -> None:
    their = [theirs("L1"), theirs("L2", "KB-client-1", name="Acme")]

    _, other = match(
        their, [ours(1, name="Acme")], {}, decisions={("Contacts", "L1"): Ref(CLIENT, 1)}
    )

    assert (other.ref, other.candidates) == (None, ())


def test_a_link_goes_before_a_decision() -> None:
    links = {("Contacts", "L1"): Ref(CLIENT, 1)}

    (found,) = match(
        [theirs("L1")], [ours(1), ours(2)], links, decisions={("Contacts", "L1"): Ref(CLIENT, 2)}
    )

    assert (found.ref, found.by) == (Ref(CLIENT, 1), "link")


@pytest.mark.parametrize(
    ("decisions", "why"),
    [
        pytest.param({"L9": None}, "Contacts L9 .*no such party", id="not in the ledger"),
        pytest.param({"L1": 9}, "Contacts L1 .*Klipboard has no client 9", id="not in Klipboard"),
        pytest.param({"L1": 2, "L2": 2}, "Contacts L2 .*taken by Contacts L1", id="claimed twice"),
        pytest.param({"L1": 1}, "Contacts L1 .*taken by Contacts L0", id="linked to another"),
        pytest.param({"L1": 3}, "Contacts L1 .*another kind", id="cannot be"),
    ],
)
def test_a_decision_that_cannot_be_carried_out_names_its_row(
    decisions: dict[str, int | None], why: str
) -> None:
    given = {
        ("Contacts", key): Ref(CLIENT, source_id) if source_id else None
        for key, source_id in decisions.items()
    }
    their = [theirs(key) for key in ("L0", "L1", "L2")]
    links = {("Contacts", "L0"): Ref(CLIENT, 1)}

    with pytest.raises(BadReview, match=why):
        match(
            their,
            [ours(number) for number in (1, 2, 3)],
            links,
            lambda _their, our: our.party.source_id != 3,
            given,
        )


def test_a_word_that_everybody_has_is_no_reason_for_a_comparison() -> None:
    their = [theirs(f"L{number}", name=f"{number} Plumbing") for number in range(30)]
    our = [ours(number, name=f"{number} plumbing") for number in range(30)]
    asked: list[tuple[str, int]] = []

    def may_be(their: Any, our: Any) -> bool:
        asked.append((their.key[1], our.party.source_id))
        return True

    found = match(their, our, {}, may_be)

    assert [each.ref and each.ref.source_id for each in found] == list(range(30))
    assert len(asked) == 30
