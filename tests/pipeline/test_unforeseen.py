"""What nobody foresaw stops the company that it happens to, is told, and stops no other one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from ledger_sync.errors import RunFailed
from ledger_sync.ledgers.contract import Item, LedgerClient, Outcome
from ledger_sync.steps.summarise import read_summary, summarise

from tests.pipeline.world import World, counts, told

pytestmark = pytest.mark.usefixtures("unchecked")


class Broken:
    """A client that breaks where a party of one name is written."""

    def __init__(self, client: LedgerClient) -> None:
        self._client = client

    def write(self, items: Sequence[Item], key: str) -> list[Outcome]:
        if "Breaks" in str([item.draft.content for item in items]):
            raise ZeroDivisionError("Breaks, of whom no log may tell")
        return self._client.write(items, key)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)


@pytest.mark.rule("B-02")
def test_it_stops_its_company_alone_is_told_and_the_next_run_goes_on(at: World) -> None:
    first, second = at.a_company(), at.a_company()
    client = at.a_client(first, name="Breaks")
    at.a_client(second, name="Acme")
    # One task for both companies.
    at.configure(shards=1)
    at.wrap_client = Broken

    request = at.request()
    with pytest.raises(ZeroDivisionError):
        at.finish(request, at.run_until_outbox(request))
    with pytest.raises(RunFailed, match="failed: load"):
        summarise(at.ports, at.ledger, request.dag_id, request.run_id, ["load"])
    at.wrap_client = lambda client: client
    healed = at.run()

    summary = read_summary(at.engine, request.dag_id, request.run_id)
    assert summary is not None
    assert "an error that nobody foresaw: ZeroDivisionError" in told(summary, first)
    assert "Breaks" not in told(summary, first)
    assert counts(summary, second, "client")["created"] == 1
    assert counts(healed, first, "client")["created"] == 1
    assert at.sql("SELECT ledger_id FROM sync.links WHERE source_id = :id", id=client)
