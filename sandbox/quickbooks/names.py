"""The one name space of customers, vendors and employees, and what inactivity does to a name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import count

from sandbox.quickbooks import answers
from sandbox.quickbooks.answers import Body
from sandbox.quickbooks.company import NAMES, Row, folded, ref_id
from sandbox.quickbooks.desk import Desk
from sandbox.quickbooks.resource import Draft

Owners = Callable[[str], list[Row]]

PARTS = ("Title", "GivenName", "MiddleName", "FamilyName", "Suffix")
_ILLEGAL = re.compile(r"[:\t\n\r]")
_DELETED_END = re.compile(r" \(deleted(-\d+)?\)$")


def settle_name(desk: Desk, draft: Draft, entity: str) -> None:
    """Check and complete the names of a customer, vendor or employee."""
    body = draft.body
    for field in ("DisplayName", *PARTS, "PrintOnCheckName"):
        check_characters(desk, body, field)
    # Neither of the two can be taken away, only replaced.
    name = body.get("DisplayName", "").strip() or _from_parts(draft)
    body["PrintOnCheckName"] = (
        body.get("PrintOnCheckName") or draft.old("PrintOnCheckName") or name[:110]
    )
    parent = ref_id(body, "ParentRef")
    free = settle_activity(
        desk, draft, "DisplayName", name, lambda new: _owners(desk, entity, new, parent)
    )
    if not free:
        raise answers.duplicate_name()


def _from_parts(draft: Draft) -> str:
    if "DisplayName" in draft.sent and draft.before:
        return draft.before.name
    built = " ".join(draft.body[part].strip() for part in PARTS if draft.body.get(part))
    if not built:
        raise answers.no_name()
    return built


def check_characters(desk: Desk, body: Body, field: str) -> None:
    """Refuse a colon, a tab or a line break in a name."""
    if not _ILLEGAL.search(body.get(field, "")):
        return
    refusal = answers.invalid_name(field)
    if desk.switches.illegal_name_code == "6000":
        raise answers.business(refusal.detail, field)
    raise refusal


def _owners(desk: Desk, entity: str, name: str, parent: str) -> list[Row]:
    """Return the objects that already have this name where it has to be unique."""
    found = [row for kind in NAMES for row in desk.company.find(kind, "name", folded(name))]
    if desk.switches.sub_customer_names == "global":
        return found
    scope = parent if entity == "Customer" else ""
    return [row for row in found if ref_id(row.body, "ParentRef") == scope]


def settle_activity(desk: Desk, draft: Draft, field: str, name: str, owners: Owners) -> bool:
    """Set name and activity: " (deleted)" comes to what is made inactive and goes again.

    Returns:
        Whether the name is free.
    """
    active = draft.body.setdefault("Active", draft.old("Active", True))
    returns = active and not draft.old("Active", True)
    if returns and desk.switches.reactivation_restores_name:
        name = _DELETED_END.sub("", name)

    def is_taken(wanted: str) -> bool:
        own = draft.before.id if draft.before else None
        return any(row.id != own for row in owners(wanted))

    if not active:
        plain = _DELETED_END.sub("", name)
        name = next(new for new in _deleted_names(plain) if not is_taken(new))
    draft.body[field] = name
    return not is_taken(name)


def _deleted_names(plain: str) -> Iterator[str]:
    yield f"{plain} (deleted)"
    yield from (f"{plain} (deleted-{number})" for number in count(1))
