"""One ledger connection's line to its API: signed, paced, retried, counted, logged without data.

It knows HTTP and nothing of any ledger: what an answer means is ``judge``'s business.
"""

from __future__ import annotations

import gc
import logging
import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

import requests
import simplejson

from ledger_sync.errors import (
    AnswerLost,
    AuthenticationFailed,
    LedgerUnavailable,
    UnexpectedResponse,
)
from ledger_sync.model import Json, Reply
from ledger_sync.rest.retry import retrying
from ledger_sync.rules.waits import named_wait

if TYPE_CHECKING:
    from ledger_sync.rest.limits import Pace

log = logging.getLogger(__name__)

# At DEBUG it tells every address, and with it the names that are looked for.
logging.getLogger("urllib3").setLevel(logging.INFO)

_WHOLE = re.compile(r"[0-9]{1,9}")
"""A number of calls or seconds in a header; a longer one means nothing."""
_HALVES = re.compile("[\ud800-\udfff]")
"""JSON can name one half of a character that takes two; alone it is none, in any encoding."""
LONGEST_TO_CONNECT_SECONDS = 10.0
"""A ledger that does not even take up the call within this time is not there."""


class Tokens(Protocol):
    """Where the access token comes from; renewed by one worker at a time."""

    def access(self) -> str:
        """A token that is good for now."""
        ...

    def renew(self, stale: str) -> str:
        """A token other than ``stale``, which the ledger called expired."""
        ...


@dataclass
class CallCounter:
    """Calls of the API so far, by resource: the first part of their path unless said otherwise."""

    total: int = 0
    by_resource: dict[str, int] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, resource: str) -> None:
        """Count one call."""
        with self.lock:
            self.total += 1
            self.by_resource[resource] = self.by_resource.get(resource, 0) + 1

    def take(self) -> dict[str, int]:
        """The counts since the last take."""
        with self.lock:
            counts, self.by_resource = self.by_resource, {}
            return counts


@dataclass(frozen=True)
class Policy:
    """How patient a caller is."""

    attempts: int
    timeout_seconds: float
    longest_wait_seconds: float
    sleep: Callable[[float], None] = time.sleep


Permit = Callable[[], None]
"""Asked just before a call goes out; raises if it must not."""


def always() -> None:
    """Permit every call."""


Judge = Callable[[int, Mapping[str, str], str, str], Exception | None]
"""From status, headers (lower case), text and path to an error, or None."""


@dataclass(frozen=True)
class _Call:
    """One call, the same on every attempt."""

    method: str
    path: str
    params: dict[str, str]
    data: bytes | None
    headers: Json
    resource: str
    elements: int


