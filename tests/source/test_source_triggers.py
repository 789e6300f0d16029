"""updated_at: what changes when, because the pipeline sees only what it says."""

from __future__ import annotations

from datetime import datetime

import psycopg
import pytest

from tests.source.contract import TABLES
from tests.source.databases import Connection

OLD = "2020-01-01 00:00:00+00"
DOCUMENTS = (
    pytest.param("invoice", 1001, 1002, id="invoice"),
    pytest.param("purchase_order", 1001, 1002, id="purchase order"),
)


def stamps(connection: Connection, document: str, *ids: int) -> list[datetime]:
    rows = connection.execute(
        f"SELECT updated_at FROM klipboard.{document}s WHERE id = ANY(%s) ORDER BY id".encode(),
        (list(ids),),
    ).fetchall()
    return [row[0] for row in rows if isinstance(row[0], datetime)]


@pytest.mark.parametrize("table", [table for table in TABLES if table != "invoice_payments"])
def test_an_update_sets_updated_at_whatever_it_says_itself(demo: Connection, table: str) -> None:
    changed = demo.execute(
        f"UPDATE klipboard.{table} SET updated_at = '{OLD}' RETURNING updated_at >= now()".encode()
    ).fetchall()

    assert changed
    assert set(changed) == {(True,)}


def test_an_update_of_a_payment_sets_updated_at(demo: Connection) -> None:
    demo.execute(
        "INSERT INTO klipboard.invoice_payments"
        " (company_id, invoice_id, ledger, ledger_payment_id, amount, paid_on, updated_at)"
        " VALUES (1, 1046, 'xero', 'p-1', 351, '2026-09-28', '2020-01-01')"
    )

    row = demo.execute(
        "UPDATE klipboard.invoice_payments SET reversed_at = now() RETURNING updated_at >= now()"
    ).fetchone()

    assert row == (True,)


def test_two_updates_in_one_transaction_are_told_apart(demo: Connection) -> None:
    update = "UPDATE klipboard.clients SET city = city WHERE id = 1001 RETURNING updated_at"

    first, second = (demo.execute(update).fetchone() for _ in range(2))

    assert first is not None
    assert second is not None
    assert second[0] > first[0]


def test_a_transaction_that_waited_does_not_set_updated_at_back(demo_address: str) -> None:
    update = "UPDATE klipboard.products SET sku = sku WHERE id = 1001 RETURNING updated_at"
    with psycopg.connect(demo_address) as early, psycopg.connect(demo_address) as late:
        early.execute("SELECT now()")
        newer = late.execute(update).fetchone()
        late.commit()

        newest = early.execute(update).fetchone()

    assert newer is not None
    assert newest is not None
    assert newest[0] > newer[0]


def test_an_insert_may_say_when_it_was_made(demo: Connection) -> None:
    row = demo.execute(
        "INSERT INTO klipboard.clients (company_id, name, updated_at)"
        f" VALUES (1, 'Backdated', '{OLD}') RETURNING updated_at = '{OLD}'".encode()
    ).fetchone()

    assert row == (True,)


@pytest.mark.parametrize("document, one, other", DOCUMENTS)
@pytest.mark.parametrize(
    "change",
    [
        pytest.param(
            "INSERT INTO klipboard.{0}_lines (company_id, {0}_id, position) VALUES (1, {1}, 9)",
            id="insert",
        ),
        pytest.param(
            "UPDATE klipboard.{0}_lines SET quantity = quantity + 1 WHERE {0}_id = {1}", id="update"
        ),
        pytest.param("DELETE FROM klipboard.{0}_lines WHERE {0}_id = {1}", id="delete"),
    ],
)
def test_a_change_of_a_line_touches_its_document_alone(
    demo: Connection, document: str, one: int, other: int, change: str
) -> None:
    before, untouched = stamps(demo, document, one, other)

    demo.execute(change.format(document, one).encode())

    after = stamps(demo, document, one, other)
    assert after[0] > before
    assert after[1] == untouched


@pytest.mark.parametrize("document, one, other", DOCUMENTS)
def test_a_line_that_moves_touches_both_documents(
    demo: Connection, document: str, one: int, other: int
) -> None:
    before = stamps(demo, document, one, other)

    demo.execute(
        f"UPDATE klipboard.{document}_lines SET {document}_id = {other}"
        f" WHERE {document}_id = {one}".encode()
    )

    after = stamps(demo, document, one, other)
    assert all(new > old for new, old in zip(after, before, strict=True))


@pytest.mark.parametrize("document, one, other", DOCUMENTS)
def test_a_document_goes_with_its_lines(
    demo: Connection, document: str, one: int, other: int
) -> None:
    demo.execute(f"DELETE FROM klipboard.{document}s WHERE id = {one}".encode())

    left = demo.execute(
        f"SELECT count(*) FROM klipboard.{document}_lines WHERE {document}_id = {one}".encode()
    ).fetchone()
    assert left == (0,)
    assert len(stamps(demo, document, one, other)) == 1
