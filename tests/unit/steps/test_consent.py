"""Which organisation a company joins: the one asked for, the one from before, or the only one."""

from __future__ import annotations

import pytest
from ledger_sync.errors import ConfigurationError
from ledger_sync.ledgers import LEDGERS
from ledger_sync.ledgers.contract import Tenant
from ledger_sync.steps.consent import choose

ONE, TWO, THREE = (Tenant(f"t{each}", f"Organisation {each}", f"c{each}") for each in (1, 2, 3))
XERO = LEDGERS["xero"]


@pytest.mark.parametrize(
    ("offered", "wanted", "before", "taken", "chosen"),
    [
        pytest.param([ONE], None, None, set(), ONE, id="the only one"),
        pytest.param([ONE, TWO], "t2", None, set(), TWO, id="the one asked for"),
        pytest.param([ONE, TWO], "t2", "t1", set(), TWO, id="asked for goes before"),
        pytest.param([ONE, TWO], None, "t2", set(), TWO, id="the one from before"),
        pytest.param([ONE, TWO], None, None, {"t1"}, TWO, id="the only one that is free"),
        pytest.param([ONE, TWO, THREE], None, "t9", {"t1", "t3"}, TWO, id="before is not offered"),
    ],
)
def test_the_organisation_is_clear(
    offered: list[Tenant],
    wanted: str | None,
    before: str | None,
    taken: set[str],
    chosen: Tenant,
) -> None:
    assert choose(XERO, offered, wanted, before, taken) == chosen


@pytest.mark.parametrize(
    ("offered", "wanted", "taken", "reason"),
    [
        pytest.param([], None, set(), "offers 0 organisations .*: none", id="none"),
        pytest.param(
            [ONE, TWO],
            None,
            set(),
            r"offers 2 .* TENANT=<id>: Organisation 1 \(t1\); Organisation 2 \(t2\)",
            id="several",
        ),
        pytest.param([ONE], None, {"t1"}, "offers 0 organisations that are not", id="all taken"),
        pytest.param([ONE], "t9", set(), r"TENANT=t9 is not among .*\(t1\)", id="not offered"),
    ],
)
def test_nothing_is_guessed(
    offered: list[Tenant], wanted: str | None, taken: set[str], reason: str
) -> None:
    with pytest.raises(ConfigurationError, match=reason):
        choose(XERO, offered, wanted, None, taken)
