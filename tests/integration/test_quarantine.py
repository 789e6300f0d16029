"""Quarantine: a record is held once for each reason, and let go when the reason is cured."""

from __future__ import annotations

import pytest
from ledger_sync.model import CLIENT, Ref
from ledger_sync.state import (
    quarantine,
    runs,
)
from ledger_sync.state.connections import LedgerConnection
from ledger_sync.state.quarantine import Held
from sqlalchemy import Connection, text


def a_reason(source_id: int = 1, **values: object) -> Held:
    defaults = {
        "ref": Ref(CLIENT, source_id),
        "kind": "validation",
        "rule": "X-08",
        "field": "email",
        "value": "jo@x.org",
        "message": "in use",
    }
    return Held(**{**defaults, **values})  # type: ignore[arg-type]


@pytest.mark.rule("C-09")
def test_a_record_is_held_once_for_a_reason_however_often_it_is_found(
    db: Connection, joined: LedgerConnection, run: int
) -> None:
    other = [{"entity": CLIENT, "source_id": 2, "name": "Acme"}]
    for message in ("first", "second"):
        quarantine.hold(db, joined, run, a_reason(message=message, colliding=other))

    (held,) = quarantine.list_held(db, [joined.id])

    assert (held["message"], held["colliding"]) == ("second", other)
    assert (held["company_id"], held["ledger"], held["run"]) == (joined.company_id, "xero", run)
    assert quarantine.held_ids(db, [joined.id], CLIENT) == {joined.id: {1}}


def test_a_record_may_be_held_for_several_reasons_and_counts_once(
    db: Connection, joined: LedgerConnection, run: int
) -> None:
    for field in ("email", "phone", None):
        quarantine.hold(db, joined, run, a_reason(field=field))

    (counted,) = quarantine.count_held(db, [joined.id], run)

    assert len(quarantine.list_held(db, [joined.id])) == 3
    assert (counted.company_id, counted.entity, counted.records) == (joined.company_id, CLIENT, 1)


@pytest.mark.rule("C-09")
def test_a_cured_reason_lets_go_and_the_others_stand(
    db: Connection, joined: LedgerConnection, run: int
) -> None:
    quarantine.hold(db, joined, run, a_reason(field="email"))
    quarantine.hold(db, joined, run, a_reason(field="phone"))
    quarantine.hold(db, joined, run, a_reason(kind="refused", rule="refused", field=None))

    kinds: tuple[quarantine.Kind, ...] = ("validation",)
    quarantine.release(db, joined.id, CLIENT, [1], kinds, keep={(1, "X-08", "phone")})

    left = {(each["kind"], each["field"]) for each in quarantine.list_held(db, [joined.id])}
    assert left == {("validation", "phone"), ("refused", None)}


def test_a_reason_that_returns_is_a_new_row_of_the_history(
    db: Connection, joined: LedgerConnection, run: int
) -> None:
    quarantine.hold(db, joined, run, a_reason())
    quarantine.release(db, joined.id, CLIENT, [1], ("validation",))
    quarantine.hold(db, joined, run, a_reason())

    rows = db.execute(
        text("SELECT released_at FROM sync.quarantine WHERE ledger_connection_id = :id"),
        {"id": joined.id},
    ).scalars()
    assert sorted(released is None for released in rows) == [False, True]


@pytest.mark.parametrize("ids", [[], [2]], ids=["nobody", "another record"])
def test_others_are_not_let_go(
    db: Connection, joined: LedgerConnection, run: int, ids: list[int]
) -> None:
    quarantine.hold(db, joined, run, a_reason())

    quarantine.release(db, joined.id, CLIENT, ids, ("validation",))

    assert len(quarantine.list_held(db, [joined.id])) == 1


def test_a_long_value_is_cut_and_says_so(
    db: Connection, joined: LedgerConnection, run: int
) -> None:
    quarantine.hold(db, joined, run, a_reason(value="x" * 5000))

    (held,) = quarantine.list_held(db, [joined.id])

    assert held["value"].endswith("... (5000 characters)")
    assert len(held["value"]) < 230


def test_what_was_refused_is_remembered_with_its_content(
    db: Connection, joined: LedgerConnection, run: int
) -> None:
    quarantine.hold(db, joined, run, a_reason(kind="refused", rule="refused", fingerprint="f-1"))
    quarantine.hold(db, joined, run, a_reason(2))

    assert quarantine.refused_contents(db, [joined.id], CLIENT) == {
        (joined.id, 1): ("f-1", "refused")
    }


def test_a_refusal_counts_as_held_from_the_next_run_on(
    db: Connection, joined: LedgerConnection, run: int
) -> None:
    quarantine.hold(db, joined, run, a_reason(kind="refused", rule="refused"))
    later = runs.open_run(db, dag_id="dag", run_id="later", ledger="xero", params={}).id

    assert quarantine.count_held(db, [joined.id], run) == []
    assert [each.records for each in quarantine.count_held(db, [joined.id], later)] == [1]
