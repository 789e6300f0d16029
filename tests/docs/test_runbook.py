"""The messages that the runbook explains are messages that the code says, and none is missing."""

from __future__ import annotations

import pytest

from tests.docs import told
from tests.docs.pages import quoted, read, rows

HEADINGS = {"message", "wish", "means", "do"}
FROM_A_SETTING = {"LEDGER_SYNC_…"}

NO_ROW_OF_THEIR_OWN = {
    "no limit named": "a part of 'asks to slow down'",
    "it cannot be …: it is of another kind": "a part of 'the decision for … cannot be carried out'",
    "is taken by …": "a part of 'the decision for … cannot be carried out'",
    "is another party's": "a part of 'the decision for … cannot be carried out'",
    "was not asked about": "a part of 'the decision for … cannot be carried out'",
    "customer and supplier": "what the message about those who are both is filed under",
    "products not taken": "what the message about them is filed under",
    "pages of runs": "what housekeeping has removed, told as a figure",
    "disconnected by hand": "a reason of 'is disconnected from … since …'",
    "taken back by hand": "what the audit says of a link that was taken back",
    "run first_connection with …": "the remedy in 'has had no first-time connection to …'",
    "make connect LEDGER=… COMPANY=…, then": "the remedy in the same message",
    "no task ran": "a part of 'the run broke before it began'",
    "no line to … was asked for": "a step that speaks to no ledger would do so: never told",
}
"""Texts without a row, each with the reason."""
FEWEST_LETTERS = 4
"""Shorter ones would stand for any message."""
OF_SUITES = "plugins/ledger_sync/quality/suites.py"
"""One row stands for whatever a suite can have wrong: each text says what is allowed."""


def explained() -> list[str]:
    page = read("docs/runbook.md").partition("## Useful queries")[0]
    found = [
        message
        for row in rows(page)
        if len(row) == 3 and row[0] not in HEADINGS
        for message in quoted(row[0])
    ]
    return sorted(set(found) - FROM_A_SETTING)


@pytest.mark.parametrize("message", explained(), ids=lambda message: message[:50])
def test_a_message_of_the_runbook_is_one_that_the_code_says(message: str) -> None:
    assert any(told.says(text, message) for text in told.texts()), message


def test_every_message_that_is_told_has_a_row_in_the_runbook() -> None:
    known = [*explained(), *NO_ROW_OF_THEIR_OWN]

    missing = [
        f"{each.where}: {each.text.replace(told.GAP, '…')}"
        for each in told.messages()
        if not each.where.startswith(OF_SUITES)
        and not any(told.says(each.text, fragment) for fragment in known)
    ]

    assert missing == []
    assert len(told.messages()) > 250


@pytest.mark.parametrize("text", NO_ROW_OF_THEIR_OWN)
def test_what_has_no_row_is_still_said_and_needs_none(text: str) -> None:
    saying = [each for each in told.messages() if told.says(each.text, text)]

    assert saying
    rows_of_it = [each for each in saying if any(told.says(each.text, row) for row in explained())]
    assert len(rows_of_it) < len(saying)


@pytest.mark.parametrize("fragment", explained(), ids=lambda fragment: fragment[:50])
def test_a_message_of_the_runbook_says_enough_to_be_found(fragment: str) -> None:
    assert sum(letter.isalpha() for letter in fragment) >= FEWEST_LETTERS
