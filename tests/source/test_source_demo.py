"""The demo data: realistic, mostly clean, and with each kind of dirt that its comments name."""

from __future__ import annotations

import csv

import pytest

from tests.source.databases import PROJECT, Connection

PARTIES = """(
    SELECT 'client' AS entity, id, company_id, name, phone, mobile, email FROM klipboard.clients
    UNION ALL
    SELECT 'location', id, company_id, name, phone, mobile, email FROM klipboard.client_locations
    UNION ALL
    SELECT 'supplier', id, company_id, name, phone, mobile, email FROM klipboard.suppliers
) AS party"""
NAME = "lower(regexp_replace(trim(name), '\\s+', ' ', 'g'))"
PHONE, MOBILE = (f"regexp_replace({column}, '\\D', '', 'g')" for column in ("phone", "mobile"))
KNOWN_ACCOUNTS = ["200", "260", "300", "310", "400", "429", "453", "461"]


def mapped(table: str) -> list[str]:
    path = PROJECT / "include" / "mappings" / "xero" / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return [row["source_code"] for row in csv.DictReader(file)]


@pytest.mark.parametrize(
    "key, collisions",
    [
        pytest.param(
            NAME,
            [
                {("client", 1001), ("client", 1034)},
                {("client", 1037), ("supplier", 1008)},
                {("client", 1023), ("location", 1012)},
                {("client", 4006), ("location", 4003)},
            ],
            id="name",
        ),
        pytest.param(PHONE, [{("client", 1002), ("client", 1035)}], id="phone"),
        pytest.param(
            MOBILE,
            [{("client", 1004), ("supplier", 1007)}, {("client", 2001), ("client", 2015)}],
            id="mobile",
        ),
        pytest.param("lower(email)", [{("client", 1003), ("client", 1036)}], id="e-mail"),
    ],
)
def test_parties_collide_only_where_the_dirt_is_meant(
    demo: Connection, key: str, collisions: list[set[tuple[str, int]]]
) -> None:
    rows = demo.execute(
        f"SELECT array_agg(entity || ' ' || id) FROM {PARTIES} WHERE {key} IS NOT NULL"
        f" GROUP BY company_id, {key} HAVING count(*) > 1".encode()
    ).fetchall()

    found = [frozenset((word.split()[0], int(word.split()[1])) for word in row[0]) for row in rows]
    assert set(found) == {frozenset(collision) for collision in collisions}


@pytest.mark.parametrize(
    "query, ids",
    [
        pytest.param(
            "SELECT id FROM klipboard.invoices"
            " WHERE due_date IS NULL AND status IN ('Unpaid', 'Sent', 'Overdue')",
            [1051, 2025],
            id="no due date",
        ),
        pytest.param(
            "SELECT invoice_id FROM klipboard.invoice_lines"
            " WHERE NOT tax_rate = ANY(%(tax_rates)s)",
            [1052, 2024],
            id="unmapped tax rate",
        ),
        pytest.param(
            "SELECT invoice_id FROM klipboard.invoice_lines"
            " WHERE NOT account_code = ANY(%(accounts)s)",
            [1053, 4007],
            id="unmapped account",
        ),
        pytest.param(
            "SELECT purchase_order_id FROM klipboard.purchase_order_lines"
            " WHERE NOT account_code = ANY(%(accounts)s)",
            [1013],
            id="unmapped account of an order",
        ),
        pytest.param(
            "SELECT invoice_id FROM klipboard.invoice_lines WHERE quantity < 0",
            [1054],
            id="negative quantity",
        ),
        pytest.param(
            "SELECT id FROM klipboard.invoices WHERE NOT status = ANY(%(invoice_status)s)",
            [1055],
            id="unknown status",
        ),
        pytest.param(
            "SELECT id FROM klipboard.purchase_orders WHERE NOT status = ANY(%(order_status)s)",
            [1014],
            id="unknown status of an order",
        ),
        pytest.param(
            "SELECT id FROM klipboard.invoices WHERE length(number) > 21",
            [1056],
            id="number too long for QuickBooks",
        ),
        pytest.param(
            "SELECT id FROM klipboard.invoices"
            " EXCEPT SELECT invoice_id FROM klipboard.invoice_lines",
            [1057],
            id="no lines",
        ),
        pytest.param(
            "SELECT id FROM klipboard.clients WHERE length(name) = 500", [1038], id="endless name"
        ),
        pytest.param(
            "SELECT id FROM klipboard.clients WHERE email NOT LIKE '%%_@_%%.%%_'",
            [1039],
            id="bad e-mail",
        ),
        pytest.param(
            "SELECT id FROM klipboard.clients WHERE NOT payment_terms = ANY(%(terms)s)",
            [1040],
            id="unmapped payment terms",
        ),
        pytest.param(
            "SELECT id FROM klipboard.clients WHERE archived", [1032, 1033, 2014], id="archived"
        ),
        pytest.param(
            "SELECT id FROM klipboard.clients WHERE name LIKE '%%:%%'",
            [4003],
            id="a sign that QuickBooks takes in no name",
        ),
        pytest.param(
            "SELECT line.invoice_id FROM klipboard.invoice_lines AS line"
            " INNER JOIN klipboard.products AS product ON product.id = line.product_id"
            " WHERE line.company_id = 4 AND line.account_code <> product.account_code"
            " AND line.account_code = ANY(%(accounts)s)",
            [4005],
            id="one item with two accounts",
        ),
        pytest.param(
            "SELECT id FROM klipboard.invoices WHERE status = 'Cancelled'",
            [1048, 2022, 3008, 4008],
            id="cancelled",
        ),
    ],
)
def test_the_demo_has_each_kind_of_dirt_once_or_twice(
    demo: Connection, query: str, ids: list[int]
) -> None:
    parameters = {
        "tax_rates": mapped("tax_rates"),
        "accounts": KNOWN_ACCOUNTS,
        "terms": mapped("payment_terms"),
        "invoice_status": mapped("invoice_status"),
        "order_status": mapped("purchase_order_status"),
    }

    found = demo.execute(query.encode(), parameters).fetchall()

    assert sorted({row[0] for row in found}) == ids


