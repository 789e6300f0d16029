"""One HTTP call and its answer, as plain values.

Ledgers are written against these, not against a framework.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["api", "oauth"]


@dataclass(slots=True)
class Call:
    """A request that reached the sandbox; the ledger fills in what it understands of it."""

    method: str
    path: str
    query: Mapping[str, str]
    raw_query: str
    headers: Mapping[str, str]
    body: bytes
    base_url: str
    kind: Kind = "api"
    tenant_id: str | None = None
    resource_path: str = ""  # the path behind the base of the API
    idempotency_key: str | None = None
    elements: int = 0
    logged_query: str | None = None
    logged_body: object = None
    pause: float = 0.0
    holds: list[asyncio.Event] = field(default_factory=list)  # it goes on when all are set
    reorder: bool = False
    replayed: bool = False
    item_faults: list[str] = field(default_factory=list)

    async def take_time(self) -> None:
        """Be in progress for as long as the pause and the holds say."""
        await asyncio.sleep(self.pause)
        for hold in self.holds:
            await hold.wait()


@dataclass(slots=True)
class Reply:
    """An answer before it goes onto the wire."""

    status: int
    body: bytes = b""
    content_type: str | None = None
    headers: dict[str, str] = field(default_factory=dict)
