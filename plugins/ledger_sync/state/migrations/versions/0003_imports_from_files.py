"""Imports from files: what a file says is audited too, without a ledger connection."""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.alter_column("audit", "ledger_connection_id", nullable=True, schema="sync")


def downgrade() -> None:
    op.execute("DELETE FROM sync.audit WHERE ledger_connection_id IS NULL")
    op.alter_column("audit", "ledger_connection_id", nullable=False, schema="sync")
