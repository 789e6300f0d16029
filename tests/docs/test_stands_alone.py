"""The project is whole by itself: nothing in it leans on the place where it was written."""

from __future__ import annotations

import re
from functools import cache

import pytest

from tests.docs.pages import files, name_of

# Put together here, so that this file does not find itself.
PLACES = ("../" + "shared", "/" + "work/", "/" + "root/", "/tm" + "p/w/", ".lib" + "rary")
REGISTRIES = (
    "py" + "pi.org", "python" + "hosted.org", "npm" + "js.org", "proxy." + "golang.org",
    "index." + "crates.io",
)  # fmt: skip
BINARY = {".png", ".ico", ".gz"}
LARGEST = 1_000_000


@cache
def texts() -> dict[str, str]:
    """The project's files that people read, by name."""
    return {
        name_of(path): path.read_text(encoding="utf-8", errors="replace")
        for path in files()
        if path.suffix not in BINARY and path.stat().st_size < LARGEST
    }


@pytest.mark.parametrize("needle", [*PLACES, *REGISTRIES], ids=str)
def test_no_file_mentions_a_place_outside_of_the_project(needle: str) -> None:
    place = re.compile(rf"(?<![\w.]){re.escape(needle)}")

    assert [name for name, text in texts().items() if place.search(text)] == []
