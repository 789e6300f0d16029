"""Objects below objects: full names, levels, and where an object may hang."""

from __future__ import annotations

from sandbox.quickbooks import answers
from sandbox.quickbooks.answers import Body
from sandbox.quickbooks.company import Company, Row, ref_id
from sandbox.quickbooks.desk import Desk
from sandbox.quickbooks.resource import Draft

DEEPEST = 4  # level 0 is the top: five levels in all


def ancestors(company: Company, row: Row) -> list[Row]:
    """Return what an object hangs below, the nearest first."""
    found: list[Row] = []
    parent = company.row(row.entity, ref_id(row.body, "ParentRef"))
    while parent is not None:
        found.append(parent)
        parent = company.row(parent.entity, ref_id(parent.body, "ParentRef"))
    return found


def children(company: Company, row: Row) -> list[Row]:
    """Return what hangs directly below an object."""
    return company.find(row.entity, "parent", row.id)


def family(company: Company, row: Row) -> list[Row]:
    """Return an object and everything below it."""
    return [row, *(one for child in children(company, row) for one in family(company, child))]


def place_view(company: Company, row: Row) -> Body:
    """Return the fields that tell where an object hangs."""
    above = ancestors(company, row)
    path = [one.name for one in (*reversed(above), row)]
    return {"FullyQualifiedName": ":".join(path), "Level": len(above)}


def check_place(desk: Desk, draft: Draft, entity: str) -> Row | None:
    """Return the parent of a draft; refuse one that is unknown, too deep, or below the draft."""
    company, row = desk.company, draft.before
    if not ref_id(draft.body, "ParentRef"):
        return None
    if not draft.moves("ParentRef"):
        return company.row(entity, ref_id(draft.body, "ParentRef"))
    parent = desk.referred(entity, draft.body, "ParentRef")
    above = [parent, *ancestors(company, parent)]
    if row is not None and any(one.id == row.id for one in above):
        raise answers.parent_is_child()
    if len(above) + (_height(company, row) if row else 0) > DEEPEST:
        raise answers.business("There can be at most five levels.", "ParentRef")
    return parent


def _height(company: Company, row: Row) -> int:
    return max((1 + _height(company, child) for child in children(company, row)), default=0)
