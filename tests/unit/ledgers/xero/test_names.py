"""Names and texts that Xero shows in one piece, taken apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledger_sync.ledgers.xero.names import line_text, party_name
from ledger_sync.rules import wording


@pytest.mark.rule("X-04")
@pytest.mark.parametrize(
    ("name", "client", "expected"),
    [
        pytest.param("Acme Ltd - Yard", "Acme Ltd", "Yard", id="the prefix goes"),
        pytest.param("ACME LTD - Yard", "Acme Ltd", "Yard", id="whatever its case"),
        pytest.param("Acme Ltd - Yard", " Acme  Ltd", "Yard", id="whatever its spaces"),
        pytest.param("Acme - Yard - Back", "Acme", "Yard - Back", id="only once"),
        pytest.param("Acme - Acme", "Acme", "Acme", id="a location named as its client"),
        pytest.param("Yard", "Acme Ltd", "Yard", id="the bookkeeper took it off"),
        pytest.param("Acme: Yard", "Acme Ltd", "Acme: Yard", id="the bookkeeper changed it"),
        pytest.param("Old - Yard", "New", "Old - Yard", id="of a client that was renamed"),
        pytest.param("Acme Ltd -", "Acme Ltd", "Acme Ltd -", id="nothing behind it"),
        pytest.param("Yard", None, "Yard", id="no client known"),
    ],
)
def test_a_location_comes_back_without_its_clients_name(
    name: str, client: str | None, expected: str
) -> None:
    assert party_name("client_location", name, client) == expected
    assert party_name("client", name, client) == name


@pytest.mark.rule("C-05")
@pytest.mark.parametrize(
    ("text", "item", "description", "expected"),
    [
        pytest.param("Tap\nMixer", "Tap", "Mixer", ("Tap", "Mixer"), id="as it was"),
        pytest.param("-", None, None, (None, None), id="as it was, without any text"),
        pytest.param("-", " ", "", (" ", ""), id="as it was, however empty"),
        pytest.param("Tap\nGold", "Tap", "Mixer", ("Tap", "Gold"), id="another description"),
        pytest.param("Tap", "Tap", "Mixer", ("Tap", None), id="no description any more"),
        pytest.param("Sink\nMixer", "Tap", "Mixer", ("Sink", "Mixer"), id="another item"),
        pytest.param("Sink", "Tap", None, ("Sink", None), id="another item, no description"),
        pytest.param("Mixer", "Tap", "Mixer", (None, "Mixer"), id="no item any more"),
        pytest.param("Tap, gold", "Tap", "Tap, chrome", ("Tap", "Tap, gold"), id="in one line"),
        pytest.param("Tap\nTap, gold", "Tap", "x", ("Tap", "Tap\nTap, gold"), id="named twice"),
        pytest.param("A\nB", None, "C", (None, "A\nB"), id="without an item"),
        pytest.param(None, "Tap", "Mixer", (None, None), id="all gone"),
    ],
)
def test_a_changed_text_of_a_line_is_taken_apart(
    text: str | None,
    item: str | None,
    description: str | None,
    expected: tuple[str | None, str | None],
) -> None:
    assert line_text(text, item, description) == expected


_WORDS = st.text(alphabet="aAb -\n", max_size=8)


@pytest.mark.rule("C-10")
@given(text=_WORDS, item=st.none() | _WORDS, description=st.none() | _WORDS)
def test_a_text_that_was_taken_apart_is_sent_as_it_was(
    text: str, item: str | None, description: str | None
) -> None:
    theirs = text.strip() or None

    taken = line_text(theirs, item, description)

    again = wording.line_text(*((part.strip() or None) if part else None for part in taken))
    assert (again or "-") == (theirs or "-")
