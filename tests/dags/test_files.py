"""Files that a run is told of, read where the task runs: a path or an address of object storage."""

from __future__ import annotations

from pathlib import Path

import pytest
from ledger_sync import wiring
from ledger_sync.errors import BadImportFile
from sqlalchemy import create_engine

# Airflow loads its plugins for the first address, by means that are going out of fashion.
pytestmark = pytest.mark.filterwarnings("ignore:GitWildMatchPattern:DeprecationWarning")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "products list.csv"
    path.write_bytes(b"Name,Type\n")
    return path


def test_a_file_is_read_by_its_path_or_its_address(file: Path) -> None:
    assert wiring.read_file(str(file), 100) == b"Name,Type\n"
    assert wiring.read_file(f"file://{file}", 100) == b"Name,Type\n"


def test_of_a_file_that_is_too_large_one_byte_more_is_read(file: Path) -> None:
    assert wiring.read_file(str(file), 4) == b"Name,"


@pytest.mark.parametrize("address", ["products.csv", "./products.csv", "~/products.csv"])
def test_a_path_that_depends_on_where_the_worker_was_started_is_refused(address: str) -> None:
    with pytest.raises(BadImportFile, match="must be an absolute path or an address"):
        wiring.read_file(address, 100)


@pytest.mark.parametrize("address", ["/no/such/file.csv", "/tmp", "nowhere://bucket/file.csv"])  # noqa: S108
def test_what_cannot_be_read_is_named_with_the_reason(address: str) -> None:
    with pytest.raises(BadImportFile, match=f"^{address} cannot be read on the machine"):
        wiring.read_file(address, 100)


def test_a_run_without_a_ledger_needs_none_of_its_connections(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    databases = {
        name: create_engine("postgresql+psycopg://") for name in ("klipboard_db", "sync_db")
    }
    monkeypatch.setattr(wiring, "engine", databases.__getitem__)
    monkeypatch.delenv("AIRFLOW_CONN_QUICKBOOKS_API", raising=False)

    ports = wiring.ports_without_ledger()

    assert (ports.source, ports.state) == tuple(databases.values())
