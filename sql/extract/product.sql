-- Purpose: every product of a company, archived ones too: what an import may find to be there.
-- Parameters: company_id.
-- Grain: one row a product.
-- Order: by id.
SELECT
    id AS source_id,
    name,
    kind,
    sku,
    description,
    unit_price,
    unit_cost,
    account_code,
    purchase_account_code,
    tax_rate,
    archived
FROM klipboard.products
WHERE company_id = :company_id
ORDER BY id
