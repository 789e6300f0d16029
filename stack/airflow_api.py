"""The few calls that the stack makes to the REST API of the Airflow of `make up`."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import requests

TIMEOUT_SECONDS = 30


class AirflowApi:
    """A signed-in caller."""

    def __init__(self, url: str, user: str, password: str) -> None:
        """Remember where and who; sign in at the first call."""
        self._url = url
        self._login = {"username": user, "password": password}
        self._session = requests.Session()
        self._session.trust_env = False  # no proxy between this machine and itself

    def health(self) -> dict[str, str]:
        """State of each part of Airflow, by its name; empty while nobody answers."""
        try:
            answer = self._session.get(
                f"{self._url}/api/v2/monitor/health", timeout=TIMEOUT_SECONDS
            )
            parts: dict[str, Any] = answer.json()
        except (requests.RequestException, ValueError):
            return {}
        return {name: str(part.get("status")) for name, part in parts.items() if part}

    def get(self, path: str) -> Any:
        """Read one resource."""
        return self._call("GET", path)

    def post(self, path: str, body: dict[str, Any]) -> Any:
        """Create one resource."""
        return self._call("POST", path, body)

    def _call(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        answer = self._request(method, path, body)
        if answer.status_code == requests.codes.unauthorized:
            self._sign_in()
            answer = self._request(method, path, body)
        answer.raise_for_status()
        return answer.json()

    def _request(self, method: str, path: str, body: dict[str, Any] | None) -> requests.Response:
        url = f"{self._url}/api/v2{path}"
        return self._session.request(method, url, json=body, timeout=TIMEOUT_SECONDS)

    def _sign_in(self) -> None:
        answer = self._session.post(
            f"{self._url}/auth/token", json=self._login, timeout=TIMEOUT_SECONDS
        )
        answer.raise_for_status()
        self._session.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"


def part(text: str) -> str:
    """Make a value safe as one part of a path."""
    return quote(text, safe="")
