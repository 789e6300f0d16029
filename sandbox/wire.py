"""How an answer reaches the caller: whole, cut off in the middle, or not at all."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from sandbox.gate import Outcome

CLOSE = "sandbox.close_connection"
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
        await self._app(scope, receive, send)


class NoResponse(Response):
    """Close the connection without a single byte."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Close."""
        del receive, send
        await _close(scope)


class HalfResponse(Response):
    """Announce the whole body, send half of it, close."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send half and close."""
        del receive
        body = bytes(self.body)
        await send(
            {
                "type": "http.response.start",
                "status": self.status_code,
                "headers": self.raw_headers,
            }
        )
        half = body[: len(body) // 2]
        await send({"type": "http.response.body", "body": half, "more_body": True})
        await _close(scope)


async def _close(scope: Scope) -> None:
    close: Callable[[], None] = scope[CLOSE]
    close()
    # uvicorn must notice the end before we return, or it answers 500 by itself.
    for _ in range(TURNS_TO_NOTICE):
        await asyncio.sleep(0)


def to_response(outcome: Outcome) -> Response:
    """Return the framework's response for an outcome of the gate."""
    if outcome.delivery == "none":
        return NoResponse()
    reply = outcome.reply
    kind = HalfResponse if outcome.delivery == "half" else Response
    response = kind(content=reply.body, status_code=reply.status, headers=reply.headers)
    if reply.content_type:
        response.headers["content-type"] = reply.content_type
    return response
