"""Every exception of the package, named by what to do about it. Pure.

``docs/errors.md`` is this file as a table: who handles which class and what it does to the batch.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

LONGEST_MESSAGE = 4_000
"""Characters of a message; what comes from outside may be megabytes long."""
LONGEST_VALUE = 100
"""Characters of a value that a message repeats."""

_BREAKS = re.compile(r"[\t\n\v\f\r]+")
_MISLEADING = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Signs that steer a terminal, end a line or turn the direction of reading; half characters."""


def shown(value: object) -> str:
    """A value as a message repeats it: in quotes, its beginning only, its odd signs written out.

    >>> shown("20% VAT"), shown("-" * 1000)[98:]
    ("'20% VAT'", "---'... (1,000 characters)")
    """
    text = value if isinstance(value, str) else repr(value)
    if len(text) <= LONGEST_VALUE:
        return repr(value)
    return f"{text[:LONGEST_VALUE]!r}... ({len(text):,} characters)"


def one_line(text: str) -> str:
    r"""A text that a log, a terminal or a page can show: whoever wrote it, it is one line.

    >>> one_line("No such\n  account \x1b[2J")
    'No such   account \\x1b[2J'
    """
    return _MISLEADING.sub(_written_out, _BREAKS.sub(" ", text))


def _written_out(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape").decode()


@dataclass(frozen=True)
class Place:
    """Where something went wrong: whatever is known of ledger, organisation and record."""

    ledger: str | None = None
    tenant_id: str | None = None
    entity: str | None = None
    source_id: int | None = None


NOWHERE = Place()


class LedgerSyncError(Exception):
    """Root of all: a message that says what happened and what to do, in one line.

    Messages repeat what people and ledgers wrote, and end in logs and on terminals.
    """

    def __init__(self, message: str, *, place: Place = NOWHERE) -> None:
        message = one_line(message[:LONGEST_MESSAGE])
        super().__init__(message)
        self.message = message
        self.place = place


class ConfigurationError(LedgerSyncError):
    """A person must mend the set-up; nothing was started."""


class MissingConnection(ConfigurationError):
    """An Airflow connection or a ledger connection that is needed does not exist."""


class BadMappingTable(ConfigurationError):
    """A mapping file is not closed: unknown column, blank, ambiguous row."""


class BadSuite(ConfigurationError):
    """A suite of ``include/expectations/`` cannot be used."""


class BadSetting(ConfigurationError):
    """An environment variable has a value that is not allowed."""


class BadReview(ConfigurationError):
    """A review file cannot be understood, or contradicts itself; nothing of it was carried out."""


class BadImportFile(ConfigurationError):
    """A file to import from cannot be read, or lacks a column that is needed."""


class RecordError(LedgerSyncError):
    """One record cannot go; it is quarantined and the others go on."""

    def __init__(
        self,
        message: str,
        *,
        rule: str,
        field: str | None = None,
        value: str | None = None,
        place: Place = NOWHERE,
    ) -> None:
        super().__init__(message, place=place)
        self.rule = rule
        self.field = field
        self.value = value


class InvalidRecord(RecordError):
    """The record has a value that no ledger document can hold."""


class UnmappedCode(RecordError):
    """A code of Klipboard has no row in the mapping table."""


class Refused(RecordError):
    """The ledger refused this record, in its own words."""

    def __init__(
        self,
        message: str,
        *,
        rule: str,
        field: str | None = None,
        value: str | None = None,
        place: Place = NOWHERE,
        request_id: str | None = None,
    ) -> None:
        super().__init__(message, rule=rule, field=field, value=value, place=place)
        self.request_id = request_id


class ResponseError(LedgerSyncError):
    """An error that came with (or instead of) an answer of a ledger."""

    def __init__(
        self,
        message: str,
        *,
        place: Place = NOWHERE,
        http_status: int | None = None,
        code: str | None = None,
        request_id: str | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(f"[{request_id}] {message}" if request_id else message, place=place)
        self.http_status = http_status
        self.code = code
        self.request_id = request_id
        self.retry_after = retry_after


class TransientError(ResponseError):
    """A later try may succeed."""


class RateLimited(TransientError):
    """The ledger asked us to slow down for seconds or minutes."""


class LedgerUnavailable(TransientError):
    """The ledger did not answer, or answered that it cannot just now."""


class AnswerLost(LedgerUnavailable):
    """A call that must not be made twice had no answer: the ledger is asked what it has first."""


class SourceUnavailable(TransientError):
    """A database (Klipboard's or the sync's own) could not be reached."""


class SourceBusy(TransientError):
    """Somebody works on rows of Klipboard just now: we do not make him wait."""


class ConnectionBusy(TransientError):
    """Another task works on this ledger connection just now."""


class FatalError(ResponseError):
    """This ledger connection stops and says so; the others go on."""


class AuthenticationFailed(FatalError):
    """The ledger does not know our app: a person must mend the Airflow connection."""


class ConnectionEnded(FatalError):
    """The company's consent is gone: it must be reconnected. Nothing is lost."""


class QuotaExhausted(FatalError):
    """The day's calls are spent: the ledger connection is parked until they come back."""


class UnexpectedResponse(FatalError):
    """An answer that does not fit what the ledger documents."""


class RequestRefused(FatalError):
    """The ledger refused the call as a whole, for a reason that names no record."""


class TooManyRefusals(FatalError):
    """So large a share of the records was refused that something else must be wrong."""


class RunFailed(LedgerSyncError):
    """The run did what it could; something in it must be retried or seen by a person."""
