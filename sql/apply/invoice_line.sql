-- Purpose: lines that somebody added to an invoice in a ledger; done twice equals done once.
-- Parameters: company_id, invoice_id, added: the lines with ids (reserved from the table's own
--   sequence) and positions, as a JSON array of objects.
-- Grain: one row a line.
INSERT INTO klipboard.invoice_lines (
    id, company_id, invoice_id, position, item_name, description, quantity, unit_price,
    discount_percent, account_code, tax_rate
)
SELECT
    added.id,
    document.company_id,
    document.id,
    added.position,
    added.item_name,
    added.description,
    coalesce(added.quantity, 1),
    coalesce(added.unit_price, 0),
    coalesce(added.discount_percent, 0),
    added.account_code,
    added.tax_rate
FROM klipboard.invoices AS document
CROSS JOIN jsonb_to_recordset(CAST(:added AS jsonb)) AS added (
    id bigint, position int, item_name text, description text, quantity numeric,
    unit_price numeric, discount_percent numeric, account_code text, tax_rate text
)
WHERE document.company_id = :company_id AND document.id = :invoice_id
ON CONFLICT (id) DO NOTHING
