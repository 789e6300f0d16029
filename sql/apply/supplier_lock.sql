-- Purpose: hold suppliers until the end of the transaction, so that nobody changes them
--   between our reading and our writing; in the order of their ids, so that no two runs wait for
--   each other.
-- Parameters: company_id, source_ids.
-- Grain: one row a supplier. Order: id.
SELECT id
FROM klipboard.suppliers
WHERE company_id = :company_id AND id = ANY(CAST(:source_ids AS bigint []))
ORDER BY id
FOR UPDATE
