-- Purpose: the source's clock; windows are read by it and by no other.
-- Grain: one row.
SELECT clock_timestamp() AS now
