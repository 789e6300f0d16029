-- Lines of the purchase orders for tests and benchmarks: prices to four decimals, a discount on every fifth.
-- Parameters: companies, first_company_id, purchase_orders, lines (a document).
-- Grain: one row a line. Tax rates are those of the company's country.
INSERT INTO klipboard.purchase_order_lines (
    id, company_id, purchase_order_id, position, item_name, description, quantity, unit_price, discount_percent,
    account_code, tax_rate, created_at
)
SELECT
    company.id * 10000000 + (n - 1) * CAST(:lines AS bigint) + line,
    company.id,
    company.id * 10000000 + n,
    line,
    item,
    item || ', order ' || n || '/' || line,
    CAST(1 + (n + line) % 12 AS numeric) / 4,
    15 + CAST((n * 7919 + line * 104729) % 4000000 AS numeric) / 10000,
    CASE WHEN (n + line) % 5 = 0 THEN 0 ELSE 0 END,
    (ARRAY['300', '310'])[1 + (n + line) % 2],
    CASE company.country
        WHEN 'GB' THEN (ARRAY['20% VAT', '5% VAT', '0% VAT', 'No VAT'])[1 + (n + line) % 4]
        WHEN 'AU' THEN (ARRAY['10% GST', 'GST Free'])[1 + (n + line) % 2]
        WHEN 'NZ' THEN '15% GST'
        ELSE (ARRAY['Sales Tax', 'No Tax'])[1 + (n + line) % 2]
    END,
    TIMESTAMPTZ '2026-01-05 08:00:00+00'
FROM klipboard.companies AS company
CROSS JOIN generate_series(1, CAST(:purchase_orders AS bigint)) AS n
CROSS JOIN generate_series(1, CAST(:lines AS integer)) AS line
CROSS JOIN LATERAL (
    SELECT (ARRAY[
        'Copper pipe 15 mm', 'Cable 2.5 mm', 'Isolation valve', 'Fixings', 'Trunking', 'Sealant'
    ])[1 + (n + line) % 6] AS item
) AS derived
WHERE
    company.id >= CAST(:first_company_id AS bigint)
    AND company.id < CAST(:first_company_id AS bigint) + CAST(:companies AS bigint)
ORDER BY company.id, n, line
