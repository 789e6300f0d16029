"""Answers that every ledger gives: JSON with numbers as numbers, and pages that are no JSON."""

from __future__ import annotations

import json
from decimal import Decimal

from sandbox.exchange import Reply

JSON = "application/json; charset=utf-8"
XML = "text/xml; charset=utf-8"
HTML = "text/html; charset=utf-8"
PLAIN = "text/plain; charset=utf-8"


def json_reply(status: int, body: object) -> Reply:
    """Return a JSON answer."""
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"), default=_number)
    return Reply(status, text.encode(), JSON)


def _number(value: object) -> float:
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")


def html_page(status: int, text: str) -> Reply:
    """Return one of the answers that are not JSON."""
    head = f"<head><title>{text}</title></head>"
    page = f"<!DOCTYPE html><html>{head}<body><h1>{text}</h1></body></html>"
    return Reply(status, page.encode(), HTML)
