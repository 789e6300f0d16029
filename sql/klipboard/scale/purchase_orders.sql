-- Purchase orders for tests and benchmarks, in every status that is sent, in turn.
-- Parameters: companies, first_company_id, suppliers, purchase_orders.
-- Grain: one row a purchase order.
INSERT INTO klipboard.purchase_orders (
    id, company_id, number, supplier_id, status, issue_date, delivery_date, delivery_address, reference, currency,
    prices_include_tax, created_at
)
SELECT
    company.id * 10000000 + n,
    company.id,
    'PO-' || lpad(CAST(n AS text), 7, '0'),
    company.id * 10000000 + 1 + (n - 1) % CAST(:suppliers AS integer),
    (ARRAY['Draft', 'Sent', 'Overdue', 'Part Delivered', 'Delivered'])[1 + n % 5],
    DATE '2026-09-01' + n % 60,
    DATE '2026-09-08' + n % 60,
    'Unit ' || 1 + n % 40 || ', Trade Park',
    'JOB-' || lpad(CAST(n AS text), 7, '0'),
    company.base_currency,
    n % 10 = 0,
    TIMESTAMPTZ '2026-01-04 08:00:00+00' + n * INTERVAL '1 minute'
FROM klipboard.companies AS company
CROSS JOIN generate_series(1, CAST(:purchase_orders AS integer)) AS n
WHERE
    company.id >= CAST(:first_company_id AS bigint)
    AND company.id < CAST(:first_company_id AS bigint) + CAST(:companies AS bigint)
ORDER BY company.id, n