@pytest.mark.parametrize(
    "pattern, count",
    [
        pytest.param("[^ -~]", 9, id="accents"),
        pytest.param("''", 5, id="apostrophes"),
        pytest.param("&", 5, id="ampersands"),
        pytest.param("  ", 2, id="double spaces"),
    ],
)
def test_names_are_as_people_write_them(demo: Connection, pattern: str, count: int) -> None:
    row = demo.execute(
        f"SELECT count(*) FROM {PARTIES} WHERE name ~ '{pattern}'".encode()
    ).fetchone()

    assert row is not None
    assert row[0] >= count


def test_the_companies_differ_in_size_country_currency_and_time_zone(demo: Connection) -> None:
    rows = demo.execute(
        "SELECT company.country, base_currency, timezone,"
        " count(DISTINCT client.id), count(DISTINCT i.id)"
        " FROM klipboard.companies AS company"
        " INNER JOIN klipboard.clients AS client ON company.id = client.company_id"
        " INNER JOIN klipboard.invoices AS i ON company.id = i.company_id"
        " GROUP BY company.id ORDER BY company.id"
    ).fetchall()

    assert rows == [
        ("GB", "GBP", "Europe/London", 40, 60),
        ("AU", "AUD", "Australia/Sydney", 15, 25),
        ("NZ", "NZD", "Pacific/Auckland", 6, 8),
        ("US", "USD", "America/Denver", 6, 8),
    ]


def test_documents_are_in_every_status(demo: Connection) -> None:
    statuses = {
        table: {row[0] for row in demo.execute(f"SELECT status FROM klipboard.{table}".encode())}
        for table in ("invoices", "purchase_orders")
    }

    assert statuses["invoices"] >= set(mapped("invoice_status"))
    assert statuses["purchase_orders"] >= set(mapped("purchase_order_status"))


def test_overdue_invoices_are_past_their_due_date(demo: Connection) -> None:
    late = demo.execute(
        "SELECT count(*) FROM klipboard.invoices"
        " WHERE status = 'Overdue' AND (due_date IS NULL OR due_date > '2026-11-01')"
    ).fetchone()

    assert late == (0,)


def test_prices_have_four_decimals_discounts_and_tax_included(demo: Connection) -> None:
    row = demo.execute(
        "SELECT bool_or(unit_price <> round(unit_price, 2)), bool_or(discount_percent > 0),"
        " bool_or(prices_include_tax) FROM klipboard.invoice_lines AS line"
        " INNER JOIN klipboard.invoices AS invoice ON line.invoice_id = invoice.id"
    ).fetchone()

    assert row == (True, True, True)


def test_the_smallest_company_is_clean(demo: Connection) -> None:
    rows = demo.execute(
        "SELECT DISTINCT account_code, tax_rate FROM klipboard.invoice_lines WHERE company_id = 3"
    ).fetchall()

    assert rows == [("200", "15% GST")]


def test_ids_of_the_demo_stay_far_below_those_that_the_sync_makes(demo: Connection) -> None:
    row = demo.execute(
        "SELECT greatest(max(i.id), max(l.id)) FROM klipboard.invoices AS i"
        " INNER JOIN klipboard.invoice_lines AS l ON i.id = l.invoice_id"
    ).fetchone()

    assert row is not None
    assert row[0] < 100_000
