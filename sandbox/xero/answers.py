"""Envelopes: the frame around results, the error bodies, and XML for who asks for no JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import escape

from sandbox.exchange import Reply
from sandbox.replies import PLAIN, XML, html_page, json_reply

NOT_FOUND_TEXT = "The resource you're looking for cannot be found"


def answer(status: int, body: Mapping[str, Any], accept: str, root: str) -> Reply:
    """Return a body as JSON if the caller accepts it, else as XML, which is Xero's default."""
    if "json" in accept.lower():
        return json_reply(status, body)
    inside = "".join(_xml(key, value) for key, value in body.items())
    return Reply(status, f"<{root}>{inside}</{root}>".encode(), XML)


def _xml(name: str, value: object) -> str:
    if isinstance(value, Mapping):
        inside = "".join(_xml(key, item) for key, item in value.items())
    elif isinstance(value, list):
        one = name[:-2] if name.endswith("sses") else name.removesuffix("s")
        inside = "".join(_xml(one, item) for item in value)
    elif isinstance(value, bool):
        inside = str(value).lower()
    else:
        inside = "" if value is None else escape(str(value))
    return f"<{name}>{inside}</{name}>"


def problem(status: int, title: str, detail: str, instance: str) -> Reply:
    """Return the envelope of refusals that come from Xero's gateway."""
    return json_reply(
        status,
        {
            "Type": None,
            "Title": title,
            "Status": status,
            "Detail": detail,
            "Instance": instance,
            "Extensions": {},
        },
    )


def exception(number: int, kind: str, message: str) -> dict[str, Any]:
    """Return the body of a request that is refused as a whole."""
    return {"ErrorNumber": number, "Type": kind, "Message": message}


def validation(elements: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the body of a summarised 400."""
    body = exception(10, "ValidationException", "A validation exception occurred")
    return {**body, "Elements": elements}


def not_found() -> Reply:
    """Return Xero's 404: HTML, no JSON."""
    return html_page(404, NOT_FOUND_TEXT)


def offline() -> Reply:
    """Return Xero's 503 for an organisation that is offline: plain text."""
    return Reply(503, b"The Organisation is offline", PLAIN)
