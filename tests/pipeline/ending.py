"""How a history must end: both sides agree, nothing is lost or doubled, and both are at rest."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from ledger_sync.model import INVOICE

from tests.pipeline.klipboard import Row
from tests.pipeline.records import HEAD_FIELDS
from tests.pipeline.sides import COLUMN, TABLES, Invoice, Key, billed, links, tag
from tests.pipeline.two_sided import History

LEDGER_WORD = {
    "xero": {"Draft": "DRAFT"},
    "quickbooks": {"Draft": "NotSet"},
}
OTHERWISE = {"xero": "AUTHORISED", "quickbooks": "EmailSent"}


def check_the_end(history: History) -> None:
    """Let runs go until everything has been told, and look at both sides."""
    history.at.tries = 2  # what a worker died with at QuickBooks is sure some minutes later
    for _ in range(2):
        history.at.later(minutes=1)
        history.at.run(full_refresh=True)
        history.at.bring_back()
    held = _held(history)
    for key in history.parties:
        _check_party(history, key)
    for invoice in history.invoices:
        _check_invoice(history, invoice, held)
    _check_counts(history)
    _check_rest(history)


def _held(history: History) -> dict[Key, str]:
    """What is in quarantine; nothing may lie in the inbox."""
    left = history.at.sql("SELECT resource, ledger_id, cause FROM sync.inbox")
    assert left == [], f"not brought: {left}"
    assert history.at.sql("SELECT entity, source_id FROM sync.outbox") == []
    rows = history.at.held(history.company)
    return {(row["entity"], row["source_id"]): row["message"] for row in rows}


def _ledger_id(history: History, key: Key) -> str:
    found = links(history.at, history.company)
    assert key in found, f"{key} is not in the ledger: {_held(history)}"
    return found[key]


def _check_party(history: History, key: Key) -> None:
    theirs = history.desk.party(key, _ledger_id(history, key))
    ours = history.ours.party(key)
    assert theirs is not None
    assert ours.archived == theirs.archived, f"{key}: one side has archived it"
    _check_survivor(history, (*key, "archived"), ours.archived)
    if ours.archived:
        return
    assert ours.said == theirs.said, f"{key}: {_apart(ours.said, theirs.said)}"
    row = history.at.row(TABLES[key[0]], key[1])
    for name in history.desk.party_fields:
        _check_survivor(history, (*key, name), row[COLUMN.get(name, name)])


def _check_survivor(history: History, field: Any, value: Any) -> None:
    allowed = history.memory.allowed(field)
    if allowed:
        edits = history.memory.edits[field]
        assert value in allowed, f"{field} is {value}, not one of {allowed}, after {edits}"


def _check_invoice(history: History, invoice: int, held: dict[Key, str]) -> None:
    key = (INVOICE, invoice)
    ours = history.ours.invoice(invoice)
    if ours.gone and key not in links(history.at, history.company):
        return
    theirs = history.desk.invoice(_ledger_id(history, key))
    assert theirs is not None
    _check_money(key, ours, theirs)
    if key in held:
        assert theirs.has_money or theirs.gone, f"{key} is held: {held[key]}"
        return
    assert ours.gone == theirs.gone, f"{key}: one side has cancelled it"
    assert ours.gone == (invoice in history.cancelled | history.voided), f"{key}: {ours}"
    if not ours.gone:
        _check_heads(history, invoice, ours, theirs)
        _check_lines(history, key, ours, theirs)


def _check_money(key: Key, ours: Invoice, theirs: Invoice) -> None:
    assert ours.payments == theirs.payments, f"{key}: payments"
    assert ours.paid == sum(ours.payments.values(), Decimal(0)) == theirs.paid, f"{key}: paid"
    assert ours.gone or ours.settled == theirs.settled, f"{key}: settled"


def _check_heads(history: History, invoice: int, ours: Invoice, theirs: Invoice) -> None:
    ledger, status = history.at.ledger_name, ours.said["status"]
    is_draft_at_quickbooks = ledger == "quickbooks" and status == "Draft"
    expected = {**ours.said, "status": LEDGER_WORD[ledger].get(status, OTHERWISE[ledger])}
    if is_draft_at_quickbooks:
        expected["due_date"] = theirs.said["due_date"]
    if ledger == "quickbooks" and ours.settled:
        # A draft that was paid there is paid here, and stays there as it was: nothing is sent.
        expected |= {name: theirs.said[name] for name in ("due_date", "status")}
    if ledger == "quickbooks" and invoice in history.moved_status and status != "Draft":
        # The mark of an e-mail that is to be sent once more makes no draft again, and stays there.
        expected["status"] = theirs.said["status"]
    assert expected == theirs.said, f"invoice {invoice}: {_apart(expected, theirs.said)}"
    row = history.at.row("invoices", invoice)
    row["party"] = billed(row)
    for name in HEAD_FIELDS:
        # A draft has another due date at QuickBooks than here: whose it is, it cannot tell.
        if name != "due_date" or ledger != "quickbooks":
            _check_survivor(history, (INVOICE, invoice, name), row[name])
    if invoice not in history.moved_status and not ours.settled:
        _check_survivor(history, (INVOICE, invoice, "status"), status)


def _check_lines(history: History, key: Key, ours: Invoice, theirs: Invoice) -> None:
    there = [{name: line[name] for name in history.desk.line_fields} for line in theirs.lines]
    assert ours.lines == there, f"{key}: lines here {ours.lines}, there {there}"
    tags = [tag(line["description"]) for line in ours.lines]
    assert len(tags) == len(set(tags)), f"{key}: doubled lines {tags}"
    for line in history.at.sql(
        "SELECT * FROM klipboard.invoice_lines WHERE invoice_id = :id", id=key[1]
    ):
        for name in history.desk.line_fields:
            its = ("line", tag(line["description"]), name)
            _check_survivor(history, its, line[COLUMN.get(name, name)])
    for tagged in history.tags_of(key[1]):
        allowed = history.memory.line_may_be_there(tagged)
        assert (tagged in tags) in allowed, f"line {tagged} is there: {tagged in tags}"


def _apart(ours: Row, theirs: Row) -> str:
    return ", ".join(
        f"{name} is {ours[name]!r} here and {theirs[name]!r} there"
        for name in ours
        if ours[name] != theirs[name]
    )


def _check_counts(history: History) -> None:
    """Nobody is there twice: every record of the ledger is linked with one of ours."""
    known = links(history.at, history.company)
    parties = sum(key[0] != INVOICE for key in known)
    rows = sum(
        len(history.at.rows(table, history.company))
        for table in ("clients", "client_locations", "suppliers")
    )
    invoices = sum(key[0] == INVOICE for key in known)
    there = history.desk.totals()
    strangers = 0 if history.desk.takes_new_parties else history.their_parties
    assert parties == rows == there["parties"] - strangers, f"parties: {parties}, {rows}, {there}"
    assert invoices >= there["invoices"] - history.their_invoices, f"invoices: {known}, {there}"
    assert len(history.at.rows("invoices", history.company)) == len(history.invoices)
    assert len(set(known.values())) >= max(parties, invoices)


def _check_rest(history: History) -> None:
    """Nothing is written any more on either side, and nothing is asked on the way out."""
    before = _all(history)
    with history.at.counting_calls() as calls:
        history.at.run()
    assert calls == [], f"a run with nothing new called {calls}"
    history.at.bring_back()
    with history.at.counting_calls() as calls:
        history.at.run()
    assert calls == [], f"what came back was sent: {calls}"
    history.at.bring_back()
    after = _all(history)
    moved = [name for name, rows in before.items() if rows != after[name]]
    assert moved == [], f"moved without anything being new: {moved}"


def _all(history: History) -> dict[str, Any]:
    kept = ("klipboard.", "sync.links", "sync.inbox", "sync.conflicts", "sync.audit")
    rows = {name: found for name, found in history.at.everything().items() if name.startswith(kept)}
    return {**rows, "the ledger": history.desk.dump()}
