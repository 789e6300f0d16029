"""Coming to rest: when nothing is new, neither direction writes anything on either side (C-10)."""

from __future__ import annotations

from tests.pipeline.either_ledger import books
from tests.pipeline.klipboard import Company
from tests.pipeline.world import World

NOTED = ("sync.watermarks", "sync.batches", "sync.ledger_codes")
"""What a run may note without anything being new: up to when it read, and what lists say."""


def at_rest(world: World, company: Company) -> bool:
    """Whether both sides stay as they are through further runs of either direction."""
    before = _both_sides(world, company)
    world.bring_back()
    world.run(full_refresh=True)
    world.bring_back()
    after = _both_sides(world, company)
    moved = [name for name in before if before[name] != after[name]]
    # Named in the failure that pytest shows.
    assert moved == [], f"moved without anything being new: {moved}"
    return True


def _both_sides(world: World, company: Company) -> dict[str, object]:
    """All rows of Klipboard and of the sync, and all that the organisation has."""
    rows = {name: each for name, each in world.everything().items() if name not in NOTED}
    return {**rows, **books(world, company)}
