-- Purpose: payments of an invoice that a ledger has no more (C-06): the rows stay, with the time at
--   which that was seen first.
-- Parameters: company_id, invoice_id, ledger, reversed: the ledger's ids of the payments.
-- Grain: one row a payment.
UPDATE klipboard.invoice_payments
SET reversed_at = clock_timestamp()
WHERE
    company_id = :company_id
    AND invoice_id = :invoice_id
    AND ledger = :ledger
    AND ledger_payment_id = ANY(CAST(:reversed AS text []))
    AND reversed_at IS NULL
