-- Purpose: what a ledger changes in a client location that is there; what is not named stays, and a
--   change that changes nothing leaves the row as it is, with its time.
-- Parameters: source_id, company_id, columns: the new values by column, as a JSON object.
-- Grain: one row: when the client location changed last, itself or by its
--   client, whose name is part of it (X-03).
WITH changed AS (
    UPDATE klipboard.client_locations AS place
    SET
        (
            name, account_number, contact_first_name, contact_last_name, email, phone, mobile,
            address_line1, address_line2, city, region, postcode, country, tax_number,
            payment_terms, currency, archived
        ) = (
            SELECT
                new.name, new.account_number, new.contact_first_name, new.contact_last_name,
                new.email, new.phone, new.mobile, new.address_line1, new.address_line2, new.city,
                new.region, new.postcode, new.country, new.tax_number, new.payment_terms,
                new.currency, new.archived
            FROM jsonb_populate_record(place, CAST(:columns AS jsonb)) AS new
        )
    WHERE
        place.company_id = :company_id
        AND place.id = :source_id
        AND to_jsonb(jsonb_populate_record(place, CAST(:columns AS jsonb))) <> to_jsonb(place)
    RETURNING place.client_id, place.updated_at
),

latest AS (
    SELECT changed.client_id, changed.updated_at
    FROM changed
    UNION ALL
    SELECT place.client_id, place.updated_at
    FROM klipboard.client_locations AS place
    WHERE
        place.company_id = :company_id
        AND place.id = :source_id
        AND NOT EXISTS (SELECT 1 FROM changed)
)

SELECT greatest(latest.updated_at, client.updated_at) AS updated_at
FROM latest
INNER JOIN klipboard.clients AS client
    ON client.company_id = :company_id AND latest.client_id = client.id
