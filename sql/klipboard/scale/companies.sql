-- Companies for tests and benchmarks: countries, currencies and time zones in turn.
-- Parameters: companies (how many), first_company_id (the first one's id, at most 99999 for the last).
-- Grain: one row a company. Deterministic: the same parameters give the same rows, but for updated_at.
-- The files of this folder are run in this order, each with the same parameters; all counts are per company:
-- companies, clients, client_locations, suppliers, invoices, invoice_lines, purchase_orders, purchase_order_lines.
-- Every row is clean: nothing collides, every code is mapped, every ledger takes it. In every table the id of the n-th
-- row of a company is company_id * 10000000 + n, below the ids that the sync makes.
INSERT INTO klipboard.companies (id, name, country, base_currency, timezone, created_at)
SELECT
    CAST(:first_company_id AS bigint) + n,
    (ARRAY['Northgate Plumbing', 'Wattle Electrical', 'Kauri Joinery', 'Prairie Heating'])[1 + n % 4]
    || ' ' || lpad(CAST(n + 1 AS text), 5, '0'),
    (ARRAY['GB', 'AU', 'NZ', 'US'])[1 + n % 4],
    (ARRAY['GBP', 'AUD', 'NZD', 'USD'])[1 + n % 4],
    (ARRAY['Europe/London', 'Australia/Sydney', 'Pacific/Auckland', 'America/Chicago'])[1 + n % 4],
    TIMESTAMPTZ '2026-01-01 08:00:00+00'
FROM generate_series(0, CAST(:companies AS integer) - 1) AS n
ORDER BY n
