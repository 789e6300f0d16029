-- Purpose: what an import changes in a product that is there; what it does not say stays.
-- Parameters: source_id, company_id and the columns, null where they stay.
-- Grain: one row.
UPDATE klipboard.products
SET
    sku = coalesce(:sku, sku),
    name = coalesce(:name, name),
    description = coalesce(:description, description),
    kind = coalesce(:kind, kind),
    unit_price = coalesce(CAST(:unit_price AS numeric), unit_price),
    unit_cost = coalesce(CAST(:unit_cost AS numeric), unit_cost),
    account_code = coalesce(:account_code, account_code),
    purchase_account_code = coalesce(:purchase_account_code, purchase_account_code),
    tax_rate = coalesce(:tax_rate, tax_rate)
WHERE company_id = :company_id AND id = :source_id
