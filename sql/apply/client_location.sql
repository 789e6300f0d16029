-- Purpose: a client location that came from a ledger; done twice equals done once.
-- Parameters: source_id (reserved from the table's own sequence), company_id,
--   client_id (its client, which is there already) and the columns.
-- Grain: one row.
INSERT INTO klipboard.client_locations (
    id, company_id, client_id, name, account_number, contact_first_name, contact_last_name, email, phone,
    mobile, address_line1, address_line2, city, region, postcode, country, tax_number,
    payment_terms, currency, archived
) VALUES (
    :source_id, :company_id, :client_id, :name, :account_number, :contact_first_name, :contact_last_name,
    :email, :phone, :mobile, :address_line1, :address_line2, :city, :region, :postcode, :country,
    :tax_number, :payment_terms, :currency, FALSE
)
ON CONFLICT (id) DO NOTHING
