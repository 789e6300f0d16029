"""What QuickBooks says no with: every refusal by its code, and how instants are written.

Nothing here knows HTTP; `envelopes.py` puts a refusal onto the wire.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.quickbooks.codes import MESSAGES

Body = dict[str, Any]
PACIFIC = ZoneInfo("America/Los_Angeles")


def stamp(moment: datetime) -> str:
    """Return an instant as `MetaData` shows it: Pacific time with its offset, whole seconds."""
    return moment.astimezone(PACIFIC).isoformat(timespec="seconds")


class Refusal(Exception):
    """A request, or one item of a batch, that QuickBooks does not carry out."""

    def __init__(
        self,
        code: str,
        message: str,
        detail: str,
        element: str = "",
        *,
        status: int = 400,
        kind: str = "ValidationFault",
    ) -> None:
        super().__init__(detail or message)
        self.code, self.message, self.detail, self.element = code, message, detail, element
        self.status, self.kind = status, kind

    def fault(self) -> Body:
        """Return the Fault object, as a single answer and an item of a batch carry it."""
        error = {
            "Message": self.message,
            "Detail": self.detail,
            "code": self.code,
            "element": self.element,
        }
        return {"Error": [error], "type": self.kind}


def _refusal(code: str, detail: str = "", element: str = "") -> Refusal:
    return Refusal(code, MESSAGES[code], detail or MESSAGES[code], element)


def required(name: str) -> Refusal:
    """Return the refusal of a request that lacks a field."""
    return _refusal("2020", f"Required parameter {name} is missing in the request", name)


def too_long(field: str, limit: int, given: int, *, least: int = 0) -> Refusal:
    """Return the refusal of a text that is too long, or too short."""
    text = (
        "String length specified does not match the supported length. "
        f"Min:{least} Max:{limit} supported. Supplied length:{given}"
    )
    return _refusal("2050", text, field)


def unsupported_property(name: str) -> Refusal:
    """Return the refusal of a field that the entity does not have, or of another JSON type."""
    return _refusal("2010", f"Property Name:{name} specified is unsupported or invalid", name)


def unreadable(why: str = "failed to parse json object") -> Refusal:
    """Return the refusal of a body that is not the bare entity in JSON."""
    text = f"Property Name:{why}; a property specified is unsupported or invalid"
    return _refusal("2010", text)


def invalid_enumeration(field: str, value: object) -> Refusal:
    """Return the refusal of a value outside a closed list."""
    return _refusal("2170", f"Invalid Enumeration : {value}", field)


def invalid_name(field: str) -> Refusal:
    """Return the refusal of a name with a colon, a tab or a line break, or without a character."""
    text = (
        "Names must have at least one character, must be on one line, "
        "and cannot include colons or tabbing."
    )
    return _refusal("2180", text, field)


def no_name() -> Refusal:
    """Return the refusal of a person or company without any name."""
    text = "One of Title, GivenName, MiddleName, FamilyName, DisplayName, Suffix must be non-empty"
    return _refusal("6080", text)


def duplicate_name(what: str = "customer, vendor or employee") -> Refusal:
    """Return the refusal of a name that is taken (`product or service` for items)."""
    text = (
        f"The name supplied already exists. : Another {what} is already using this \nname. "
        "Please use a different name."
    )
    return _refusal("6240", text)


def invalid_email(field: str = "PrimaryEmailAddr") -> Refusal:
    """Return the refusal of an e-mail address without `@` or dot."""
    return _refusal("2210", element=field)


def job_without_parent() -> Refusal:
    """Return the refusal of a Job without ParentRef, or of a ParentRef without Job."""
    text = "ParentRef is either required or not if Job is true or false."
    return _refusal("6150", text, "Job")


def parent_is_child() -> Refusal:
    """Return the refusal of a parent that is the object itself, or below it."""
    text = "The same object can't be the parent or child of itself."
    return _refusal("900", text, "ParentRef")


def invalid_reference(path: str) -> Refusal:
    """Return the refusal of a reference to something unknown or inactive."""
    return _refusal("2500", f"Invalid Reference Id : {path}", path)


def not_found() -> Refusal:
    """Return the refusal of an id that the company does not have."""
    text = (
        "Object Not Found : Something you're trying to use has been made inactive. "
        "Check the fields with accounts, customers, items, vendors or employees."
    )
    return _refusal("610", text)


def deleted_transaction() -> Refusal:
    """Return the refusal of a transaction that is deleted."""
    return _refusal("610", "Object Not Found : Another user has deleted this transaction.")


def stale(user: str = "root") -> Refusal:
    """Return the refusal of a change with an old SyncToken."""
    text = (
        f"Stale Object Error : You and {user} were working on this at the same time. "
        f"{user} finished before you did, so your work was not saved."
    )
    return _refusal("5010", text)


def duplicate_number(number: str, kind: str, txn_id: str) -> Refusal:
    """Return the refusal of a DocNumber that another transaction has."""
    text = (
        "Duplicate Document Number Error : You must specify a different number. This number has "
        f"already been used. DocNumber={number} is assigned to TxnType={kind} with TxnId={txn_id}"
    )
    return _refusal("6140", text)


def wrong_amount(supplied: Decimal) -> Refusal:
    """Return the refusal of a line whose Amount is not quantity times price."""
    text = f"Amount is not equal to UnitPrice * Qty. Supplied value:{supplied:,}"
    return _refusal("6070", text, "Line.Amount")


def wrong_line_tax(supplied: str) -> Refusal:
    """Return the refusal of a US line that says something else than TAX or NON."""
    text = f"Valid Line TaxCodes for US should be TAX or NON. Supplied value:{supplied}"
    return _refusal("6100", text, "Line.TaxCodeRef")


def wrong_account(field: str) -> Refusal:
    """Return the refusal of an account of a type that does not fit."""
    text = "You need to select a different type of account for this transaction."
    return _refusal("6430", text, field)


def before_inventory_start() -> Refusal:
    """Return the refusal of a transaction before an item's InvStartDate."""
    return _refusal("6270")


