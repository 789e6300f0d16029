"""One telephone number, written in several ways."""

from __future__ import annotations

import pytest
from ledger_sync.rules.matching import match

from tests.unit.rules.sides import ours, theirs

WITH_COUNTRY = "same phone, written with and without its country"


def reasons(one: str, other: str) -> tuple[str, ...]:
    their, our = theirs(name="Acme Ltd", phone=one), ours(name="Acme Inc", phone=other)
    (found,) = match([their], [our], {})
    return found.candidates[0].reasons


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("+44 (0)113 496 0007", "01134960007", id="GB"),
        pytest.param("0044 113 496 0007", "0113 496 0007", id="GB, dialled"),
        pytest.param("44 113 496 0007", "0113 496 0007", id="GB, plus lost"),
        pytest.param("+61 2 5550 0014", "(02) 5550 0014", id="AU"),
        pytest.param("+64 9 555 0014", "09 555 0014", id="NZ"),
        pytest.param("+1 303 555 0123", "(303) 555-0123", id="US"),
    ],
)
def test_a_number_with_its_country_is_alike(one: str, other: str) -> None:
    assert WITH_COUNTRY in reasons(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("0113 496 0007", "0213 496 0007", id="two towns"),
        pytest.param("+44 113 496 0007", "+61 113 496 0008", id="two countries"),
        pytest.param("1234", "01234", id="too short for a country"),
    ],
)
def test_two_numbers_are_not_alike(one: str, other: str) -> None:
    assert "other phone" in reasons(one, other)
