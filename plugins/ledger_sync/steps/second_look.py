"""A second look at the ledger, for refusals that only its own record explains.

``rules.recovery`` judges what is found; here it is fetched, and what may go once more is sent.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ledger_sync.errors import Refused
from ledger_sync.ledgers.contract import (
    Item,
    Ledger,
    NotNow,
    Outcome,
    Taken,
    Unclear,
    WrongStatus,
    WrongVersion,
)
from ledger_sync.model import Found, Written
from ledger_sync.rules import recovery
from ledger_sync.steps.arriving import answered
from ledger_sync.steps.received import edits

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ledger_sync.state.batches import Batch
    from ledger_sync.state.outbox import Entry
    from ledger_sync.steps.ports import Line


@dataclass(frozen=True)
class Edited:
    """Somebody changed the record in the ledger: that comes to Klipboard before ours goes."""


End = Written | Refused | NotNow | Edited


def second_look(
    ledger: Ledger, line: Line, batch: Batch, items: Sequence[Item], outcomes: Sequence[Outcome]
) -> list[End]:
    """Turn the outcomes that only the ledger's own record explains into ends."""
    unclear = [place for place, each in enumerate(outcomes) if isinstance(each, Unclear)]
    ends: list[End | None] = [None if isinstance(each, Unclear) else each for each in outcomes]
    again: dict[int, Item] = {}
    sought = [_sought(items[place], outcomes[place]) for place in unclear]
    found = line.client.find(sought) if sought else []
    for place, there in zip(unclear, found, strict=True):
        met = _met(ledger, batch.entries[place], items[place], outcomes[place], there)
        if met is not None:
            ends[place] = met
            continue
        verdict = _verdict(ledger, batch.entries[place], items[place], outcomes[place], there)
        if isinstance(verdict, recovery.Resend):
            again[place] = replace(items[place], seen=verdict.found)
        else:
            ends[place] = _as_end(verdict)
    if again:
        answers = line.client.write(list(again.values()), f"{batch.key}-again")
        for place, answer in zip(again, answers, strict=True):
            ends[place] = _after_second_try(answer)
    return [end for end in ends if end is not None]


def _met(
    ledger: Ledger, entry: Entry, item: Item, outcome: Outcome, found: Found | None
) -> Written | Edited | None:
    """What made the version that a change met: our own lost try, or somebody's edit.

    Where no answer was lost it is no try of ours, even if it shows a value that we have too.
    None: neither, such as a payment's.
    """
    way, link = ledger.way_back, item.link
    if way is None or link is None or found is None or item.action != "update":
        return None
    if not isinstance(outcome, WrongVersion):
        return None
    if ledger.is_void(found):
        return None if link.withdrawn else Edited()
    if entry.in_doubt or outcome.repeated:
        ours = answered(ledger, item, found.view, number=found.number, version=found.version)
        if ours is not None:
            return ours
    return Edited() if edits(way, found.view, link.view or {}) else None


def _after_second_try(answer: Outcome) -> End:
    if isinstance(answer, WrongVersion):
        # Somebody is at work on the record just now: what is sent later finds it at rest.
        return NotNow(answer.error)
    return answer.error if isinstance(answer, Taken | WrongStatus) else answer


def _sought(item: Item, outcome: Outcome) -> Item:
    """What to look for: who has the name or number that was refused, else the record itself."""
    return replace(item, link=None) if _wants_what_is_taken(item, outcome) else item


def _wants_what_is_taken(item: Item, outcome: Outcome) -> bool:
    """A withdrawal wants no name: whatever Xero says of numbers then, it is about the status."""
    return isinstance(outcome, Taken) and item.action in ("create", "update")


def _verdict(
    ledger: Ledger, entry: Entry, item: Item, outcome: Outcome, found: Found | None
) -> recovery.Verdict:
    if not isinstance(outcome, Unclear):
        raise TypeError(f"{outcome} needs no second look")
    gone = found is not None and ledger.is_void(found)
    if isinstance(outcome, WrongVersion):
        tried = item.link.version if item.link else None
        withdrawn = gone and item.action in ("void", "archive")
        return recovery.after_wrong_version(outcome.error, found, withdrawn=withdrawn, tried=tried)
    if not _wants_what_is_taken(item, outcome):
        return _after_wrong_status(ledger, item, outcome, found, gone=gone)
    if item.link is not None:
        own_id = item.link.ledger_id
        return recovery.after_taken_change(item.draft, outcome.error, found, own_id=own_id)
    unanswered = entry.in_doubt or (isinstance(outcome, Taken) and outcome.repeated)
    safe = unanswered or item.draft.ref.entity in ledger.own_keys
    ours = found is not None and safe and is_ours(ledger, item, found)
    return recovery.after_taken(item.draft, outcome.error, found, ours=ours, gone=gone)


def _after_wrong_status(
    ledger: Ledger, item: Item, outcome: Taken | WrongStatus, found: Found | None, *, gone: bool
) -> recovery.Verdict:
    tried = ledger.status_of(item.link.content) if item.link else None
    return recovery.after_wrong_status(
        outcome.error,
        found,
        withdrawing=item.action in ("void", "archive"),
        gone=gone,
        tried=item.seen.status if item.seen else tried,
    )


def is_ours(ledger: Ledger, item: Item, found: Found) -> bool:
    """Whether what the ledger has under an item's number is what we sent."""
    party = next((item.ledger_ids.get(ref) for ref in item.draft.requires), None)
    return recovery.is_ours(
        found,
        resource=ledger.resource(item.draft.ref.entity),
        number=ledger.number_of(item),
        own_key=item.draft.ref.entity in ledger.own_keys,
        party_ledger_id=party,
    )


def _as_end(verdict: recovery.Verdict) -> End:
    if isinstance(verdict, recovery.Adopt):
        return adopted(verdict.found)
    if isinstance(verdict, recovery.Hold):
        return verdict.error
    raise TypeError(f"{verdict} is not an end")


def adopted(found: Found) -> Written:
    """A record that is in the ledger already, as if it had been acknowledged just now."""
    return Written(
        ledger_id=found.ledger_id,
        number=found.number,
        children=found.children,
        version=found.version,
    )
