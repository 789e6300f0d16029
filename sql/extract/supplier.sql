-- Purpose: the suppliers that changed in the window of their company, and those that are held.
-- Parameters: company_ids, lows: one window a company (low included; null = from the beginning);
--   high: end of every window (not included); held_company_ids, held_ids:
--   suppliers that lie in quarantine, each with the company that holds it.
-- Grain: one row a supplier. Order: company, id.
WITH wanted AS (
    SELECT supplier.id
    FROM unnest(CAST(:company_ids AS bigint []), CAST(:lows AS timestamptz [])) AS span (company_id, low)
    INNER JOIN klipboard.suppliers AS supplier
        ON supplier.company_id = span.company_id
        AND supplier.updated_at >= coalesce(span.low, '-infinity')
        AND supplier.updated_at < CAST(:high AS timestamptz)
    UNION
    SELECT supplier.id
    FROM unnest(CAST(:held_company_ids AS bigint []), CAST(:held_ids AS bigint [])) AS held (company_id, id)
    INNER JOIN klipboard.suppliers AS supplier
        ON held.company_id = supplier.company_id AND held.id = supplier.id
)

SELECT
    supplier.company_id,
    supplier.id AS source_id,
    jsonb_build_object(
        'company_id', supplier.company_id,
        'source_id', supplier.id,
        'name', supplier.name,
        'account_number', supplier.account_number,
        'contact_first_name', supplier.contact_first_name,
        'contact_last_name', supplier.contact_last_name,
        'email', supplier.email,
        'phone', supplier.phone,
        'mobile', supplier.mobile,
        'address_line1', supplier.address_line1,
        'address_line2', supplier.address_line2,
        'city', supplier.city,
        'region', supplier.region,
        'postcode', supplier.postcode,
        'country', supplier.country,
        'tax_number', supplier.tax_number,
        'payment_terms', supplier.payment_terms,
        'currency', supplier.currency,
        'archived', supplier.archived,
        'created_at', supplier.created_at,
        'updated_at', supplier.updated_at
    )::text AS content
FROM wanted
INNER JOIN klipboard.suppliers AS supplier ON wanted.id = supplier.id
ORDER BY supplier.company_id, supplier.id
