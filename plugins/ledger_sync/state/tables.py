"""The tables of schema ``sync``. ``migrations/`` makes them; a test holds the two together.

Company id or ledger connection id is part of every key: nothing is shared between companies.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

SCHEMA = "sync"
metadata = MetaData(
    schema=SCHEMA,
    naming_convention={
        "pk": "%(table_name)s_pkey",
        "fk": "%(table_name)s_%(column_0_name)s_fkey",
        "uq": "%(table_name)s_%(column_0_N_name)s_key",
        "ck": "%(table_name)s_%(constraint_name)s_check",
        "ix": "%(table_name)s_%(column_0_N_name)s_idx",
    },
)


def _id() -> Column[int]:
    return Column("id", BigInteger, Identity(always=True), primary_key=True)


def _instant(name: str, *, nullable: bool = True, default: bool = False) -> Column[object]:
    server_default = func.now() if default else None
    return Column(name, DateTime(timezone=True), nullable=nullable, server_default=server_default)


def _connection_id(*, primary_key: bool = False) -> Column[int]:
    return Column(
        "ledger_connection_id",
        BigInteger,
        ForeignKey("ledger_connections.id"),
        nullable=False,
        primary_key=primary_key,
    )


def _json(name: str, default: str = "{}") -> Column[object]:
    return Column(name, JSONB, nullable=False, server_default=text(f"'{default}'::jsonb"))


def _flag(name: str) -> Column[bool]:
    return Column(name, Boolean, nullable=False, server_default=text("false"))


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False)


ledger_connections = Table(
    "ledger_connections",
    metadata,
    _id(),
    Column("company_id", BigInteger, nullable=False),
    _text("ledger"),
    _text("tenant_id"),
    _text("tenant_name"),
    _text("state"),
    Column("access_token", Text),
    Column("refresh_token", Text),
    _instant("access_expires_at"),
    Column("stay_connected", Boolean, nullable=False, server_default=text("true")),
    _instant("session_ends_at"),
    _instant("connected_at", nullable=False, default=True),
    _instant("gate_opened_at"),
    _instant("ended_at"),
    Column("ended_reason", Text),
    _instant("parked_until"),
    UniqueConstraint("company_id", "ledger"),
    UniqueConstraint("ledger", "tenant_id"),
    CheckConstraint("state IN ('pending', 'connected', 'ended')", name="state"),
)

watermarks = Table(
    "watermarks",
    metadata,
    _connection_id(primary_key=True),
    Column("entity", Text, primary_key=True),
    _instant("high", nullable=False),
)

runs = Table(
    "runs",
    metadata,
    _id(),
    _text("dag_id"),
    _text("run_id"),
    Column("ledger", Text),
    _flag("dry_run"),
    _json("params"),
    _json("connections", "[]"),
    _instant("high"),
    Column("stage", Text, nullable=False, server_default=text("'begun'")),
    _text("state"),
    _instant("started_at", nullable=False, default=True),
    _instant("ended_at"),
    UniqueConstraint("dag_id", "run_id"),
    CheckConstraint("stage IN ('begun', 'extracted', 'transformed')", name="stage"),
    CheckConstraint("state IN ('running', 'success', 'failed')", name="state"),
)

COUNTERS = (
    "read",
    "quarantined",
    "waiting",
    "created",
    "updated",
    "voided",
    "skipped",
    "refused",
    "calls",
)

run_counts = Table(
    "run_counts",
    metadata,
    Column("run", BigInteger, ForeignKey("runs.id"), primary_key=True),
    Column("company_id", BigInteger, primary_key=True),
    Column("entity", Text, primary_key=True),
    *(Column(name, Integer, nullable=False, server_default=text("0")) for name in COUNTERS),
)

run_messages = Table(
    "run_messages",
    metadata,
    Column("run", BigInteger, ForeignKey("runs.id"), primary_key=True),
    Column("company_id", BigInteger, primary_key=True),
    Column("topic", Text, primary_key=True),
    _text("message"),
    _flag("failed"),
)

planned_changes = Table(
    "planned_changes",
    metadata,
    Column("run", BigInteger, ForeignKey("runs.id"), primary_key=True),
    Column("company_id", BigInteger, primary_key=True),
    Column("entity", Text, primary_key=True),
    Column("source_id", BigInteger, primary_key=True),
    _text("action"),
    _json("changes"),
)

extracted = Table(
    "extracted",
    metadata,
    Column("run", BigInteger, ForeignKey("runs.id"), primary_key=True),
    Column("entity", Text, primary_key=True),
    Column("company_id", BigInteger, primary_key=True),
    Column("source_id", BigInteger, primary_key=True),
    Column("row", JSONB, nullable=False),
    _flag("held"),
)

links = Table(
    "links",
    metadata,
    _id(),
    _connection_id(),
    _text("entity"),
    Column("source_id", BigInteger, nullable=False),
    _text("resource"),
    _text("ledger_id"),
    Column("number", Text),
    Column("fingerprint", Text),
    _json("content"),
    _json("children"),
    Column("version", Text),
    _flag("withdrawn"),
    _instant("source_updated_at"),
    Column("view", JSONB),
    Column("status_before", Text),
    _instant("created_at", nullable=False, default=True),
    _instant("updated_at", nullable=False, default=True),
    UniqueConstraint("ledger_connection_id", "entity", "source_id"),
    UniqueConstraint("ledger_connection_id", "resource", "ledger_id"),
)

inbox = Table(
    "inbox",
    metadata,
    _connection_id(primary_key=True),
    Column("dry_run", Boolean, primary_key=True, server_default=text("false")),
    Column("resource", Text, primary_key=True),
    Column("ledger_id", Text, primary_key=True),
    Column("run", BigInteger, ForeignKey("runs.id"), nullable=False),
    _json("record"),
    # What is being brought to Klipboard: written down before it is.
    Column("plan", JSONB),
    Column("cause", Text),
    _instant("received_at", nullable=False, default=True),
)

conflicts = Table(
    "conflicts",
    metadata,
    _id(),
    _instant("at", nullable=False, default=True),
    Column("run", BigInteger, ForeignKey("runs.id"), nullable=False),
    _connection_id(),
    Column("company_id", BigInteger, nullable=False),
    _text("ledger"),
    _text("entity"),
    Column("source_id", BigInteger, nullable=False),
    _text("field"),
    Column("base", JSONB),
    Column("ours", JSONB),
    Column("theirs", JSONB),
    _text("winner"),
    CheckConstraint("winner IN ('klipboard', 'ledger')", name="winner"),
    Index(None, "run"),
    Index(None, "ledger_connection_id", "entity", "source_id"),
)

outbox = Table(
    "outbox",
    metadata,
    _id(),
    _connection_id(),
    _text("entity"),
    Column("source_id", BigInteger, nullable=False),
    _text("intent"),
    _json("content"),
    _json("requires", "[]"),
    _json("lookups", "[]"),
    _json("items", "[]"),
    _text("fingerprint"),
    Column("revision", Integer, nullable=False, server_default=text("1")),
    _flag("in_doubt"),
    Column("batch_id", BigInteger, ForeignKey("batches.id")),
    Column("cause", Text),
    _instant("source_updated_at"),
    _instant("created_at", nullable=False, default=True),
    _instant("updated_at", nullable=False, default=True),
    UniqueConstraint("ledger_connection_id", "entity", "source_id"),
    CheckConstraint("intent IN ('upsert', 'void', 'archive')", name="intent"),
    Index(None, "batch_id"),
    Index("outbox_requires_idx", "requires", postgresql_using="gin"),
)

batches = Table(
    "batches",
    metadata,
    _id(),
    _connection_id(),
    Column("run", BigInteger, ForeignKey("runs.id"), nullable=False),
    _text("action"),
    _text("idempotency_key"),
    _text("state"),
    _instant("claimed_at", nullable=False, default=True),
    _instant("sure_from"),
    _instant("settled_at"),
    CheckConstraint("state IN ('claimed', 'settled', 'released')", name="state"),
    Index(None, "ledger_connection_id", "state"),
)

batch_items = Table(
    "batch_items",
    metadata,
    Column("batch_id", BigInteger, ForeignKey("batches.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    _text("entity"),
    Column("source_id", BigInteger, nullable=False),
    Column("revision", Integer, nullable=False),
    _text("intent"),
    _json("content"),
    _json("requires", "[]"),
    _json("lookups", "[]"),
    _json("items", "[]"),
    _text("fingerprint"),
    _instant("source_updated_at"),
)

quarantine = Table(
    "quarantine",
    metadata,
    _id(),
    _connection_id(),
    Column("company_id", BigInteger, nullable=False),
    _text("ledger"),
    _text("entity"),
    Column("source_id", BigInteger, nullable=False),
    _text("kind"),
    _text("rule"),
    Column("field", Text),
    Column("value", Text),
    _text("message"),
    _json("colliding", "[]"),
    Column("fingerprint", Text),
    Column("run", BigInteger, ForeignKey("runs.id"), nullable=False),
    _instant("first_seen_at", nullable=False, default=True),
    _instant("last_seen_at", nullable=False, default=True),
    _instant("released_at"),
    CheckConstraint("kind IN ('validation', 'mapping', 'refused')", name="kind"),
    Index(
        "quarantine_held_key",
        "ledger_connection_id",
        "entity",
        "source_id",
        "rule",
        text("coalesce(field, '')"),
        unique=True,
        postgresql_where=text("released_at IS NULL"),
    ),
)

audit = Table(
    "audit",
    metadata,
    _id(),
    _instant("at", nullable=False, default=True),
    Column("run", BigInteger, ForeignKey("runs.id")),
    # None for what came from a file: it needs no ledger connection.
    Column("ledger_connection_id", BigInteger, ForeignKey("ledger_connections.id")),
    Column("company_id", BigInteger, nullable=False),
    _text("ledger"),
    _text("entity"),
    Column("source_id", BigInteger, nullable=False),
    Column("ledger_id", Text),
    _text("direction"),
    _text("action"),
    _json("changes"),
    Column("batch_id", BigInteger),
    CheckConstraint("direction IN ('outbound', 'inbound')", name="direction"),
    Index(None, "ledger_connection_id", "entity", "source_id"),
)

ledger_codes = Table(
    "ledger_codes",
    metadata,
    _connection_id(primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("code", Text, primary_key=True),
    _text("name"),
    Column("active", Boolean, nullable=False),
    Column("ledger_id", Text),
    _instant("read_at", nullable=False, default=True),
)

ledger_items = Table(
    "ledger_items",
    metadata,
    _id(),
    _connection_id(),
    _text("name_key"),
    _text("account"),
    _text("ledger_id"),
    _text("name"),
    _flag("stock"),
    _instant("found_at", nullable=False, default=True),
    UniqueConstraint("ledger_connection_id", "name_key", "account"),
)

ledger_numbers = Table(
    "ledger_numbers",
    metadata,
    _connection_id(primary_key=True),
    Column("entity", Text, primary_key=True),
    Column("ledger_id", Text, primary_key=True),
    _text("number"),
    _instant("changed_at"),
    Index(None, "ledger_connection_id", "entity", "number"),
)

recent_calls = Table(
    "recent_calls",
    metadata,
    _connection_id(primary_key=True),
    _json("calls", "[]"),
    _instant("kept_at", nullable=False, default=True),
)

connection_plans = Table(
    "connection_plans",
    metadata,
    _id(),
    _connection_id(),
    Column("run", BigInteger, ForeignKey("runs.id"), nullable=False),
    _json("plan"),
    _instant("made_at", nullable=False, default=True),
    _instant("begun_at"),
    _instant("applied_at"),
)

reviews = Table(
    "reviews",
    metadata,
    _connection_id(primary_key=True),
    Column("resource", Text, primary_key=True),
    Column("ledger_id", Text, primary_key=True),
    _json("theirs"),
    _instant("asked_at", nullable=False, default=True),
    _instant("decided_at"),
)

MAPPING_TABLES = (
    "invoice_status",
    "purchase_order_status",
    "tax_rates",
    "accounts",
    "payment_terms",
)

mapping_overrides = Table(
    "mapping_overrides",
    metadata,
    _id(),
    Column("company_id", BigInteger, nullable=False),
    _text("ledger"),
    _text("table_name"),
    _text("source_code"),
    _text("ledger_code"),
    Column("country", Text),
    Column("document", Text),
    _instant("created_at", nullable=False, default=True),
    CheckConstraint(
        "table_name IN ({})".format(", ".join(f"'{name}'" for name in MAPPING_TABLES)),
        name="table_name",
    ),
    CheckConstraint("document IN ('sales', 'purchases')", name="document"),
    UniqueConstraint(
        "company_id",
        "ledger",
        "table_name",
        "source_code",
        "country",
        "document",
        postgresql_nulls_not_distinct=True,
        name="mapping_overrides_key",
    ),
)
