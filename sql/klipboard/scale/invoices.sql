-- Invoices for tests and benchmarks, in every status that is sent as it is: Draft, Unpaid, Sent, Overdue in turn.
-- Parameters: companies, first_company_id, clients, locations, invoices.
-- Grain: one row an invoice. Half of those whose client has a location were worked there, half of these are billed
-- there.
-- Overdue ones were due in 2025; of the drafts every other one has no due date yet.
INSERT INTO klipboard.invoices (
    id, company_id, number, client_id, location_id, billing_location_id, status, issue_date, due_date, reference,
    currency, prices_include_tax, created_at
)
SELECT
    company.id * 10000000 + n,
    company.id,
    'INV-' || lpad(CAST(n AS text), 7, '0'),
    company.id * 10000000 + party,
    CASE WHEN party <= CAST(:locations AS integer) AND n / 4 % 2 = 0 THEN company.id * 10000000 + party END,
    CASE WHEN party <= CAST(:locations AS integer) AND n / 4 % 4 = 0 THEN company.id * 10000000 + party END,
    (ARRAY['Draft', 'Unpaid', 'Sent', 'Overdue'])[1 + n % 4],
    issued,
    CASE WHEN n % 8 > 0 THEN issued + 30 END,
    'JOB-' || lpad(CAST(n AS text), 7, '0'),
    company.base_currency,
    n % 10 = 0,
    TIMESTAMPTZ '2026-01-03 08:00:00+00' + n * INTERVAL '1 minute'
FROM klipboard.companies AS company
CROSS JOIN generate_series(1, CAST(:invoices AS integer)) AS n
CROSS JOIN LATERAL (
    SELECT
        1 + (n - 1) % CAST(:clients AS integer) AS party,
        CASE WHEN n % 4 = 3 THEN DATE '2025-03-01' ELSE DATE '2026-09-01' END + n % 75 AS issued
) AS derived
WHERE
    company.id >= CAST(:first_company_id AS bigint)
    AND company.id < CAST(:first_company_id AS bigint) + CAST(:companies AS bigint)
ORDER BY company.id, n
