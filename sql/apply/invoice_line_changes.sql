-- Purpose: what a ledger changes in lines of an invoice, their positions too; what is not named
--   stays, and lines in which nothing changes are not touched, nor is their invoice.
-- Parameters: company_id, invoice_id, changed: the new values by line id and column, as a JSON
--   object of objects.
-- Grain: one row a line.
UPDATE klipboard.invoice_lines AS line
SET
    (
        position, item_name, description, quantity, unit_price, discount_percent, account_code,
        tax_rate
    ) = (
        SELECT
            new.position, new.item_name, new.description, new.quantity, new.unit_price,
            new.discount_percent, new.account_code, new.tax_rate
        FROM jsonb_populate_record(line, CAST(:changed AS jsonb) -> CAST(line.id AS text)) AS new
    )
WHERE
    line.company_id = :company_id
    AND line.invoice_id = :invoice_id
    AND to_jsonb(
        jsonb_populate_record(line, CAST(:changed AS jsonb) -> CAST(line.id AS text))
    ) <> to_jsonb(line)
