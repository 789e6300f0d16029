"""Account codes that no mapping row knows: the ledger's own chart of accounts decides (C-12).

The chart is read once a run at most, and only when a code is met that the kept chart does not have.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger_sync.errors import UnmappedCode
from ledger_sync.state import accounts, outbox, quarantine

if TYPE_CHECKING:
    from ledger_sync.state.outbox import Entry
    from ledger_sync.steps.drain import Work


def check_lookups(work: Work) -> None:
    """Hold the documents whose codes the chart does not have; the others go."""
    with work.ports.state.begin() as db:
        entries = outbox.with_lookups(db, work.connection.id)
        known = accounts.known_codes(db, work.connection.id)
    if not _missing(entries, known):
        return
    chart = work.line.client.list_accounts()
    with work.ports.state.begin() as db:
        accounts.replace(db, work.connection.id, chart)
        known = accounts.known_codes(db, work.connection.id)
        for entry in _missing(entries, known):
            error = _error(work, sorted(set(entry.draft.lookups) - known))
            held = quarantine.Held(
                ref=entry.draft.ref,
                kind="mapping",
                rule=error.rule,
                field=error.field,
                value=error.value,
                message=error.message,
                fingerprint=entry.fingerprint,
            )
            quarantine.hold(db, work.connection, work.run, held)
            outbox.forget(db, entry)


def _missing(entries: list[Entry], known: set[str]) -> list[Entry]:
    return [entry for entry in entries if set(entry.draft.lookups) - known]


def _error(work: Work, codes: list[str]) -> UnmappedCode:
    named = ", ".join(repr(code) for code in codes)
    return UnmappedCode(
        f"account code {named} has no row in mapping table accounts of {work.ledger.name} and is "
        f"not an active account in {work.ledger.title}: add a row, or the account there, or "
        "choose another code in Klipboard",
        rule="C-12",
        field="account_code",
        value=", ".join(codes),
    )
