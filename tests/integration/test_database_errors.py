"""What an error of the database tells: what went wrong, and no value of a person."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterator
from io import StringIO

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

PERSON = "jo@planted.example"
REFUSED = {
    "a value that is missing": sa.text(
        "INSERT INTO sync.watermarks (entity) VALUES (:person)"
    ).bindparams(person=PERSON),
    "a key that is there already": sa.text(
        "INSERT INTO sync.mapping_overrides (company_id, ledger, table_name, source_code, "
        "ledger_code) SELECT 1, 'xero', 'accounts', :person, :person FROM generate_series(1, 2)"
    ).bindparams(person=PERSON),
    "a check": sa.text(
        "INSERT INTO sync.mapping_overrides (company_id, ledger, table_name, source_code, "
        "ledger_code) VALUES (1, 'xero', 'none', :person, :person)"
    ).bindparams(person=PERSON),
}


@pytest.fixture
def logged() -> Iterator[StringIO]:
    """What SQLAlchemy logs, whatever Airflow made of the loggers in a test before."""
    logger, written = logging.getLogger("sqlalchemy.engine.Engine"), StringIO()
    handler, before = logging.StreamHandler(written), (logger.level, logger.disabled)
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    logger.disabled = False
    yield written
    logger.removeHandler(handler)
    logger.setLevel(before[0])
    logger.disabled = before[1]


@pytest.mark.parametrize("statement", REFUSED.values(), ids=REFUSED)
def test_an_error_of_the_database_names_the_table_and_shows_no_row(
    database: Engine, logged: StringIO, statement: sa.Executable
) -> None:
    with pytest.raises(DBAPIError) as caught, database.begin() as db:
        db.execute(statement)

    told = "".join(traceback.format_exception(caught.value))
    assert "violates" in told
    assert "INSERT INTO sync." in told
    assert PERSON not in told + repr(caught.value) + repr(caught.value.orig)
    assert "INSERT INTO sync." in logged.getvalue()
    assert PERSON not in logged.getvalue()
