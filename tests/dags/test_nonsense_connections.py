"""Airflow connections and places of reports that make no sense are refused by their name."""

from __future__ import annotations

import json

import pytest
from ledger_sync import wiring
from ledger_sync.errors import BadSetting, MissingConnection, SourceUnavailable
from ledger_sync.ledgers.quickbooks.hook import QuickBooksHook
from ledger_sync.ledgers.xero.hook import XeroHook
from ledger_sync.rest.hook import ApiHook
from ledger_sync.source.hook import DatabaseHook
from ledger_sync.state.database import check_reachable, open_engine

from tests.unit.bad_input.nasty import refusal_of

DATABASES = [
    pytest.param("", id="empty"),
    pytest.param("postgresql://host:port/db", id="a port in words"),
    pytest.param('{"conn_type": "postgres"', id="half of a JSON"),
    pytest.param('{"conn_type": "postgres", "port": 99999999}', id="no such port"),
    pytest.param('{"conn_type": "postgres", "extra": "[1]"}', id="a list of options"),
    pytest.param('{"conn_type": "postgres", "extra": {"bogus": 1}}', id="an unknown option"),
    pytest.param("postgresql://sync:planted-secret@127.0.0.1:1/db", id="nobody there"),
]


@pytest.mark.parametrize("value", DATABASES)
def test_a_database_that_cannot_be_meant_is_refused_by_name(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("AIRFLOW_CONN_KLIPBOARD_DB", value)

    def reach() -> None:
        engine = open_engine(DatabaseHook("klipboard_db").get_conn(), name="klipboard_db")
        check_reachable(engine, name="klipboard_db")

    refused = refusal_of(reach, MissingConnection, SourceUnavailable)

    assert refused is not None
    assert "klipboard_db" in refused.message
    assert "planted-secret" not in refused.message


@pytest.mark.parametrize("hook", [XeroHook, QuickBooksHook])
@pytest.mark.parametrize(
    "value",
    [
        pytest.param("", id="empty"),
        pytest.param("http://", id="an address without anything"),
        pytest.param(json.dumps({"login": {"a": 1}, "password": "b"}), id="an object as login"),
        pytest.param(json.dumps({"conn_type": "http", "login": "a"}), id="no secret"),
    ],
)
def test_an_app_that_cannot_be_meant_is_refused_by_name(
    monkeypatch: pytest.MonkeyPatch, hook: type[ApiHook], value: str
) -> None:
    name = hook.default_conn_name
    monkeypatch.setenv(f"AIRFLOW_CONN_{name.upper()}", value)

    refused = refusal_of(lambda: hook().get_conn(), MissingConnection)

    assert refused is not None
    assert name in refused.message


@pytest.mark.parametrize("address", ["bogus://reports", "x://", "bogus://" + "x" * 10_000])
def test_a_place_of_reports_that_no_storage_has_is_refused(address: str) -> None:
    refused = refusal_of(lambda: wiring._folder(address), BadSetting)

    assert refused is not None
    assert refused.message.startswith(f"LEDGER_SYNC_REPORTS='{address[:50]}")
    assert "allowed is an address of object storage" in refused.message
    assert len(refused.message) < 1_000
