"""Lines of an invoice that Klipboard has none for: no change of ours removes them. Pure.

QuickBooks replaces all lines of an invoice by those that a change names. A discount or shipping of
the whole invoice, or a bundle, is the bookkeeper's: it is named again as QuickBooks wrote it.
"""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ledger_sync.ledgers.quickbooks.bodies import bare, part, parts, reference

if TYPE_CHECKING:
    from ledger_sync.model import Json

NAME = "other_lines"
"""Their field in a view."""
SALE = "SalesItemLineDetail"
_WORDS, _SUBTOTAL = "DescriptionOnly", "SubTotalLineDetail"
_SHIPPING = "SHIPPING_ITEM_ID"
"""What stands for an item where the line is what sending the goods costs."""
_NUMBER = "$number"


def is_shown(line: Json) -> bool:
    """Whether a line is one that Klipboard has: a sale or a text."""
    if SALE in line:
        return reference(part(line, SALE), "ItemRef") != _SHIPPING
    return bare(line.get("DetailType")) == bare(_WORDS)


def of(body: Json) -> list[str] | None:
    """Each as JSON, without its place, which is the server's business; None: there are none.

    The subtotal is the server's own, too.
    """
    others = [
        {name: value for name, value in line.items() if name != "LineNum"}
        for line in parts(body, "Line")
        if line.get("Id") and not is_shown(line)
    ]
    kept = [line for line in others if bare(line.get("DetailType")) != bare(_SUBTOTAL)]
    return [json.dumps(line, default=_marked, sort_keys=True) for line in kept] or None


def again(view: Json) -> list[Json]:
    """The lines that a view keeps, to be sent with ours."""
    return [json.loads(line, object_hook=_unmarked) for line in view.get(NAME) or ()]


def _marked(number: Decimal) -> Json:
    """No float touches money."""
    return {_NUMBER: str(number)}


def _unmarked(values: Json) -> Any:
    return Decimal(values[_NUMBER]) if _NUMBER in values else values
