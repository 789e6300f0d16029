-- Purpose: whose locations these are.
-- Parameters: company_id, location_ids.
-- Grain: one row a location. Order: id.
SELECT
    place.id AS source_id,
    place.client_id
FROM klipboard.client_locations AS place
WHERE
    place.company_id = :company_id
    AND place.id = ANY(CAST(:location_ids AS bigint []))
ORDER BY place.id
