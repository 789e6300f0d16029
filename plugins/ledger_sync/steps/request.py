"""What a run was asked to do, and what its load tasks are handed.

Light to import: DAG files come here while they are parsed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypedDict

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True)
class Request:
    """What a run was asked to do: the DAG run's names and its parameters."""

    dag_id: str
    run_id: str
    ledger: str
    companies: tuple[int, ...] = ()
    dry_run: bool = False
    approve: bool = False
    """Do not wait for a person (first connection)."""
    full_refresh: bool = False
    since: datetime | None = None
    interval: tuple[datetime, datetime] | None = None

    def params(self) -> dict[str, Any]:
        """The parameters as they are kept with the run."""
        return {
            "companies": list(self.companies),
            "dry_run": self.dry_run,
            "approve": self.approve,
            "full_refresh": self.full_refresh,
            "since": self.since.isoformat() if self.since else None,
            "interval": [each.isoformat() for each in self.interval] if self.interval else None,
        }


@dataclass(frozen=True)
class ImportRequest:
    """What an import of products was asked to do."""

    dag_id: str
    run_id: str
    company_id: int
    file: str | None = None
    """Where the exported file lies; None: from the ledger itself."""
    dry_run: bool = False

    def params(self) -> dict[str, Any]:
        """The parameters as they are kept with the run."""
        return {"companies": [self.company_id], "file": self.file, "dry_run": self.dry_run}


def is_way_back(dag_id: str) -> bool:
    """Whether a DAG brings a ledger's changes to Klipboard."""
    return dag_id.endswith("_to_klipboard")


class Shard(TypedDict):
    """A reference that fits through XCom: a name for the grid, and ledger connections."""

    name: str
    connections: list[int]


class Planned(TypedDict):
    """What the next tasks are handed: a reference, and words for whoever approves."""

    run: int
    ask: bool
    """Whether there is a plan that a person has to approve."""
    words: str
