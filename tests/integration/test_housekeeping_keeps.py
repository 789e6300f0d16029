"""Housekeeping never removes what the sync still needs, however old it is."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from ledger_sync.state import housekeeping
from ledger_sync.state.connections import LedgerConnection
from ledger_sync.state.tables import metadata

from tests.integration.conftest import join
from tests.integration.old_rows import HISTORY, KEEP, OLDER, a_batch, a_run, count, execute


@pytest.fixture
def connection(database: sa.Engine) -> LedgerConnection:
    with database.begin() as db:
        return join(db)


OPEN = {
    "links": """INSERT INTO sync.links
        (ledger_connection_id, entity, source_id, resource, ledger_id, content, children,
            updated_at)
        VALUES (:id, 'client', 1, 'Contacts', 'C', '{}', '{}', :then)""",
    "outbox": """INSERT INTO sync.outbox
        (ledger_connection_id, entity, source_id, intent, content, fingerprint, updated_at)
        VALUES (:id, 'client', 1, 'upsert', '{}', 'print', :then)""",
    "inbox": """INSERT INTO sync.inbox
        (ledger_connection_id, dry_run, resource, ledger_id, run, record, received_at)
        VALUES (:id, false, 'Contacts', 'C', :run, '{}', :then)""",
    "watermarks": """INSERT INTO sync.watermarks (ledger_connection_id, entity, high)
        VALUES (:id, 'client', :then)""",
    "quarantine": """INSERT INTO sync.quarantine (ledger_connection_id, company_id, ledger, entity,
        source_id, kind, rule, message, run, first_seen_at, last_seen_at)
        VALUES (:id, 1, 'xero', 'client', 1, 'refused', 'X-08', 'm', :run, :then, :then)""",
    "reviews": """INSERT INTO sync.reviews
        (ledger_connection_id, resource, ledger_id, theirs, asked_at)
        VALUES (:id, 'Contacts', 'C', '{}', :then)""",
    "mapping_overrides": """INSERT INTO sync.mapping_overrides
        (company_id, ledger, table_name, source_code, ledger_code)
        VALUES (1, 'xero', 'accounts', '200', '260')""",
    "ledger_codes": """INSERT INTO sync.ledger_codes
        (ledger_connection_id, kind, code, name, active) VALUES (:id, 'account', '2', 'n', true)""",
    "ledger_items": """INSERT INTO sync.ledger_items
        (ledger_connection_id, name_key, account, ledger_id, name, stock)
        VALUES (:id, 'valve', '200', 'I', 'Valve', false)""",
    "ledger_numbers": """INSERT INTO sync.ledger_numbers
        (ledger_connection_id, entity, ledger_id, number, changed_at)
        VALUES (:id, 'invoice', 'I', 'INV-1', :then)""",
    "conflicts": """INSERT INTO sync.conflicts (at, run, ledger_connection_id, company_id, ledger,
        entity, source_id, field, winner)
        VALUES
            (now() - interval '799 days', :run, :id, 1, 'xero', 'client', 1, 'name', 'ledger')""",
}
"""What is needed however old it is; of the conflicts, what is within its time."""


@pytest.mark.rule("B-02")
def test_whatever_is_still_needed_stays_whatever_its_age(
    database: sa.Engine, connection: LedgerConnection
) -> None:
    run = a_run(database, "ancient", OLDER)
    values = {"id": connection.id, "run": run, "then": datetime(2020, 1, 1, tzinfo=UTC)}
    for statement in OPEN.values():
        names = {name for name in values if f":{name}" in statement}
        execute(database, statement, **{name: values[name] for name in names})
    a_batch(database, connection, run, "claimed")

    removed = housekeeping.remove(database, KEEP, HISTORY)

    # Of the run itself, which is named by what stays, only its figures and messages go.
    assert removed == {"run_counts": 1, "run_messages": 1}
    assert {table: count(database, table) for table in OPEN} == dict.fromkeys(OPEN, 1)
    assert count(database, "ledger_connections") == count(database, "runs") == 1


def test_every_table_is_removed_from_or_named_as_kept(database: sa.Engine) -> None:
    goes = {"audit", "conflicts", "batches", "batch_items", "quarantine", "reviews", "runs"}
    goes |= {"connection_plans", "extracted", "planned_changes", "run_counts", "run_messages"}
    # One row a connection each, which the next task replaces.
    stays = {*OPEN, "ledger_connections", "recent_calls"} - goes

    assert {table.name for table in metadata.sorted_tables} == goes | stays
