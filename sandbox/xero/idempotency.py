"""Idempotency-Key: the first answer is kept for six minutes and replayed, errors included."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from sandbox.exchange import Call, Reply

KEPT_SECONDS = 360
KEY_LIMIT = 128
Key = tuple[str, str, str]
Fingerprint = tuple[str, str, str, bytes]


@dataclass(slots=True)
class Remembered:
    """A key that was used, with the answer once there is one."""

    fingerprint: Fingerprint
    expires: float
    reply: Reply | None = None
    finished: asyncio.Event = field(default_factory=asyncio.Event)


class KeyStore:
    """The keys of the last six minutes."""

    def __init__(self) -> None:
        self._kept: dict[Key, Remembered] = {}

    def find(self, key: Key, now: float) -> Remembered | None:
        """Return what is remembered of a key, if that is not too long ago."""
        found = self._kept.get(key)
        if found is not None and found.expires <= now:
            del self._kept[key]
            return None
        return found

    def begin(self, key: Key, call: Call, now: float) -> Remembered:
        """Remember a key whose request is about to run."""
        entry = self._kept[key] = Remembered(fingerprint(call), now + KEPT_SECONDS)
        return entry

    def forget(self, key: Key) -> None:
        """Forget a key whose request never got an answer."""
        self._kept.pop(key, None)

    def clear(self) -> None:
        """Forget all keys."""
        self._kept.clear()


def fingerprint(call: Call) -> Fingerprint:
    """Return what has to be the same for a replay: method, URL, body."""
    return (call.method, call.path, call.raw_query, call.body)


def copied(reply: Reply) -> Reply:
    """Return a reply that can be given other headers than the kept one."""
    return Reply(reply.status, reply.body, reply.content_type, dict(reply.headers))
