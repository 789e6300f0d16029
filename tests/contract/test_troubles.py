"""What can happen to a call, and what every ledger's client makes of it."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor

import pytest
from ledger_sync.errors import (
    ConnectionEnded,
    FatalError,
    LedgerUnavailable,
    QuotaExhausted,
    RateLimited,
)

from tests.contract.bench import Bench
from tests.unit.builders import a_full_party, a_party


class TestTroubles:
    def test_a_429_is_obeyed_and_the_call_goes_through(self, bench: Bench) -> None:
        bench.there.inject("rate_limit", retry_after=26)

        bench.made(a_party())

        (wait,) = bench.waits
        assert 26 <= wait <= 27

    def test_a_429_that_lasts_too_long_is_given_back(self, bench: Bench) -> None:
        bench.there.inject("rate_limit", retry_after=600)

        with pytest.raises(RateLimited) as caught:
            bench.client.list_codes("account")

        assert (caught.value.retry_after, bench.waits) == (600, [])

    def test_the_days_limit_stops_the_connection_and_says_for_how_long(self, bench: Bench) -> None:
        bench.there.inject("rate_limit", problem="day", retry_after=60_000)

        with pytest.raises(QuotaExhausted) as caught:
            bench.client.list_codes("account")

        assert (caught.value.retry_after, bench.waits) == (60_000, [])

    def test_an_expired_token_is_renewed_once_for_all_calls_in_flight(self, bench: Bench) -> None:
        bench.there.expire_tokens()

        with ThreadPoolExecutor(4) as pool:
            charts = list(pool.map(lambda _: bench.client.list_codes("account"), range(4)))

        assert bench.tokens.renewals == 1
        assert all(chart == charts[0] for chart in charts)

    @pytest.mark.parametrize("kind", ["server_error", "offline", "drop_before", "truncate"])
    def test_a_ledger_that_fails_once_is_asked_again(self, bench: Bench, kind: str) -> None:
        bench.there.inject(kind)

        assert bench.client.list_codes("account")
        assert len(bench.waits) == 1

    def test_a_ledger_that_goes_on_failing_is_left_to_a_later_run(self, bench: Bench) -> None:
        bench.there.inject("server_error", status=503, times=None)

        with pytest.raises(LedgerUnavailable) as caught:
            bench.client.list_codes("account")

        assert (caught.value.http_status, len(bench.waits)) == (503, 2)

    def test_an_organisation_that_was_taken_away_ends_the_connection(self, bench: Bench) -> None:
        bench.there.disconnect(bench.organisation.tenant_id)

        with pytest.raises(ConnectionEnded):
            bench.client.list_codes("account")

    def test_a_consent_that_was_revoked_ends_the_connection(self, bench: Bench) -> None:
        bench.there.inject("revoke")

        with pytest.raises(FatalError):
            bench.client.list_codes("account")

    def test_an_error_carries_what_the_ledgers_support_asks_for(self, bench: Bench) -> None:
        bench.there.inject("server_error", status=503, times=None)

        with pytest.raises(LedgerUnavailable) as caught:
            bench.client.list_codes("account")

        assert caught.value.request_id
        assert str(caught.value).startswith(f"[{caught.value.request_id}]")

    def test_neither_secrets_nor_people_are_logged(
        self, bench: Bench, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG)
        bench.there.inject("server_error", path="/", status=503)
        bench.made(a_full_party(currency=None))
        bench.there.expire_tokens()
        bench.write([a_party(source_id=8)])
        bench.client.find([bench.item(a_full_party(currency=None))])

        party = a_full_party()
        people = [party.name, party.email, party.phone, party.contact_last_name, party.tax_number]
        secrets = [*bench.tokens.seen, bench.there.client_secret]

        assert "answered 200" in caplog.text
        assert [each for each in (*people, *secrets) if str(each) in caplog.text] == []
