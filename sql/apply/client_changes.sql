-- Purpose: what a ledger changes in a client that is there; what is not named stays, and a
--   change that changes nothing leaves the row as it is, with its time.
-- Parameters: source_id, company_id, columns: the new values by column, as a JSON object.
-- Grain: one row: when the client changed last.
WITH changed AS (
    UPDATE klipboard.clients AS client
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
            FROM jsonb_populate_record(client, CAST(:columns AS jsonb)) AS new
        )
    WHERE
        client.company_id = :company_id
        AND client.id = :source_id
        AND to_jsonb(jsonb_populate_record(client, CAST(:columns AS jsonb))) <> to_jsonb(client)
    RETURNING client.updated_at
)

SELECT changed.updated_at
FROM changed
UNION ALL
SELECT client.updated_at
FROM klipboard.clients AS client
WHERE
    client.company_id = :company_id
    AND client.id = :source_id
    AND NOT EXISTS (SELECT 1 FROM changed)
