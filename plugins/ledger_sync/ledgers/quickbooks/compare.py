"""Holding our content against what QuickBooks has. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger_sync.ledgers.quickbooks.content import CODE
from ledger_sync.ledgers.quickbooks.inbound import GONE
from ledger_sync.ledgers.quickbooks.outbound import contact
from ledger_sync.rules.identity import name_key

if TYPE_CHECKING:
    from ledger_sync.ledgers.views import LedgerParty
    from ledger_sync.model import Found, Json, Party


def agreed_keys(content: Json) -> dict[str, str | None]:
    """What a content says of the fields that must be unique: the name alone (Q-07)."""
    return {"name": name_key(content.get("DisplayName"))}


def may_be(theirs: LedgerParty, ours: Party) -> bool:
    """Whether one can be the other at all: customer, sub-customer and vendor stay what they are."""
    return theirs.party.entity == ours.entity


def holds(content: Json, theirs: LedgerParty) -> bool:
    """Whether a customer or vendor has everything that a content says: then nothing need be sent.

    Where QuickBooks has put a sub-customer is not asked (Q-06). A tax number can be written and not
    be read, so one that we have is always sent.
    """
    party = theirs.party
    same = all(content.get(name) == value for name, value in contact(party).items())
    return (
        same
        and content.get("AcctNum") in (None, party.account_number)
        and content.get("TaxIdentifier") is None
        and _terms_hold(content, party)
        and (content.get("CurrencyRef") or {}).get("value") in (None, party.currency)
    )


def _terms_hold(content: Json, theirs: Party) -> bool:
    terms = content.get("SalesTermRef") or content.get("TermRef")
    return terms is None or terms[CODE][1] == theirs.payment_terms


def is_void(found: Found) -> bool:
    """Whether what QuickBooks has is voided, deleted or inactive."""
    return found.status in GONE


def is_open(found: Found) -> bool:
    """Whether what QuickBooks has can still be changed or voided: no money lies on it."""
    return not is_void(found) and not found.paid
