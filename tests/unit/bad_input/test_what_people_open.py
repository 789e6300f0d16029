"""What the system writes for people starts nothing where it is opened, whoever wrote the values."""

from __future__ import annotations

import csv
import io
import json
import logging
import re
from collections.abc import Iterator
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledger_sync import console
from ledger_sync.errors import LedgerUnavailable, one_line, shown
from ledger_sync.ledgers.contract import Answer
from ledger_sync.ledgers.quickbooks import faults as quickbooks_faults
from ledger_sync.ledgers.xero import faults as xero_faults
from ledger_sync.rules import review
from ledger_sync.rules.review import guarded
from ledger_sync.steps.templates import page, table, tag

from stack import dag_run, run
from stack.demo_tables import a_table, show
from tests.unit.bad_input.nasty import FORMULAS, KNOWN, MARKUP, texts
from tests.unit.bad_input.test_files import asked
from tests.unit.rest.test_session import a_session
from tests.unit.rest.web import Reply, serving

BEGINS_A_FORMULA = re.compile(r'["\s]*[=+\-@＝＋－＠]')
STEERING = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
planted = st.one_of(st.sampled_from(KNOWN), st.text(alphabet="=+-@;,\t\r\n\"' a1", max_size=8))


def cells_of(text: str, separator: str) -> Iterator[str]:
    """The cells that a spreadsheet makes of a file, whatever it takes for the separator."""
    for row in csv.reader(
        io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=separator
    ):
        yield from row


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@given(name=planted, ours=planted)
def test_no_cell_of_a_review_file_is_a_formula_whatever_separates_cells(
    separator: str, name: str, ours: str
) -> None:
    written = review.to_csv([asked(name, ours)])

    # Where another sign separates cells, a whole line or a part of a quoted text is a cell.
    for cell in cells_of(written, separator):
        assert not BEGINS_A_FORMULA.match(cell), cell


@pytest.mark.parametrize("text", FORMULAS, ids=repr)
def test_what_begins_like_a_formula_is_guarded_in_every_column(text: str) -> None:
    written = review.to_csv([asked(text, text)])

    (row, _) = list(csv.DictReader(io.StringIO(written.removeprefix("\ufeff"), newline="")))
    for column in ("their_name", "their_email", "their_phone", "their_town", "our_name", "reasons"):
        assert row[column] == guarded(text)
        assert not re.match(r"[=+\-@＝]", row[column])


@pytest.mark.parametrize("text", [*MARKUP, *FORMULAS], ids=repr)
def test_no_value_becomes_markup_on_a_page_not_even_in_an_attribute(text: str) -> None:
    made = page(text, tag("a", text, href=text, data_label=text), table([text], [[text]]))

    plain = page("x", tag("a", "x", href="x", data_label="x"), table(["x"], [["x"]]))
    assert re.findall(r"<[a-z/!]+", made) == re.findall(r"<[a-z/!]+", plain)
    assert made.count('="') == plain.count('="')
    assert "default-src 'none'" in made


@given(texts)
def test_any_text_is_one_line_that_steers_no_terminal(text: str) -> None:
    told = one_line(text)

    assert STEERING.search(told) is None
    assert STEERING.search(shown(text)) is None
    assert len(told.splitlines()) <= 1
    assert LedgerUnavailable(text).message == told[: len(LedgerUnavailable(text).message)]


INJECTED = "No\n2026-11-22 ERROR company 7: \x1b[2J\x1b]0;owned\x07all is lost\r\u2028"


@pytest.mark.parametrize(
    "fault", [xero_faults.fault, quickbooks_faults.fault], ids=["xero", "quickbooks"]
)
@pytest.mark.parametrize("status", [400, 401, 403, 429, 500])
@pytest.mark.parametrize(
    "body",
    [
        INJECTED,
        json.dumps({"Message": INJECTED, "Detail": INJECTED}),
        json.dumps({"Fault": {"Error": [{"Message": INJECTED, "Detail": INJECTED, "code": "1"}]}}),
    ],
    ids=["text", "message", "fault"],
)
def test_a_ledgers_words_add_no_line_to_a_log(fault: Any, status: int, body: str) -> None:
    error = fault(Answer(status, {"x-rate-limit-problem": INJECTED}, body), "/Invoices")

    assert STEERING.search(str(error)) is None
    assert "\n" not in str(error)


def test_a_call_is_logged_in_one_line_whatever_is_asked_for(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)

    with serving(Reply()) as web:
        a_session(web.url)("GET", "/Invoices/" + "x%0AERROR%1B[2J", params={"where": INJECTED})

    (line,) = [each.getMessage() for each in caplog.records if each.name.startswith("ledger_sync")]
    assert STEERING.search(line) is None
    assert "ERROR" not in line


def test_the_name_of_an_organisation_steers_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    console._say(f"company 1 is connected to Xero: {INJECTED}")

    printed = capsys.readouterr().out
    assert printed.count("\n") == 1
    assert STEERING.search(printed.rstrip("\n")) is None


@pytest.mark.parametrize("text", MARKUP, ids=repr)
def test_a_table_on_the_console_shows_what_somebody_typed_as_it_is(text: str) -> None:
    made = a_table("Held", "why")
    made.add_row(text)

    out = io.StringIO()
    with redirect_stdout(out):
        show(made)

    assert text in " ".join(out.getvalue().split())


@given(texts)
def test_a_summary_is_one_line_whatever_its_messages_hold(text: str) -> None:
    line = json.dumps({"state": "success", "messages": [text]})

    assert line.splitlines() == [line]
    assert json.loads(line)["messages"] == [text]


def test_the_result_of_a_run_is_handed_over_whole_whatever_its_messages_hold(
    tmp_path: Path,
) -> None:
    result = {"state": "success", "messages": [text for text in KNOWN if len(text) < 100]}

    for _ in range(2):
        dag_run.append(tmp_path / "results", result)

    assert run._whole_lines(tmp_path / "results") == [result, result]
