"""The pages of the project, and what stands in them. No test in here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
IGNORED = [
    line.strip("/")
    for line in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]
FENCE = re.compile(r"^[ ]*```(\w*)\n(.*?)^[ ]*```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """A fenced block of a page."""

    page: Path
    number: int
    language: str
    text: str

    @property
    def id(self) -> str:
        return f"{name_of(self.page)}-{self.language}-{self.number}"


def files(suffix: str = "") -> list[Path]:
    """The project's own files: without what git ignores, and without the folders of tools."""
    found = (path for path in ROOT.rglob(f"*{suffix}") if path.is_file())
    return sorted(path for path in found if not _is_left_out(path.relative_to(ROOT)))


def _is_left_out(path: Path) -> bool:
    hidden = path.parts[0].startswith(".") and len(path.parts) > 1 and path.parts[0] != ".ci"
    return hidden or any(fnmatch(part, name) for part in path.parts for name in IGNORED)


def pages() -> list[Path]:
    return files(".md")


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def blocks(language: str, *names: str) -> list[Block]:
    """The fenced blocks of one language in these pages, or in all."""
    chosen = [ROOT / name for name in names] or pages()
    return [
        Block(page, number, language, match[2])
        for page in chosen
        for number, match in enumerate(FENCE.finditer(page.read_text(encoding="utf-8")), start=1)
        if match[1] == language
    ]


def without_blocks(text: str) -> str:
    return FENCE.sub("", text)


def rows(text: str) -> Iterator[list[str]]:
    """The cells of every row of every table, headings included."""
    for line in without_blocks(text).splitlines():
        if line.startswith("|") and not set(line) <= set("|-: "):
            yield [cell.strip() for cell in line.strip().strip("|").split("|")]


def quoted(text: str) -> list[str]:
    """What stands in backticks."""
    return re.findall(r"`([^`]+)`", text)
