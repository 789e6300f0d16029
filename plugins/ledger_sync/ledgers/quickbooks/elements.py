"""What one element of a batch's answer says. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger_sync.errors import LedgerUnavailable, UnexpectedResponse
from ledger_sync.ledgers.quickbooks import answers, faults
from ledger_sync.ledgers.quickbooks.bodies import part

if TYPE_CHECKING:
    from ledger_sync.ledgers.contract import Refusal
    from ledger_sync.model import Action, Json


def refusal(element: Json, entity: str, action: Action, *, repeated: bool) -> Refusal | None:
    """Why an element was not carried out; None if it was.

    Args:
        repeated: An earlier attempt at the batch may have reached QuickBooks. It should answer an
            element that it knows as it did the first time, but has been seen to refuse it with the
            code of a business rule, which then says nothing.

    Raises:
        LedgerUnavailable: so the batch stays in doubt, and QuickBooks is asked what it has.
    """
    told = answers.fault_in(element)
    if told is None:
        return None
    if repeated and told.code == faults.BUSINESS_RULE:
        raise LedgerUnavailable(f"QuickBooks does not say what a lost call did: {told.words}")
    return faults.refusal(told, entity, action)


def lacks(element: Json, field: str) -> bool:
    """Whether an element was refused because a field is missing."""
    told = answers.fault_in(element)
    return told is not None and any(
        each.code == faults.MISSING and field in f"{each.element} {each.detail}"
        for each in told.problems
    )


def record(element: Json, resource: str) -> Json:
    """The record that an element was carried out on.

    Raises:
        UnexpectedResponse: there is none; what became of the element is not known.
    """
    body = part(element, resource)
    if not body.get("Id"):
        raise UnexpectedResponse(f"QuickBooks answered an element of {resource} without its id")
    return body
