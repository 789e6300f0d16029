"""What a check found: one failing row, named so that a bookkeeper can correct it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ledger_sync.quality.suites import CRITICAL

if TYPE_CHECKING:
    from ledger_sync.rules.collisions import Named


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A row that failed a check; ``colliding`` lists the other rows: entity, source id, name."""

    company_id: int
    entity: str
    source_id: int
    rule: str
    field: str
    value: str | None
    severity: str
    message: str
    colliding: tuple[Named, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether the row must go to quarantine; a warning is recorded and the row goes on."""
        return self.severity == CRITICAL
