-- Purpose: everyone of one company who must be unique in its ledgers (X-08): clients, client
--   locations and suppliers that are not archived.
-- Parameters: company_id.
-- Grain: one row a party; when it was created is told within the years that a program's calendar
--   has: PostgreSQL knows more, and infinity. Order: entity, id.
SELECT
    client.company_id,
    'client' AS entity,
    client.id AS source_id,
    client.name,
    NULL::text AS client_name,
    client.phone,
    client.mobile,
    client.email,
    client.account_number,
    least(greatest(client.created_at, '0001-01-02 00:00Z'), '9999-12-30 00:00Z') AS created_at
FROM klipboard.clients AS client
WHERE client.company_id = :company_id AND NOT client.archived
UNION ALL
SELECT
    place.company_id,
    'client_location' AS entity,
    place.id AS source_id,
    place.name,
    client.name AS client_name,
    place.phone,
    place.mobile,
    place.email,
    place.account_number,
    least(greatest(place.created_at, '0001-01-02 00:00Z'), '9999-12-30 00:00Z') AS created_at
FROM klipboard.client_locations AS place
INNER JOIN klipboard.clients AS client
    ON place.company_id = client.company_id AND place.client_id = client.id
WHERE place.company_id = :company_id AND NOT place.archived AND NOT client.archived
UNION ALL
SELECT
    supplier.company_id,
    'supplier' AS entity,
    supplier.id AS source_id,
    supplier.name,
    NULL::text AS client_name,
    supplier.phone,
    supplier.mobile,
    supplier.email,
    supplier.account_number,
    least(greatest(supplier.created_at, '0001-01-02 00:00Z'), '9999-12-30 00:00Z') AS created_at
FROM klipboard.suppliers AS supplier
WHERE supplier.company_id = :company_id AND NOT supplier.archived
ORDER BY entity, source_id
