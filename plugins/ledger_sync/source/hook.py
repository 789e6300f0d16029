"""Airflow's connections to PostgreSQL, as database addresses."""

from __future__ import annotations

from typing import Any

from airflow.sdk import BaseHook
from sqlalchemy import URL

from ledger_sync.errors import MissingConnection


class DatabaseHook(BaseHook):
    """The source (``klipboard_db``) or the database of schema ``sync`` (``sync_db``)."""

    conn_name_attr = "database_conn_id"
    default_conn_name = "klipboard_db"
    conn_type = "postgres"
    hook_name = "Ledger sync database"

    def __init__(self, database_conn_id: str = default_conn_name) -> None:
        super().__init__()
        self.database_conn_id = database_conn_id

    def get_conn(self) -> URL:
        """The address for SQLAlchemy; a host that is a path is a Unix socket."""
        connection = self._connection()
        extra = connection.extra_dejson
        if not isinstance(extra, dict):
            raise MissingConnection(
                f"the extra of Airflow connection {self.database_conn_id} must be a JSON object of "
                "connection options"
            )
        query = {str(name): str(value) for name, value in extra.items()}
        host = connection.host or query.pop("host", None)
        if host and host.startswith("/"):
            query["host"], host = host, None
        return URL.create(
            "postgresql+psycopg",
            username=connection.login,
            password=connection.password or None,
            host=host,
            port=connection.port,
            database=connection.schema,
            query=query,
        )

    def _connection(self) -> Any:
        try:
            return self.get_connection(self.database_conn_id)
        except Exception as error:
            raise MissingConnection(
                f"Airflow connection {self.database_conn_id} does not exist: set "
                f"AIRFLOW_CONN_{self.database_conn_id.upper()}=postgresql://user:password@host/database"
            ) from error

    def exists(self) -> bool:
        """Whether the connection is there at all."""
        try:
            self._connection()
        except MissingConnection:
            return False
        return True

    def test_connection(self) -> tuple[bool, str]:
        """Try it, for the button in Airflow's UI."""
        from ledger_sync.errors import SourceUnavailable
        from ledger_sync.state.database import check_reachable, open_engine

        engine = open_engine(self.get_conn(), name=self.database_conn_id)
        try:
            check_reachable(engine, name=self.database_conn_id)
        except SourceUnavailable as error:
            return False, error.message
        finally:
            engine.dispose()
        return True, "The database answers."
