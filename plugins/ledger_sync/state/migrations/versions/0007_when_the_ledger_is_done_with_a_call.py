"""From when on the ledger shows all that a call did whose answer was lost."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "batches",
        sa.Column("sure_from", sa.DateTime(timezone=True), nullable=True),
        schema="sync",
    )


def downgrade() -> None:
    op.drop_column("batches", "sure_from", schema="sync")
