"""From QuickBooks' answers to our errors. Pure; ``tests/unit`` holds it to a table of answers.

Codes decide, never words: those are in the language of the company.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ledger_sync.errors import (
    AuthenticationFailed,
    ConnectionEnded,
    FatalError,
    LedgerUnavailable,
    RateLimited,
    Refused,
    RequestRefused,
    ResponseError,
    UnexpectedResponse,
)
from ledger_sync.ledgers.contract import NotNow, Taken, WrongStatus, WrongVersion
from ledger_sync.ledgers.quickbooks import answers
from ledger_sync.model import INVOICE, ITEM

if TYPE_CHECKING:
    from collections.abc import Callable

    from ledger_sync.ledgers.contract import Answer, Refusal
    from ledger_sync.ledgers.quickbooks.answers import Fault, Problem
    from ledger_sync.model import Action

LIMIT_WAIT_SECONDS = 60.0
"""QuickBooks names no wait; its limits are those of a minute."""

TOKEN_EXPIRED = "token_expired"  # noqa: S105 - the name of a case
"""Code of the one fatal answer that a renewed token cures."""

NAME_TAKEN, NUMBER_TAKEN = "6240", "6140"
STALE, NOT_FOUND, BAD_REFERENCE = "5010", "610", "2500"
BUSINESS_RULE, FAILURE, TOO_FAST = "6000", "10000", "3001"
MISSING, WRONG_LINE_TAX = "2020", "6100"

_LOCKED = re.compile(r"another user (?:is|was) (?:creating|editing|saving)", re.IGNORECASE)
"""The one case that has no code of its own: a stock item that somebody else is saving just now."""

_FIELDS = {
    "DocNumber": "number",
    "DisplayName": "name",
    "GivenName": "contact_first_name",
    "FamilyName": "contact_last_name",
    "PrimaryEmailAddr": "email",
    "PrimaryPhone": "phone",
    "Mobile": "mobile",
    "AcctNum": "account_number",
    "TaxIdentifier": "tax_number",
    "CurrencyRef": "currency",
    "TxnDate": "issue_date",
    "DueDate": "due_date",
    "CustomerMemo": "reference",
    "TaxCodeRef": "tax_rate",
    "TaxCode": "tax_rate",
    "ItemRef": ITEM,
}
"""QuickBooks' fields, and where their values come from in Klipboard."""


@dataclass(frozen=True)
class _Seen:
    """An answer that is an error, with everything that its exception carries."""

    path: str
    status: int
    code: str | None
    words: str
    request_id: str | None
    retry_after: float | None

    def error(self, kind: type[ResponseError], message: str, code: str | None = None) -> Exception:
        return kind(
            message,
            http_status=self.status,
            code=code or self.code,
            request_id=self.request_id,
            retry_after=self.retry_after,
        )


def fault(answer: Answer, path: str) -> Exception | None:
    """The error that an answer of the Accounting API is, or None."""
    told = answers.read(answer.text)
    if told is None and answer.status < 400:
        return _not_json(answer, path)
    seen = _Seen(
        path=path,
        status=answer.status,
        code=told.code or None if told else None,
        words=told.words if told else _plain_words(answer.text),
        request_id=answer.headers.get("intuit_tid"),
        retry_after=answer.retry_after,
    )
    judge = _BY_CODE.get(seen.code or "") or _by_status(answer.status)
    return judge(seen)


def _not_json(answer: Answer, path: str) -> Exception | None:
    kind = answer.headers.get("content-type", "")
    if "json" in kind:
        return None
    # "stream timeout" and the like: what became of the call is not known.
    cut_off = kind.startswith("text/plain")
    return (LedgerUnavailable if cut_off else UnexpectedResponse)(
        f"QuickBooks answered {path} with {kind or 'nothing'} where JSON was asked for",
        http_status=answer.status,
        request_id=answer.headers.get("intuit_tid"),
    )