def period_closed(closing_date: str) -> Refusal:
    """Return the refusal of a change before the closing date of the books."""
    text = (
        "The account period has closed and the account books cannot be updated through the "
        f"QBO Services API. Please use the QBO website. Closing date: {closing_date}"
    )
    return _refusal("6210", text)


def deposited() -> Refusal:
    """Return the refusal of a change of a payment that was deposited."""
    text = (
        "This transaction has been deposited. If you want to change or delete it, you must edit "
        "the deposit it appears on and remove it first."
    )
    return _refusal("6540", text)


def business(text: str, element: str = "") -> Refusal:
    """Return the refusal by a rule of bookkeeping, in words of its own."""
    return _refusal("6000", f"Business Validation Error: {text}", element)


def company_status() -> Refusal:
    """Return the refusal of every call for a company that has no subscription any more."""
    return _refusal("6190", "Subscription period has ended or canceled")


def unsupported_operation(text: str) -> Refusal:
    """Return the refusal of something that the API does not do (`Operation x`)."""
    return _refusal("500", f"{text} is not supported.")


def malformed(detail: str) -> Refusal:
    """Return the refusal of a request that is wrong as a whole."""
    return _refusal("400", detail)


def query_unparsable(detail: str) -> Refusal:
    """Return the refusal of a statement outside the grammar."""
    return _refusal("4000", f"QueryParserError: {detail}")


def query_invalid(detail: str) -> Refusal:
    """Return the refusal of a statement that parses but cannot be run."""
    return _refusal("4001", f"QueryValidationError: {detail}")


def system_failure(text: str = "An unexpected error occurred") -> Refusal:
    """Return QuickBooks' own failure; the same request may work later."""
    detail = f"System Failure Error: {text}"
    return Refusal("10000", MESSAGES["10000"], detail, status=500, kind="SystemFault")