class ApiSession:
    """Calls one API for one organisation.

    Args:
        base_url: Address before the paths, without a slash at its end.
        tokens: Where access tokens come from.
        sign: From a token to the headers of a call.
        judge: What an answer means.
        remaining_header: Header with the calls left in the minute, where the ledger has one.
        permit: What each attempt of a call asks, after it has waited for its turn.
    """

    def __init__(
        self,
        base_url: str,
        *,
        tokens: Tokens,
        sign: Callable[[str], Mapping[str, str]],
        judge: Judge,
        pace: Pace,
        policy: Policy,
        remaining_header: str | None,
        token_expired_code: str,
        permit: Permit = always,
    ) -> None:
        self._base_url = base_url.rstrip("/")
        self._tokens = tokens
        self._sign = sign
        self._judge = judge
        self.pace = pace
        self._policy = policy
        read = policy.timeout_seconds
        self._timeouts = (min(read, LONGEST_TO_CONNECT_SECONDS), read)
        self._remaining_header = (remaining_header or "").lower()
        self._token_expired_code = token_expired_code
        self._permit = permit
        self._session = requests.Session()
        # Proxies and .netrc of the machine must not touch calls that carry a company's token.
        self._session.trust_env = False
        self.calls = CallCounter()

    def __call__(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str] | None = None,
        body: Json | None = None,
        headers: Mapping[str, str] | None = None,
        resource: str | None = None,
        elements: int = 1,
        once: bool = False,
    ) -> Reply:
        """Make one call, with its retries, and give back the JSON object of the answer.

        An idempotency key is the caller's and the same on every attempt.

        Args:
            once: Not to be made again when its answer is lost, whatever key it carries.
            resource: What it is counted under; None: the first part of the path.
            elements: How many calls it may count as at the ledger.

        Raises:
            AnswerLost: a call that is made once had no answer.
            TransientError: all attempts failed in a way that a later one may not.
            FatalError: the connection cannot go on.
        """
        sent = {"Accept": "application/json", **(headers or {})}
        if body is not None:
            sent["Content-Type"] = "application/json"
        data = simplejson.dumps(body, use_decimal=True).encode() if body is not None else None
        loop = retrying(
            self._policy.attempts, self._policy.longest_wait_seconds, self._policy.sleep
        )
        lost = []
        call = _Call(
            method, path, dict(params or {}), data, sent, resource or _first(path), elements
        )

        def attempt() -> Json:
            try:
                return self._attempt(call)
            except LedgerUnavailable as error:
                lost.append(error)
                if once:
                    raise AnswerLost(error.message, http_status=error.http_status) from error
                raise

        body_read = loop(attempt)
        return Reply(body_read, repeated=bool(lost))

    def _attempt(self, call: _Call) -> Json:
        token = self._tokens.access()
        try:
            return self._send(call, token)
        except AuthenticationFailed as error:
            if error.code != self._token_expired_code:
                raise
        return self._send(call, self._tokens.renew(token))

    def _send(self, call: _Call, token: str) -> Json:
        self.pace.wait(call.path, call.elements)
        self._permit()
        self.calls.add(call.resource)
        started = time.monotonic()
        try:
            response = self._session.request(
                call.method,
                f"{self._base_url}{call.path}",
                params=call.params,
                data=call.data,
                headers={**call.headers, **self._sign(token)},
                timeout=self._timeouts,
                allow_redirects=False,
            )
        except requests.RequestException as error:
            host = urlsplit(self._base_url).netloc
            raise LedgerUnavailable(
                f"no answer from {host} to {call.method} {_first(call.path)}: "
                f"{type(error).__name__}"
            ) from None  # its text and its causes' have the address, with the names looked for
        return self._read(call, response, time.monotonic() - started)

    def _read(self, call: _Call, response: requests.Response, seconds: float) -> Json:
        answered = {name.lower(): value for name, value in response.headers.items()}
        remaining = _whole(answered.get(self._remaining_header))
        self.pace.observe(remaining, named_wait(answered))
        log.info(
            "%s /%s answered %s in %.2f s",
            call.method,
            _first(call.path),
            response.status_code,
            seconds,
        )
        error = self._judge(response.status_code, answered, response.text, call.path)
        if error is not None:
            raise error
        if not HTTPStatus.OK <= response.status_code < HTTPStatus.MULTIPLE_CHOICES:
            raise UnexpectedResponse(
                f"{_first(call.path)} was answered with status {response.status_code}: something "
                "between us and the ledger sends calls elsewhere",
                http_status=response.status_code,
            )
        return _parsed(response, call.path)


def _first(path: str) -> str:
    return path.strip("/").split("/")[0]


def _whole(text: str | None) -> int | None:
    return int(text) if text and _WHOLE.fullmatch(text) else None


def _parsed(response: requests.Response, path: str) -> Json:
    if response.status_code == HTTPStatus.NO_CONTENT:
        return {}
    try:
        with _nothing_collected():
            parsed = _storable(simplejson.loads(response.text, parse_float=Decimal))
    # What is nested a thousand levels deep is nothing that a ledger says.
    except (ValueError, RecursionError) as error:
        raise LedgerUnavailable(
            f"the answer to {_first(path)} was cut off or is not JSON",
            http_status=response.status_code,
        ) from error
    return parsed if isinstance(parsed, dict) else {"items": parsed}


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """Without garbage collection for a moment.

    At the end of the stack a finalizer that the collector ran just then could only fail.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _storable(value: Any) -> Any:
    """An answer without what no database of ours can keep: the null sign, and half characters."""
    if isinstance(value, str):
        return _HALVES.sub("\N{REPLACEMENT CHARACTER}", value.replace("\0", ""))
    if isinstance(value, dict):
        return {_storable(name): _storable(each) for name, each in value.items()}
    return [_storable(each) for each in value] if isinstance(value, list) else value
