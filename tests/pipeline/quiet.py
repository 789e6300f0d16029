"""Quiet: nothing is left to say in either direction, and to find that takes the fewest calls."""

from __future__ import annotations

from typing import Any

from tests.pipeline.either_ledger import books
from tests.pipeline.klipboard import Company
from tests.pipeline.world import World, paths, total_calls

FEWEST = {
    "xero": ["GET Contacts", "GET Invoices", "GET Payments"],
    "quickbooks": ["GET cdc"],
}
"""The calls of a reverse run that finds nothing new, sorted."""
_OF_RUNS = ("sync.watermarks", "sync.ledger_connections", "sync.inbox", "sync.quarantine")
"""What moves with every run, whatever it does."""
_NOTED = ("sync.watermarks", "sync.batches", "sync.ledger_codes")
"""What a run may note without anything being new: up to when it read, and what lists say."""


def stays_quiet(world: World, company: Company) -> None:
    """One run of each direction writes nothing on either side and makes the fewest calls."""
    # What changed a moment ago is read twice: it lies within the overlap of the next reading.
    world.later(minutes=1)
    world.bring_back()
    world.later(minutes=1)
    before = written(world, company)

    with world.counting_calls(company) as calls_out:
        out = world.run()
    with world.counting_calls(company) as calls_back:
        world.bring_back()

    after = written(world, company)
    moved = {name: (before[name], after[name]) for name in before if before[name] != after[name]}
    assert moved == {}, f"moved: {_differences(moved)}"
    assert paths(calls_out) == []
    assert total_calls(out) == 0
    assert sorted(paths(calls_back)) == FEWEST[world.ledger_name]


def at_rest(world: World, company: Company) -> bool:
    """As ``stays_quiet`` after an examination of every row, whatever calls that takes."""
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
    rows = {name: each for name, each in world.everything().items() if name not in _NOTED}
    return {**rows, **books(world, company)}


def _differences(moved: dict[str, tuple[Any, Any]]) -> dict[str, list[Any]]:
    """What is on one side alone, for the failure that pytest shows."""
    return {
        name: [[row for row in one if row not in other] for one, other in (sides, sides[::-1])]
        for name, sides in moved.items()
        if name != "ledger"
    }


def written(world: World, company: Company) -> dict[str, Any]:
    """Everything that both sides have, and what the sync remembers of their agreement."""
    kept = {name: rows for name, rows in world.everything().items() if name not in _OF_RUNS}
    # What waits for its cure is looked at in every run, and its link is noted anew.
    links = world.sql("SELECT to_jsonb(each) - 'updated_at' AS row FROM sync.links AS each")
    kept["sync.links"] = sorted(links, key=lambda each: int(each["row"]["id"]))
    return {**kept, "ledger": books(world, company)}


def unsettled(world: World, company: Company) -> list[str]:
    """Why records of the ledger could not be brought to Klipboard."""
    query = """SELECT cause FROM sync.inbox JOIN sync.ledger_connections AS connection
        ON connection.id = ledger_connection_id
        WHERE company_id = :id AND ledger = :ledger ORDER BY received_at"""
    found = world.sql(query, id=company.id, ledger=world.ledger_name)
    return [str(row["cause"]) for row in found]
