"""Listens on a loopback port for the redirect that ends a consent."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from ledger_sync.errors import AuthenticationFailed, BadSetting

if TYPE_CHECKING:
    from collections.abc import Iterator

PATH = "/callback"
POLL_SECONDS = 0.02
"""How soon the listener notices that it is no longer needed."""
DONE = (
    "<!doctype html><title>Connected</title>"
    "<p>You can close this window and go back to the terminal."
)
FAILED = "<!doctype html><title>Not connected</title><p>The consent failed; see the terminal."


@dataclass
class Redirect:
    """The redirect's address, and what came to it."""

    uri: str
    arrived: threading.Event = field(default_factory=threading.Event)
    query: dict[str, str] = field(default_factory=dict)

    def answer(self, state: str, timeout_seconds: float) -> dict[str, str]:
        """Wait for the redirect and give what came with it, a code at least.

        Raises:
            AuthenticationFailed: it did not come, was not ours, or says that the person declined.
        """
        if not self.arrived.wait(timeout_seconds):
            raise AuthenticationFailed(
                f"nobody came back to {self.uri} within {timeout_seconds:.0f} s; start again"
            )
        if self.query.get("state") != state:
            raise AuthenticationFailed("the redirect carries a state that is not ours; start again")
        if "code" not in self.query:
            reason = self.query.get("error_description") or self.query.get("error") or "no code"
            raise AuthenticationFailed(f"the consent was not given: {reason}")
        return self.query


@contextmanager
def listening(port: int) -> Iterator[Redirect]:
    """Listen while the block runs; port 0 takes any free one.

    Raises:
        BadSetting: the port is in use.
    """
    try:
        server = HTTPServer(("127.0.0.1", port), _Handler)
    except OSError as error:
        raise BadSetting(
            f"LEDGER_SYNC_REDIRECT_PORT={port} is in use on this machine: choose another that is "
            "registered in the ledger's app, or end what listens there"
        ) from error
    redirect = Redirect(f"http://localhost:{server.server_port}{PATH}")
    server.redirect = redirect  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, args=(POLL_SECONDS,), daemon=True)
    thread.start()
    try:
        yield redirect
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        redirect: Redirect = self.server.redirect  # type: ignore[attr-defined]
        if parts.path != PATH or redirect.arrived.is_set():
            self.send_error(404)
            return
        redirect.query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        page = (DONE if "code" in redirect.query else FAILED).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)
        redirect.arrived.set()

    def log_message(self, *_: object) -> None:
        """The address has the code in it: it is not logged."""
