"""What an error of the database tells: what went wrong, and no value of a person."""

from __future__ import annotations

import logging
import traceback

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


@pytest.mark.parametrize("statement", REFUSED.values(), ids=REFUSED)
def test_an_error_of_the_database_names_the_table_and_shows_no_row(
    database: Engine, caplog: pytest.LogCaptureFixture, statement: sa.Executable
) -> None:
    caplog.set_level(logging.INFO, logger="sqlalchemy")

    with pytest.raises(DBAPIError) as caught, database.begin() as db:
        db.execute(statement)

    told = "".join(traceback.format_exception(caught.value))
    assert "violates" in told
    assert "INSERT INTO sync." in told
    assert PERSON not in told + repr(caught.value) + repr(caught.value.orig)
    assert "INSERT INTO sync." in caplog.text
    assert PERSON not in caplog.text
