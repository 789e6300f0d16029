"""Links and watermarks: what both sides agreed on, and up to when."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from ledger_sync.model import CLIENT, INVOICE, PARTIES, Ref
from ledger_sync.state import (
    links,
    watermarks,
)
from ledger_sync.state.connections import LedgerConnection
from sqlalchemy import Connection, text

from tests.integration.conftest import join
from tests.integration.entries import link

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
PARTY = Ref(CLIENT, 1)


def test_a_watermark_moves_forward_and_never_back(db: Connection, joined: LedgerConnection) -> None:
    read = []
    for hours in (0, 2, 1):
        watermarks.move(db, [joined.id], CLIENT, NOON + timedelta(hours=hours))
        read.append(watermarks.read(db, [joined.id])[joined.id, CLIENT])

    assert read == [NOON, NOON + timedelta(hours=2), NOON + timedelta(hours=2)]


def test_watermarks_are_kept_by_connection_and_entity(
    db: Connection, joined: LedgerConnection
) -> None:
    other = join(db, 2)
    watermarks.move(db, [joined.id, other.id], CLIENT, NOON)
    watermarks.move(db, [], INVOICE, NOON)

    assert watermarks.read(db, [other.id]) == {(other.id, CLIENT): NOON}


def test_a_link_is_written_and_renewed(db: Connection, joined: LedgerConnection) -> None:
    link(db, joined, PARTY, "one")
    link(db, joined, PARTY, "two", withdrawn=True)

    (kept,) = links.read(db, joined.id, [PARTY, Ref(CLIENT, 9)]).values()
    assert (kept.ref, kept.fingerprint, kept.withdrawn) == (PARTY, "two", True)
    assert (kept.ledger_id, kept.content) == ("ledger-client-1", {"Name": "before"})
    assert links.fingerprints(db, [joined.id], CLIENT, [1]) == {(joined.id, 1): ("two", True)}


def test_a_links_amounts_stay_exact(db: Connection, joined: LedgerConnection) -> None:
    db.execute(
        text("SELECT set_config('test.x', 'y', true)")  # a statement before, as in a settle
    )
    links.save(
        db, joined.id, PARTY, resource="Contacts", ledger_id="x", number="n", fingerprint="f",
        content={"UnitAmount": "0.1"}, children={"70": "line-a"}, withdrawn=False,
        source_updated_at=NOON,
    )  # fmt: skip

    (kept,) = links.by_ledger_id(db, joined.id, {"Contacts"}).values()

    assert (kept.content, kept.children) == ({"UnitAmount": "0.1"}, {"70": "line-a"})
    assert (kept.number, kept.source_updated_at) == ("n", NOON)


def test_nobody_is_asked_for_no_links(db: Connection, joined: LedgerConnection) -> None:
    assert links.read(db, joined.id, []) == {}


def test_agreed_contents_leave_out_what_was_withdrawn(
    db: Connection, joined: LedgerConnection
) -> None:
    link(db, joined, Ref(CLIENT, 1))
    link(db, joined, Ref(CLIENT, 2), withdrawn=True)

    assert [each.ref for each in links.contents(db, [joined.id], PARTIES)] == [Ref(CLIENT, 1)]


@pytest.mark.rule("B-02")
def test_one_record_of_the_ledger_is_never_linked_twice(
    db: Connection, joined: LedgerConnection
) -> None:
    link(db, joined, PARTY)

    with pytest.raises(Exception, match="links_ledger_connection_id_resource_ledger_id_key"):
        links.save(
            db, joined.id, Ref(CLIENT, 2), resource="Contacts", ledger_id="ledger-client-1",
            number=None, fingerprint=None, content={}, children={}, withdrawn=False,
            source_updated_at=None,
        )  # fmt: skip
