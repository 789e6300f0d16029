"""What is kept of a run: figures, messages, plans, and the rows on their way."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from ledger_sync.errors import ConfigurationError
from ledger_sync.model import CLIENT, INVOICE, Ref
from ledger_sync.state import (
    extracted,
    runs,
)
from sqlalchemy import Connection

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
PARTY = Ref(CLIENT, 1)


def test_a_run_that_begins_again_is_the_same_run(db: Connection) -> None:
    first = runs.open_run(
        db, dag_id="dag", run_id="r", ledger="xero", params={"a": 1}, connections=[4], high=NOON
    )
    later = NOON + timedelta(hours=1)

    again = runs.open_run(
        db, dag_id="dag", run_id="r", ledger="xero", params={}, connections=[4, 5], high=later
    )

    assert again == first
    assert (again.connections, again.high, again.state) == ([4], NOON, "running")


def test_a_run_that_nobody_opened_says_what_to_do(db: Connection) -> None:
    assert runs.find(db, "dag", "never") is None
    with pytest.raises(ConfigurationError, match=r"run 999999 is not in sync\.runs: start a new"):
        runs.get(db, 999_999)


def test_counts_add_up_and_can_be_begun_anew(db: Connection, run: int) -> None:
    runs.add_counts(db, run, 1, CLIENT, {"read": 2})
    runs.add_counts(db, run, 1, CLIENT, {"read": 3, "created": 1})
    runs.add_counts(db, run, 1, INVOICE, {})
    before = runs.counts(db, run)
    runs.reset_counts(db, run, ("read",))

    assert (before[1][CLIENT]["read"], before[1][CLIENT]["created"]) == (5, 1)
    assert set(before[1][INVOICE].values()) == {0}
    after = runs.counts(db, run)[1][CLIENT]
    assert (after["read"], after["created"]) == (0, 1)


def test_a_counter_that_nobody_knows_is_a_fault_of_ours(db: Connection, run: int) -> None:
    with pytest.raises(ValueError, match="no such counters"):
        runs.add_counts(db, run, 1, CLIENT, {"lost": 1})


def test_a_message_is_replaced_by_a_later_one_and_can_be_taken_back(
    db: Connection, run: int
) -> None:
    runs.tell(db, run, 1, "load", "broken", failed=True)
    runs.tell(db, run, 1, "load", "still broken", failed=True)
    runs.tell(db, run, 2, "connection", "ended")
    told = runs.messages(db, run)
    runs.untell(db, run, 1, "load")

    assert [(each["company"], each["message"], each["failed"]) for each in told] == [
        (1, "still broken", True),
        (2, "ended", False),
    ]
    assert [each["topic"] for each in runs.messages(db, run)] == ["connection"]


def test_a_planned_change_is_shown_with_its_fields(db: Connection, run: int) -> None:
    runs.plan(db, run, 1, PARTY, "create", {"changes": {"Name": [None, "Old"]}})
    runs.plan(db, run, 1, PARTY, "update", {"changes": {"Name": ["Old", "New"]}})
    runs.plan(db, run, 1, Ref(CLIENT, 2), "create", {})

    (shown,) = runs.planned(db, run, limit=1)

    assert (shown["entity"], shown["source_id"], shown["action"]) == (CLIENT, 1, "update")
    assert shown["changes"] == {"Name": ["Old", "New"]}


def test_rows_of_a_run_come_back_in_batches_exact_and_by_company(db: Connection, run: int) -> None:
    rows = [(2, 1, '{"unit_price": 0.1000}'), (1, 9, "{}"), (1, 3, "{}")]

    counts = extracted.write(db, run, INVOICE, rows)

    found = list(extracted.batches(db, run, INVOICE, 2, with_held=True))
    assert counts == {2: 1, 1: 2}
    assert [len(batch) for batch in found] == [2, 1]
    assert found[1] == [{"unit_price": Decimal("0.1000")}]
    assert extracted.companies(db, run, [INVOICE]) == [1, 2]
    assert extracted.ids(db, run, INVOICE, 1) == {3, 9}


def test_rows_that_failed_a_check_are_passed_by_until_the_validation_begins_anew(
    db: Connection, run: int
) -> None:
    extracted.write(db, run, CLIENT, [(1, number, f'{{"n": {number}}}') for number in (1, 2)])
    extracted.mark_held(db, run, CLIENT, 1, [1])

    passed = list(extracted.batches(db, run, CLIENT, 9, with_held=False))
    extracted.unmark(db, run)
    anew = list(extracted.batches(db, run, CLIENT, 9, with_held=False))

    assert (passed, anew) == ([[{"n": 2}]], [[{"n": 1}, {"n": 2}]])


def test_rows_of_a_run_can_be_forgotten(db: Connection, run: int) -> None:
    extracted.write(db, run, CLIENT, [(1, 1, "{}")])

    extracted.clear(db, run)

    assert list(extracted.batches(db, run, CLIENT, 9, with_held=True)) == []
