-- Purpose: the other invoice of a company that has this number already.
-- Parameters: company_id, number, but_not: the invoice that is to get the number.
-- Grain: one row.
SELECT document.id AS source_id
FROM klipboard.invoices AS document
WHERE
    document.company_id = :company_id
    AND document.number = :number
    AND document.id <> :but_not
