"""What every ledger declares, so that the steps can work for it without knowing it."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from ledger_sync import files
from ledger_sync.ledgers import LEDGERS
from ledger_sync.ledgers.contract import Ledger
from ledger_sync.model import DOCUMENTS, PARTIES

from tests.contract.traits import TRAITS

ROOMS = ("README.md", "__init__.py", "auth.py", "client.py", "faults.py", "hook.py", "inbound.py",
         "outbound.py", "tables.py")  # fmt: skip

every_ledger = pytest.mark.parametrize("ledger", LEDGERS.values(), ids=lambda ledger: ledger.name)


@every_ledger
def test_every_ledger_has_the_same_rooms(ledger: Ledger) -> None:
    folder = files.PROJECT / "plugins" / "ledger_sync" / "ledgers" / ledger.name

    assert [room for room in ROOMS if not (folder / room).is_file()] == []


@every_ledger
def test_a_ledger_is_registered_under_its_own_name(ledger: Ledger) -> None:
    assert LEDGERS[ledger.name] is ledger
    assert ledger.title.casefold().startswith(ledger.name)
    assert ledger.api_connection == f"{ledger.name}_api"


def test_the_suite_knows_what_every_ledger_is_like() -> None:
    assert set(TRAITS) == set(LEDGERS)


@every_ledger
def test_every_entity_has_a_resource_and_parties_are_told_before_documents(ledger: Ledger) -> None:
    kinds = [entity in DOCUMENTS for entity in ledger.entities]

    assert set(ledger.resources) >= set(ledger.entities)
    assert kinds == sorted(kinds)
    assert set(ledger.parties()) <= set(PARTIES)
    for entity, resource in ledger.resources.items():
        assert ledger.resource(ledger.entity_of(resource)) == ledger.resource(entity)


@every_ledger
def test_the_phases_cover_whatever_can_happen_to_an_entity(ledger: Ledger) -> None:
    covered = {(entity, phase.action) for phase in ledger.phases for entity in phase.entities}
    withdrawals = {entity: "archive" if entity in PARTIES else "void" for entity in ledger.entities}

    assert covered == {
        (entity, action)
        for entity in ledger.entities
        for action in ("create", "update", withdrawals[entity])
    }


@every_ledger
def test_what_frees_a_name_or_number_comes_before_what_takes_one(ledger: Ledger) -> None:
    first: dict[tuple[str, str], int] = {}
    for place, phase in enumerate(ledger.phases):
        for entity in phase.entities:
            first.setdefault((entity, phase.action), place)

    for entity in ledger.entities:
        withdrawal = first[entity, "archive" if entity in PARTIES else "void"]
        assert withdrawal < first[entity, "update"] < first[entity, "create"], entity
    parties = max(first[entity, "create"] for entity in ledger.entities if entity in PARTIES)
    assert parties < min(
        first[entity, "update"] for entity in ledger.entities if entity in DOCUMENTS
    )


@every_ledger
def test_every_mapping_table_has_its_file_and_every_file_its_table(ledger: Ledger) -> None:
    folder = Path(files.mapping_file(ledger.name, "x")).parent

    assert {path.stem for path in folder.glob("*.csv")} == {spec.name for spec in ledger.tables}


@every_ledger
def test_the_addresses_are_the_ledgers_own_and_encrypted(ledger: Ledger) -> None:
    addresses = [each for name, each in ledger.oauth.defaults.items() if name.endswith("_url")]

    for address in (ledger.default_host, *addresses):
        assert urlsplit(address).scheme == "https", address
    assert ledger.oauth.defaults["scopes"]


@every_ledger
def test_a_batch_is_as_large_as_the_ledger_takes_and_calls_leave_one_place_free(
    ledger: Ledger,
) -> None:
    assert ledger.batch_size >= 30
    assert ledger.limits.concurrent >= 1
    assert all(quota.calls / quota.seconds >= 0.5 for quota in ledger.limits.quotas)
