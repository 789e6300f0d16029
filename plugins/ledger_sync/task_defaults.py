"""What every task of every DAG is given. Light to import."""

from __future__ import annotations

from typing import Any

from ledger_sync.retries import RETRIES, RETRY_POLICY

DEFAULT_ARGS: dict[str, Any] = {
    "owner": "ledger-sync",
    "retries": RETRIES,
    "retry_policy": RETRY_POLICY,
    # A summary names what is held and why: it is for whoever reads it, and no log line.
    "show_return_value_in_logs": False,
}
