-- Purpose: a product that is imported; done twice equals done once.
-- Parameters: source_id (reserved from the table's own sequence), company_id and the columns.
-- Grain: one row.
INSERT INTO klipboard.products (
    id, company_id, sku, name, description, kind, unit_price, unit_cost, account_code,
    purchase_account_code, tax_rate, archived
) VALUES (
    :source_id, :company_id, :sku, :name, :description, :kind, CAST(:unit_price AS numeric),
    CAST(:unit_cost AS numeric), :account_code, :purchase_account_code, :tax_rate, FALSE
)
ON CONFLICT (id) DO NOTHING
