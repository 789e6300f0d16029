-- Purpose: reserve ids for products that are imported, from the table's own sequence.
-- Parameters: count.
-- Grain: one row an id.
SELECT nextval(pg_get_serial_sequence('klipboard.products', 'id')) AS id
FROM generate_series(1, CAST(:count AS integer))
