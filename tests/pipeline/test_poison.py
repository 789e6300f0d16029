"""Poison: what a ledger will not take stops itself alone; too much of it stops its company."""

from __future__ import annotations

from math import ceil, log2

import pytest
from ledger_sync.errors import RunFailed

from tests.pipeline.either_ledger import names, numbers
from tests.pipeline.klipboard import Company
from tests.pipeline.world import World, counts, told
from tests.pipeline.xero_world import XeroWorld

pytestmark = [
    pytest.mark.rule("B-02"),
    pytest.mark.rule("C-09"),
    pytest.mark.usefixtures("unchecked"),
]

FIFTY = 50
SPOILT = 17
"""Which of the fifty."""
TOO_LONG = "x" * 501


def fifty(at: World, company: Company) -> list[int]:
    """A client who is in the ledger, and fifty invoices that are not."""
    client = at.a_client(company, name="Acme")
    at.run()
    return at.many_invoices(company, [client], FIFTY)


def number(invoice: int) -> str:
    return f"INV-{invoice:04d}"


def without(ids: list[int], *left_out: int) -> list[str]:
    return sorted(number(each) for each in ids if each not in left_out)


def close_the_books(at: World, company: Company, day: str | None) -> None:
    """The bookkeeper lets nobody book before a day any more."""
    desk = at.bookkeeper(company)
    if isinstance(at, XeroWorld):
        desk.set_lock_date(period=day)
    else:
        desk.set_closing_date(day)


def test_one_bad_record_of_fifty_stops_itself_alone_and_goes_when_it_is_cured(at: World) -> None:
    company = at.a_company()
    ids = fifty(at, company)
    bad = ids[SPOILT]
    at.update("invoices", bad, issue_date="2020-01-01")
    close_the_books(at, company, "2020-12-31")

    with at.counting_calls(company) as calls:
        summary = at.run()

    assert numbers(at, company) == without(ids, bad)
    figures = counts(summary, company, "invoice")
    assert (figures["created"], figures["refused"]) == (FIFTY - 1, 1)
    (held,) = at.held(company)
    assert (held["source_id"], held["kind"]) == (bad, "refused")
    assert held["message"].startswith(f"{at.ledger.title}: ")
    assert max(call.elements for call in calls) == at.ledger.batch_size

    at.update("invoices", bad, issue_date="2026-10-02")
    at.run()

    assert numbers(at, company) == without(ids)
    assert at.held(company) == []


@pytest.mark.rule("B-04")
def test_a_batch_that_is_refused_as_a_whole_is_divided_until_the_culprit_is_named(
    at: World,
) -> None:
    company = at.a_company()
    at.an_invoice(company, at.a_client(company, name="First"), number="FIRST")
    ids = fifty(at, company)
    bad = ids[SPOILT]
    refusal = {"status": 400, "content_type": "application/json", "text": '{"Message": "Cursed"}'}
    at.there.inject("answer", match=number(bad), times=None, **refusal)

    with at.counting_calls(company) as calls:
        summary = at.run()

    assert numbers(at, company) == ["FIRST", *without(ids, bad)]
    assert counts(summary, company, "invoice")["refused"] == 1
    (held,) = at.held(company)
    assert (held["source_id"], held["kind"]) == (bad, "refused")
    assert "refused the call" in held["message"]
    writes = [call for call in calls if number(ids[0])[:4] in str(call.body)]
    batches = ceil(FIFTY / at.ledger.batch_size)
    assert len(writes) - batches <= 2 * ceil(log2(at.ledger.batch_size))
    with at.counting_calls(company) as calls:
        at.run()
    assert calls == []

    at.there.clear_faults()
    at.update("invoices", bad, reference="Blessed")
    at.run()

    assert numbers(at, company) == ["FIRST", *without(ids)]
    assert at.held(company) == []


def test_documents_of_a_refused_party_wait_for_it_and_go_when_it_is_cured(at: World) -> None:
    company = at.a_company()
    ids = fifty(at, company)
    cursed = at.a_client(company, name=TOO_LONG)
    theirs = at.many_invoices(company, [cursed], 2)

    first = at.run()
    second = at.run()

    assert numbers(at, company) == without(ids)
    (held,) = at.held(company)
    assert (held["entity"], held["source_id"]) == ("client", cursed)
    for summary in (first, second):
        assert counts(summary, company, "invoice")["waiting"] == 2
        assert f"waits for client {cursed}" in told(summary, company)

    at.update("clients", cursed, name="Bolt")
    at.run()

    assert names(at, company) == ["Acme", "Bolt"]
    assert numbers(at, company) == without([*ids, *theirs])
    assert at.held(company) == []


def test_too_many_refusals_stop_their_company_and_say_so_and_the_others_go_on(at: World) -> None:
    company, other = at.a_company(), at.a_company()
    ids = fifty(at, company)
    client = at.a_client(other, name="Bolt")
    at.an_invoice(other, client, number="OTHER")
    at.a_supplier(other, name="Pipes")
    close_the_books(at, company, "2026-12-31")

    ended = at.attempt()

    assert isinstance(ended.failure, RunFailed)
    assert f"{at.ledger.title} refused " in told(ended.summary, company)
    assert f"records of company {company.id}: the rest waits" in told(ended.summary, company)
    assert told(ended.summary, other) == ""
    assert numbers(at, other) == ["OTHER"]
    assert numbers(at, company) == []

    close_the_books(at, company, None)
    cured = at.run(full_refresh=True)

    assert numbers(at, company) == without(ids)
    assert at.held(company) == []
    assert told(cured, company) == ""
