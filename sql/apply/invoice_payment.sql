-- Purpose: what a ledger says was paid on an invoice (C-06): new payments, changed ones, and
--   reversed ones that are back; those that are as they were are not touched.
-- Parameters: company_id, invoice_id, ledger, payments: a JSON array of objects.
-- Grain: one row a payment.
INSERT INTO klipboard.invoice_payments AS kept (
    company_id, invoice_id, ledger, ledger_payment_id, amount, paid_on, reference
)
SELECT
    document.company_id,
    document.id,
    :ledger,
    paid.ledger_payment_id,
    paid.amount,
    paid.paid_on,
    paid.reference
FROM klipboard.invoices AS document
CROSS JOIN jsonb_to_recordset(CAST(:payments AS jsonb)) AS paid (
    ledger_payment_id text, amount numeric, paid_on date, reference text
)
WHERE document.company_id = :company_id AND document.id = :invoice_id
ON CONFLICT (invoice_id, ledger, ledger_payment_id) DO UPDATE
    SET
        amount = excluded.amount,
        paid_on = excluded.paid_on,
        reference = excluded.reference,
        reversed_at = NULL
    WHERE
        (kept.amount, kept.paid_on, kept.reference, kept.reversed_at)
        IS DISTINCT FROM (excluded.amount, excluded.paid_on, excluded.reference, NULL)
