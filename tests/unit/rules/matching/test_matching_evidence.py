"""What is certain, what a person is asked, and what is new: one party on each side."""

from __future__ import annotations

from typing import Any

import pytest
from ledger_sync.model import CLIENT, SUPPLIER, Ref
from ledger_sync.rules.matching import Match, match

from tests.unit.rules.sides import at, ours, theirs

pytestmark = [pytest.mark.rule("X-01"), pytest.mark.rule("Q-01")]

LEEDS, YORK = at("12 Canal Wharf", "Leeds", "LS1 1AA"), at("3 Mill Yard", "York", "YO1 7HH")
NEXT_DOOR = at("14 Canal Wharf", "Leeds", "ls11aa")
NO_STREET = at("", "Leeds", "LS1 1AA")
OTHER_STREET = at("9 Albion Street", "Leeds", "LS2 6HX")
JO, AL = "jo@gmail.com", "al@gmail.com"
HOME, WORK = "0113 496 0007", "0113 496 0008"

Values = dict[str, Any]


def matched(their: Values, our: Values) -> Match:
    (found,) = match([theirs(**their)], [ours(**our)], {})
    return found


@pytest.mark.parametrize(
    ("their", "our", "by"),
    [
        pytest.param({"tax_number": "GB1"}, {"tax_number": " gb1 "}, "tax number", id="tax number"),
        pytest.param({"name": "ACME  Ltd"}, {"name": "Acme Ltd"}, "name", id="name"),
        pytest.param(
            {"name": "Acme", "email": JO, "address": LEEDS},
            {"name": "Acme", "email": AL, "address": LEEDS},
            "name",
            id="name, one thing changed",
        ),
        pytest.param(
            {"name": "The Acme Co. Limited", "email": "Jo@X.org"},
            {"name": "ACME LTD", "email": "jo@x.org"},
            "name and e-mail",
            id="same words and e-mail",
        ),
        pytest.param(
            {"name": "Smith, John", "phone": "0113-496"},
            {"name": "Mr John Smith", "phone": "0113 496"},
            "name and phone",
            id="other order and phone",
        ),
        pytest.param(
            {"name": "Café & Bar", "mobile": "07700 1"},
            {"name": "Cafe and Bar", "mobile": "077001"},
            "name and mobile",
            id="no accent and mobile",
        ),
        pytest.param(
            {"name": "Acme (GB)", "mobile": HOME},
            {"name": "GB Acme", "phone": HOME},
            "name and phone",
            id="phone kept as mobile",
        ),
        pytest.param(
            {"name": "Brihgtwater", "email": JO, "phone": HOME},
            {"name": "Brightwater", "email": JO, "phone": HOME},
            "name, e-mail and phone",
            id="slip of the pen, e-mail and phone",
        ),
        pytest.param(
            {"name": "Acme", "email": JO, "phone": HOME, "address": LEEDS},
            {"name": "Acme", "email": JO, "phone": HOME, "address": YORK},
            "name, e-mail and phone",
            id="moved away",
        ),
        pytest.param(
            {"name": "Rapid Heat", "tax_number": "GB1", "email": JO, "phone": HOME},
            {"name": "Jo Bloggs", "tax_number": "GB1", "email": JO},
            "tax number and e-mail",
            id="trading name, tax number and e-mail",
        ),
    ],
)
def test_a_party_is_linked_for_certain_by(their: Values, our: Values, by: str) -> None:
    found = matched(their, our)

    assert (found.ref, found.by, found.candidates) == (Ref(CLIENT, 1), by, ())
    assert found.score > 0
    assert found.reasons


