"""The outbox: a desired state a record; what can go is decided when it is claimed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import product
from typing import get_args

import pytest
from ledger_sync.model import (
    CLIENT,
    CLIENT_LOCATION,
    INVOICE,
    PARTIES,
    Action,
    Intent,
    Link,
    Lookup,
    Ref,
)
from ledger_sync.rules.planning import action_for
from ledger_sync.state import batches, links, outbox, quarantine
from ledger_sync.state.connections import LedgerConnection
from ledger_sync.state.outbox import Entry
from sqlalchemy import Connection

from tests.integration.conftest import join
from tests.integration.entries import NOON, an_entry, link

ACTIONS: Sequence[Action] = [each for each in get_args(Action) if each != "skip"]
INTENTS: Sequence[Intent] = get_args(Intent)


def claimable(
    db: Connection,
    connection: LedgerConnection,
    action: Action,
    entities: Sequence[str] = PARTIES,
    limit: int = 100,
) -> list[Ref]:
    entries = outbox.claimable(db, connection.id, entities, action, limit)
    return [entry.draft.ref for entry in entries]


def the_row(db: Connection, connection: LedgerConnection) -> Entry:
    (entry,) = [
        entry
        for action in ACTIONS
        for entry in outbox.claimable(db, connection.id, PARTIES, action, 9)
    ]
    return entry


LINKS = [None, *product(["new", "other", None], [False, True])]


@pytest.mark.rule("C-04")
@pytest.mark.parametrize("intent", INTENTS)
@pytest.mark.parametrize(
    "known",
    LINKS,
    ids=lambda known: "no link" if known is None else f"link {known[0]}{' withdrawn' * known[1]}",
)
def test_the_database_decides_as_the_rule_does(
    db: Connection,
    joined: LedgerConnection,
    intent: Intent,
    known: tuple[str | None, bool] | None,
) -> None:
    ref = Ref(CLIENT, 1)
    if known is not None:
        link(db, joined, ref, known[0], withdrawn=known[1])
    outbox.put(db, [an_entry(joined, ref, intent=intent, fingerprint="new")])

    found = [action for action in ACTIONS if claimable(db, joined, action)]

    have: Link | None = links.read(db, joined.id, [ref]).get(ref)
    decided = action_for(intent, have, "new")
    assert found == ([] if decided == "skip" else [decided])
    moot = outbox.drop_moot(db, joined.id)
    assert moot == ([(CLIENT, 1)] if decided == "skip" else [])


def test_rows_go_in_the_order_in_which_they_came_and_no_more_than_asked_for(
    db: Connection, joined: LedgerConnection
) -> None:
    outbox.put(db, [an_entry(joined, Ref(CLIENT, number)) for number in (3, 1, 2)])

    assert claimable(db, joined, "create", limit=2) == [Ref(CLIENT, 3), Ref(CLIENT, 1)]


def test_only_the_entities_of_the_phase_are_claimed(
    db: Connection, joined: LedgerConnection
) -> None:
    outbox.put(db, [an_entry(joined), an_entry(joined, Ref(INVOICE, 1))])

    assert claimable(db, joined, "create", [INVOICE]) == [Ref(INVOICE, 1)]


def test_connections_do_not_see_each_others_rows(db: Connection, joined: LedgerConnection) -> None:
    other = join(db, 2)
    outbox.put(db, [an_entry(joined)])

    assert claimable(db, other, "create") == []
    assert outbox.connections_with_work(db, [joined.id, other.id]) == [joined.id]


@pytest.mark.rule("X-05")
def test_a_document_waits_until_all_that_it_requires_is_in_the_ledger(
    db: Connection, joined: LedgerConnection
) -> None:
    party = Ref(CLIENT_LOCATION, 7)
    outbox.put(db, [an_entry(joined, Ref(INVOICE, 1), requires=(party,))])
    before = claimable(db, joined, "create", [INVOICE])

    link(db, joined, party)

    assert before == []
    assert claimable(db, joined, "create", [INVOICE]) == [Ref(INVOICE, 1)]


def test_a_link_of_another_company_is_none(db: Connection, joined: LedgerConnection) -> None:
    party = Ref(CLIENT, 7)
    link(db, join(db, 2), party)
    outbox.put(db, [an_entry(joined, Ref(INVOICE, 1), requires=(party,))])

    assert claimable(db, joined, "create", [INVOICE]) == []


@pytest.mark.rule("B-05")
def test_a_party_is_archived_after_the_last_document_that_needs_it(
    db: Connection, joined: LedgerConnection
) -> None:
    party = Ref(CLIENT, 7)
    link(db, joined, party)
    invoice = an_entry(joined, Ref(INVOICE, 1), requires=(party,))
    outbox.put(db, [an_entry(joined, party, intent="archive"), invoice])
    before = claimable(db, joined, "archive")

    outbox.forget(db, invoice)

    assert (before, claimable(db, joined, "archive")) == ([], [party])


@pytest.mark.parametrize(
    ("fingerprint", "at", "taken"),
    [
        pytest.param("newer", NOON + timedelta(seconds=1), True, id="newer content"),
        pytest.param("newer", NOON, True, id="other content of the same moment"),
        pytest.param("newer", NOON - timedelta(seconds=1), False, id="older content"),
        pytest.param("new", NOON + timedelta(seconds=1), False, id="the same content"),
    ],
)
def test_a_pending_row_is_replaced_by_newer_content_and_never_by_older(
    db: Connection, joined: LedgerConnection, fingerprint: str, at: datetime, taken: bool
) -> None:
    outbox.put(db, [an_entry(joined, at=NOON)])

    outbox.put(db, [an_entry(joined, fingerprint=fingerprint, at=at)])

    row = the_row(db, joined)
    assert (row.fingerprint, row.revision) == (("newer", 2) if taken else ("new", 1))
    assert row.draft.content == {"Name": row.fingerprint}


def test_nothing_to_put_is_no_statement(db: Connection) -> None:
    outbox.put(db, [])


@pytest.mark.rule("B-02")
def test_what_was_replaced_while_it_was_on_its_way_stays_to_be_sent(
    db: Connection, joined: LedgerConnection, run: int
) -> None:
    outbox.put(db, [an_entry(joined)])
    on_its_way = the_row(db, joined)
    batches.claim(db, joined.id, run, "create", [on_its_way])
    outbox.put(db, [an_entry(joined, fingerprint="newer")])

    outbox.forget(db, on_its_way)

    left = the_row(db, joined)
    assert (left.fingerprint, left.revision, left.in_doubt) == ("newer", 2, False)


def test_what_was_told_is_forgotten(db: Connection, joined: LedgerConnection) -> None:
    outbox.put(db, [an_entry(joined)])

    outbox.forget(db, the_row(db, joined))

    assert outbox.connections_with_work(db, [joined.id]) == []


def test_a_row_comes_back_as_it_was_put(db: Connection, joined: LedgerConnection) -> None:
    party = Ref(CLIENT, 7)
    link(db, joined, party)
    entry = an_entry(
        joined, requires=(party,), lookups=(Lookup("account", "400"), Lookup("account", "401"))
    )

    outbox.put(db, [entry])

    assert the_row(db, joined) == entry
    assert outbox.with_lookups(db, joined.id) == [entry]
    assert outbox.refs_of([entry]) == {party}


def test_a_record_that_must_not_go_is_taken_back_unless_it_is_on_its_way(
    db: Connection, joined: LedgerConnection, run: int
) -> None:
    outbox.put(db, [an_entry(joined, Ref(CLIENT, number)) for number in (1, 2, 3)])
    first = outbox.claimable(db, joined.id, PARTIES, "create", 1)
    batches.claim(db, joined.id, run, "create", first)

    outbox.withdraw(db, joined.id, CLIENT, [1, 2])

    assert outbox.pending_ids(db, [joined.id], CLIENT, [1, 2, 3]) == {
        (joined.id, 1),
        (joined.id, 3),
    }


def test_what_waits_says_for_whom_and_why_that_one_is_held(
    db: Connection, joined: LedgerConnection, run: int
) -> None:
    held, late = Ref(CLIENT, 7), Ref(CLIENT, 8)
    outbox.put(
        db,
        [
            an_entry(joined, Ref(INVOICE, 1), requires=(held,)),
            an_entry(joined, Ref(INVOICE, 2), requires=(late,)),
            an_entry(joined, Ref(CLIENT, 9)),
        ],
    )
    reason = quarantine.Held(held, "validation", "X-08", "email", "jo@x.org", "in use")
    quarantine.hold(db, joined, run, reason)

    outbox.explain_waiting(db, joined.id)

    assert sorted(outbox.waiting(db, [joined.id])) == [
        (joined.id, CLIENT, "", 1),
        (joined.id, INVOICE, "waits for client 7 (held: X-08)", 1),
        (joined.id, INVOICE, "waits for client 8", 1),
    ]


def test_a_cause_that_is_cured_is_no_longer_told(db: Connection, joined: LedgerConnection) -> None:
    party = Ref(CLIENT, 7)
    outbox.put(db, [an_entry(joined, Ref(INVOICE, 1), requires=(party,))])
    outbox.explain_waiting(db, joined.id)
    link(db, joined, party)

    outbox.explain_waiting(db, joined.id)

    assert outbox.waiting(db, [joined.id]) == [(joined.id, INVOICE, "", 1)]


def test_contents_that_wait_are_those_that_will_be_held_by_the_ledger(
    db: Connection, joined: LedgerConnection
) -> None:
    outbox.put(
        db, [an_entry(joined, Ref(CLIENT, 1)), an_entry(joined, Ref(CLIENT, 2), intent="archive")]
    )

    assert outbox.contents(db, [joined.id], PARTIES) == [(Ref(CLIENT, 1), {"Name": "new"})]
