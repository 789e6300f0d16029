"""A person decides: parties that may be one wait for it, and a plan is begun only once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def _moment(name: str, *, now: bool = False) -> sa.Column[object]:
    default = sa.text("now()") if now else None
    return sa.Column(name, sa.DateTime(timezone=True), server_default=default, nullable=not now)


def upgrade() -> None:
    op.add_column("connection_plans", _moment("begun_at"), schema="sync")
    op.create_table(
        "reviews",
        sa.Column("ledger_connection_id", sa.BigInteger(), nullable=False),
        sa.Column("resource", sa.Text(), nullable=False),
        sa.Column("ledger_id", sa.Text(), nullable=False),
        sa.Column(
            "theirs",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
        ),
        _moment("asked_at", now=True),
        _moment("decided_at"),
        sa.ForeignKeyConstraint(
            ["ledger_connection_id"],
            ["sync.ledger_connections.id"],
            name=op.f("reviews_ledger_connection_id_fkey"),
        ),
        sa.PrimaryKeyConstraint(
            "ledger_connection_id", "resource", "ledger_id", name=op.f("reviews_pkey")
        ),
        schema="sync",
    )


def downgrade() -> None:
    op.drop_table("reviews", schema="sync")
    op.drop_column("connection_plans", "begun_at", schema="sync")
