"""The messages that the runbook explains are messages that the code says."""

from __future__ import annotations

import ast
import json
from functools import cache
from pathlib import Path

import pytest

from tests.docs.pages import ROOT, quoted, read, rows

HEADINGS = {"message", "wish", "means", "do"}
FROM_A_SETTING = {"LEDGER_SYNC_…"}


@cache
def said() -> tuple[str, ...]:
    """Every text of the code, with a gap for what is filled in, and every message of a suite."""
    code = [ROOT / "plugins" / "sync_reports.py", *(ROOT / "plugins" / "ledger_sync").rglob("*.py")]
    texts = [text for path in code for text in texts_of(path)]
    for path in (ROOT / "include" / "expectations").glob("*.json"):
        suite = json.loads(path.read_text(encoding="utf-8"))
        texts += [each["message"] for each in suite["expectations"]]
    return tuple(texts)


def texts_of(path: Path) -> list[str]:
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.JoinedStr):
            parts = (
                str(each.value) if isinstance(each, ast.Constant) else "\0" for each in node.values
            )
            found.append("".join(parts))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            found.append(node.value)
    return found


def messages() -> list[str]:
    page = read("docs/runbook.md").partition("## Useful queries")[0]
    found = [
        message
        for row in rows(page)
        if len(row) == 3 and row[0] not in HEADINGS
        for message in quoted(row[0])
    ]
    return sorted(set(found) - FROM_A_SETTING)


@pytest.mark.parametrize("message", messages(), ids=lambda message: message[:50])
def test_a_message_of_the_runbook_is_one_that_the_code_says(message: str) -> None:
    parts = [part.strip() for part in message.split("…") if part.strip()]

    assert any(in_order(parts, text) for text in said()), message


def in_order(parts: list[str], text: str) -> bool:
    place = 0
    for part in parts:
        place = text.find(part, place)
        if place < 0:
            return False
        place += len(part)
    return True
