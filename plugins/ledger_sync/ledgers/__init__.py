"""One ledger is one folder with the same rooms; this registry is the one list to extend."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger_sync.errors import ConfigurationError, shown
from ledger_sync.ledgers.quickbooks import QUICKBOOKS
from ledger_sync.ledgers.xero import XERO

if TYPE_CHECKING:
    from ledger_sync.ledgers.contract import Ledger

LEDGERS: dict[str, Ledger] = {ledger.name: ledger for ledger in (XERO, QUICKBOOKS)}


def ledger_named(name: str) -> Ledger:
    """The ledger of that name.

    Raises:
        ConfigurationError: there is none.
    """
    try:
        return LEDGERS[name]
    except KeyError:
        raise ConfigurationError(
            f"{shown(name)} is no ledger; allowed are {', '.join(LEDGERS)}"
        ) from None
