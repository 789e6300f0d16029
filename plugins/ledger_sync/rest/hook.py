"""Airflow's connection to a ledger's API: addresses, client id and secret of our app there."""

from __future__ import annotations

from typing import Any

from airflow.sdk import BaseHook

from ledger_sync.errors import MissingConnection
from ledger_sync.rest.access import ApiAccess

SCHEMES = ("http", "https")
LOOPBACK = ("127.0.0.1", "localhost")


class ApiHook(BaseHook):
    """Base of the ledgers' hooks; each names its connection."""

    conn_name_attr = "api_conn_id"
    default_conn_name = ""
    default_host = ""

    def __init__(self, api_conn_id: str | None = None) -> None:
        super().__init__()
        self.api_conn_id = api_conn_id or self.default_conn_name

    def get_conn(self) -> ApiAccess:
        """Read the connection; nothing is called.

        Raises:
            MissingConnection: it does not exist or has no client id and secret.
        """
        connection = self._connection()
        if not connection.login or not connection.password:
            raise MissingConnection(
                f"Airflow connection {self.api_conn_id} needs the client id as login and the "
                "client secret as password"
            )
        if not isinstance(connection.extra_dejson, dict):
            raise MissingConnection(
                f"the extra of Airflow connection {self.api_conn_id} must be a JSON object of "
                "addresses (docs/delivery.md shows its form)"
            )
        return ApiAccess(
            host=base_address(connection) or self.default_host,
            client_id=connection.login,
            client_secret=connection.password,
            extra=connection.extra_dejson,
        )

    def _connection(self) -> Any:
        try:
            return self.get_connection(self.api_conn_id)
        except Exception as error:
            raise MissingConnection(
                f"Airflow connection {self.api_conn_id} does not exist: set "
                f"AIRFLOW_CONN_{self.api_conn_id.upper()} (docs/delivery.md shows its form)"
            ) from error

    def test_connection(self) -> tuple[bool, str]:
        """Check what can be checked without a company's consent."""
        try:
            self.get_conn()
        except MissingConnection as error:
            return False, error.message
        return True, "Client id and secret are there; make connect tries them."


def base_address(connection: Any) -> str:
    """The address before all paths; a host may be written with its scheme or without."""
    host = str(connection.host or "").rstrip("/")
    if not host:
        return ""
    if "://" not in host:
        host = f"{_scheme(connection, host)}://{host}"
    has_port = host.rpartition(":")[2].isdigit()
    return host if has_port or not connection.port else f"{host}:{connection.port}"


def _scheme(connection: Any, host: str) -> str:
    """As the connection says, else https; nobody has a certificate for this machine itself."""
    said = (each for each in (connection.schema, connection.conn_type) if each in SCHEMES)
    return next(said, "http" if host.partition(":")[0] in LOOPBACK else "https")
