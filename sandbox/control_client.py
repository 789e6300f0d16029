"""HTTP to the control API: what the Python clients of all simulated ledgers share."""

from __future__ import annotations

import json
from typing import Any

from requests import Response, Session

from sandbox.request_log import LoggedRequest

TIMEOUT_SECONDS = 30


class ControlError(Exception):
    """The control API refused; the text says why (for the bookkeeper: the ledger's own words)."""


class ControlClient:
    """Speak to `/_sandbox` of a running sandbox."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url.rstrip("/")
        self._session = Session()
        self._session.trust_env = False  # a proxy of the machine has no business with loopback

    def get(self, path: str, **query: Any) -> Any:
        """Read something."""
        return self._call("GET", path, None, query)

    def post(self, path: str, body: Any, **query: Any) -> Any:
        """Change something."""
        return self._call("POST", path, body, query)

    def delete(self, path: str) -> Any:
        """Take something away."""
        return self._call("DELETE", path, None, {})

    def requests(
        self, ledger: str, tenant_id: str | None = None, *, api_only: bool = True
    ) -> list[LoggedRequest]:
        """Return the calls that a ledger received."""
        found = self.get("/requests", ledger=ledger, tenant_id=tenant_id, api_only=api_only)
        return [LoggedRequest(**entry) for entry in found]

    def request_counts(self, ledger: str, tenant_id: str | None = None) -> dict[str, int]:
        """Return how many calls a ledger received, by method and path."""
        found: dict[str, int] = self.get("/requests/counts", ledger=ledger, tenant_id=tenant_id)
        return found

    def plain(self, method: str, url: str, **options: Any) -> Response:
        """Make an ordinary call, as an app would; redirects are not followed."""
        return self._session.request(
            method, url, allow_redirects=False, timeout=TIMEOUT_SECONDS, **options
        )

    def close(self) -> None:
        """Close the connections."""
        self._session.close()

    def _call(self, method: str, path: str, body: Any, query: dict[str, Any]) -> Any:
        response = self._session.request(
            method,
            f"{self.base_url}/_sandbox{path}",
            data=None if body is None else json.dumps(body, default=str),
            headers={"Content-Type": "application/json"},
            params={key: value for key, value in query.items() if value is not None},
            timeout=TIMEOUT_SECONDS,
        )
        if not response.ok:
            raise ControlError(_reason(response))
        return response.json()


def _reason(response: Response) -> str:
    try:
        return str(response.json()["detail"])
    except (ValueError, KeyError, TypeError):
        return f"{response.status_code} {response.text[:200]}"
