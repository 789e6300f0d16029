"""How tables are printed: with colours on a terminal, at a readable width without one."""

from __future__ import annotations

from rich.console import Console

WIDTH_WITHOUT_TERMINAL = 100


def make_console() -> Console:
    """Make a console; without a terminal rich would squeeze everything into 80 columns."""
    console = Console()
    return console if console.is_terminal else Console(width=WIDTH_WITHOUT_TERMINAL)
