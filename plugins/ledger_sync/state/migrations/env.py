"""Alembic's entry: runs on the connection and in the transaction of ``state.database``."""

from __future__ import annotations

from alembic import context

from ledger_sync.state.tables import SCHEMA, metadata

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    version_table_schema=SCHEMA,
    include_schemas=True,
    transactional_ddl=True,
)
context.run_migrations()
