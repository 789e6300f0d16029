"""Parts that the views of several entities share."""

from __future__ import annotations

from sandbox.quickbooks.answers import Body
from sandbox.quickbooks.company import ref_id
from sandbox.quickbooks.desk import Desk


def named(desk: Desk, entity: str, body: Body, field: str) -> Body:
    """Return a reference together with the name that its object has now."""
    found = desk.company.row(entity, ref_id(body, field))
    reference: Body = dict(body[field])
    return {**reference, "name": found.name} if found else reference
