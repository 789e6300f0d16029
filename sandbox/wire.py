"""How an answer reaches the caller: whole, cut off in the middle, or not at all."""

from __future__ import annotations

import asyncio
import gzip
import socket
import struct
from collections.abc import Callable
from typing import Any

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from sandbox.faults import Cut
from sandbox.gate import Outcome

CLOSE = "sandbox.close_connection"
RESET = "sandbox.reset_connection"
AT_ONCE = struct.pack("ii", 1, 0)
"""Do not linger: what is not sent yet is thrown away, and the caller hears of a reset."""
TURNS_TO_NOTICE = 5


class ConnectionCloser:
    """Outermost ASGI layer: gives the layers inside a way to close the connection."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on."""
        # uvicorn hands out a bound method of the object that knows the transport; ASGI itself has
        # no way to end a connection without an answer.
        cycle: Any = getattr(send, "__self__", None)
        transport = getattr(cycle, "transport", None)
        if transport is not None:
            scope[CLOSE] = transport.close
            scope[RESET] = lambda: _reset(transport)
        await self._app(scope, receive, send)


def _reset(transport: Any) -> None:
    transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
    transport.abort()


class NoResponse(Response):
    """Close the connection without a single byte."""

    how = CLOSE

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Close."""
        del receive, send
        await _close(scope, self.how)


class ResetResponse(NoResponse):
    """Break the connection off without a single byte."""

    how = RESET


class HalfResponse(Response):
    """Announce a body, send half of it, close."""

    cut: Cut = "announced"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send half and close."""
        del receive
        body = gzip.compress(bytes(self.body)) if self.cut == "gzip" else bytes(self.body)
        half = body[: len(body) // 2]
        self._announce(len(half) if self.cut == "unnoticed" else len(body))
        await send(
            {
                "type": "http.response.start",
                "status": self.status_code,
                "headers": self.raw_headers,
            }
        )
        more = self.cut != "unnoticed"
        await send({"type": "http.response.body", "body": half, "more_body": more})
        if more:
            await _close(scope, CLOSE)

    def _announce(self, length: int) -> None:
        self.headers["content-length"] = str(length)
        if self.cut == "gzip":
            self.headers["content-encoding"] = "gzip"
        if self.cut == "chunked":
            del self.headers["content-length"]


async def _close(scope: Scope, how: str) -> None:
    close: Callable[[], None] = scope[how]
    close()
    # uvicorn must notice the end before we return, or it answers 500 by itself.
    for _ in range(TURNS_TO_NOTICE):
        await asyncio.sleep(0)


def to_response(outcome: Outcome) -> Response:
    """Return the framework's response for an outcome of the gate."""
    if outcome.delivery in ("none", "reset"):
        return NoResponse() if outcome.delivery == "none" else ResetResponse()
    reply = outcome.reply
    kind = HalfResponse if outcome.delivery == "half" else Response
    response = kind(content=reply.body, status_code=reply.status, headers=reply.headers)
    if isinstance(response, HalfResponse):
        response.cut = outcome.cut
    if reply.content_type:
        response.headers["content-type"] = reply.content_type
    return response
