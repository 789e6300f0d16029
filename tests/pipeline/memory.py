"""Who changed what, and in which order: which values may survive, as the policy has it (C-11)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ledger_sync.rules.merge import KLIPBOARD, LEDGER, Side
from ledger_sync.steps import conflict_policy

Field = tuple[str, int | str, str]
"""Entity, id (of a line: its tag) and field."""


@dataclass(frozen=True)
class Edit:
    """One side gave a field a value; between two edits of one age no run was started."""

    side: Side
    value: Any
    age: int


@dataclass
class Memory:
    """Every edit since both sides were at rest."""

    age: int = 0
    edits: dict[Field, list[Edit]] = field(default_factory=dict)

    def note(self, key: Field, side: Side, value: Any) -> None:
        self.edits.setdefault(key, []).append(Edit(side, value, self.age))

    def ran(self) -> None:
        self.age += 1

    def last(self, key: Field, side: Side) -> Edit | None:
        mine = [each for each in self.edits.get(key, ()) if each.side == side]
        return mine[-1] if mine else None

    def allowed(self, key: Field) -> tuple[Any, ...]:
        """The values one of which must be there at the end.

        What one side alone changed stays. Where both did, before any run, or the winner after the
        other, it is the winner's; where the loser changed it after a run, it may have known the
        winner's value.
        """
        ours, theirs = self.last(key, KLIPBOARD), self.last(key, LEDGER)
        if ours is None or theirs is None:
            only = ours or theirs
            return (only.value,) if only else ()
        if ours.value == theirs.value:
            return (ours.value,)  # both archived it, say: nobody has to win
        winner = _winner(key)
        first, second = (ours, theirs) if winner == KLIPBOARD else (theirs, ours)
        ages = {each.age for each in self.edits[key]}
        is_last = self.edits[key][-1].side == winner
        if key[2] not in CHOSEN and (len(ages) == 1 or is_last):
            return (first.value,)
        return (first.value, second.value)

    def line_may_be_there(self, tag: str) -> tuple[bool, ...]:
        """Whether a line may, or must, be there: one that nobody removed is.

        What we removed goes. What they removed goes too, unless we changed it: before they could
        know of it for certain, after a run perhaps.
        """
        key = ("line", tag, "there")
        if any(not each.value and each.side == KLIPBOARD for each in self.edits.get(key, ())):
            return (False,)
        removed = [each for each in self.edits.get(key, ()) if not each.value]
        if not removed:
            return (True,)
        ours = [
            each
            for (entity, its, name), edits in self.edits.items()
            if (entity, its) == ("line", tag) and name != "there"
            for each in edits
            if each.side == KLIPBOARD
        ]
        if any(each.age == removed[-1].age for each in ours):
            return (True, False)
        return (True, False) if ours else (False,)


CHOSEN = ("payment_terms", "party", "tax", "account", "item", "archived", "status")
"""Fields of few values: who sets one again may have changed nothing."""


def _winner(key: Field) -> Side:
    entity, _, name = key
    if entity == "line":
        return conflict_policy.load().winner("invoice", f"line.{name}")
    return conflict_policy.load().winner(entity, name)
