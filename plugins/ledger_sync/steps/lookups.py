"""Codes that only the ledger's own lists know: its accounts, tax codes, terms (C-12).

A list is read once a run at most, and only when a code is met that the kept one does not have.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from ledger_sync.errors import RecordError, UnmappedCode, shown
from ledger_sync.state import ledger_codes, outbox, quarantine, runs

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ledger_sync.ledgers.contract import Ledger
    from ledger_sync.model import Lookup
    from ledger_sync.state.ledger_codes import CodeBook
    from ledger_sync.state.outbox import Entry
    from ledger_sync.steps.work import Work

WORDS = {
    "account": ("account code", "account", "account_code", "accounts"),
    "tax_code": ("tax code", "tax code", "tax_rate", "tax_rates"),
    "term": ("payment term", "term", "payment_terms", "payment_terms"),
}
"""What a lookup and what it finds are called, the field that it comes from, its mapping table."""


def check_lookups(work: Work) -> None:
    """Hold the records whose codes the ledger does not have; the others go."""
    with work.ports.state.begin() as db:
        entries = outbox.with_lookups(db, work.connection.id)
    known = code_book(work, (lookup for entry in entries for lookup in entry.draft.lookups))
    going_without: Counter[tuple[str, Lookup]] = Counter()
    for entry in entries:
        missing = [each for each in dict.fromkeys(entry.draft.lookups) if each not in known]
        needed = [each for each in missing if each.kind not in work.ledger.optional_codes]
        if needed:
            hold(work, entry, unknown(work.ledger, needed))
        else:
            going_without.update((entry.draft.ref.entity, each) for each in missing)
    _tell(work, going_without)


def code_book(work: Work, wanted: Iterable[Lookup]) -> CodeBook:
    """The ledger's codes; a list that lacks a wanted one is read again, once a run."""
    with work.ports.state.begin() as db:
        known = ledger_codes.read(db, work.connection.id)
    stale = {each.kind for each in wanted if each not in known} - work.lists_read
    if not stale:
        return known
    for kind in sorted(stale):
        codes = work.line.client.list_codes(kind)
        work.lists_read.add(kind)
        with work.ports.state.begin() as db:
            ledger_codes.replace(db, work.connection.id, kind, codes)
    with work.ports.state.begin() as db:
        return ledger_codes.read(db, work.connection.id)


def hold(work: Work, entry: Entry, error: RecordError) -> None:
    """A record that cannot go before a person does something: out of the outbox, to quarantine."""
    held = quarantine.Held(
        ref=entry.draft.ref,
        kind="mapping" if isinstance(error, UnmappedCode) else "refused",
        rule=error.rule,
        field=error.field,
        value=error.value,
        message=error.message,
        fingerprint=entry.fingerprint,
    )
    with work.ports.state.begin() as db:
        quarantine.hold(db, work.connection, work.run, held)
        outbox.forget(db, entry)


def unknown(ledger: Ledger, missing: Sequence[Lookup]) -> UnmappedCode:
    """What is missing, and where it can be added."""
    word, what, field, table = WORDS[missing[0].kind]
    codes = sorted({each.code for each in missing})
    named = ", ".join(repr(code) for code in codes)
    return UnmappedCode(
        f"{word} {named} leads to no active {what} in {ledger.title}: add a row to mapping table "
        f"{table} of {ledger.name}, or the {what} there, or choose another code in Klipboard",
        rule="C-12",
        field=field,
        value=", ".join(codes),
    )


def _tell(work: Work, going_without: Mapping[tuple[str, Lookup], int]) -> None:
    """What goes without a code that it can do without."""
    company = work.connection.company_id
    with work.ports.state.begin() as db:
        for (entity, lookup), count in going_without.items():
            word = WORDS[lookup.kind][0]
            message = (
                f"{count} {entity} goes without its {word}: {work.ledger.title} has no active "
                f"{word} {shown(lookup.code)}"
            )
            runs.tell(db, work.run, company, f"{lookup.kind} {entity} {lookup.code}", message)
