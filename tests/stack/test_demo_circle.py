"""The way back as the demo shows it: who did what, what both sides have, and who won."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from stack import dag_run, demo_circle
from stack.demo_circle import Edit
from tests.patience import PATIENCE_SECONDS

EDIT = Edit("xero", 7, "INV-7", "reference", "Job 7", "PO 4711", "Gate B", expected="Gate B")
CONFLICT = {
    "company_id": 2,
    "entity": "invoice",
    "source_id": 7,
    "field": "reference",
    "base": None,
    "ours": "Gate B",
    "theirs": "PO 4711",
    "winner": "klipboard",
}


@pytest.mark.parametrize(
    ("now", "is_settled"),
    [
        pytest.param(("Gate B", "Gate B"), True, id="both sides"),
        pytest.param(("Gate B", "PO 4711"), False, id="Klipboard alone"),
        pytest.param(("PO 4711", "PO 4711"), False, id="the wrong one won"),
    ],
)
def test_a_field_is_settled_when_both_sides_have_what_should_win(
    now: tuple[str, str], is_settled: bool
) -> None:
    EDIT.now = now

    assert EDIT.is_settled is is_settled


def test_a_conflict_is_shown_with_both_values_and_the_invoices_number(
    capsys: pytest.CaptureFixture[str],
) -> None:
    told = demo_circle.print_conflicts("Conflicts", [EDIT], [("xero", {"conflicts": [CONFLICT]})])

    (line,) = (each for each in capsys.readouterr().out.splitlines() if "INV-7" in each)
    assert told == 1
    assert " ".join(line.split()) == "2 Xero invoice INV-7 reference · Gate B PO 4711 klipboard"


def test_a_run_begins_when_the_result_before_it_was_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = tmp_path / "taken"
    taken.touch()
    monkeypatch.setenv(dag_run.TAKEN, str(taken))
    waiting = threading.Thread(target=dag_run.wait_until_taken, args=[1], daemon=True)

    dag_run.wait_until_taken(0)
    waiting.start()
    time.sleep(0.2)
    was_waiting = waiting.is_alive()
    taken.write_text("1")
    waiting.join(PATIENCE_SECONDS)

    assert was_waiting
    assert not waiting.is_alive()
