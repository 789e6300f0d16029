-- Purpose: reserve ids for clients that come from a ledger, from the table's own sequence.
-- Parameters: count.
-- Grain: one row an id.
SELECT nextval(pg_get_serial_sequence('klipboard.clients', 'id')) AS id
FROM generate_series(1, CAST(:count AS integer))
