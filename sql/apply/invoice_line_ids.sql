-- Purpose: reserve ids for lines that come from a ledger, from the table's own sequence.
-- Parameters: count.
-- Grain: one row an id.
SELECT nextval(pg_get_serial_sequence('klipboard.invoice_lines', 'id')) AS id
FROM generate_series(1, CAST(:count AS integer))
