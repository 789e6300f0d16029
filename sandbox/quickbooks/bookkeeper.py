"""The bookkeeper's hand: what a person does in QuickBooks' own screens, by the rules of the API."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any

from sandbox.quickbooks import answers, bookkeeper_credits
from sandbox.quickbooks import bookkeeper_documents as documents
from sandbox.quickbooks import bookkeeper_lists as lists
from sandbox.quickbooks.answers import Body, Refusal
from sandbox.quickbooks.desk import Desk

ACTIONS: dict[str, Callable[..., Body]] = {
    action.__name__: action
    for action in (
        bookkeeper_credits.apply_credit,
        bookkeeper_credits.pay_with_credit,
        bookkeeper_credits.unapply_credit,
        documents.create_invoice,
        documents.delete_invoice,
        documents.deposit_payment,
        documents.edit_invoice,
        documents.edit_payment,
        documents.record_payment,
        documents.remove_payment,
        documents.void_invoice,
        documents.void_payment,
        lists.add_tax_code,
        lists.add_term,
        lists.create_account,
        lists.create_customer,
        lists.create_employee,
        lists.create_item,
        lists.create_vendor,
        lists.edit_record,
        lists.inactivate,
        lists.merge_customers,
        lists.move_customer,
        lists.reactivate,
        lists.set_closing_date,
        lists.set_preferences,
    )
}


def act(desk: Desk, action: str, arguments: Mapping[str, Any]) -> Body:
    """Do one thing in QuickBooks; nothing is kept if it is refused.

    Raises:
        Refusal: With QuickBooks' words, or because there is no such action or argument.
    """
    done = ACTIONS.get(action)
    if done is None:
        raise answers.malformed(f"Unknown action {action}; known are {', '.join(sorted(ACTIONS))}")
    try:
        inspect.signature(done).bind(desk, **arguments)
    except TypeError as error:
        raise answers.malformed(f"{action}: {error}") from error
    journal = desk.company.journal
    try:
        body = done(desk, **arguments)
    except Refusal:
        journal.rollback()
        raise
    journal.commit()
    return body
