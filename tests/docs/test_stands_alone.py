"""The project is whole by itself: nothing in it leans on the place where it was written."""

from __future__ import annotations

import re

import pytest

from tests.docs.pages import ROOT, files, name_of

# Put together here, so that this file does not find itself.
PLACES = ("../" + "shared", "/" + "work/", "/" + "root/", "/tm" + "p/w/", ".lib" + "rary")
REGISTRIES = (
    "py" + "pi.org", "python" + "hosted.org", "npm" + "js.org", "proxy." + "golang.org",
    "index." + "crates.io",
)  # fmt: skip
BINARY = {".png", ".ico", ".gz"}
LARGEST = 1_000_000


def text_files() -> list[str]:
    return [
        name_of(path)
        for path in files()
        if path.suffix not in BINARY and path.stat().st_size < LARGEST
    ]


@pytest.mark.parametrize("needle", [*PLACES, *REGISTRIES], ids=str)
def test_no_file_mentions_a_place_outside_of_the_project(needle: str) -> None:
    found = [
        name
        for name in text_files()
        if re.search(rf"(?<![\w.]){re.escape(needle)}", (ROOT / name).read_text(errors="replace"))
    ]

    assert found == []
