"""What a ledger has of ours after a merge: what it lacks is sent, and nothing else (C-10, C-11)."""

from __future__ import annotations

import pytest
from ledger_sync.rules.agreement import Done, Parts, Sides, agreed_content
from ledger_sync.rules.merge_lines import MergedLines

pytestmark = [pytest.mark.rule("C-10"), pytest.mark.rule("C-11")]

PARTS = Parts(
    {"due_date": ("Due",), "phone": ("Phones.MAIN",), "status": ("Status",)},
    {"quantity": ("Qty",), "description": ("Text",)},
    "Lines",
)
NO_LINES = Parts(PARTS.fields, {}, "")


def some_lines(**pending: frozenset[str]) -> MergedLines:
    return MergedLines(take={}, add=(), remove=(), order=(), pending=pending, conflicts=())


def test_what_was_taken_is_agreed_as_klipboard_has_it_now() -> None:
    then, now = {"Due": "1", "Status": "S"}, {"Due": "2", "Status": "S"}

    agreed = agreed_content(NO_LINES, Sides(then, then, now), Done(taken={"due_date"}))

    assert agreed == now


def test_what_is_pending_stays_as_it_was_agreed() -> None:
    then, ours = {"Due": "1", "Status": "S"}, {"Due": "2", "Status": "S"}

    agreed = agreed_content(NO_LINES, Sides(then, ours, ours), Done(pending={"due_date"}))

    assert agreed == then


def test_a_field_that_follows_from_a_taken_one_is_sent() -> None:
    then = {"Due": "created", "Status": "draft"}
    now = {"Due": "net 30", "Status": "sent"}

    agreed = agreed_content(NO_LINES, Sides(then, then, now), Done(taken={"status"}))

    assert agreed == {"Due": "created", "Status": "sent"}


def test_what_follows_from_a_payment_is_agreed() -> None:
    then = {"Due": "created", "Status": "draft"}
    now = {"Due": "net 30", "Status": "sent"}

    assert agreed_content(NO_LINES, Sides(then, then, now), Done(), whole=True) == now


def test_what_no_view_says_is_agreed_as_it_was() -> None:
    then, ours = {"Due": "1", "Tax": "old"}, {"Due": "1", "Tax": "new"}

    agreed = agreed_content(NO_LINES, Sides(then, ours, ours), Done())

    assert agreed == then


def test_a_conflict_that_klipboard_won_leaves_nothing_agreed_so_that_any_later_value_goes() -> None:
    then, ours = {"Due": "1", "Status": "S"}, {"Due": "2", "Status": "S"}
    done = Done(pending={"due_date"}, lost={"due_date"})

    agreed = agreed_content(NO_LINES, Sides(then, ours, ours), done)

    assert agreed == {"Status": "S"}


def test_a_value_that_klipboard_emptied_is_told_by_what_it_was() -> None:
    then, ours = {"Due": "1", "Status": "S"}, {"Due": None, "Status": "S"}
    done = Done(pending={"due_date"}, lost={"due_date"})

    agreed = agreed_content(NO_LINES, Sides(then, ours, ours), done)

    assert agreed == then


def test_a_part_of_a_part_keeps_its_neighbours() -> None:
    then = {"Phones": {"MAIN": {"No": "1"}, "MOBILE": {"No": "7"}}}
    ours = {"Phones": {"MAIN": {"No": "2"}, "MOBILE": {"No": "7"}}}

    agreed = agreed_content(NO_LINES, Sides(then, ours, ours), Done(pending={"phone"}))

    assert agreed == then


def test_a_line_that_is_new_here_is_not_there_yet_and_one_that_went_here_still_is() -> None:
    stays, goes, comes = ({"$line": number, "Qty": "1", "Text": "x"} for number in (1, 2, 3))
    then, ours = {"Lines": [stays, goes]}, {"Lines": [stays, comes]}
    merged = some_lines(**{"2": frozenset("*"), "3": frozenset("*")})

    agreed = agreed_content(PARTS, Sides(then, ours, ours), Done(lines=merged))

    assert agreed == then


def test_a_field_of_a_line_that_is_pending_stays_as_it_was_agreed() -> None:
    then = {"Lines": [{"$line": 1, "Qty": "1", "Text": "theirs before"}]}
    ours = {"Lines": [{"$line": 1, "Qty": "2", "Text": "theirs before"}]}
    now = {"Lines": [{"$line": 1, "Qty": "2", "Text": "theirs"}]}

    done = Done(lines=some_lines(**{"1": frozenset({"quantity"})}))
    agreed = agreed_content(PARTS, Sides(then, ours, now), done)

    assert agreed == {"Lines": [{"$line": 1, "Qty": "1", "Text": "theirs"}]}


def test_an_order_of_lines_that_the_ledger_has_yet_to_be_told_is_not_agreed() -> None:
    one, two = {"$line": 1, "Qty": "1"}, {"$line": 2, "Qty": "1"}
    then, ours = {"Lines": [one, two]}, {"Lines": [two, one]}
    merged = MergedLines({}, (), (), ("2", "1"), {}, (), reorder=True)

    assert agreed_content(PARTS, Sides(then, ours, ours), Done(lines=merged)) == then
