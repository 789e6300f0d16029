"""How long an answer asks us to wait."""

from __future__ import annotations

import pytest
from ledger_sync.rules.waits import LONGEST_SECONDS, named_wait

NOW = "Wed, 21 Oct 2026 07:28:00 GMT"


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        pytest.param("26", 26, id="seconds"),
        pytest.param(" 26 ", 26, id="spaces around them"),
        pytest.param("0.5", 0.5, id="half a second"),
        pytest.param("Wed, 21 Oct 2026 07:28:26 GMT", 26, id="a date"),
        pytest.param("Wed, 21 Oct 2026 09:28:26 +0200", 26, id="a date of another zone"),
        pytest.param("Wed, 21 Oct 2026 07:00:00 GMT", 0, id="a date that has passed"),
        pytest.param("9" * 40, LONGEST_SECONDS, id="for ever"),
        pytest.param("Wed, 21 Oct 2099 07:28:00 GMT", LONGEST_SECONDS, id="for decades"),
        pytest.param("-5", None, id="less than nothing"),
        pytest.param("soon", None, id="no number"),
        pytest.param("\u00b2", None, id="a digit that is no number"),
        pytest.param("", None, id="nothing"),
        pytest.param("Wed, 32 Oct 2026 07:28:26 GMT", None, id="no day"),
        pytest.param("Wed, 21 Oct 2026 07:28:26", None, id="a date without a zone"),
    ],
)
def test_the_wait_is_the_one_that_is_named(said: str, seconds: float | None) -> None:
    assert named_wait({"retry-after": said, "date": NOW}) == seconds


def test_a_date_alone_says_nothing_if_the_answer_has_none() -> None:
    assert named_wait({"retry-after": "Wed, 21 Oct 2026 07:28:26 GMT"}) is None


def test_without_a_word_no_wait_is_named() -> None:
    assert named_wait({"date": NOW}) is None
