-- Purpose: hold invoices until the end of the transaction, so that nobody changes them
--   between our reading and our writing; in the order of their ids, so that no two runs wait for
--   each other.
-- Parameters: company_id, source_ids.
-- Grain: one row an invoice. Order: id.
SELECT id
FROM klipboard.invoices
WHERE company_id = :company_id AND id = ANY(CAST(:source_ids AS bigint []))
ORDER BY id
FOR UPDATE
