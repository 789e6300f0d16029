"""A second ledger: lists of several kinds, items, numbers and versions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# A lookup was an account's code alone; now it says which list the code is of.
TO_PAIRS = """
    UPDATE sync.outbox SET lookups = (
        SELECT coalesce(jsonb_agg(jsonb_build_array('account', code)), '[]')
        FROM jsonb_array_elements_text(lookups) AS code
    )
"""
TO_CODES = """
    UPDATE sync.outbox SET lookups = (
        SELECT coalesce(jsonb_agg(pair -> 1), '[]') FROM jsonb_array_elements(lookups) AS pair
    )
"""


def _connection_id() -> sa.Column[int]:
    return sa.Column("ledger_connection_id", sa.BigInteger(), nullable=False)


def _moment(name: str, *, now: bool = False) -> sa.Column[object]:
    default = sa.text("now()") if now else None
    return sa.Column(name, sa.DateTime(timezone=True), server_default=default, nullable=not now)


def _to_connections(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["ledger_connection_id"],
        ["sync.ledger_connections.id"],
        name=op.f(f"{table}_ledger_connection_id_fkey"),
    )


def upgrade() -> None:
    op.add_column("links", sa.Column("version", sa.Text(), nullable=True), schema="sync")
    items = sa.Column(
        "items",
        postgresql.JSONB(astext_type=sa.Text()),
        server_default=sa.text("'[]'::jsonb"),
        nullable=False,
    )
    op.add_column("outbox", items, schema="sync")
    op.execute(TO_PAIRS)
    op.drop_table("ledger_accounts", schema="sync")
    _create_lists()


def _create_lists() -> None:
    op.create_table(
        "ledger_codes",
        _connection_id(),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("ledger_id", sa.Text(), nullable=True),
        _moment("read_at", now=True),
        _to_connections("ledger_codes"),
        sa.PrimaryKeyConstraint(
            "ledger_connection_id", "kind", "code", name=op.f("ledger_codes_pkey")
        ),
        schema="sync",
    )
    op.create_table(
        "ledger_items",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        _connection_id(),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("ledger_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("stock", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        _moment("found_at", now=True),
        _to_connections("ledger_items"),
        sa.PrimaryKeyConstraint("id", name=op.f("ledger_items_pkey")),
        sa.UniqueConstraint(
            "ledger_connection_id",
            "name_key",
            "account",
            name=op.f("ledger_items_ledger_connection_id_name_key_account_key"),
        ),
        schema="sync",
    )
    op.create_table(
        "ledger_numbers",
        _connection_id(),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("ledger_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        _moment("changed_at"),
        _to_connections("ledger_numbers"),
        sa.PrimaryKeyConstraint(
            "ledger_connection_id", "entity", "ledger_id", name=op.f("ledger_numbers_pkey")
        ),
        schema="sync",
    )
    op.create_index(
        op.f("ledger_numbers_ledger_connection_id_entity_number_idx"),
        "ledger_numbers",
        ["ledger_connection_id", "entity", "number"],
        schema="sync",
    )


def downgrade() -> None:
    for table in ("ledger_numbers", "ledger_items", "ledger_codes"):
        op.drop_table(table, schema="sync")
    op.create_table(
        "ledger_accounts",
        _connection_id(),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        _moment("read_at", now=True),
        _to_connections("ledger_accounts"),
        sa.PrimaryKeyConstraint("ledger_connection_id", "code", name=op.f("ledger_accounts_pkey")),
        schema="sync",
    )
    op.execute(TO_CODES)
    op.drop_column("outbox", "items", schema="sync")
    op.drop_column("links", "version", schema="sync")
