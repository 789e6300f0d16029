"""What a ledger changes in an invoice's lines is written there, and nothing else is touched."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from ledger_sync.source import changes, klipboard

from tests.integration.changing import (
    OTHER_VALUES,
    Invoice,
    writing,
)
from tests.integration.source import LOW, Source
from tests.integration.test_apply import OURS


def reserved(source: Source) -> int:
    with writing(source) as db:
        (line,) = klipboard.reserve_ids(db, "invoice_line", 1)
    assert line >= OURS
    return line


@pytest.mark.rule("C-05")
@pytest.mark.parametrize("column", sorted(changes.LINE_COLUMNS))
def test_only_the_named_column_of_a_line_changes_and_its_invoice_is_touched(
    invoice: Invoice, column: str
) -> None:
    before = invoice.lines
    value = OTHER_VALUES.get(column, f"new {column}")

    invoice.change({before[1]["id"]: {column: value}})

    after = invoice.lines
    assert after[0::2] == before[0::2]
    changed_at = after[1]["updated_at"]
    assert after[1] == {**before[1], column: value, "updated_at": changed_at}
    assert LOW < before[1]["updated_at"] < changed_at <= invoice.changed_at


@pytest.mark.rule("C-05")
@pytest.mark.rule("B-02")
def test_lines_are_changed_added_removed_and_ordered_and_twice_equals_once(
    source: Source, invoice: Invoice
) -> None:
    first, second, third = invoice.line_ids
    new = reserved(source)
    change: dict[str, Any] = {
        "changed": {third: {"quantity": Decimal("0.1"), "description": None}},
        "added": {new: {"description": "Added", "unit_price": Decimal("0.0001")}},
        "removed": (first,),
        "positions": {third: 1, new: 2, second: 3},
    }
    invoice.change(**change)
    once, changed_at = invoice.lines, invoice.changed_at

    invoice.change(**change)

    assert (invoice.lines, invoice.changed_at) == (once, changed_at)
    assert [(line["id"], line["position"]) for line in once] == [(third, 1), (new, 2), (second, 3)]
    assert (once[0]["quantity"], once[0]["description"]) == (Decimal("0.1"), None)
    assert (once[1]["quantity"], once[1]["unit_price"]) == (Decimal(1), Decimal("0.0001"))
    assert (once[1]["discount_percent"], once[1]["tax_rate"]) == (Decimal(0), None)
    assert once[1]["company_id"] == source.company.id
    assert changed_at > LOW


def test_the_time_after_a_change_of_lines_is_the_invoices(source: Source, invoice: Invoice) -> None:
    with writing(source) as db:
        changes.change_lines(db, source.company.id, invoice.id, {}, {}, invoice.line_ids[:1], {})
        changed_at = changes.change_invoice(db, source.company.id, invoice.id, {})

    assert LOW < changed_at == invoice.changed_at


@pytest.mark.rule("B-02")
def test_a_line_that_is_added_again_stays_as_a_person_left_it(
    source: Source, invoice: Invoice
) -> None:
    new = reserved(source)
    invoice.change(added={new: {"description": "Added"}}, positions={new: 4})
    source.update("invoice_lines", new, description="By hand")

    invoice.change(added={new: {"description": "Added"}}, positions={new: 4})

    assert source.row("invoice_lines", new)["description"] == "By hand"


def test_lines_in_which_nothing_changes_are_not_touched_nor_is_their_invoice(
    invoice: Invoice,
) -> None:
    before = invoice.lines
    same: dict[int, changes.Columns] = {
        line["id"]: {"quantity": Decimal(1), "unit_price": Decimal("100.00"), "item_name": None}
        for line in before
    }

    invoice.change(same, {}, (0,), {line["id"]: line["position"] for line in before})
    invoice.change()

    assert (invoice.lines, invoice.changed_at) == (before, LOW)


def test_a_column_that_is_not_named_keeps_what_a_person_wrote_since(
    source: Source, invoice: Invoice
) -> None:
    line = invoice.line_ids[0]
    source.update("invoice_lines", line, description="By hand")

    invoice.change({line: {"tax_rate": "No VAT"}})

    row = source.row("invoice_lines", line)
    assert (row["description"], row["tax_rate"]) == ("By hand", "No VAT")


def test_lines_of_another_company_are_never_touched(source: Source, invoice: Invoice) -> None:
    theirs = Invoice.of(source, source.other)
    before, mine = theirs.lines, invoice.lines
    ids = theirs.line_ids
    change: dict[str, Any] = {
        "changed": {ids[0]: {"description": "ours"}},
        "removed": (ids[1],),
        "positions": {ids[2]: 9},
    }

    theirs.change(**change, added={})
    new = reserved(source)
    theirs.change(added={new: {"description": "ours"}}, positions={new: 4})
    invoice.change(**change)
    invoice.change(added={ids[0]: {"description": "ours"}}, positions={ids[0]: 1})

    assert (theirs.lines, theirs.changed_at) == (before, LOW)
    assert (invoice.lines, invoice.changed_at) == (mine, LOW)


def test_lines_of_another_invoice_are_never_touched(source: Source, invoice: Invoice) -> None:
    second = Invoice.of(source)
    before = second.lines
    ids = second.line_ids

    invoice.change({ids[0]: {"description": "x"}}, {}, (ids[1],), {ids[2]: 9})

    assert (second.lines, second.changed_at, invoice.changed_at) == (before, LOW, LOW)
