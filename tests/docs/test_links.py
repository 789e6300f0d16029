from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.docs.pages import ROOT, name_of, pages, quoted, without_blocks

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
PLACEHOLDER = re.compile(r"[<>{}…]")
TOP = {path.name for path in ROOT.iterdir()}
INSIDE = {path.name for path in (ROOT / "plugins" / "ledger_sync").iterdir()}
MADE_BY_TOOLS = (".stack", ".venv", ".env")


def anchors(page: Path) -> set[str]:
    headings = HEADING.findall(without_blocks(page.read_text(encoding="utf-8")))
    plain = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings)
    return {heading.strip().replace(" ", "-") for heading in plain}


@pytest.mark.parametrize("page", pages(), ids=name_of)
def test_every_link_leads_somewhere(page: Path) -> None:
    links = LINK.findall(without_blocks(page.read_text(encoding="utf-8")))

    broken = []
    for link in links:
        if link.startswith(("http://", "https://", "mailto:")):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(link)

    assert not broken


def named_files(page: Path) -> list[str]:
    """What stands in backticks and looks like a file or folder of the project."""
    text = without_blocks(page.read_text(encoding="utf-8"))
    found = []
    for name in quoted(text):
        first, slash, _ = name.partition("/")
        is_path = slash and " " not in name and not PLACEHOLDER.search(name)
        if is_path and first in TOP | INSIDE and not name.startswith(MADE_BY_TOOLS):
            found.append(name)
    return found


@pytest.mark.parametrize("page", pages(), ids=name_of)
def test_every_file_that_is_named_exists(page: Path) -> None:
    places = (ROOT, ROOT / "plugins" / "ledger_sync", page.parent)

    missing = [name for name in named_files(page) if not any(any_of(at, name) for at in places)]

    assert not missing


def any_of(folder: Path, name: str) -> bool:
    pattern = name.rstrip("/")
    return any(folder.glob(pattern)) if "*" in pattern else (folder / pattern).exists()


def test_every_page_can_be_reached_from_the_readme() -> None:
    reached: set[Path] = set()
    waiting = [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in reached or page.suffix != ".md":
            continue
        reached.add(page)
        links = LINK.findall(without_blocks(page.read_text(encoding="utf-8")))
        for link in links:
            target = (page.parent / link.partition("#")[0]).resolve()
            target = target / "README.md" if target.is_dir() else target
            waiting += [target] if target.is_file() else []

    # The notes of golden cases are read beside their payloads, not from the pages.
    unreached = {name_of(page) for page in set(pages()) - reached}
    assert {name for name in unreached if not name.startswith("tests/golden/")} == set()
