"""Airflow's layer of retry, as data: which failures a later try may cure. Light to import.

The short layer (seconds, one call) is ``rest.retry``; there is no third.
"""

from __future__ import annotations

from datetime import timedelta

from airflow.sdk import ExceptionRetryPolicy, RetryAction, RetryRule

from ledger_sync.errors import AnswerLost, LedgerSyncError, TransientError

RETRIES = 2

RETRY_POLICY = ExceptionRetryPolicy(
    rules=[
        # Until then the ledger is done with what it may still be at work on (``certainty``).
        RetryRule(exception=AnswerLost, action=RetryAction.RETRY, retry_delay=timedelta(minutes=3)),
        RetryRule(exception=TransientError, action=RetryAction.RETRY),
        # Everything else that we know needs a person; what we do not know may be the machine.
        RetryRule(exception=LedgerSyncError, action=RetryAction.FAIL),
    ]
)
