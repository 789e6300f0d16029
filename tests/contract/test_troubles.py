"""What can happen to a call, and what every ledger's client makes of it."""

from __future__ import annotations

import logging
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import Any

import pytest
from ledger_sync.errors import ConnectionEnded, FatalError, LedgerSyncError, LedgerUnavailable
from ledger_sync.ledgers.contract import Outcome, Unclear
from ledger_sync.ledgers.quickbooks import feed, queries
from ledger_sync.ledgers.xero import pages

from tests.contract.bench import Bench
from tests.contract.reader import Reader
from tests.contract.records import a_known_party, parties
from tests.unit.builders import a_party


@contextmanager
def deaf() -> Iterator[str]:
    """The address of somebody who lets callers wait for ever: his queue is full."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as listener:
        host, port = listener.getsockname()
        with socket.create_connection((host, port)):
            yield f"http://{host}:{port}"


def test_an_expired_token_is_renewed_once_for_all_calls_in_flight(bench: Bench) -> None:
    bench.there.expire_tokens()

    with ThreadPoolExecutor(4) as pool:
        charts = list(pool.map(lambda _: bench.client.list_codes("account"), range(4)))

    assert bench.line.tokens.renewals == 1
    assert all(chart == charts[0] for chart in charts)


def test_a_create_goes_on_with_a_renewed_token(bench: Bench) -> None:
    bench.there.expire_tokens()

    bench.made(a_party())

    assert bench.line.tokens.renewals == 1
    assert bench.names_there() == ["Acme Ltd"]


@pytest.mark.parametrize("kind", ["server_error", "offline", "drop_before", "truncate"])
def test_a_ledger_that_fails_once_is_asked_again(bench: Bench, kind: str) -> None:
    bench.there.inject(kind)

    assert bench.client.list_codes("account")
    assert len(bench.line.waits) == 1


def test_a_ledger_that_goes_on_failing_is_left_to_a_later_run(bench: Bench) -> None:
    bench.there.inject("server_error", status=503, times=None)

    with pytest.raises(LedgerUnavailable) as caught:
        bench.client.list_codes("account")

    assert (caught.value.http_status, len(bench.line.waits)) == (503, 2)


def test_an_organisation_that_was_taken_away_ends_the_connection(bench: Bench) -> None:
    bench.there.disconnect(bench.tenant_id)

    with pytest.raises(ConnectionEnded):
        bench.client.list_codes("account")


def test_a_consent_that_was_revoked_ends_the_connection(bench: Bench) -> None:
    bench.there.inject("revoke")

    with pytest.raises(FatalError):
        bench.client.list_codes("account")


@pytest.mark.rule("C-05")
def test_a_token_that_ends_between_two_pages_leaves_nothing_out(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    for each in (pages, queries):
        monkeypatch.setattr(each, "PAGE_SIZE", 2)
    monkeypatch.setattr(feed, "MOST_OBJECTS", 2)
    reader = Reader(bench)
    bench.write(parties(5))
    resource = bench.ledger.resource("client")
    bench.there.inject("expire_token", after=2)

    names = [party.name for party in bench.parties_there().values()]
    bench.there.inject("expire_token", after=2)
    changed = [each.ledger_id for each in reader.read() if each.resource == resource]

    assert sorted(names) == [each.name for each in parties(5)]
    assert len(changed) == len(set(changed)) == 5
    assert [each["fired"] for each in bench.there.faults()] == [1, 1]
    assert bench.line.tokens.renewals == 2


def test_a_ledger_that_takes_up_no_call_is_left_to_a_later_run(bench: Bench) -> None:
    with deaf() as address:
        session = bench.line.a_session(attempts=1, timeout=0.2, host=address)

        with pytest.raises(LedgerUnavailable, match="ConnectTimeout"):
            bench.ledger.client(session).write(bench.items([a_party()]), "key-1")


def test_a_ledger_that_is_not_there_is_left_to_a_later_run(bench: Bench) -> None:
    with deaf() as address:
        pass  # Nobody listens there any more.
    session = bench.line.a_session(attempts=1, host=address)

    with pytest.raises(LedgerUnavailable, match="ConnectionError"):
        bench.ledger.client(session).write(bench.items([a_party()]), "key-1")


def test_an_error_carries_what_the_ledgers_support_asks_for(bench: Bench) -> None:
    bench.there.inject("server_error", status=503, times=None)

    with pytest.raises(LedgerUnavailable) as caught:
        bench.client.list_codes("account")

    assert caught.value.request_id
    assert str(caught.value).startswith(f"[{caught.value.request_id}]")


def secrets_and_people(bench: Bench) -> list[str]:
    party = a_known_party()
    people = [party.email, party.phone, party.mobile, party.contact_last_name, party.tax_number]
    secrets = [*bench.line.tokens.seen, bench.there.client_secret]
    return [party.name, *map(str, people), *secrets]


def test_neither_secrets_nor_people_are_logged(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    bench.there.inject("server_error", status=503)
    with suppress(LedgerUnavailable):
        bench.write([a_known_party()])
    bench.there.expire_tokens()
    bench.made(a_party(source_id=8, name="Other"))
    bench.write([a_known_party()])
    bench.client.find(bench.items([a_known_party()]))

    assert "answered 200" in caplog.text
    assert [each for each in secrets_and_people(bench) if each in caplog.text] == []


@pytest.mark.parametrize(
    ("kind", "how"),
    [
        pytest.param("server_error", {"status": 503}, id="server error"),
        pytest.param("offline", {}, id="off line"),
        pytest.param("drop_after", {}, id="lost"),
        pytest.param("truncate", {}, id="cut off"),
        pytest.param("rate_limit", {"retry_after": 600}, id="too fast"),
        pytest.param("revoke", {}, id="revoked"),
        pytest.param("disconnect", {}, id="taken away"),
    ],
)
def test_no_error_names_a_secret_or_a_person(bench: Bench, kind: str, how: dict[str, Any]) -> None:
    items = bench.items([a_known_party()])
    bench.there.inject(kind, **how)

    with pytest.raises(LedgerSyncError) as caught:
        bench.impatient().write(items, "key-1")

    told = f"{caught.value} {caught.value.__cause__}"
    assert [each for each in secrets_and_people(bench) if each in told] == []


def test_no_refusal_names_a_secret_or_how_to_reach_a_person(bench: Bench) -> None:
    bench.made(a_known_party(source_id=70))
    items = bench.items([a_known_party(), a_known_party(source_id=8, name="x" * 501)])

    outcomes = bench.send(items)

    told = " ".join(map(_words, outcomes))
    assert told.count(f"{bench.ledger.title}: ") == 2
    # A ledger may name the name that is in use: the bookkeeper must find it.
    assert [each for each in secrets_and_people(bench)[1:] if each in told] == []


def _words(outcome: Outcome) -> str:
    return (
        outcome.error.message if isinstance(outcome, Unclear) else getattr(outcome, "message", "")
    )
