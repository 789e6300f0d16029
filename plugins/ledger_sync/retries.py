"""Airflow's layer of retry, as data: which failures a later try may cure. Light to import.

The short layer (seconds, one call) is ``rest.retry``; there is no third.
"""

from __future__ import annotations

from airflow.sdk import ExceptionRetryPolicy, RetryAction, RetryRule

from ledger_sync.errors import LedgerSyncError, TransientError

RETRIES = 2

RETRY_POLICY = ExceptionRetryPolicy(
    rules=[
        RetryRule(exception=TransientError, action=RetryAction.RETRY),
        # Everything else that we know needs a person; what we do not know may be the machine.
        RetryRule(exception=LedgerSyncError, action=RetryAction.FAIL),
    ]
)
