-- Purpose: the clients that changed in the window of their company, and those that are held.
-- Parameters: company_ids, lows: one window a company (low included; null = from the beginning);
--   high: end of every window (not included); held_company_ids, held_ids:
--   clients that lie in quarantine, each with the company that holds it.
-- Grain: one row a client. Order: company, id.
WITH wanted AS (
    SELECT client.id
    FROM unnest(CAST(:company_ids AS bigint []), CAST(:lows AS timestamptz [])) AS span (company_id, low)
    INNER JOIN klipboard.clients AS client
        ON client.company_id = span.company_id
        AND client.updated_at >= coalesce(span.low, '-infinity')
        AND client.updated_at < CAST(:high AS timestamptz)
    UNION
    SELECT client.id
    FROM unnest(CAST(:held_company_ids AS bigint []), CAST(:held_ids AS bigint [])) AS held (company_id, id)
    INNER JOIN klipboard.clients AS client
        ON held.company_id = client.company_id AND held.id = client.id
)

SELECT
    client.company_id,
    client.id AS source_id,
    jsonb_build_object(
        'company_id', client.company_id,
        'source_id', client.id,
        'name', client.name,
        'account_number', client.account_number,
        'contact_first_name', client.contact_first_name,
        'contact_last_name', client.contact_last_name,
        'email', client.email,
        'phone', client.phone,
        'mobile', client.mobile,
        'address_line1', client.address_line1,
        'address_line2', client.address_line2,
        'city', client.city,
        'region', client.region,
        'postcode', client.postcode,
        'country', client.country,
        'tax_number', client.tax_number,
        'payment_terms', client.payment_terms,
        'currency', client.currency,
        'archived', client.archived,
        'created_at', client.created_at,
        'updated_at', client.updated_at
    )::text AS content
FROM wanted
INNER JOIN klipboard.clients AS client ON wanted.id = client.id
ORDER BY client.company_id, client.id
