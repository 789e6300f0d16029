"""Pages that repeat what the code says: each is held to it."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Iterator
from typing import get_args

import pytest
from ledger_sync import errors, model
from ledger_sync.ledgers import LEDGERS
from ledger_sync.settings import PREFIX, Settings
from ledger_sync.state.tables import COUNTERS, SCHEMA, metadata

from tests.docs.pages import ROOT, name_of, pages, quoted, read, rows

PLACES_OF_REPORTS = "reports"
"""The one default that is a place on the machine."""


def first_cells(page: str) -> list[str]:
    return [name for row in rows(read(page)) for name in quoted(row[0])]


def test_the_page_of_errors_names_every_class() -> None:
    classes = {
        name
        for name, each in inspect.getmembers(errors, inspect.isclass)
        if issubclass(each, errors.LedgerSyncError)
    }

    assert classes == {name for name in quoted(read("docs/errors.md")) if name in vars(errors)}


def variables_of_delivery() -> dict[str, str]:
    return {
        name: quoted(row[1])[0] if quoted(row[1]) else ""
        for row in rows(read("docs/delivery.md"))
        for name in quoted(row[0])
        if len(row) == 3 and name.startswith(PREFIX)
    }


def variables_of_example() -> dict[str, str]:
    found = re.findall(rf"^#?({PREFIX}\w+)=(.*)$", read(".env.example"), re.MULTILINE)
    return dict(found)


@pytest.mark.parametrize(
    "documented",
    [variables_of_delivery(), variables_of_example()],
    ids=["delivery.md", ".env.example"],
)
def test_every_setting_is_documented_with_its_default(documented: dict[str, str]) -> None:
    fields = {f"{PREFIX}{name.upper()}": field for name, field in Settings.model_fields.items()}
    other = {name for name in documented if name.removeprefix(PREFIX) == "HOME"}

    assert set(documented) - other == set(fields)
    for name, field in fields.items():
        if not name.endswith(PLACES_OF_REPORTS.upper()):
            assert float(documented[name]) == float(field.default), name


def test_the_page_of_the_state_names_every_table_and_no_other() -> None:
    tables = {table.name for table in metadata.tables.values()}
    named = {
        name for row in rows(read("docs/state.md")) if len(row) == 3 for name in quoted(row[0])
    }

    assert named == tables | {"alembic_version"}


def columns_of_state() -> Iterator[tuple[str, str]]:
    for row in rows(read("docs/state.md")):
        for table in quoted(row[0]) if len(row) == 3 else ():
            described = re.sub(r"\([^)]*\)", "", row[2])
            if f"{SCHEMA}.{table}" in metadata.tables:
                yield table, described


@pytest.mark.parametrize(
    ("table", "described"), [*columns_of_state()], ids=lambda value: value[:20]
)
def test_a_column_that_the_page_of_the_state_names_exists(table: str, described: str) -> None:
    tables = {"batches": ("batches", "batch_items")}.get(table, (table,))
    columns = {each.name for name in tables for each in metadata.tables[f"{SCHEMA}.{name}"].columns}

    if table != "batch_items":
        assert set(quoted(described)) <= columns


def test_the_page_of_the_state_explains_every_count() -> None:
    section = read("docs/state.md").partition("## How the counts are meant")[2]

    assert {name for row in rows(section) for name in quoted(row[0])} == set(COUNTERS)


@pytest.mark.parametrize("ledger", LEDGERS)
def test_the_page_of_the_mapping_tables_lists_the_files_that_a_ledger_has(ledger: str) -> None:
    page = read("include/mappings/README.md")

    files = {path.stem for path in (ROOT / "include" / "mappings" / ledger).glob("*.csv")}

    assert set(re.findall(rf"\({ledger}/(\w+)\.csv\)", page)) == files
    assert {spec.name for spec in LEDGERS[ledger].tables} == files


def test_the_page_of_the_rules_has_the_rules_and_no_others() -> None:
    numbers = {"C": 12, "X": 12, "Q": 15, "B": 5}
    expected = {
        f"{letter}-{number:02d}"
        for letter, last in numbers.items()
        for number in range(1, last + 1)
    }

    ids = re.findall(r"^\| ([A-Z]-\d\d) \|", read("docs/rules.md"), re.MULTILINE)

    assert sorted(ids) == sorted(expected)


@pytest.mark.parametrize("page", pages(), ids=name_of)
def test_a_rule_that_a_page_names_exists(page) -> None:
    known = set(re.findall(r"^\| ([A-Z]-\d\d) \|", read("docs/rules.md"), re.MULTILINE))

    named = set(re.findall(r"\b[CXQB]-\d\d\b", page.read_text(encoding="utf-8")))

    assert named <= known


def test_the_glossary_has_the_words_that_the_model_uses() -> None:
    words = " ".join(row[0] for row in rows(read("docs/glossary.md")))
    entities = " ".join(quoted(read("docs/glossary.md")))

    assert [each for each in get_args(model.Intent) if each not in words] == []
    assert [each for each in (*model.PARTIES, *model.DOCUMENTS) if each not in entities] == []


@pytest.mark.parametrize(
    "word", ["audit", "batch", "link", "outbox", "plan", "quarantine", "run", "watermark"]
)
def test_the_glossary_has_the_words_that_the_tables_use(word: str) -> None:
    tables = " ".join(table.name for table in metadata.tables.values())

    assert word in tables
    assert word in {row[0] for row in rows(read("docs/glossary.md"))}


def test_the_contributors_page_lists_the_folders_of_tests() -> None:
    named = {name for name in first_cells("CONTRIBUTING.md") if name.startswith("tests/")}

    folders = {
        f"tests/{path.name}"
        for path in (ROOT / "tests").iterdir()
        if any(path.glob("**/test_*.py"))
    }

    assert named == folders


def test_the_contributors_page_names_what_the_contract_demands() -> None:
    page = read("CONTRIBUTING.md")
    contract = read("plugins/ledger_sync/ledgers/contract.py")
    contract += read("plugins/ledger_sync/ledgers/views.py")
    client = contract.partition("class LedgerClient")[2].partition("@dataclass")[0]
    functions = re.findall(r"^    (\w+): Callable", contract, re.MULTILINE)
    calls = re.findall(r"^    def (\w+)\(", client, re.MULTILINE)

    unnamed = {name for name in (*functions, *calls) if f"`{name}`" not in page}

    # These are described in words, in the row on consent.
    assert unnamed == {"list_tenants", "revoke", "signed"}


DECISIONS = sorted((ROOT / "docs" / "adr").glob("0*.md"))


@pytest.mark.parametrize("page", DECISIONS, ids=name_of)
def test_a_decision_has_the_headings_that_all_have(page) -> None:
    text = page.read_text(encoding="utf-8")

    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == [
        "Context", "Decision", "Consequences", "A change violates this when",
    ]  # fmt: skip
    assert text.startswith(f"# {int(page.name[:4])}. ")


def test_decisions_are_numbered_without_a_gap_and_listed() -> None:
    index = read("docs/adr/README.md")

    assert [int(page.name[:4]) for page in DECISIONS] == [*range(1, len(DECISIONS) + 1)]
    assert [page.name for page in DECISIONS if f"]({page.name})" not in index] == []


def test_the_page_of_the_measurements_tells_the_figures_of_its_baseline() -> None:
    page = read("bench/README.md")
    (name,) = re.findall(r"\]\((results/[\d-]+\.json)\)", page)
    kept = json.loads(read(f"bench/{name}"))

    cells = list(rows(page))

    assert kept["promises_kept"]
    calls = {(each["ledger"], each["what"]): each for each in kept["calls"]}
    for what in {what for _, what in calls}:
        figures = [
            str(calls[ledger, what][name]) for ledger in LEDGERS for name in ("writes", "reads")
        ]
        first = [what, f"{calls['xero', what]['records']:,}"]
        assert [*first, *figures] in [
            [row[0].replace("a hundred", "100"), *row[1:]] for row in cells
        ]
    nights = {(each["ledger"], each["what"]): each for each in kept["way_back"]}
    for what in {what for _, what in nights} - {"the first night"}:
        figures = [
            f"{nights[ledger, what][name]:,}"
            for ledger in LEDGERS
            for name in ("calls", "round_trips")
        ]
        told = [what, f"{nights['xero', what]['records']:,}", *figures]
        assert told in [[*row[:4], *row[5:7]] for row in cells]
    for each in kept["matching"]:
        assert each["wrong"] == 0
        parties, right = f"{each['parties']:,}", f"{each['right']:,}"
        assert any(row[1:2] == [parties] and row[3:4] == [right] for row in cells), each
    for each in kept["outbox_by_size"]:
        assert any(
            row[0] == f"{each['documents']:,}" and row[5:6] == [str(each["peak_mebibytes"])]
            for row in cells
        )
