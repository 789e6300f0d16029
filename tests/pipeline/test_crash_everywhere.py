"""Crash everywhere: a run that died at any boundary and goes again leaves what one leaves (B-02).

An undisturbed run tells how many boundaries there are; then a worker dies at each of them, from the
same beginning, and what both sides and the sync have after a second run is compared. Nothing is
sampled: how many points were tried stands at the end of pytest's output.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from ledger_sync.steps import meet

from sandbox.process import SandboxProcess
from tests.pipeline import whole_company
from tests.pipeline.conftest import TRIED
from tests.pipeline.crashing import Stage, Trial, connect_first, run_back, run_forward
from tests.pipeline.dying import Killed
from tests.pipeline.either_desk import edit_party, party_there
from tests.pipeline.klipboard import Company
from tests.pipeline.quickbooks_world import QuickBooksWorld
from tests.pipeline.world import World
from tests.pipeline.xero_world import XeroWorld

pytestmark = [
    pytest.mark.slow,
    # Hundreds of runs: about ten minutes for a ledger, more on a machine that has much to do; so
    # those that try every point have a command of their own, `make test-crashes`.
    pytest.mark.timeout(3600),
    pytest.mark.rule("B-02"),
    pytest.mark.usefixtures("unchecked"),
]

KILLED = 6
"""Processes that are killed for each ledger; all points are tried without a process."""
Run = Callable[[World, Company], None]
Begin = Callable[[World], Company]

RUNS = {
    "forward": (run_forward, whole_company.both_changed),
    "back": (run_back, whole_company.both_changed),
    "first_connection": (connect_first, whole_company.not_connected_yet),
}


@pytest.mark.crashes
@pytest.mark.parametrize("what", RUNS)
@pytest.mark.parametrize("kind", [XeroWorld, QuickBooksWorld], ids=["xero", "quickbooks"])
def test_whoever_dies_anywhere_and_goes_again_leaves_what_one_run_would(
    database: sa.Engine,
    sandbox_process: SandboxProcess,
    record_property: Callable[[str, object], None],
    kind: type[World],
    what: str,
) -> None:
    run, begin = RUNS[what]
    with Stage(database, sandbox_process).opened(kind) as stage:
        trial = Trial(stage, begin(stage.world), run)

        differing = {point: found for point in trial.points if (found := trial.die_at(point))}

    said = f"{kind.ledger_name} {what} died at {len(trial.points)} points, none left out: "
    said += f"{len(trial.recovered)} different states, {len(differing)} points end otherwise"
    record_property(TRIED, said)
    assert differing == {}


@pytest.mark.crashes
@pytest.mark.parametrize("kind", [XeroWorld, QuickBooksWorld], ids=["xero", "quickbooks"])
def test_a_killed_process_leaves_what_a_death_within_the_process_leaves(
    database: sa.Engine,
    sandbox_process: SandboxProcess,
    record_property: Callable[[str, object], None],
    kind: type[World],
) -> None:
    with Stage(database, sandbox_process).opened(kind) as stage:
        trial = Trial(stage, whole_company.both_changed(stage.world), run_forward)
        points = trial.points[:: len(trial.points) // KILLED][:KILLED]

        differing = [point for point in points if not trial.is_the_same_killed(point)]

    said = f"{kind.ledger_name} forward: {len(points)} processes got SIGKILL"
    record_property(TRIED, said)
    assert differing == []


@pytest.mark.rule("C-11")
def test_who_died_after_an_edit_came_does_not_send_what_was_written_down_before(
    at: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    company = at.a_company()
    client = at.a_client(company, name="Bolt")
    at.run()
    edit_party(at, company, "client", client, email="theirs@example.com")
    at.update("clients", client, phone="0113 499 0001")

    def die(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(meet, "_renew", die)
        with pytest.raises(Killed):
            at.run(run_id="dies")
    at.run(run_id="dies")

    there = party_there(at, company, "client", client)
    assert (there["email"], there["phone"]) == ("theirs@example.com", "0113 499 0001")
    assert at.row("clients", client)["email"] == "theirs@example.com"
    assert at.held(company) == []


@pytest.mark.rule("C-11")
def test_what_both_sides_have_alike_is_not_taken_for_a_change_of_ours_that_arrived(
    at: World,
) -> None:
    company = at.a_company()
    client = at.a_client(company, name="Bolt")
    at.run()
    edit_party(at, company, "client", client, mobile="07700 900001")
    at.update("clients", client, mobile="07700 900001", phone="0113 499 0001")

    at.run()

    there = party_there(at, company, "client", client)
    assert (there["mobile"], there["phone"]) == ("07700 900001", "0113 499 0001")
    row = at.row("clients", client)
    assert (row["mobile"], row["phone"]) == ("07700 900001", "0113 499 0001")
