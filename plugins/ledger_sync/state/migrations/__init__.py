"""Alembic's migrations of schema ``sync``."""
