"""A ledger's record as it lies in the inbox: to JSON and back, and whether it tells what is new."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ledger_sync.ledgers.views import LedgerParty, LedgerRecord
from ledger_sync.model import Address, LedgerPayment, Money, Party
from ledger_sync.rules.merge import changes
from ledger_sync.rules.money import plain

if TYPE_CHECKING:
    from collections.abc import Collection

    from ledger_sync.ledgers.views import WayBack
    from ledger_sync.model import Json, Link

MONEY = "money"
"""The field of a link's view that keeps what the ledger said last of an invoice's money."""
LINES = "lines"


def to_json(record: LedgerRecord) -> Json:
    """A record as text and numbers that JSON keeps exactly."""
    return {
        "view": record.view,
        "gone": record.gone,
        "version": record.version,
        "money": money_to_json(record.money) if record.money else None,
        "party": asdict(record.party) if record.party else None,
        "successor": record.successor,
    }


def from_json(resource: str, ledger_id: str, kept: Json) -> LedgerRecord:
    """The record again."""
    return LedgerRecord(
        resource=resource,
        ledger_id=ledger_id,
        view=kept["view"],
        gone=kept["gone"],
        version=kept["version"],
        money=_money(kept["money"]) if kept["money"] else None,
        party=_party(kept["party"]) if kept["party"] else None,
        successor=kept["successor"],
    )


def money_to_json(money: Money) -> Json:
    """Amounts as their shortest text, so that equal ones compare equal."""
    payments = [
        {
            "ledger_id": each.ledger_id,
            "amount": plain(each.amount),
            "paid_on": each.paid_on.isoformat(),
            "reference": each.reference,
        }
        for each in money.payments
    ]
    return {
        "due": plain(money.due),
        "credited": plain(money.credited),
        "paid": plain(money.paid),
        "settled": money.settled,
        "settled_on": money.settled_on.isoformat() if money.settled_on else None,
        "payments": sorted(payments, key=lambda each: str(each["ledger_id"])),
    }


def _money(kept: Json) -> Money:
    return Money(
        due=Decimal(kept["due"]),
        credited=Decimal(kept["credited"]),
        paid=Decimal(kept["paid"]),
        settled=kept["settled"],
        settled_on=date.fromisoformat(kept["settled_on"]) if kept["settled_on"] else None,
        payments=tuple(
            LedgerPayment(
                ledger_id=each["ledger_id"],
                amount=Decimal(each["amount"]),
                paid_on=date.fromisoformat(each["paid_on"]),
                reference=each["reference"],
            )
            for each in kept["payments"]
        ),
    )


def _party(kept: Json) -> LedgerParty:
    party = {**kept["party"], "address": Address(**kept["party"]["address"])}
    return LedgerParty(**{**kept, "party": Party(**party)})


def tells_nothing(way: WayBack, record: LedgerRecord, link: Link) -> bool:
    """Whether the ledger shows a record as it did when both sides agreed last (C-10)."""
    if record.gone or link.withdrawn:
        # One that was merged into another was followed, or went out of use here, by then.
        return record.gone == link.withdrawn
    return not edits(way, record.view, link.view or {}) and not _moved(record, link)


def edits(way: WayBack, view: Json, before: Json) -> Json:
    """The fields that differ from what was agreed on, with their values now.

    Of lines only what is synced counts: the rest is the ledger's own.
    """
    return changes(comparable(way, before, view.keys()), comparable(way, view, view.keys()))


def comparable(way: WayBack, view: Json, fields: Collection[str]) -> Json:
    """A view without what does not count as an edit."""
    names = ("id", *way.line_parts)
    found: Json = {name: view.get(name) for name in fields if name != MONEY}
    if found.get(LINES) is not None:
        found[LINES] = [{name: line.get(name) for name in names} for line in found[LINES]]
    return found


def _moved(record: LedgerRecord, link: Link) -> bool:
    if record.money is None:
        return False
    now = _settled_part(money_to_json(record.money))
    before: Any = (link.view or {}).get(MONEY)
    return now != (_settled_part(before) if before else NO_MONEY)


def _settled_part(money: Json) -> Json:
    """What is due follows from the total, which is no money that moved."""
    return {name: value for name, value in money.items() if name != "due"}


NO_MONEY: Json = {
    "credited": "0",
    "paid": "0",
    "settled": False,
    "settled_on": None,
    "payments": [],
}
