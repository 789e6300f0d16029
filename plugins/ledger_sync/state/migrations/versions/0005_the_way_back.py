"""The way back: how a ledger showed a record, what Klipboard is still to be told, conflicts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

JSON = postgresql.JSONB(astext_type=sa.Text())


def _now(name: str) -> sa.Column[object]:
    moment = sa.DateTime(timezone=True)
    return sa.Column(name, moment, server_default=sa.text("now()"), nullable=False)


def _of(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"{table}_{column}_fkey")
    return sa.ForeignKeyConstraint([column], [f"sync.{other}.id"], name=name)


def upgrade() -> None:
    op.add_column("links", sa.Column("view", JSON, nullable=True), schema="sync")
    op.add_column("links", sa.Column("status_before", sa.Text(), nullable=True), schema="sync")
    for name in ("lookups", "items"):
        none = sa.text("'[]'::jsonb")
        column = sa.Column(name, JSON, server_default=none, nullable=False)
        op.add_column("batch_items", column, schema="sync")
    op.create_table(
        "inbox",
        sa.Column("ledger_connection_id", sa.BigInteger(), nullable=False),
        sa.Column("dry_run", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("resource", sa.Text(), nullable=False),
        sa.Column("ledger_id", sa.Text(), nullable=False),
        sa.Column("run", sa.BigInteger(), nullable=False),
        sa.Column("record", JSON, server_default=sa.text("'{}'::jsonb"), nullable=False),
        sa.Column("plan", JSON, nullable=True),
        sa.Column("cause", sa.Text(), nullable=True),
        _now("received_at"),
        _of("inbox", "ledger_connection_id", "ledger_connections"),
        _of("inbox", "run", "runs"),
        sa.PrimaryKeyConstraint(
            "ledger_connection_id", "dry_run", "resource", "ledger_id", name=op.f("inbox_pkey")
        ),
        schema="sync",
    )
    op.create_table(
        "conflicts",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        _now("at"),
        sa.Column("run", sa.BigInteger(), nullable=False),
        sa.Column("ledger_connection_id", sa.BigInteger(), nullable=False),
        sa.Column("company_id", sa.BigInteger(), nullable=False),
        sa.Column("ledger", sa.Text(), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("source_id", sa.BigInteger(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("base", JSON, nullable=True),
        sa.Column("ours", JSON, nullable=True),
        sa.Column("theirs", JSON, nullable=True),
        sa.Column("winner", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "winner IN ('klipboard', 'ledger')", name=op.f("conflicts_winner_check")
        ),
        _of("conflicts", "ledger_connection_id", "ledger_connections"),
        _of("conflicts", "run", "runs"),
        sa.PrimaryKeyConstraint("id", name=op.f("conflicts_pkey")),
        schema="sync",
    )
    op.create_index("conflicts_run_idx", "conflicts", ["run"], schema="sync")
    op.create_index(
        "conflicts_ledger_connection_id_entity_source_id_idx",
        "conflicts",
        ["ledger_connection_id", "entity", "source_id"],
        schema="sync",
    )


def downgrade() -> None:
    op.drop_table("conflicts", schema="sync")
    op.drop_table("inbox", schema="sync")
    op.drop_column("batch_items", "items", schema="sync")
    op.drop_column("batch_items", "lookups", schema="sync")
    op.drop_column("links", "status_before", schema="sync")
    op.drop_column("links", "view", schema="sync")
