"""From Xero's answers to our errors. Pure; ``tests/unit`` holds it to a table of answers."""

from __future__ import annotations

import json

from ledger_sync.errors import (
    AuthenticationFailed,
    ConnectionEnded,
    LedgerUnavailable,
    QuotaExhausted,
    RateLimited,
    Refused,
    RequestRefused,
    UnexpectedResponse,
)
from ledger_sync.ledgers.contract import Answer, Refusal, Taken, WrongStatus
from ledger_sync.model import INVOICE, PURCHASE_ORDER, Json, Ref

CONCURRENT_WAIT_SECONDS = 1.0
"""Xero names no wait for a breach of its five calls at once."""
DAY_SECONDS = 86_400
LONGEST_WORDS = 500

TOKEN_EXPIRED = "token_expired"  # noqa: S105 - the name of a case
"""Code of the one fatal answer that a renewed token cures."""

_TAKEN = (
    "is already assigned to another contact",
    "has this contact number",
    "Invoice # must be unique",
    "Order number must be unique",
    "Deleted PurchaseOrders cannot be updated",
)
_STATUS = ("not of valid status", "status change is invalid", "matched an archived contact")


def fault(answer: Answer, path: str) -> Exception | None:
    """The error that an answer of the Accounting API is, or None."""
    request_id = answer.headers.get("xero-correlation-id")
    if answer.status == 429:
        return _limit(answer, request_id)
    if answer.status >= 500:
        return LedgerUnavailable(
            f"Xero answered {answer.status} to {path}: {_words(answer)}",
            http_status=answer.status,
            request_id=request_id,
            retry_after=answer.retry_after,
        )
    if answer.status in (401, 403):
        return _denied(answer, request_id)
    if answer.status >= 400 or _says_that_it_failed(answer):
        return RequestRefused(
            f"Xero refused the call to {path} with {answer.status}: {_words(answer)}",
            http_status=answer.status,
            request_id=request_id,
        )
    return _not_json(answer, path, request_id)


def _says_that_it_failed(answer: Answer) -> bool:
    """Whether the body is an error, whatever the status says; every error of Xero has a number."""
    if '"ErrorNumber"' not in answer.text:
        return False
    try:
        parsed = json.loads(answer.text)
    except ValueError:
        return False
    return isinstance(parsed, dict) and bool(parsed.get("ErrorNumber"))


def _not_json(answer: Answer, path: str, request_id: str | None) -> Exception | None:
    kind = answer.headers.get("content-type", "")
    if answer.status == 204 or "json" in kind:
        return None
    return UnexpectedResponse(
        f"Xero answered {path} with {kind or 'nothing'} where JSON was asked for",
        http_status=answer.status,
        request_id=request_id,
    )


def _limit(answer: Answer, request_id: str | None) -> Exception:
    problem = answer.headers.get("x-rate-limit-problem", "")
    if problem.lower() == "day":
        return QuotaExhausted(
            "Xero's daily limit of this organisation is used up",
            http_status=429,
            code="day",
            request_id=request_id,
            retry_after=answer.retry_after or DAY_SECONDS,
        )
    return RateLimited(
        f"Xero asks to slow down ({problem or 'no limit named'})",
        http_status=429,
        code=problem or None,
        request_id=request_id,
        retry_after=answer.retry_after or CONCURRENT_WAIT_SECONDS,
    )


def _denied(answer: Answer, request_id: str | None) -> Exception:
    detail = _detail(answer)
    if answer.status == 401 and ("TokenExpired" in detail or not detail):
        return AuthenticationFailed(
            "Xero says that the access token has expired",
            http_status=401,
            code=TOKEN_EXPIRED,
            request_id=request_id,
        )
    if "AuthenticationUnsuccessful" in detail:
        return ConnectionEnded(
            "Xero no longer lets us into this organisation (it was disconnected there)",
            http_status=answer.status,
            code="disconnected",
            request_id=request_id,
        )
    return AuthenticationFailed(
        f"Xero does not allow this call: {detail or answer.status} (check the scopes of the app)",
        http_status=answer.status,
        request_id=request_id,
    )


def _detail(answer: Answer) -> str:
    try:
        parsed = json.loads(answer.text)
    except (ValueError, RecursionError):
        return answer.text[:200].strip()
    return str(parsed.get("Detail") or "")[:LONGEST_WORDS] if isinstance(parsed, dict) else ""


def _words(answer: Answer) -> str:
    """What Xero says in an error's body, short, without echoing what was sent."""
    try:
        parsed = json.loads(answer.text)
    except (ValueError, RecursionError):
        is_page = "<" in answer.text
        return "not JSON" if is_page or not answer.text else answer.text[:200].strip()
    if not isinstance(parsed, dict):
        return "not a JSON object"
    messages = [text for element in _objects(parsed, "Elements") for text in messages_of(element)]
    head = parsed.get("Message") or parsed.get("Detail") or parsed.get("Title") or ""
    return "; ".join([str(head), *messages])[:LONGEST_WORDS]


def messages_of(element: Json) -> list[str]:
    """Why an element was refused; some of Xero's examples say ``Description``."""
    errors = _objects(element, "ValidationErrors")
    return [str(error.get("Message") or error.get("Description") or "") for error in errors]


def _objects(body: Json, name: str) -> list[Json]:
    """What explains an error is read as far as it can be: it must not become an error itself."""
    value = body.get(name)
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def is_refused(element: Json) -> bool:
    """Whether an element of a batch answer was not saved: a warning was."""
    if element.get("StatusAttributeString"):
        return str(element["StatusAttributeString"]) == "ERROR"
    return bool(
        messages_of(element) or element.get("HasErrors") or element.get("HasValidationErrors")
    )


def refusal(element: Json, ref: Ref, request_id: str | None = None) -> Refusal:
    """What became of a refused element, and whether a second look at Xero can help."""
    messages = messages_of(element) or ["Xero refused it without a reason"]
    text = "; ".join(dict.fromkeys(messages))[:LONGEST_WORDS]
    error = Refused(
        f"Xero: {text}", rule=_rule(text, ref), field=_field(text), request_id=request_id
    )
    if any(part in text for part in _TAKEN):
        return Taken(error)
    if any(part in text for part in _STATUS):
        return WrongStatus(error)
    return error


def _rule(text: str, ref: Ref) -> str:
    if any(part in text for part in _TAKEN):
        return {INVOICE: "C-08", PURCHASE_ORDER: "X-11"}.get(ref.entity, "X-08")
    return "C-12" if "ccount code" in text or "TaxType" in text else "refused"


def _field(text: str) -> str | None:
    if "# must be unique" in text or "number must be unique" in text or "Deleted Purch" in text:
        return "number"
    return "name" if "contact name" in text else None
