"""The first shape of schema sync."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ledger_connections",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("company_id", sa.BigInteger(), nullable=False),
        sa.Column("ledger", sa.Text(), nullable=False),
        sa.Column("tenant_id", sa.Text(), nullable=False),
        sa.Column("tenant_name", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("access_token", sa.Text(), nullable=True),
        sa.Column("refresh_token", sa.Text(), nullable=True),
        sa.Column("access_expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stay_connected", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("session_ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "connected_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("gate_opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_reason", sa.Text(), nullable=True),
        sa.Column("parked_until", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('pending', 'connected', 'ended')",
            name=op.f("ledger_connections_state_check"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("ledger_connections_pkey")),
        sa.UniqueConstraint(
            "company_id", "ledger", name=op.f("ledger_connections_company_id_ledger_key")
        ),
        sa.UniqueConstraint(
            "ledger", "tenant_id", name=op.f("ledger_connections_ledger_tenant_id_key")
        ),
        schema="sync",
    )
    op.create_table(
        "mapping_overrides",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("company_id", sa.BigInteger(), nullable=False),
        sa.Column("ledger", sa.Text(), nullable=False),
        sa.Column("table_name", sa.Text(), nullable=False),
        sa.Column("source_code", sa.Text(), nullable=False),
        sa.Column("ledger_code", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("document", sa.Text(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "document IN ('sales', 'purchases')", name=op.f("mapping_overrides_document_check")
        ),
        sa.CheckConstraint(
            "table_name IN ('invoice_status', 'purchase_order_status', 'tax_rates', 'accounts', "
            "'payment_terms')",
            name=op.f("mapping_overrides_table_name_check"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("mapping_overrides_pkey")),
        sa.UniqueConstraint(
            "company_id",
            "ledger",
            "table_name",
            "source_code",
            "country",
            "document",
            name="mapping_overrides_key",
            postgresql_nulls_not_distinct=True,
        ),
        schema="sync",
    )
    op.create_table(
        "runs",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("dag_id", sa.Text(), nullable=False),
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.Column("ledger", sa.Text(), nullable=True),
        sa.Column("dry_run", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column(
            "params",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
        ),
        sa.Column(
            "connections",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'[]'::jsonb"),
            nullable=False,
        ),
        sa.Column("high", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stage", sa.Text(), server_default=sa.text("'begun'"), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column(
            "started_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "stage IN ('begun', 'extracted', 'transformed')", name=op.f("runs_stage_check")
        ),
        sa.CheckConstraint(
            "state IN ('running', 'success', 'failed')", name=op.f("runs_state_check")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("runs_pkey")),
        sa.UniqueConstraint("dag_id", "run_id", name=op.f("runs_dag_id_run_id_key")),
        schema="sync",
    )
    op.create_table(
        "audit",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column(
            "at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.Column("run", sa.BigInteger(), nullable=True),
        sa.Column("ledger_connection_id", sa.BigInteger(), nullable=False),
        sa.Column("company_id", sa.BigInteger(), nullable=False),
        sa.Column("ledger", sa.Text(), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("source_id", sa.BigInteger(), nullable=False),
        sa.Column("ledger_id", sa.Text(), nullable=True),
        sa.Column("direction", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column(
            "changes",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
        ),
        sa.Column("batch_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "direction IN ('outbound', 'inbound')", name=op.f("audit_direction_check")
        ),
        sa.ForeignKeyConstraint(
            ["ledger_connection_id"],
            ["sync.ledger_connections.id"],
            name=op.f("audit_ledger_connection_id_fkey"),
        ),
        sa.ForeignKeyConstraint(["run"], ["sync.runs.id"], name=op.f("audit_run_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("audit_pkey")),
        schema="sync",
    )
    op.create_index(
        op.f("audit_ledger_connection_id_entity_source_id_idx"),
        "audit",
        ["ledger_connection_id", "entity", "source_id"],
        unique=False,
        schema="sync",
    )
    op.create_table(
        "batches",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("ledger_connection_id", sa.BigInteger(), nullable=False),
        sa.Column("run", sa.BigInteger(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("idempotency_key", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column(
            "claimed_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('claimed', 'settled', 'released')", name=op.f("batches_state_check")
        ),
        sa.ForeignKeyConstraint(
            ["ledger_connection_id"],
            ["sync.ledger_connections.id"],
            name=op.f("batches_ledger_connection_id_fkey"),
        ),
        sa.ForeignKeyConstraint(["run"], ["sync.runs.id"], name=op.f("batches_run_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("batches_pkey")),
        schema="sync",
    )
    op.create_index(
        op.f("batches_ledger_connection_id_state_idx"),
        "batches",
        ["ledger_connection_id", "state"],
        unique=False,
        schema="sync",
    )
    op.create_table(
        "connection_plans",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("ledger_connection_id", sa.BigInteger(), nullable=False),
        sa.Column("run", sa.BigInteger(), nullable=False),
        sa.Column(
            "plan",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
        ),
        sa.Column(
            "made_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["ledger_connection_id"],
            ["sync.ledger_connections.id"],
            name=op.f("connection_plans_ledger_connection_id_fkey"),
        ),
        sa.ForeignKeyConstraint(["run"], ["sync.runs.id"], name=op.f("connection_plans_run_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("connection_plans_pkey")),
        schema="sync",
    )
    op.create_table(
        "extracted",
        sa.Column("run", sa.BigInteger(), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("company_id", sa.BigInteger(), nullable=False),
        sa.Column("source_id", sa.BigInteger(), nullable=False),
        sa.Column("row", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("held", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.ForeignKeyConstraint(["run"], ["sync.runs.id"], name=op.f("extracted_run_fkey")),
        sa.PrimaryKeyConstraint(
            "run", "entity", "company_id", "source_id", name=op.f("extracted_pkey")
        ),
        schema="sync",
    )
    op.create_table(
        "ledger_accounts",
        sa.Column("ledger_connection_id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column(
            "read_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["ledger_connection_id"],
            ["sync.ledger_connections.id"],
            name=op.f("ledger_accounts_ledger_connection_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("ledger_connection_id", "code", name=op.f("ledger_accounts_pkey")),
        schema="sync",
    )
    op.create_table(
        "links",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("ledger_connection_id", sa.BigInteger(), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("source_id", sa.BigInteger(), nullable=False),
        sa.Column("resource", sa.Text(), nullable=False),
        sa.Column("ledger_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("fingerprint", sa.Text(), nullable=True),
        sa.Column(
            "content",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
        ),
        sa.Column(
            "children",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
        ),
        sa.Column("withdrawn", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("source_updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["ledger_connection_id"],
            ["sync.ledger_connections.id"],
            name=op.f("links_ledger_connection_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("links_pkey")),
        sa.UniqueConstraint(
            "ledger_connection_id",
            "entity",
            "source_id",
            name=op.f("links_ledger_connection_id_entity_source_id_key"),
        ),
        sa.UniqueConstraint(
            "ledger_connection_id",
            "resource",
            "ledger_id",
            name=op.f("links_ledger_connection_id_resource_ledger_id_key"),
        ),
        schema="sync",
    )
    op.create_table(
        "planned_changes",
        sa.Column("run", sa.BigInteger(), nullable=False),
        sa.Column("company_id", sa.BigInteger(), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("source_id", sa.BigInteger(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column(
            "changes",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["run"], ["sync.runs.id"], name=op.f("planned_changes_run_fkey")),
        sa.PrimaryKeyConstraint(
            "run", "company_id", "entity", "source_id", name=op.f("planned_changes_pkey")
        ),
        schema="sync",
    )
    op.create_table(
        "quarantine",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("ledger_connection_id", sa.BigInteger(), nullable=False),
        sa.Column("company_id", sa.BigInteger(), nullable=False),
        sa.Column("ledger", sa.Text(), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("source_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=True),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column(
            "colliding",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'[]'::jsonb"),
            nullable=False,
        ),
        sa.Column("fingerprint", sa.Text(), nullable=True),
        sa.Column("run", sa.BigInteger(), nullable=False),
        sa.Column(
            "first_seen_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "last_seen_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "kind IN ('validation', 'mapping', 'refused')", name=op.f("quarantine_kind_check")
        ),
        sa.ForeignKeyConstraint(
            ["ledger_connection_id"],
            ["sync.ledger_connections.id"],
            name=op.f("quarantine_ledger_connection_id_fkey"),
        ),
        sa.ForeignKeyConstraint(["run"], ["sync.runs.id"], name=op.f("quarantine_run_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("quarantine_pkey")),
        schema="sync",
    )
    op.create_index(
        "quarantine_held_key",
        "quarantine",
        [
            "ledger_connection_id",
            "entity",
            "source_id",
            "rule",
            sa.literal_column("coalesce(field, '')"),
        ],
        unique=True,
        schema="sync",
        postgresql_where=sa.text("released_at IS NULL"),
    )
    op.create_table(
        "run_counts",
        sa.Column("run", sa.BigInteger(), nullable=False),
        sa.Column("company_id", sa.BigInteger(), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("read", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("quarantined", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("waiting", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("created", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("updated", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("voided", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("skipped", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("refused", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("calls", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.ForeignKeyConstraint(["run"], ["sync.runs.id"], name=op.f("run_counts_run_fkey")),
        sa.PrimaryKeyConstraint("run", "company_id", "entity", name=op.f("run_counts_pkey")),
        schema="sync",
    )
    op.create_table(
        "run_messages",
        sa.Column("run", sa.BigInteger(), nullable=False),
        sa.Column("company_id", sa.BigInteger(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("failed", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.ForeignKeyConstraint(["run"], ["sync.runs.id"], name=op.f("run_messages_run_fkey")),
        sa.PrimaryKeyConstraint("run", "company_id", "topic", name=op.f("run_messages_pkey")),
        schema="sync",
    )
    op.create_table(
        "watermarks",
        sa.Column("ledger_connection_id", sa.BigInteger(), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("high", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["ledger_connection_id"],
            ["sync.ledger_connections.id"],
            name=op.f("watermarks_ledger_connection_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("ledger_connection_id", "entity", name=op.f("watermarks_pkey")),
        schema="sync",
    )
    op.create_table(
        "batch_items",
        sa.Column("batch_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("source_id", sa.BigInteger(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("intent", sa.Text(), nullable=False),
        sa.Column(
            "content",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
        ),
        sa.Column(
            "requires",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'[]'::jsonb"),
            nullable=False,
        ),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("source_updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["sync.batches.id"], name=op.f("batch_items_batch_id_fkey")
        ),
        sa.PrimaryKeyConstraint("batch_id", "position", name=op.f("batch_items_pkey")),
        schema="sync",
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("ledger_connection_id", sa.BigInteger(), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("source_id", sa.BigInteger(), nullable=False),
        sa.Column("intent", sa.Text(), nullable=False),
        sa.Column(
            "content",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
        ),
        sa.Column(
            "requires",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'[]'::jsonb"),
            nullable=False,
        ),
        sa.Column(
            "lookups",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'[]'::jsonb"),
            nullable=False,
        ),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("in_doubt", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("batch_id", sa.BigInteger(), nullable=True),
        sa.Column("cause", sa.Text(), nullable=True),
        sa.Column("source_updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "intent IN ('upsert', 'void', 'archive')", name=op.f("outbox_intent_check")
        ),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["sync.batches.id"], name=op.f("outbox_batch_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["ledger_connection_id"],
            ["sync.ledger_connections.id"],
            name=op.f("outbox_ledger_connection_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("outbox_pkey")),
        sa.UniqueConstraint(
            "ledger_connection_id",
            "entity",
            "source_id",
            name=op.f("outbox_ledger_connection_id_entity_source_id_key"),
        ),
        schema="sync",
    )
    op.create_index(
        op.f("outbox_batch_id_idx"), "outbox", ["batch_id"], unique=False, schema="sync"
    )
    op.create_index(
        "outbox_requires_idx",
        "outbox",
        ["requires"],
        unique=False,
        schema="sync",
        postgresql_using="gin",
    )


def downgrade() -> None:
    op.drop_index("outbox_requires_idx", table_name="outbox", schema="sync", postgresql_using="gin")
    op.drop_index(op.f("outbox_batch_id_idx"), table_name="outbox", schema="sync")
    op.drop_table("outbox", schema="sync")
    op.drop_table("batch_items", schema="sync")
    op.drop_table("watermarks", schema="sync")
    op.drop_table("run_messages", schema="sync")
    op.drop_table("run_counts", schema="sync")
    op.drop_index(
        "quarantine_held_key",
        table_name="quarantine",
        schema="sync",
        postgresql_where=sa.text("released_at IS NULL"),
    )
    op.drop_table("quarantine", schema="sync")
    op.drop_table("planned_changes", schema="sync")
    op.drop_table("links", schema="sync")
    op.drop_table("ledger_accounts", schema="sync")
    op.drop_table("extracted", schema="sync")
    op.drop_table("connection_plans", schema="sync")
    op.drop_index(
        op.f("batches_ledger_connection_id_state_idx"), table_name="batches", schema="sync"
    )
    op.drop_table("batches", schema="sync")
    op.drop_index(
        op.f("audit_ledger_connection_id_entity_source_id_idx"), table_name="audit", schema="sync"
    )
    op.drop_table("audit", schema="sync")
    op.drop_table("runs", schema="sync")
    op.drop_table("mapping_overrides", schema="sync")
    op.drop_table("ledger_connections", schema="sync")
