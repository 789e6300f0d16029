"""Answers that no ledger would give: somebody else's, or with elements that do not fit."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

from sandbox.exchange import Reply
from sandbox.faults import Elements, Fault
from sandbox.replies import json_reply

STRANGER = "-stranger"
NAMING = ("ID", "Id", "Number", "Name")
"""What a field's name ends with that says of which record an element speaks."""


def made_up(fault: Fault) -> Reply:
    """Return the answer that a fault spells out."""
    return Reply(fault.status, fault.text.encode(), fault.content_type, dict(fault.headers))


def misanswered(reply: Reply, how: Elements) -> Reply:
    """Return a batch's answer with elements that do not fit what was asked."""
    try:
        body = json.loads(reply.body)
    except ValueError:
        return reply
    if not isinstance(body, dict):
        return reply
    body = {name: _spoiled(value, how) for name, value in body.items()}
    spoiled = json_reply(reply.status, body)
    return Reply(reply.status, spoiled.body, reply.content_type, reply.headers)


def padded(reply: Reply, megabytes: int) -> Reply:
    """Return an answer with so much in it that nobody asked for."""
    body = json.loads(reply.body)
    larger = json_reply(reply.status, {**body, "Padding": "x" * (megabytes << 20)})
    return Reply(reply.status, larger.body, reply.content_type, reply.headers)


def _spoiled(value: Any, how: Elements) -> Any:
    if not (isinstance(value, list) and value and isinstance(value[0], dict)):
        return value
    first, rest = value[0], value[:-1]
    return {
        "left_out": rest,
        "twice": [*value, first],
        "stranger": [*value, _stranger(first)],
        "one_for_another": [*rest, first],
        "stranger_for_another": [*rest, _stranger(first)],
    }[how]


def _stranger(element: dict[str, Any]) -> dict[str, Any]:
    """Return an element for a record that nobody asked about."""
    other = deepcopy(element)
    for name, value in element.items():
        if isinstance(value, dict):
            other[name] = _stranger(value)
        elif isinstance(value, str) and name.endswith(NAMING):
            other[name] = f"{value}{STRANGER}"
    return other
