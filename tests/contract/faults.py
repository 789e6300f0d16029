"""Bad networks and bad ledgers, each a named case: what happens, what comes of it, what cures it.

What is injected is the sandbox's; ``error`` is what a call that is made once ends with.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any, Literal

import pytest
from ledger_sync.errors import (
    ConnectionEnded,
    FatalError,
    LedgerSyncError,
    LedgerUnavailable,
    QuotaExhausted,
    RateLimited,
    RequestRefused,
    UnexpectedResponse,
)
from ledger_sync.ledgers import LEDGERS

from tests.contract.line import TIMEOUT

Cure = Literal["none needed", "asking again", "a later run", "a new consent"]
JSON, HTML, XML = "application/json", "text/html", "text/xml"
A_PAGE = "<!DOCTYPE html><html><body><h1>Service Unavailable</h1></body></html>"
A_DOCUMENT = '<?xml version="1.0"?><Response><Status>OK</Status></Response>'
A_FAULT = '<Fault><Error code="2020"><Message>No</Message></Error></Fault>'
IN_26_SECONDS = "a date in 26 seconds"
HELD = frozenset({"hold_before", "hold_after"})
SHORT_TIMEOUT = 2
"""Seconds: only a call that is held takes longer, on a busy machine too."""


@dataclass(frozen=True)
class Case:
    """One trouble."""

    name: str
    how: Mapping[str, Any]
    error: type[LedgerSyncError] | None
    cure: Cure
    only: str | None = None
    """The ledger that does so; None: any."""

    @property
    def is_held(self) -> bool:
        """Whether the ledger still works on the call when its caller gave up."""
        return self.how["kind"] in HELD

    @property
    def timeout(self) -> float:
        """Seconds that a caller waits."""
        return SHORT_TIMEOUT if self.is_held else TIMEOUT

    def injected(self) -> dict[str, Any]:
        """What the sandbox is told."""
        if self.how.get("retry_after") != IN_26_SECONDS:
            return dict(self.how)
        soon = datetime.now(UTC) + timedelta(seconds=26)
        return {**self.how, "retry_after": format_datetime(soon, usegmt=True)}


def _lost(name: str, kind: str, **how: Any) -> Case:
    return Case(name, {"kind": kind, **how}, LedgerUnavailable, "asking again")


def _answered(
    name: str,
    error: type[LedgerSyncError],
    cure: Cure = "a later run",
    only: str | None = None,
    **how: Any,
) -> Case:
    return Case(name, {"kind": "answer", **how}, error, cure, only)


def _limited(name: str, cure: Cure = "asking again", only: str | None = None, **how: Any) -> Case:
    return Case(name, {"kind": "rate_limit", **how}, RateLimited, cure, only)


def _misanswered(name: str, elements: str) -> Case:
    how = {"kind": "elements", "elements": elements}
    return Case(name, how, UnexpectedResponse, "a later run")


def _at_quickbooks(
    name: str, error: type[LedgerSyncError], cure: Cure, kind: str, **how: Any
) -> Case:
    return Case(name, {"kind": kind, **how}, error, cure, "quickbooks")


LOST = [
    _lost("no answer, nothing done", "drop_before"),
    _lost("no answer, done", "drop_after"),
    _lost("reset, nothing done", "reset_before"),
    _lost("reset, done", "reset_after"),
    _lost("timed out, done before", "hold_after"),
    _lost("timed out, done afterwards", "hold_before"),
    _lost("half an answer", "truncate"),
    _lost("half an answer in chunks", "truncate", cut="chunked"),
    _lost("half an answer, packed", "truncate", cut="gzip"),
    _lost("half an answer that looks whole", "truncate", cut="unnoticed"),
    _lost("500 with a page", "server_error", status=500),
    _lost("503 with a page", "server_error", status=503),
    _lost("off line in plain words", "offline"),
    _answered("502 of a proxy, done", LedgerUnavailable, "asking again",
              status=502, text=A_PAGE, content_type=HTML, carried_out=True),
    _answered("an empty body, done", LedgerUnavailable, "asking again",
              status=200, content_type=JSON, carried_out=True),
    _answered("brackets without end", LedgerUnavailable, "asking again",
              status=200, content_type=JSON, text="[" * 100_000, carried_out=True),
]  # fmt: skip
LIMITS = [
    _limited("429 with seconds", retry_after=26),
    _limited("429 with a date", retry_after=IN_26_SECONDS),
    _limited("429 without a wait", problem="concurrent"),
    _limited("429 of the app", problem="appminute"),
    _limited("429 with a wait that cannot be read", retry_after="soon"),
    _limited("429 with a long wait", cure="a later run", retry_after=600),
    _answered("429 without a word", RateLimited, "asking again", status=429),
    _at_quickbooks("429 in XML", RateLimited, "asking again", "rate_limit", xml=True),
    _at_quickbooks("3001 with 403", RateLimited, "asking again", "answer", status=403,
                   content_type=JSON, text='{"Fault": {"Error": [{"code": "3001"}]}}'),
    Case("the day's limit", {"kind": "rate_limit", "problem": "day", "retry_after": 60_000},
         QuotaExhausted, "a later run", "xero"),
    Case("the day's limit without a wait", {"kind": "answer", "status": 429,
         "headers": {"X-Rate-Limit-Problem": "day"}}, QuotaExhausted, "a later run", "xero"),
]  # fmt: skip
STRANGE = [
    _answered("a page with 200", UnexpectedResponse, status=200, text=A_PAGE, content_type=HTML),
    _answered("XML with 200, done", UnexpectedResponse,
              status=200, text=A_DOCUMENT, content_type=XML, carried_out=True),
    _answered("nothing at all with 200, done", UnexpectedResponse, status=200, carried_out=True),
    _answered("an object without what was asked for, done", UnexpectedResponse,
              status=200, content_type=JSON, text='{"Status": "OK"}', carried_out=True),
    _answered("a redirect", UnexpectedResponse, status=302, headers={"Location": "/elsewhere"}),
    _answered("a redirect in JSON", UnexpectedResponse, status=307, content_type=JSON, text="{}",
              headers={"Location": "/elsewhere"}),
    _answered("400 with a page", RequestRefused, status=400, text=A_PAGE, content_type=HTML),
    _answered("400 with an unknown code", RequestRefused, only="xero", status=400,
              content_type=JSON, text='{"ErrorNumber": 999, "Message": "Never heard of"}'),
    _answered("200 with a fault", RequestRefused, only="xero", status=200, content_type=JSON,
              text='{"ErrorNumber": 10, "Type": "ValidationException", "Message": "No"}'),
    _at_quickbooks("400 with an unknown code", RequestRefused, "a later run", "answer", status=400,
                   content_type=JSON, text='{"Fault": {"Error": [{"code": "999999"}]}}'),
    _at_quickbooks("200 with a fault", RequestRefused, "a later run", "fault_200",
                   code="2020", message="Required param missing"),
    _at_quickbooks("200 with a fault in XML", RequestRefused, "a later run", "answer", status=200,
                   content_type=XML, text=A_FAULT),
    _at_quickbooks("200 with a failure of its own", LedgerUnavailable, "asking again",
                   "system_fault", status=200),
    _at_quickbooks("400 with a failure of its own", LedgerUnavailable, "asking again",
                   "system_fault", status=400),
    _at_quickbooks("a subscription that ended", FatalError, "a later run", "fault_200"),
    Case("a huge answer", {"kind": "huge", "megabytes": 20}, None, "none needed"),
]  # fmt: skip
TOKENS = [
    Case("a token that ends", {"kind": "expire_token"}, None, "none needed"),
    Case(
        "an organisation that shuts us out",
        {"kind": "disconnect"},
        ConnectionEnded,
        "a new consent",
    ),
    Case("a consent that is taken back", {"kind": "revoke"}, FatalError, "a new consent"),
]
ELEMENTS = [
    Case("another order", {"kind": "shuffle"}, None, "none needed"),
    _misanswered("one left out", "left_out"),
    _misanswered("one twice", "twice"),
    _misanswered("one for a stranger", "stranger"),
    _misanswered("one twice in another's place", "one_for_another"),
    _misanswered("a stranger in another's place", "stranger_for_another"),
]
OF_ANY_CALL = [*LOST, *LIMITS, *STRANGE, *TOKENS]
FAULTS = [*OF_ANY_CALL, *ELEMENTS]


def at_every_ledger(cases: Sequence[Case]) -> list[Any]:
    """Ledger and case, for each ledger that can do so."""
    return [
        pytest.param(name, case, id=f"{name}: {case.name}")
        for case in cases
        for name in LEDGERS
        if case.only in (None, name)
    ]
