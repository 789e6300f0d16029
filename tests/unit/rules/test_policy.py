"""The table of conflicts is closed: every field that can come back stands in it exactly once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledger_sync.errors import BadMappingTable
from ledger_sync.files import conflicts_file
from ledger_sync.rules.merge import KLIPBOARD, LEDGER
from ledger_sync.rules.policy import FIELDS, parse
from ledger_sync.steps import conflict_policy

HEADER = "entity,field,winner,note"
KEYS = sorted((entity, field) for entity, fields in FIELDS.items() for field in fields)
LINES = [f"{entity},{field},ledger,-" for entity, field in KEYS]
WHERE = "include/mappings/conflicts.csv"


def text(*lines: str) -> str:
    return "\n".join([HEADER, *lines, ""])


@pytest.mark.rule("C-11")
@given(st.lists(st.sampled_from([KLIPBOARD, LEDGER]), min_size=len(KEYS), max_size=len(KEYS)))
def test_the_policy_says_what_the_table_says(winners: list[str]) -> None:
    rows = [
        f"{entity},{field},{side},-" for (entity, field), side in zip(KEYS, winners, strict=True)
    ]

    policy = parse(text(*rows), WHERE)

    assert [policy.winner(entity, field) for entity, field in KEYS] == winners


@pytest.mark.rule("C-11")
@pytest.mark.parametrize(
    ("table", "reason"),
    [
        pytest.param("", "line 1: the columns must be entity,field,winner,note", id="empty file"),
        pytest.param(f"{HEADER},colour\n", "line 1: the columns must be", id="more columns"),
        pytest.param(text("client,name,ledger"), "line 2: expected 4 values", id="too few values"),
        pytest.param(text("client,name,ledger,"), "line 2: note is blank", id="blank note"),
        pytest.param(
            text("client,colour,ledger,-"),
            "line 2: client colour is nothing that comes back",
            id="unknown field",
        ),
        pytest.param(
            text("purchase_order,number,ledger,-"),
            "line 2: purchase_order number is nothing that comes back",
            id="entity that never comes back",
        ),
        pytest.param(
            text("client,name,xero,-"),
            "line 2: winner 'xero' must be klipboard or ledger",
            id="neither side",
        ),
        pytest.param(
            text(LINES[0], LINES[0]), "line 3: client account_number stands .* twice", id="twice"
        ),
        pytest.param(
            text(*LINES[1:]),
            f"line {len(LINES) + 1}: no row for client account_number",
            id="missing",
        ),
        pytest.param(f'{HEADER}\n"client,name\n', "line 2: ", id="quote that never ends"),
    ],
)
def test_a_table_that_is_not_closed_is_refused_with_file_line_and_reason(
    table: str, reason: str
) -> None:
    with pytest.raises(BadMappingTable, match=f"^{WHERE}, {reason}"):
        parse(table, WHERE)


@pytest.mark.rule("C-11")
@pytest.mark.parametrize(
    ("field", "side"),
    [
        ("line.unit_price", KLIPBOARD),
        ("due_date", KLIPBOARD),
        ("line.account", LEDGER),
        ("line.tax", LEDGER),
        ("status", LEDGER),
    ],
)
def test_the_shipped_table_leaves_the_work_to_klipboard_and_the_booking_to_the_ledger(
    field: str, side: str
) -> None:
    assert conflict_policy.load().winner("invoice", field) == side


def test_the_shipped_table_is_sorted() -> None:
    path = conflicts_file()

    rows = [tuple(line.split(",")[:2]) for line in path.read_text("utf-8").splitlines()[1:]]

    assert rows == KEYS
