"""What a run was asked to do. Light to import: DAG files come here while they are parsed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Request:
    """What a run was asked to do: the DAG run's names and its parameters."""

    dag_id: str
    run_id: str
    ledger: str
    companies: tuple[int, ...] = ()
    dry_run: bool = False
    full_refresh: bool = False
    since: datetime | None = None
    interval: tuple[datetime, datetime] | None = None

    def params(self) -> dict[str, Any]:
        """The parameters as they are kept with the run."""
        return {
            "companies": list(self.companies),
            "dry_run": self.dry_run,
            "full_refresh": self.full_refresh,
            "since": self.since.isoformat() if self.since else None,
            "interval": [each.isoformat() for each in self.interval] if self.interval else None,
        }
