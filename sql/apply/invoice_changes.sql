-- Purpose: what a ledger changes in an invoice that is there; what is not named stays, and a
--   change that changes nothing leaves the row as it is, with its time.
-- Parameters: source_id, company_id, columns: the new values by column, as a JSON object.
-- Grain: one row: when the invoice changed last, itself or by its lines.
WITH changed AS (
    UPDATE klipboard.invoices AS document
    SET
        (
            number, client_id, billing_location_id, status, issue_date, due_date, reference,
            currency, prices_include_tax, amount_paid, paid_at
        ) = (
            SELECT
                new.number, new.client_id, new.billing_location_id, new.status, new.issue_date,
                new.due_date, new.reference, new.currency, new.prices_include_tax,
                new.amount_paid, new.paid_at
            FROM jsonb_populate_record(document, CAST(:columns AS jsonb)) AS new
        )
    WHERE
        document.company_id = :company_id
        AND document.id = :source_id
        AND to_jsonb(jsonb_populate_record(document, CAST(:columns AS jsonb))) <> to_jsonb(document)
    RETURNING document.updated_at
)

SELECT changed.updated_at
FROM changed
UNION ALL
SELECT document.updated_at
FROM klipboard.invoices AS document
WHERE
    document.company_id = :company_id
    AND document.id = :source_id
    AND NOT EXISTS (SELECT 1 FROM changed)
