"""Bad networks and bad ledgers amid real runs: what is left is what calm weather leaves (B-02).

The named troubles of ``tests/contract/faults`` befall one call after the other; most end their run.
When all of them are over, one more run has to make everything as one undisturbed run does. How many
faults that were stands at the end of pytest's output.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import count, cycle, islice
from typing import Any

import pytest
import sqlalchemy as sa

from sandbox.process import SandboxProcess
from tests.contract.faults import FAULTS, Case
from tests.pipeline import whole_company
from tests.pipeline.conftest import TRIED
from tests.pipeline.crashing import FIRST_NUMBER, START, Stage
from tests.pipeline.klipboard import Company
from tests.pipeline.quickbooks_world import QuickBooksWorld
from tests.pipeline.remains import apart, what_is_left
from tests.pipeline.world import Ended, World
from tests.pipeline.xero_world import XeroWorld

pytestmark = [
    pytest.mark.rule("B-02"),
    pytest.mark.rule("C-10"),
    pytest.mark.usefixtures("unchecked"),
]

Attempt = Callable[[World], Ended]
NOTHING_DONE = (
    "no answer, nothing done",
    "reset, nothing done",
    "503 with a page",
    "off line in plain words",
    "429 with a date",
    "429 with a long wait",
    "a page with 200",
    "a redirect",
    "a token that ends",
)
"""Nothing came of the call: the next one is the same."""
DONE = (
    "no answer, done",
    "half an answer in chunks",
    "half an answer, packed",
    "502 of a proxy, done",
    "nothing at all with 200, done",
    "one left out",
    "one twice in another's place",
)
"""Whatever was sent is in the ledger, and nobody told us so."""
READING = (*NOTHING_DONE, *(name for name in DONE if not name.startswith("one ")))
MORE_THAN_ENOUGH = 60
"""More faults than a run has writes."""
WRITES = {"match": "{"}
"""Calls with a body: those that change something."""


def named(names: Sequence[str]) -> list[Case]:
    found = {case.name: case for case in FAULTS}
    return [found[name] for name in names]


class Weather:
    """One run from one beginning, in calm and in bad weather."""

    def __init__(self, stage: Stage, company: Company, attempt: Attempt) -> None:
        self._stage = stage
        self._company = company
        self._attempt = attempt
        self.faults = 0
        stage.world.configure(http_attempts=1)
        stage.keep(START)
        self._calm()
        self._expected = what_is_left(stage.world, company)

    def _calm(self) -> None:
        self._stage.world.numbers = count(FIRST_NUMBER)
        ended = self._attempt(self._stage.world)
        assert ended.failure is None, ended.failure

    def _disturbed(self) -> int:
        """One more run; gives how many faults there were so far."""
        self._attempt(self._stage.world)
        return sum(each["fired"] for each in self._stage.world.there.faults())

    def differs_after(self, storm: Sequence[Case], where: dict[str, Any]) -> dict[str, Any]:
        """What is lost, and what is there twice, after each trouble has befallen one call."""
        self._stage.put_back(START)
        there = self._stage.world.there
        for place, case in enumerate(storm):
            there.inject(**case.injected(), **where, after=place)
        befell, before = self._disturbed(), 0
        while befell > before:
            befell, before = self._disturbed(), befell
        self.faults += befell
        there.clear_faults()
        self._calm()
        return apart(self._expected, what_is_left(self._stage.world, self._company))


@pytest.fixture(params=[XeroWorld, QuickBooksWorld], ids=["xero", "quickbooks"])
def stage(
    request: pytest.FixtureRequest, database: sa.Engine, sandbox_process: SandboxProcess
) -> Iterator[Stage]:
    with Stage(database, sandbox_process).opened(request.param) as opened:
        yield opened


@pytest.fixture
def tell(
    stage: Stage, record_property: Callable[[str, object], None]
) -> Callable[[str, int], None]:
    """Says at the end how many faults there were."""

    def say(what: str, faults: int) -> None:
        ledger = stage.world.ledger_name
        record_property(TRIED, f"{ledger} {what} in bad weather: {faults} faults injected")

    return say


def test_a_forward_run_in_bad_weather_leaves_what_calm_weather_leaves(
    stage: Stage, tell: Callable[[str, int], None]
) -> None:
    company = whole_company.both_changed(stage.world)
    weather = Weather(stage, company, lambda world: world.attempt())

    not_done = weather.differs_after(named(NOTHING_DONE), WRITES)
    met = weather.faults
    # Whatever is written, its answer is lost: as many of them as there are.
    every_write = named(list(islice(cycle(DONE), MORE_THAN_ENOUGH)))
    done = weather.differs_after(every_write, WRITES)

    tell("forward", weather.faults)
    assert (not_done, done) == ({}, {})
    assert met == len(NOTHING_DONE)
    assert len(DONE) < weather.faults - met < MORE_THAN_ENOUGH


@pytest.mark.rule("C-05")
@pytest.mark.rule("C-06")
def test_a_reverse_run_in_bad_weather_leaves_what_calm_weather_leaves(
    stage: Stage, tell: Callable[[str, int], None]
) -> None:
    company = whole_company.both_changed(stage.world)
    weather = Weather(stage, company, lambda world: world.attempt_to_bring_back())
    calls_of_the_api = {"path": stage.world.ledger.base_path.partition("{")[0]}

    differs = weather.differs_after(named(READING), calls_of_the_api)

    tell("back", weather.faults)
    assert differs == {}
    assert weather.faults == len(READING)
