-- Purpose: what the rules must know of these companies.
-- Parameters: company_ids.
-- Grain: one row a company. Order: id.
SELECT
    company.id AS company_id,
    company.name,
    company.country,
    company.base_currency,
    company.timezone
FROM klipboard.companies AS company
WHERE company.id = ANY(CAST(:company_ids AS bigint []))
ORDER BY company.id
