"""Random histories of both sides: whatever happens in whatever order, both come to rest (B-02).

People change records in Klipboard and in the ledger, runs go in both directions and die at any
boundary. In the end both sides agree, nobody's change is lost that the policy does not say, nothing
is there twice, and nothing moves any more.

``HISTORIES=500 make test ...`` looks for longer (CONTRIBUTING).
"""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from tests.pipeline.ending import check_the_end
from tests.pipeline.quickbooks_world import QuickBooksWorld
from tests.pipeline.two_sided import BY_THEM, BY_US, History
from tests.pipeline.world import World
from tests.pipeline.xero_world import XeroWorld

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(0 if "HISTORIES" in os.environ else 600),
    pytest.mark.usefixtures("unchecked"),
    *(pytest.mark.rule(each) for each in ("C-05", "C-06", "C-10", "C-11", "B-02", "X-12")),
]

FEW = settings(
    max_examples=int(os.environ.get("HISTORIES", "4")),
    stateful_step_count=15,
    # The same ones every time: whoever did not touch the sync shall not have to explain a failure.
    derandomize="HISTORIES" not in os.environ,
    database=None,
    deadline=None,
    # A history takes seconds: what fails is shrunk by hand, or where somebody asked for many.
    phases=(Phase.generate, Phase.shrink) if "HISTORIES" in os.environ else (Phase.generate,),
    suppress_health_check=list(HealthCheck),
)
WHICH = st.integers(0, 5)
HOW = st.integers(0, 59)
BOUNDARY = st.integers(0, 65)


class TwoSides(RuleBasedStateMachine):
    """One history; its end is checked when it is torn down."""

    new_world: Callable[[], World]

    def __init__(self) -> None:
        super().__init__()
        self.history = History(self.new_world())
        self.is_whole = True

    @rule(what=st.sampled_from(BY_US), which=WHICH, how=HOW)
    def somebody_works_in_klipboard(self, what: str, which: int, how: int) -> None:
        self._do(what, which, how)

    @rule(what=st.sampled_from(BY_THEM), which=WHICH, how=HOW)
    def the_bookkeeper_works(self, what: str, which: int, how: int) -> None:
        self._do(what, which, how)

    @rule(what=st.sampled_from(["forward", "reverse"]))
    def a_run_goes(self, what: str) -> None:
        self._do(what, 0, 0)

    @rule(what=st.sampled_from(["forward_dies", "reverse_dies"]), again=st.booleans(), at=BOUNDARY)
    def a_run_dies(self, what: str, again: bool, at: int) -> None:
        self._do(what, int(again), at)

    def _do(self, what: str, which: int, how: int) -> None:
        self.is_whole = False
        self.history.do((what, which, how))
        self.is_whole = True

    def teardown(self) -> None:
        if self.is_whole:
            check_the_end(self.history)


@pytest.mark.parametrize("kind", [XeroWorld, QuickBooksWorld])
def test_whatever_both_sides_do_they_agree_in_the_end(
    empty_world: Callable[[type[World]], World], kind: type[World]
) -> None:
    class Machine(TwoSides):
        @staticmethod
        def new_world() -> World:
            return empty_world(kind)

    run_state_machine_as_test(Machine, settings=FEW)
