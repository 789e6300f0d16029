"""What every entity has to say about itself, so that `operations.py` can write it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sandbox.quickbooks.answers import Body
from sandbox.quickbooks.company import Row, ref_id
from sandbox.quickbooks.desk import Desk
from sandbox.quickbooks.fields import Fields

Options = dict[str, str]
EMPTY: tuple[Any, ...] = ("", {}, [])


@dataclass(slots=True)
class Draft:
    """One write on its way: what was there, what was sent, what it comes to."""

    before: Row | None
    sent: Body
    body: Body
    options: Options = field(default_factory=dict)

    @property
    def is_new(self) -> bool:
        """Tell whether the object does not exist yet."""
        return self.before is None

    def old(self, name: str, default: Any = None) -> Any:
        """Return what a field was before."""
        return self.before.body.get(name, default) if self.before else default

    def moves(self, name: str) -> bool:
        """Tell whether a reference is new or points elsewhere than before."""
        old = ref_id(self.before.body, name) if self.before else ""
        return ref_id(self.body, name) != old

    def check_reference(self, desk: Desk, name: str, entity: str) -> None:
        """Refuse a new reference to something unknown or inactive; old ones may stay."""
        if self.moves(name) and ref_id(self.body, name):
            desk.referred(entity, self.body, name)


Settle = Callable[[Desk, Draft], None]
After = Callable[[Desk, Row | None, Row], None]
Shown = Callable[[Desk, Row], Body]
Guard = Callable[[Desk, Row], None]
Voided = Callable[[Body], Body]


def _nothing_after(desk: Desk, before: Row | None, row: Row) -> None:
    """Leave everything else as it is."""


def _nothing_more(desk: Desk, row: Row) -> Body:  # noqa: ARG001 - every view has the same form
    return {}


def _nothing_checked(desk: Desk, row: Row) -> None:
    """Let it be voided or deleted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """One entity of the Accounting API.

    `settle` finishes the body of a draft or refuses it, `after` carries a stored change to other
    objects, `shown` adds what only a read has; `check_removable` refuses to void or delete, and
    `voided` returns the body of what is voided.
    """

    entity: str
    fields: Fields
    read_only: frozenset[str] = frozenset()
    kept: frozenset[str] = frozenset()  # not cleared when a full update leaves them out
    settle: Settle
    after: After = _nothing_after
    shown: Shown = _nothing_more
    check_removable: Guard = _nothing_checked
    voided: Voided = dict
    operations: frozenset[str] = frozenset({"create", "update"})

    def merged(self, sent: Body, before: Row | None, *, sparse: bool) -> Body:
        """Return the body after a write: what a full update leaves out is cleared."""
        start: Body = {}
        if before is not None:
            start = {
                name: value
                for name, value in before.body.items()
                if sparse or name in self.kept or name not in self.fields
            }
        return {name: value for name, value in {**start, **sent}.items() if value not in EMPTY}