def _plain_words(text: str) -> str:
    is_page = "<" in text or "{" in text
    return "no reason given" if is_page or not text.strip() else text.strip()[:200]


def _too_fast(seen: _Seen) -> Exception:
    return RateLimited(
        "QuickBooks asks to slow down",
        http_status=seen.status,
        code=seen.code,
        request_id=seen.request_id,
        retry_after=seen.retry_after or LIMIT_WAIT_SECONDS,
    )


def _expired(seen: _Seen) -> Exception:
    # Its words quote the token.
    return seen.error(AuthenticationFailed, "QuickBooks does not accept the token", TOKEN_EXPIRED)


def _shut_out(seen: _Seen) -> Exception:
    return seen.error(
        ConnectionEnded,
        "QuickBooks does not let us into this company (whoever connected it is no administrator "
        f"there any more, or our app is of another environment): {seen.words}",
    )


def _forbidden(seen: _Seen) -> Exception:
    return seen.error(AuthenticationFailed, f"QuickBooks does not allow this call: {seen.words}")


def _suspended(seen: _Seen) -> Exception:
    return seen.error(
        FatalError,
        "QuickBooks says that the company's subscription has ended or is suspended: what is to be "
        f"sent waits until it is renewed ({seen.words})",
    )


def _unavailable(seen: _Seen) -> Exception:
    return seen.error(
        LedgerUnavailable, f"QuickBooks answered {seen.status} to {seen.path}: {seen.words}"
    )


def _refused(seen: _Seen) -> Exception:
    return seen.error(
        RequestRefused,
        f"QuickBooks refused the call to {seen.path} with {seen.status}: {seen.words}",
    )


_BY_CODE: dict[str, Callable[[_Seen], Exception]] = {
    TOO_FAST: _too_fast,
    "3200": _expired,
    "100": _expired,
    "120": _shut_out,
    "3100": _shut_out,
    "6190": _suspended,
    FAILURE: _unavailable,
}


def _by_status(status: int) -> Callable[[_Seen], Exception]:
    if status >= 500:
        return _unavailable
    return {401: _expired, 403: _forbidden, 429: _too_fast}.get(status, _refused)


def refusal(told: Fault, entity: str, action: Action) -> Refusal:
    """What became of a refused element, and whether a second look at QuickBooks can help."""
    field = next((field for each in told.problems if (field := _field(each))), None)
    if told.code == NOT_FOUND and entity == INVOICE and action == "create":
        field = ITEM  # It cannot be the invoice: one of its items was made inactive.
    error = Refused(f"QuickBooks: {told.words}", rule=_rule(told, entity, field), field=field)
    if told.code in (NAME_TAKEN, NUMBER_TAKEN):
        return Taken(error)
    if told.code == STALE:
        return WrongVersion(error)
    if told.code in (FAILURE, TOO_FAST) or _is_locked(told):
        return NotNow(error)
    if action == "void" and told.code in (BUSINESS_RULE, NOT_FOUND):
        return WrongStatus(error)
    return error


def _is_locked(told: Fault) -> bool:
    return told.code == BUSINESS_RULE and _LOCKED.search(told.words) is not None


def _field(problem: Problem) -> str | None:
    """Klipboard's field, from the path that QuickBooks names; references name theirs in words."""
    by_code = {NAME_TAKEN: "name", NUMBER_TAKEN: "number"}
    if problem.code in by_code:
        return by_code[problem.code]
    path = problem.element or (problem.detail if problem.code == BAD_REFERENCE else "")
    return next((_FIELDS[word] for word in re.findall(r"\w+", path) if word in _FIELDS), None)


def _rule(told: Fault, entity: str, field: str | None) -> str:
    if told.code == NUMBER_TAKEN:
        return "C-08"
    if told.code == NAME_TAKEN:
        return "Q-12" if entity == ITEM else "Q-07"
    wrong_code = told.code in (BAD_REFERENCE, WRONG_LINE_TAX) and field == "tax_rate"
    return "C-12" if wrong_code else "refused"
