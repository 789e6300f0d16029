-- Purpose: the purchase orders that changed in the window of their company, and those that are
--   held, each with its lines. A change of a line touches its document, so lines need no window.
-- Parameters: company_ids, lows: one window a company (low included; null = from the beginning);
--   high: end of every window (not included); held_company_ids, held_ids:
--   purchase orders that lie in quarantine, each with the company that holds it.
-- Grain: one row a document; its lines are an array in the order of their position.
-- Order: company, id.
WITH wanted AS (
    SELECT document.id
    FROM unnest(CAST(:company_ids AS bigint []), CAST(:lows AS timestamptz [])) AS span (company_id, low)
    INNER JOIN klipboard.purchase_orders AS document
        ON document.company_id = span.company_id
        AND document.updated_at >= coalesce(span.low, '-infinity')
        AND document.updated_at < CAST(:high AS timestamptz)
    UNION
    SELECT document.id
    FROM unnest(CAST(:held_company_ids AS bigint []), CAST(:held_ids AS bigint [])) AS held (company_id, id)
    INNER JOIN klipboard.purchase_orders AS document
        ON held.company_id = document.company_id AND held.id = document.id
)

SELECT
    document.company_id,
    document.id AS source_id,
    jsonb_build_object(
        'company_id', document.company_id,
        'source_id', document.id,
        'number', document.number,
        'supplier_id', document.supplier_id,
        'status', document.status,
        'issue_date', document.issue_date,
        'delivery_date', document.delivery_date,
        'delivery_address', document.delivery_address,
        'reference', document.reference,
        'currency', document.currency,
        'prices_include_tax', document.prices_include_tax,
        'notes', document.notes,
        'created_at', document.created_at,
        'updated_at', document.updated_at,
        'lines', coalesce(line_list.lines, '[]')
    )::text AS content
FROM wanted
INNER JOIN klipboard.purchase_orders AS document ON wanted.id = document.id
LEFT JOIN LATERAL (
    SELECT
        jsonb_agg(
            jsonb_build_object(
                'line_id', line.id,
                'position', line.position,
                'product_id', line.product_id,
                'item_name', line.item_name,
                'description', line.description,
                'quantity', line.quantity,
                'unit_price', line.unit_price,
                'discount_percent', line.discount_percent,
                'account_code', line.account_code,
                'tax_rate', line.tax_rate
            )
            ORDER BY line.position, line.id
        ) AS lines
    FROM klipboard.purchase_order_lines AS line
    WHERE line.company_id = document.company_id AND line.purchase_order_id = document.id
) AS line_list ON true
ORDER BY document.company_id, document.id
