"""The numbers of invoices: given by the app, or one after the other."""

from __future__ import annotations

from sandbox.quickbooks import answers
from sandbox.quickbooks.company import DOCUMENT_NUMBERS
from sandbox.quickbooks.desk import Desk
from sandbox.quickbooks.resource import Draft

NEXT_ONE = "AUTO_GENERATE"


def settle_number(desk: Desk, draft: Draft) -> None:
    """Check the DocNumber of an invoice, or give it the next one where the company wants that."""
    company, number = desk.company, draft.body.get("DocNumber", "")
    by_itself = not number and draft.is_new and not company.custom_txn_numbers
    if by_itself or number == NEXT_ONE:
        draft.body["DocNumber"] = str(company.count_on(DOCUMENT_NUMBERS))
    elif number and number != draft.old("DocNumber"):
        _check_free(desk, draft, number)
        if number.isdecimal():
            company.count_on(DOCUMENT_NUMBERS, int(number))


def _check_free(desk: Desk, draft: Draft, number: str) -> None:
    allowed = draft.options.get("include") == "allowduplicatedocnum"
    if allowed or desk.switches.duplicate_doc_numbers == "accept":
        return
    own = draft.before.id if draft.before else None
    for row in desk.company.find("Invoice", "number", number):
        if row.id != own:
            raise answers.duplicate_number(number, "Invoice", row.id)
