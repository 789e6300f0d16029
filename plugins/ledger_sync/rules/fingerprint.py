"""Fingerprints: whether what we would send differs from what was sent. Pure."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ledger_sync.model import Draft, Json


def fingerprint(draft: Draft) -> str:
    """Hash of what the ledger shall hold; equal drafts give equal hashes on every machine.

    A document that moves to another party changes its fingerprint, because the party stands in the
    content as a reference.
    """
    return digest({"intent": draft.intent, "content": draft.content})


def digest(value: Json) -> str:
    """Hash of a JSON value, whatever the order of its keys."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def idempotency_key(
    connection_id: int, batch_id: int, claimed_at: str, fingerprints: Sequence[str]
) -> str:
    """The key of a claimed batch, kept with it: the same on every attempt, never used for another.

    A batch is claimed anew, under a new id, when its content changes or its outcome was cleared up;
    so a key never replays an answer to other content (A, then B, then A again).
    """
    text = "/".join((str(connection_id), str(batch_id), claimed_at, *fingerprints))
    return hashlib.sha256(text.encode()).hexdigest()
