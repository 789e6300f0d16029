"""Airflow's layer of retry: what a later try may cure is tried again, the rest fails at once."""

from __future__ import annotations

import pytest
from ledger_sync import errors


@pytest.mark.parametrize(
    ("error", "action"),
    [
        pytest.param(errors.LedgerUnavailable("503"), "retry", id="ledger down"),
        pytest.param(errors.AnswerLost("no answer"), "retry", id="answer lost"),
        pytest.param(errors.SourceUnavailable("no answer"), "retry", id="database down"),
        pytest.param(errors.RateLimited("429", retry_after=90), "retry", id="limit"),
        pytest.param(errors.ConnectionBusy("busy"), "retry", id="another task at work"),
        pytest.param(errors.RunFailed("see above"), "fail", id="run failed"),
        pytest.param(errors.BadMappingTable("line 2"), "fail", id="broken mapping file"),
        pytest.param(errors.BadSuite("line 2"), "fail", id="broken suite"),
        pytest.param(errors.MissingConnection("xero_api"), "fail", id="connection missing"),
        pytest.param(errors.AuthenticationFailed("401"), "fail", id="wrong secret"),
        pytest.param(errors.TooManyRefusals("20 of 20"), "fail", id="too many refusals"),
        pytest.param(errors.UnexpectedResponse("html"), "fail", id="unexpected answer"),
        pytest.param(MemoryError(), "default", id="not ours: as often as the task says"),
    ],
)
def test_a_failed_task(error: Exception, action: str) -> None:
    from ledger_sync.retries import RETRY_POLICY

    decision = RETRY_POLICY.evaluate(error, try_number=1, max_tries=2)

    assert decision.action.value == action


def test_a_look_at_what_the_ledger_may_still_be_at_work_on_comes_when_it_is_done() -> None:
    from ledger_sync.ledgers import LEDGERS
    from ledger_sync.retries import RETRY_POLICY
    from ledger_sync.steps.certainty import ON_THE_WAY_SECONDS

    decision = RETRY_POLICY.evaluate(errors.AnswerLost("no answer"), try_number=1, max_tries=2)
    longest = max(ledger.limits.longest_call_seconds for ledger in LEDGERS.values())

    assert decision.retry_delay is not None
    assert decision.retry_delay.total_seconds() > longest + ON_THE_WAY_SECONDS
