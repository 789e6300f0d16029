"""Great Expectations takes ten seconds to import: once for all tests that examine data."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from ledger_sync.files import expectation_file


@pytest.fixture(scope="session")
def great_expectations():
    from ledger_sync.quality import engine

    return engine.great_expectations()


@pytest.fixture
def spoil(tmp_path):
    """Copies a suite of the project after changing its document; gives the copy's path."""

    def write(entity: str, change) -> Path:
        document = json.loads(expectation_file(entity).read_text(encoding="utf-8"))
        change(document)
        path: Path = tmp_path / f"{entity}.json"
        path.write_text(json.dumps(document), encoding="utf-8")
        return path

    return write
