"""The log of every call that a ledger of the sandbox received; no token or secret enters it."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

from pydantic import BaseModel

from sandbox.exchange import Kind

SECRET_FIELDS = frozenset(
    {
        "access_token",
        "client_secret",
        "code",
        "code_verifier",
        "id_token",
        "refresh_token",
        "token",
    }
)


class LoggedRequest(BaseModel):
    """One call, as a test or a person wants to see it."""

    at: datetime
    ledger: str
    kind: Kind
    tenant_id: str | None
    method: str
    path: str
    query: str
    status: int | None  # None: the caller got no answer
    elements: int
    idempotency_key: str | None
    replayed: bool = False
    faults: list[str] = []
    duration_ms: float = 0.0
    body: Any = None


class RequestLog:
    """Keep the calls in the order in which they were answered."""

    def __init__(self) -> None:
        self.entries: list[LoggedRequest] = []

    def add(self, entry: LoggedRequest) -> None:
        """Keep one call."""
        self.entries.append(entry)

    def select(
        self, ledger: str, *, tenant_id: str | None = None, api_only: bool = True
    ) -> list[LoggedRequest]:
        """Return calls to a ledger, oldest first."""
        return [
            entry
            for entry in self.entries
            if entry.ledger == ledger
            and (tenant_id is None or entry.tenant_id == tenant_id)
            and (entry.kind == "api" or not api_only)
        ]

    def counts(self, ledger: str, *, tenant_id: str | None = None) -> dict[str, int]:
        """Count calls by method and path, OAuth included."""
        chosen = self.select(ledger, tenant_id=tenant_id, api_only=False)
        return dict(Counter(f"{entry.method} {entry.path}" for entry in chosen))

    def clear(self) -> None:
        """Forget all calls."""
        self.entries.clear()


def without_secrets(fields: dict[str, str]) -> dict[str, str]:
    """Return form fields with every secret blotted out."""
    return {name: "***" if name in SECRET_FIELDS else value for name, value in fields.items()}
