"""How tables are printed: with colours on a terminal, at a readable width without one."""

from __future__ import annotations

from rich.console import Console

WIDTH_WITHOUT_TERMINAL = 100


def make_console() -> Console:
    """Make a console; without a terminal rich would squeeze everything into 80 columns.

    What stands in brackets is text: tables show names and reasons that anybody may have typed.
    """
    console = Console(markup=False, emoji=False)
    if console.is_terminal:
        return console
    return Console(width=WIDTH_WITHOUT_TERMINAL, markup=False, emoji=False)
