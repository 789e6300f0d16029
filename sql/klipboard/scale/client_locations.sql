-- Client locations for tests and benchmarks, dealt to the clients in turn: the n-th location is the n-th client's.
-- Parameters: companies, first_company_id, clients, locations.
-- Grain: one row a location. Names, phones, mobiles and e-mails are unique over all parties of a company.
INSERT INTO klipboard.client_locations (
    id, company_id, client_id, name, account_number, contact_first_name, contact_last_name, email, phone, mobile,
    address_line1, city, postcode, country, payment_terms, created_at
)
SELECT
    company.id * 10000000 + n,
    company.id,
    company.id * 10000000 + 1 + (n - 1) % CAST(:clients AS integer),
    (ARRAY[
        'Warehouse', 'Head Office', 'Workshop', 'Annexe', 'Depot', 'Shop', 'Boiler House'
    ])[1 + n % 7]
    || ' ' || lpad(CAST(n AS text), 7, '0'),
    'LO' || lpad(CAST(n AS text), 7, '0'),
    (ARRAY[
        'Amelia', 'Bruno', 'Chloe', 'Dylan', 'Edith', 'Farah', 'Gareth', 'Hana', 'Isaac', 'Jodie', 'Kiri', 'Liam', 'Mei'
    ])[1 + n % 13],
    (ARRAY[
        'Ashworth', 'Bell', 'Carver', 'Dunn', 'Ellery', 'Fraser', 'Gallagher', 'Hughes', 'Iqbal', 'Jarvis', 'Kemp'
    ])[1 + n % 11],
    'location.' || n || '@company' || company.id || '.example.com',
    prefix.dial || ' 22' || lpad(CAST(n AS text), 7, '0'),
    prefix.dial || ' 72' || lpad(CAST(n AS text), 7, '0'),
    1 + n % 240 || ' ' || (ARRAY[
        'Mill Lane', 'Station Road', 'High Street', 'Canal Walk', 'Orchard Avenue', 'Foundry Street', 'Church Row'
    ])[1 + n % 7],
    prefix.city,
    CASE company.country
        WHEN 'GB' THEN 'LS' || 1 + n % 20 || ' ' || 1 + n % 9 || 'AB'
        WHEN 'US' THEN CAST(60000 + n % 9000 AS text)
        ELSE CAST(2000 + n % 900 AS text)
    END,
    prefix.country_name,
    (ARRAY['30 days', '14 days', 'Due on receipt', '20th of following month'])[1 + n % 4],
    TIMESTAMPTZ '2026-01-02 08:00:00+00' + n * INTERVAL '1 minute'
FROM klipboard.companies AS company
INNER JOIN (
    VALUES
    ('GB', '+44', 'Leeds', 'United Kingdom'),
    ('AU', '+61', 'Newcastle', 'Australia'),
    ('NZ', '+64', 'Hamilton', 'New Zealand'),
    ('US', '+1', 'Springfield', 'United States')
) AS prefix (country, dial, city, country_name) ON company.country = prefix.country
CROSS JOIN generate_series(1, CAST(:locations AS integer)) AS n
WHERE
    company.id >= CAST(:first_company_id AS bigint)
    AND company.id < CAST(:first_company_id AS bigint) + CAST(:companies AS bigint)
ORDER BY company.id, n
