"""How texts are put together for a ledger that has fewer places for them."""

from __future__ import annotations

import pytest
from ledger_sync.rules.wording import line_text


@pytest.mark.parametrize(
    ("item", "description", "text"),
    [
        pytest.param("Tap", "Chrome", "Tap\nChrome", id="both, one above the other"),
        pytest.param("Tap", "tap, chrome", "tap, chrome", id="the description names it already"),
        pytest.param("Tap", None, "Tap", id="item only"),
        pytest.param(None, "Chrome", "Chrome", id="description only"),
        pytest.param(None, None, None, id="neither"),
    ],
)
def test_the_text_of_a_line(item: str | None, description: str | None, text: str | None) -> None:
    assert line_text(item, description) == text
