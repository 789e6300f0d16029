"""How texts of Klipboard are put together for a ledger that has fewer places for them. Pure."""

from __future__ import annotations


def line_text(item_name: str | None, description: str | None) -> str | None:
    r"""The text of a line: the item's name above its description, each once.

    >>> line_text("Lever valve 15 mm", "Chromed, full bore")
    'Lever valve 15 mm\nChromed, full bore'
    >>> line_text("Lever valve", "Lever valve, chromed"), line_text(None, "Labour")
    ('Lever valve, chromed', 'Labour')
    """
    if not item_name or not description:
        return item_name or description
    if description.casefold().startswith(item_name.casefold()):
        return description
    return f"{item_name}\n{description}"
