"""Envelopes: the frame around results, the error bodies, and XML for who asks for no JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from xml.sax.saxutils import escape

from sandbox.exchange import Reply

JSON = "application/json; charset=utf-8"
XML = "text/xml; charset=utf-8"
HTML = "text/html; charset=utf-8"
NOT_FOUND_TEXT = "The resource you're looking for cannot be found"


def json_reply(status: int, body: object) -> Reply:
    """Return a JSON answer."""
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"), default=_number)
    return Reply(status, text.encode(), JSON)


def _number(value: object) -> float:
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")


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


def html_page(status: int, text: str) -> Reply:
    """Return one of the answers that are not JSON."""
    head = f"<head><title>{text}</title></head>"
    page = f"<!DOCTYPE html><html>{head}<body><h1>{text}</h1></body></html>"
    return Reply(status, page.encode(), HTML)


def not_found() -> Reply:
    """Return Xero's 404: HTML, no JSON."""
    return html_page(404, NOT_FOUND_TEXT)


def offline() -> Reply:
    """Return Xero's 503 for an organisation that is offline: plain text."""
    return Reply(503, b"The Organisation is offline", "text/plain; charset=utf-8")
