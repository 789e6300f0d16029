"""What a second look at the ledger means: adopt, try otherwise, or hold. Pure.

Needed where an answer was lost, and where the ledger refused a create or a void for a reason that
only its own record can explain.
"""

from __future__ import annotations

from dataclasses import dataclass

from ledger_sync.errors import Refused
from ledger_sync.model import PARTIES, Draft, Found


@dataclass(frozen=True)
class Adopt:
    """The ledger has it already, and it is ours: link it, send nothing."""

    found: Found


@dataclass(frozen=True)
class Resend:
    """Send it once more, knowing what the ledger has (None: nothing was found)."""

    found: Found | None


@dataclass(frozen=True)
class Hold:
    """A person must look: to quarantine, with this reason."""

    error: Refused


Verdict = Adopt | Resend | Hold


def is_ours(
    found: Found, *, resource: str, number: str, own_key: bool, party_ledger_id: str | None
) -> bool:
    """Whether a record that the ledger has under our number is the one that we sent.

    Args:
        own_key: The number is a key of our own that nobody else writes. Where people see and use
            it too, the party that the record belongs to must agree.
    """
    if found.resource != resource or found.number != number:
        return False
    return own_key or found.party_ledger_id == party_ledger_id


def after_taken(
    draft: Draft,
    refusal: Refused,
    found: Found | None,
    *,
    ours: bool,
    gone: bool,
) -> Verdict:
    """A create was refused because its name or number is in use (C-08, X-08, X-11).

    Args:
        ours: What is there agrees with what we sent (``is_ours``), and either its key is our own or
            an earlier attempt to send it had no answer. Without one, a record that looks alike was
            made by a person.
        gone: What is there was voided, deleted or archived.
    """
    if found is None:
        return Hold(refusal)
    if ours and not gone:
        return Adopt(found)
    return Hold(named(refusal, draft, found))


def after_taken_change(
    draft: Draft, refusal: Refused, found: Found | None, *, own_id: str
) -> Verdict:
    """A change was refused because the name or number that it wants is in use.

    Nobody else may have it any more: another change of the same batch can have freed it.

    Args:
        found: Who has it now.
        own_id: The ledger's id of the record that was to be changed.
    """
    if found is None or found.ledger_id == own_id:
        return Resend(found)
    return Hold(named(refusal, draft, found))


def named(refusal: Refused, draft: Draft, found: Found) -> Refused:
    """The refusal with whatever the ledger says of the record that is in the way."""
    parts = [
        f"to {found.name}" if found.name and draft.ref.entity not in PARTIES else found.name,
        f"of {found.day}" if found.day else None,
        f"over {found.total}" if found.total is not None else None,
        f"status {found.status}" if found.status else None,
    ]
    told = ", ".join(part for part in parts if part)
    what = f"{draft.ref.entity.replace('_', ' ')} {found.number or ''}".strip()
    clash = Refused(
        f"{refusal.message} (in use there: {what}, {told}; id {found.ledger_id})",
        rule=refusal.rule,
        field=refusal.field,
        value=found.number or found.name,
        request_id=refusal.request_id,
    )
    clash.__cause__ = refusal
    return clash


def after_wrong_status(
    refusal: Refused, found: Found | None, *, withdrawing: bool, gone: bool, tried: str | None
) -> Verdict:
    """A change was refused because of the status that the record has in the ledger.

    Args:
        withdrawing: We wanted it void (B-05).
        gone: It is voided or deleted there.
        tried: The status that the refused attempt assumed.
    """
    if found is None or not withdrawing:
        return Hold(refusal)
    if gone:
        return Adopt(found)
    if found.paid:
        return Hold(
            Refused(
                f"{refusal.message}: it has payments or credits in the ledger; remove them there "
                "or reopen it in Klipboard",
                rule="B-05",
                field="status",
                value=found.status,
                request_id=refusal.request_id,
            )
        )
    return Hold(refusal) if found.status == tried else Resend(found)


def after_wrong_version(
    refusal: Refused, found: Found | None, *, withdrawn: bool, tried: str | None
) -> Verdict:
    """A change was refused because the record changed in the ledger since we saw it last.

    What we send is only what changed in Klipboard, so it goes once more on top of theirs.

    Args:
        withdrawn: We wanted it void or out of use, and it is.
        tried: The version that the refused attempt named.
    """
    if found is None or found.version == tried:
        return Hold(refusal)
    if withdrawn:
        return Adopt(found)
    return Resend(found)
