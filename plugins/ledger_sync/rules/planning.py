"""From what a ledger shall hold and what it holds to what has to be done. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ledger_sync.model import Action, Intent, Link


def action_for(intent: Intent, link: Link | None, fingerprint: str) -> Action:
    """The action that makes the ledger hold what it shall.

    ``state.outbox`` decides the same in SQL when rows are claimed; an integration test holds the
    two together.
    """
    if intent == "upsert":
        if link is None:
            return "create"
        return "skip" if link.fingerprint == fingerprint else "update"
    return intent if link is not None and not link.withdrawn else "skip"