@pytest.mark.parametrize(
    ("their", "our"),
    [
        pytest.param(
            {"name": "John Smith", "email": JO, "phone": HOME},
            {"name": "John Smith", "email": AL, "phone": WORK},
            id="same name, other e-mail and phone",
        ),
        pytest.param(
            {"name": "John Smith", "address": LEEDS},
            {"name": "John Smith", "address": YORK},
            id="same name, other town",
        ),
        pytest.param(
            {"name": "John Smith", "address": LEEDS, "phone": HOME},
            {"name": "John Smith", "address": OTHER_STREET, "phone": WORK},
            id="same name, other address and phone",
        ),
        pytest.param(
            {"name": "Acme", "email": JO, "address": LEEDS},
            {"name": "Acme", "email": JO, "address": YORK},
            id="branches with the head office's e-mail",
        ),
        pytest.param(
            {"name": "Acme", "tax_number": "GB1", "email": JO},
            {"name": "Acme", "tax_number": "GB2", "email": JO},
            id="other tax number",
        ),
        pytest.param(
            {"name": "Harlow Farms", "tax_number": "GB1"},
            {"name": "Harlow Hotels", "tax_number": "GB1"},
            id="sisters in a tax group",
        ),
        pytest.param(
            {"name": "Rapid Heat", "tax_number": "GB1", "email": JO},
            {"name": "Jo Bloggs", "tax_number": "GB1", "email": AL},
            id="tax number, but name and e-mail differ",
        ),
        pytest.param(
            {"name": "Brown Ltd", "email": JO}, {"name": "Brown LLP", "email": JO}, id="legal forms"
        ),
        pytest.param(
            {"name": "Mr D Hall", "phone": HOME}, {"name": "Mrs D Hall", "phone": HOME}, id="titles"
        ),
        pytest.param(
            {"name": "Acme", "tax_number": "GB1", "email": JO},
            {"name": "Acme - Yard", "tax_number": "GB1", "email": JO},
            id="a place of the client",
        ),
        pytest.param(
            {"name": "J Smith", "phone": HOME, "address": LEEDS},
            {"name": "John Smith", "phone": HOME, "address": LEEDS},
            id="initial",
        ),
        pytest.param(
            {"name": "Marina Hall", "email": JO, "phone": HOME},
            {"name": "Martina Hall", "email": JO, "phone": HOME},
            id="a letter that makes another name",
        ),
        pytest.param(
            {"name": "Brihgtwater", "email": JO},
            {"name": "Brightwater", "email": JO},
            id="slip of the pen and e-mail alone",
        ),
        pytest.param(
            {"name": "Block 1 Riverside", "email": JO, "phone": HOME},
            {"name": "Block 2 Riverside", "email": JO, "phone": HOME},
            id="other number in the name",
        ),
        pytest.param(
            {"name": "Acme Ltd", "phone": "+44 113 496 0007"},
            {"name": "Acme Limited", "phone": "0113 496 0007"},
            id="phone with its country",
        ),
        pytest.param(
            {"name": "Jo Hall t/a Rapid Heat"}, {"name": "Rapid Heat Ltd"}, id="trading name"
        ),
        pytest.param({"name": "Rapid", "email": JO}, {"name": "Bolt", "email": JO}, id="e-mail"),
        pytest.param({"name": "Rapid", "phone": "01"}, {"name": "Bolt", "phone": "01"}, id="phone"),
        pytest.param({"name": "Acme Limited"}, {"name": "Acme Ltd"}, id="same words alone"),
        pytest.param(
            {"name": "Acme", "email": "jo@acme.example"},
            {"name": "Acme Heating", "email": "al@acme.example"},
            id="part of the name and the firm's domain",
        ),
    ],
)
def test_a_person_is_asked_about(their: Values, our: Values) -> None:
    found = matched(their, our)

    assert (found.ref, found.by) == (None, "nothing")
    assert [each.ref for each in found.candidates] == [Ref(CLIENT, 1)]


@pytest.mark.parametrize(
    ("their", "our"),
    [
        pytest.param({"name": "Acme"}, {"name": "Bolt"}, id="nothing in common"),
        pytest.param({"name": "Smith Roofing"}, {"name": "Smith Bakery"}, id="one word of two"),
        pytest.param({"name": "J Smith"}, {"name": "John Smith"}, id="initial alone"),
        pytest.param({"name": "Acme 1"}, {"name": "Acme 11"}, id="other number"),
        pytest.param(
            {"name": "Ada Hall", "address": LEEDS},
            {"name": "Bo Reid", "address": LEEDS},
            id="house",
        ),
        pytest.param(
            {"name": "Ada Hall", "email": "ada@gmail.com"},
            {"name": "Bo Reid", "email": "bo@gmail.com"},
            id="a free provider's domain",
        ),
    ],
)
def test_a_party_is_new_with(their: Values, our: Values) -> None:
    found = matched(their, our)

    assert (found.ref, found.candidates) == (None, ())


@pytest.mark.parametrize(
    ("their", "our", "reason"),
    [
        pytest.param({"address": LEEDS}, {"address": LEEDS}, "same address", id="same"),
        pytest.param({"address": LEEDS}, {"address": NEXT_DOOR}, "other address", id="next door"),
        pytest.param({"address": LEEDS}, {"address": NO_STREET}, "same postcode", id="postcode"),
        pytest.param({"address": LEEDS}, {"address": YORK}, "address in another town", id="town"),
        pytest.param({"email": AL}, {"email": JO, "phone": HOME}, "other e-mail", id="e-mail"),
        pytest.param({"entity": SUPPLIER}, {}, "other role", id="role"),
        pytest.param(
            {"tax_number": "1"}, {"tax_number": "2", "email": JO}, "other tax number", id="tax"
        ),
    ],
)
def test_reasons_are_words(their: Values, our: Values, reason: str) -> None:
    found = matched({"name": "Acme Ltd", "email": JO, **their}, {"name": "Acme", **our})

    told = found.reasons or found.candidates[0].reasons
    assert told[0] == "name of the same words"
    assert reason in told
