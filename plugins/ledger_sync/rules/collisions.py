"""Which of the parties that share a key are held, and which one goes. Pure.

The rule (C-09): a party whose key the ledger already has is not thrown out because a newcomer
collides with it. Of newcomers the oldest goes, and the younger ones are held. A linked party that
was renamed into a collision is a newcomer for that key, because the ledger never agreed to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING

from ledger_sync.model import CLIENT, CLIENT_LOCATION, SUPPLIER

if TYPE_CHECKING:
    from collections.abc import Iterable

LISTED = 10
"""How many others a held party names: a name that thousands share must not cost their square."""

_ORDER = {CLIENT: 0, CLIENT_LOCATION: 1, SUPPLIER: 2}
_FIRST = datetime.min.replace(tzinfo=UTC)

Named = tuple[str, int, str | None]
"""A party as a person finds it: entity, source id, name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One party of a group that shares a key.

    ``agreed``: the party is linked, and this key is the one last agreed with the ledger.
    """

    entity: str
    source_id: int
    name: str | None
    value: str | None
    created_at: datetime | None
    agreed: bool = False

    @property
    def named(self) -> Named:
        """How the party is listed beside those that it collides with."""
        return (self.entity, self.source_id, self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A party that must wait, and the parties that it collides with."""

    entity: str
    source_id: int
    field: str
    value: str | None
    colliding: tuple[Named, ...]


def hold(field: str, group: Iterable[Member]) -> list[Held]:
    """The members of a group that are held; the order in which they came does not matter.

    Those that go are listed first among the colliding ones: they are what stands in the way.
    """
    ranked = sorted(group, key=_rank)
    going = max(1, sum(member.agreed for member in ranked))
    named = [member.named for member in ranked[: LISTED + 1]]
    return [_held(field, member, named) for member in ranked[going:]]


def _rank(member: Member) -> tuple[bool, datetime, int, str, int]:
    """Agreed ones first, then by age; entity and id settle a tie."""
    return (
        not member.agreed,
        member.created_at or _FIRST,
        _ORDER.get(member.entity, len(_ORDER)),
        member.entity,
        member.source_id,
    )


def _held(field: str, member: Member, named: list[Named]) -> Held:
    others = (other for other in named if other[:2] != (member.entity, member.source_id))
    return Held(
        entity=member.entity,
        source_id=member.source_id,
        field=field,
        value=member.value,
        colliding=tuple(islice(others, LISTED)),
    )
