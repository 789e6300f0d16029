"""What people and machines produce, for every door of the system, and how a door may answer."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st
from ledger_sync.errors import LONGEST_MESSAGE, LedgerSyncError

FORMULAS = (
    '=HYPERLINK("http://evil.example","x")',
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "a;=1",
    "＝1",
    "%0A=1",
)
MARKUP = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "[x](javascript:alert(1))",
    "![x](http://evil.example/x.png)",
    "[bold red]x[/]",
    "{0.__class__}",
    "$field ${value} %s %(x)s",
    "\\N{BULLET} \\",
)
SIGNS = (
    "\x1b[2J\x1b]0;title\x07",
    "a\nERROR company 7: all is lost",
    "a\r\nb\x85c\u2028d\u2029e",
    "\x00\x01\x7f",
    "\u202egnp.exe",
    "\u200b",
    "שלום עולם",
    "e\u0301\u0323" * 20,
    "👩\u200d👩\u200d👧 🇬🇧",
    "'; DROP TABLE klipboard.clients; --",
    "NaN",
    "null",
    " ",
    "\u00a0",
    "A" * 5_000,
    "e\u0301" * 2_000,
)
KNOWN = (*FORMULAS, *MARKUP, *SIGNS)

texts = st.one_of(st.sampled_from(KNOWN), st.text(max_size=12))
"""Any text that a program can hold; half characters too."""
stored_texts = texts.map(lambda text: text.replace("\0", "")).filter(
    lambda text: not any("\ud800" <= char <= "\udfff" for char in text)
)
"""Any text that a database can hold."""

numbers = st.sampled_from(
    [0, -1, 2**63, -(2**200), 10**14, Decimal("1e400"), Decimal("-1e-400"), Decimal("0.12345678")]
)
json_values: st.SearchStrategy[Any] = st.recursive(
    st.one_of(st.none(), st.booleans(), numbers, texts),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=4,
)
"""What JSON can say in any place."""

odd_days = st.sampled_from(
    ["0001-01-01", "9999-12-31", "10000-01-01", "0044-03-15 BC", "infinity", "-infinity"]
)
odd_instants = st.sampled_from(
    [
        "0001-01-01T00:00:00+00:00",
        "9999-12-31T23:59:59.999999+00:00",
        "0001-01-01T00:00:00+00:00 BC",
        "294276-12-31T23:59:59+00:00",
        "2026-03-29T01:30:00+00:00",
        "2026-10-25T01:30:00+01:00",
        "1883-11-18T12:03:57-04:56:02",
        "infinity",
    ]
)
REAL_ZONES = ("UTC", "Europe/London", "Pacific/Kiritimati", "America/New_York", "Asia/Tokyo")
NO_ZONES = ("", "Europe", "../../etc/passwd", "/etc/passwd", "Nowhere/Town", "GMT+25", "Z" * 5_000)
zones = st.sampled_from([*REAL_ZONES, *NO_ZONES])


def refusal_of(do: Callable[[], Any], *kinds: type[LedgerSyncError]) -> LedgerSyncError | None:
    """The error with which something was refused, if it was; any other error is the test's.

    Whatever was given, the message is one line that a terminal, a log and a page can show.
    """
    try:
        do()
    except kinds as error:
        told = error.message
        assert told.strip()
        assert told.splitlines() == [told]
        assert "\x1b" not in told
        assert len(told) <= 2 * LONGEST_MESSAGE
        told.encode()
        return error
    return None
