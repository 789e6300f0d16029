"""Every SQL file is one statement that says what it is for, and none is forgotten."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from ledger_sync.ledgers import LEDGERS
from ledger_sync.model import INVOICE, PARTIES, PRODUCT

from stack.paths import ROOT

FILES = sorted(
    path for folder in ("extract", "apply") for path in (ROOT / "sql" / folder).iterdir()
)
EXTRACTS = [path for path in FILES if path.parent.name == "extract"]


def name(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


def header(text: str) -> str:
    return "".join(line for line in text.splitlines(keepends=True) if line.startswith("--"))


def statement(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if not line.startswith("--"))


@pytest.mark.parametrize("path", FILES, ids=name)
def test_a_file_begins_with_its_purpose_and_says_the_grain(path: Path) -> None:
    told = header(path.read_text(encoding="utf-8"))

    assert told.startswith("-- Purpose: ")
    assert "-- Grain: " in told


@pytest.mark.parametrize("path", FILES, ids=name)
def test_a_files_parameters_are_those_that_its_header_names(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    used = set(re.findall(r"(?<![:\w]):(\w+)", statement(text)))

    told = re.search(r"Parameters: (.*?)(?=-- Grain)", header(text), re.DOTALL)
    words = set(re.findall(r"\w+", told[1])) if told else set()
    columns = words if "columns" not in words else words | used
    assert used <= columns


@pytest.mark.parametrize("path", FILES, ids=name)
def test_a_file_is_one_statement_with_named_columns(path: Path) -> None:
    text = statement(path.read_text(encoding="utf-8"))

    assert ";" not in text
    assert not re.search(r"\bselect\s+\*|\.\*", text, re.IGNORECASE)
    assert "%s" not in text


@pytest.mark.parametrize("path", FILES, ids=name)
def test_every_table_of_klipboard_is_read_for_named_companies_only(path: Path) -> None:
    text = statement(path.read_text(encoding="utf-8"))

    found = re.findall(r"(FROM|JOIN|UPDATE|INTO) klipboard\.(\w+)(?: AS (\w+))?", text)

    for verb, table, alias in found:
        if verb == "INTO":
            assert re.search(rf"INTO klipboard\.{table}[^)]*\bcompany_id\b", text)
        elif table == "companies":
            assert re.search(r"\bid = (ANY\(CAST\()?:company_ids?\b", text)
        else:
            its = re.escape(f"{alias}." if alias else "") + "company_id"
            assert re.search(rf"(?<![\w.]){its} = |= {its}\b", text), (table, alias)


@pytest.mark.parametrize("path", EXTRACTS, ids=name)
def test_a_list_has_a_total_order(path: Path) -> None:
    told = header(path.read_text(encoding="utf-8"))

    assert "Order: " in told or "Grain: one row." in told


def test_every_entity_has_its_extract_and_no_file_is_without_a_use() -> None:
    entities = {entity for ledger in LEDGERS.values() for entity in ledger.entities}
    others = ("clock", "company", "directory", "invoice_number", "invoice_payment")
    expected = {f"extract/{each}" for each in (*entities, PRODUCT, *others, "location_clients")}
    sources = "".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "plugins").rglob("source/*.py")
    )

    found = {name(path) for path in FILES}

    assert {each for each in found if each.startswith("extract/")} == expected
    whole = (*PARTIES, PRODUCT, INVOICE, "invoice_line")
    for applied in (each.removeprefix("apply/") for each in found - expected):
        assert applied in sources or re.sub("_(ids|lock|changes)$", "", applied) in whole
