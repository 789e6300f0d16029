-- Purpose: take away lines that somebody removed from an invoice in a ledger.
-- Parameters: company_id, invoice_id, removed: ids of the lines.
-- Grain: one row a line.
DELETE FROM klipboard.invoice_lines
WHERE
    company_id = :company_id
    AND invoice_id = :invoice_id
    AND id = ANY(CAST(:removed AS bigint []))
