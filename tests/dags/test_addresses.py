"""How an Airflow connection may say where a ledger's API is."""

from __future__ import annotations

import pytest
from airflow.sdk import Connection
from ledger_sync.rest.hook import base_address


@pytest.mark.parametrize(
    ("values", "address"),
    [
        pytest.param({"host": "https://api.xero.com"}, "https://api.xero.com", id="with scheme"),
        pytest.param({"host": "http://127.0.0.1:9000/"}, "http://127.0.0.1:9000", id="slash"),
        pytest.param(
            {"host": "http://127.0.0.1", "port": 9000}, "http://127.0.0.1:9000", id="port"
        ),
        pytest.param({"host": "api.xero.com"}, "https://api.xero.com", id="without scheme"),
        pytest.param({"host": "127.0.0.1", "port": 9000}, "http://127.0.0.1:9000", id="loopback"),
        pytest.param(
            {"conn_type": "http", "host": "sandbox", "port": 8090}, "http://sandbox:8090", id="type"
        ),
        pytest.param({"host": "sandbox", "schema": "http"}, "http://sandbox", id="schema"),
        pytest.param({"host": None}, "", id="none: the ledger's own"),
    ],
)
def test_a_host_is_taken_as_it_is_written(values: dict, address: str) -> None:
    connection = Connection(**{"conn_id": "xero_api", "conn_type": "xero", **values})

    assert base_address(connection) == address
