-- Purpose: the payments that are kept of invoices, of every ledger, reversed ones too.
-- Parameters: company_id, invoice_ids.
-- Grain: one row a payment. Order: invoice, ledger, day, the ledger's id.
SELECT
    payment.invoice_id,
    payment.ledger,
    payment.ledger_payment_id,
    payment.amount,
    payment.paid_on,
    payment.reference,
    payment.reversed_at IS NOT NULL AS reversed
FROM klipboard.invoice_payments AS payment
WHERE
    payment.company_id = :company_id
    AND payment.invoice_id = ANY(CAST(:invoice_ids AS bigint []))
ORDER BY payment.invoice_id, payment.ledger, payment.paid_on, payment.ledger_payment_id
