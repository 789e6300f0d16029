"""The reverse run of some companies, of a dry run, and of a company that cannot be reached."""

from __future__ import annotations

from decimal import Decimal

import pytest
from ledger_sync.errors import RunFailed

from tests.pipeline.billed import Billed, billed
from tests.pipeline.world import World

pytestmark = [
    pytest.mark.rule("C-05"),
    pytest.mark.rule("C-06"),
    pytest.mark.rule("X-12"),
    pytest.mark.usefixtures("unchecked"),
]


@pytest.fixture
def books(at: World) -> Billed:
    """A company of either ledger with an invoice that was sent."""
    return billed(at)


def edit(books: Billed) -> None:
    """The bookkeeper records a payment and puts the due date off."""
    books.desk.pay("INV-1", 30)
    books.desk.edit("INV-1", due_date="2026-11-15")


def is_edited(books: Billed) -> bool:
    """Whether Klipboard knows."""
    return (str(books.invoice()["due_date"]), books.live()) == ("2026-11-15", [Decimal(30)])


def test_a_run_for_one_company_reads_and_changes_no_other(books: Billed) -> None:
    other = billed(books.world)
    for each in (books, other):
        edit(each)
    untouched = other.invoice()

    with books.world.counting_calls(other.company) as calls:
        summary = books.back(companies=(books.company.id,))

    assert calls == []
    assert list(summary["companies"]) == [str(books.company.id)]
    assert is_edited(books)
    assert (other.invoice(), other.payments()) == (untouched, [])
    books.back()
    assert is_edited(other)
    books.stays_quiet()
    other.stays_quiet()


@pytest.mark.rule("B-01")
def test_a_dry_run_tells_each_change_and_writes_nothing(books: Billed) -> None:
    edit(books)
    before = books.world.everything()

    summary = books.back(dry_run=True)

    (planned,) = summary["plan"]
    assert (planned["entity"], planned["source_id"]) == ("invoice", books.invoices["INV-1"])
    told = planned["changes"]
    assert told["due_date"] == ["2026-10-31", "2026-11-15"]
    assert list(told["payments"].values()) == ["30"]
    assert books.world.everything() == before
    books.back()
    assert is_edited(books)
    books.stays_quiet()


def test_a_connection_that_ended_is_told_and_loses_nothing(books: Billed) -> None:
    healthy = billed(books.world)
    for each in (books, healthy):
        edit(each)
    books.world.there.disconnect(books.company.organisation.tenant_id)

    summaries = [books.back(), books.back()]

    for summary in summaries:
        assert f"company {books.company.id} " in books.told(summary)
        assert f"LEDGER={books.world.ledger_name}" in books.told(summary)
        assert healthy.told(summary) == ""
    assert (is_edited(books), is_edited(healthy)) == (False, True)
    books.world.connect(books.company)
    cured = books.back()
    assert (is_edited(books), books.told(cured)) == (True, "")
    books.stays_quiet()


def test_a_ledger_that_does_not_answer_fails_its_company_alone_and_loses_nothing(
    books: Billed,
) -> None:
    books.world.configure(http_attempts=1)
    healthy = billed(books.world)
    for each in (books, healthy):
        edit(each)
    tenant = books.company.organisation.tenant_id
    books.world.there.inject("server_error", status=503, tenant_id=tenant, times=None)

    ended = books.world.attempt_to_bring_back()

    assert isinstance(ended.failure, RunFailed)
    assert (is_edited(books), is_edited(healthy)) == (False, True)
    books.world.there.clear_faults()
    assert books.told(books.back()) == ""
    assert is_edited(books)
    books.stays_quiet()
