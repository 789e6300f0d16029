"""Mapping rows of companies, lists of ledgers, plans of first connections, the audit."""

from __future__ import annotations

import pytest
from ledger_sync.ledgers.xero.tables import ACCOUNTS, TAX_RATES
from ledger_sync.model import CLIENT, LedgerCode, Lookup, Ref
from ledger_sync.rules.mapping import Row
from ledger_sync.state import (
    audit,
    ledger_codes,
    overrides,
    plans,
)
from ledger_sync.state.connections import LedgerConnection
from sqlalchemy import Connection, text

PARTY = Ref(CLIENT, 1)


@pytest.mark.rule("C-12")
def test_a_companys_own_rows_stand_for_every_key_that_they_leave_open(db: Connection) -> None:
    db.execute(
        text(
            """INSERT INTO sync.mapping_overrides
            (company_id, ledger, table_name, source_code, ledger_code, country, document) VALUES
            (1, 'xero', 'tax_rates', '20% VAT', ' TAX001 ', NULL, NULL),
            (1, 'xero', 'tax_rates', '5% VAT', 'TAX002', 'GB', 'sales'),
            (1, 'quickbooks', 'tax_rates', '20% VAT', 'S', NULL, NULL),
            (2, 'xero', 'tax_rates', '20% VAT', 'OTHER', NULL, NULL)"""
        )
    )

    assert overrides.read(db, "xero", TAX_RATES, [1]) == [
        Row("20% VAT", ("any", "any"), "TAX001", company_id=1),
        Row("5% VAT", ("GB", "sales"), "TAX002", company_id=1),
    ]
    assert overrides.read(db, "xero", ACCOUNTS, [1]) == []


@pytest.mark.rule("C-12")
@pytest.mark.parametrize(
    ("columns", "values", "constraint"),
    [
        pytest.param("", "", "mapping_overrides_key", id="the same row twice"),
        pytest.param(", document", ", 'orders'", "document_check", id="no kind of document"),
    ],
)
def test_an_own_row_that_is_not_clear_cannot_be_written(
    db: Connection, columns: str, values: str, constraint: str
) -> None:
    names = "company_id, ledger, table_name, source_code, ledger_code"
    insert = f"INSERT INTO sync.mapping_overrides ({names}{{}}) VALUES (1, 'xero', 'accounts', "
    insert += "'200', '400'{})"
    db.execute(text(insert.format("", "")))

    with pytest.raises(Exception, match=constraint):
        db.execute(text(insert.format(columns, values)))


def test_the_chart_that_is_kept_is_the_one_that_was_read_last(
    db: Connection, joined: LedgerConnection
) -> None:
    ledger_codes.replace(
        db, joined.id, "account", [LedgerCode(kind="account", code="100", name="Old", active=True)]
    )

    chart = [
        LedgerCode(kind="account", code="200", name="Sales", active=True),
        LedgerCode(kind="account", code="200", name="Sales again", active=True),
        LedgerCode(kind="account", code="300", name="Closed", active=False),
    ]
    ledger_codes.replace(db, joined.id, "account", chart)

    book = ledger_codes.read(db, joined.id)
    known = [Lookup("account", code) in book for code in ("100", "200", "300")]
    assert known == [False, True, False]


def test_a_plan_is_kept_until_it_is_carried_out(
    db: Connection, joined: LedgerConnection, run: int
) -> None:
    assert plans.of_run(db, run) is None
    plans.save(db, joined.id, run, {"create": [], "link": []})

    kept = plans.of_run(db, run)
    assert kept is not None
    plans.mark_applied(db, kept.id)

    applied = plans.of_run(db, run)
    assert applied is not None
    assert (kept.applied_at, kept.plan) == (None, {"create": [], "link": []})
    assert applied.applied_at is not None


@pytest.mark.rule("B-03")
def test_a_change_is_recorded_from_which_value_to_which(
    db: Connection, joined: LedgerConnection, run: int
) -> None:
    changes = audit.differences({"Name": "Old", "City": "Leeds"}, {"Name": "New", "City": "Leeds"})
    audit.record(
        db, joined, PARTY, run=run, direction="outbound", action="update", ledger_id="x",
        changes=changes,
    )  # fmt: skip

    query = text("SELECT * FROM sync.audit WHERE ledger_connection_id = :id")
    (line,) = db.execute(query, {"id": joined.id}).mappings()
    assert (line["entity"], line["source_id"], line["action"]) == (CLIENT, 1, "update")
    assert line["changes"] == {"Name": ["Old", "New"]}
    assert (line["run"], line["company_id"]) == (run, joined.company_id)


def test_a_value_that_came_or_went_is_a_difference_too() -> None:
    assert audit.differences({"a": 1, "b": None}, {"a": None, "c": 2}) == {
        "a": [1, None],
        "c": [None, 2],
    }
