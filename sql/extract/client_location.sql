-- Purpose: the client locations that changed in the window of their company or whose client did
--   (its name is part of theirs, X-03), and those that are held.
-- Parameters: company_ids, lows: one window a company (low included; null = from the beginning);
--   high: end of every window (not included); held_company_ids, held_ids:
--   locations that lie in quarantine, each with the company that holds it.
-- Grain: one row a place. Order: company, id.
WITH wanted AS (
    SELECT place.id
    FROM unnest(CAST(:company_ids AS bigint []), CAST(:lows AS timestamptz [])) AS span (company_id, low)
    INNER JOIN klipboard.client_locations AS place
        ON place.company_id = span.company_id
        AND place.updated_at >= coalesce(span.low, '-infinity')
        AND place.updated_at < CAST(:high AS timestamptz)
    UNION
    SELECT place.id
    FROM unnest(CAST(:company_ids AS bigint []), CAST(:lows AS timestamptz [])) AS span (company_id, low)
    INNER JOIN klipboard.clients AS client
        ON client.company_id = span.company_id
        AND client.updated_at >= coalesce(span.low, '-infinity')
        AND client.updated_at < CAST(:high AS timestamptz)
    INNER JOIN klipboard.client_locations AS place
        ON client.company_id = place.company_id AND client.id = place.client_id
    UNION
    SELECT place.id
    FROM unnest(CAST(:held_company_ids AS bigint []), CAST(:held_ids AS bigint [])) AS held (company_id, id)
    INNER JOIN klipboard.client_locations AS place
        ON held.company_id = place.company_id AND held.id = place.id
)

SELECT
    place.company_id,
    place.id AS source_id,
    jsonb_build_object(
        'company_id', place.company_id,
        'source_id', place.id,
        'name', place.name,
        'account_number', place.account_number,
        'contact_first_name', place.contact_first_name,
        'contact_last_name', place.contact_last_name,
        'email', place.email,
        'phone', place.phone,
        'mobile', place.mobile,
        'address_line1', place.address_line1,
        'address_line2', place.address_line2,
        'city', place.city,
        'region', place.region,
        'postcode', place.postcode,
        'country', place.country,
        'tax_number', place.tax_number,
        'payment_terms', place.payment_terms,
        'currency', place.currency,
        'archived', place.archived,
        'created_at', place.created_at,
        'updated_at', greatest(place.updated_at, client.updated_at),
        'client_id', place.client_id,
        'client_name', client.name,
        'client_archived', client.archived
    )::text AS content
FROM wanted
INNER JOIN klipboard.client_locations AS place ON wanted.id = place.id
INNER JOIN klipboard.clients AS client
    ON place.company_id = client.company_id AND place.client_id = client.id
ORDER BY place.company_id, place.id
