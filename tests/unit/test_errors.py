"""Every exception says what happened, carries what support asks for, and has one root."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from ledger_sync import errors
from ledger_sync.errors import LedgerSyncError, Place, Refused, ResponseError
from ledger_sync.ledgers import ledger_named


def kinds(root: type[LedgerSyncError]) -> Iterator[type[LedgerSyncError]]:
    yield root
    for child in root.__subclasses__():
        yield from kinds(child)


def test_every_exception_of_the_package_has_the_one_root() -> None:
    defined = {
        each
        for each in vars(errors).values()
        if isinstance(each, type) and issubclass(each, Exception)
    }

    assert defined == set(kinds(LedgerSyncError))


@pytest.mark.parametrize("kind", list(kinds(LedgerSyncError)), ids=lambda kind: kind.__name__)
def test_every_exception_says_what_to_do_in_its_docstring(kind: type[LedgerSyncError]) -> None:
    assert kind.__doc__


def test_an_error_of_an_answer_begins_with_the_ledgers_id_and_knows_its_place() -> None:
    place = Place("xero", "tenant-1", "invoice", 42)

    error = ResponseError(
        "no", place=place, http_status=503, code="x", request_id="r-1", retry_after=2.0
    )

    assert str(error) == error.message == "[r-1] no"
    assert (error.place, error.http_status, error.code) == (place, 503, "x")
    assert (error.request_id, error.retry_after) == ("r-1", 2.0)


def test_a_refused_record_carries_rule_field_and_value() -> None:
    error = Refused("no", rule="C-08", field="number", value="INV-1", request_id="r-1")

    assert (error.rule, error.field, error.value) == ("C-08", "number", "INV-1")
    assert error.request_id == "r-1"


def test_an_unknown_ledger_is_named_with_those_that_there_are() -> None:
    with pytest.raises(errors.ConfigurationError, match=r"'sage' is no ledger; allowed are .*xero"):
        ledger_named("sage")
