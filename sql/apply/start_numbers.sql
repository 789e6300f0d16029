-- Purpose: where a company's own numbering goes on after its ledger's (C-08, X-11); a start number
--   that is further already stays.
-- Parameters: company_id, invoice, purchase_order: start numbers, null where the ledger has none.
-- Grain: one row.
UPDATE klipboard.companies
SET
    invoice_start_number = greatest(invoice_start_number, CAST(:invoice AS bigint)),
    purchase_order_start_number = greatest(
        purchase_order_start_number, CAST(:purchase_order AS bigint)
    )
WHERE id = :company_id
