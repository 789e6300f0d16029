"""What a task used of a ledger's quotas, for the task that comes after it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

JSON = postgresql.JSONB(astext_type=sa.Text())


def upgrade() -> None:
    op.create_table(
        "recent_calls",
        sa.Column("ledger_connection_id", sa.BigInteger(), nullable=False),
        sa.Column("calls", JSON, server_default=sa.text("'[]'::jsonb"), nullable=False),
        sa.Column(
            "kept_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["ledger_connection_id"],
            ["sync.ledger_connections.id"],
            name=op.f("recent_calls_ledger_connection_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("ledger_connection_id", name=op.f("recent_calls_pkey")),
        schema="sync",
    )


def downgrade() -> None:
    op.drop_table("recent_calls", schema="sync")
