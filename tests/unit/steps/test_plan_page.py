"""A plan is shown whole, with what a person has to look at first, and nothing in it can run."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledger_sync.model import CLIENT, CLIENT_LOCATION, INVOICE, PURCHASE_ORDER, SUPPLIER
from ledger_sync.steps.plan_page import SHOWN, plan_page, plan_words

Json = dict[str, Any]
PLAN_HASH = "0123456789abcdef"


def theirs(place: int, entity: str = CLIENT, name: str = "Acme", **more: Any) -> Json:
    party = {"entity": entity, "name": name, "email": None, "phone": None, "mobile": None}
    return {
        "ledger_id": f"id-{place}",
        "resource": "Contacts",
        "number": None,
        "parent_id": None,
        "by": "nothing",
        "party": {**party, "address": {"city": None}},
        **more,
    }


def a_link(place: int, *, update: bool, **more: Any) -> Json:
    known = {"entity": CLIENT, "source_id": place, "name": "Ours", "their_name": "Theirs"}
    told = {"by": "name and e-mail", "reasons": ["same e-mail"], "update": update}
    return {**theirs(place), **known, **told, **more}


def a_candidate(source_id: int, **more: Any) -> Json:
    known = {"name": "Acme & Sons", "email": "a@b.example", "phone": "1", "city": "Leeds"}
    told = {"score": 81, "reasons": ["same phone", "name alike"]}
    return {"entity": CLIENT, "source_id": source_id, **known, **told, **more}


def a_plan(**more: Any) -> Json:
    return {
        "create": [],
        "link": [],
        "review": [],
        "both": [],
        "start_numbers": {},
        "send": {},
        "numbers_in_use": [],
        "breaks": [],
        "calls": {"reads": 2, "writes": 40, "daily_limit": 1000},
        "hash": PLAN_HASH,
        **more,
    }


def a_full_plan(text: str = "Acme") -> Json:
    """A plan in which every text is this one."""
    mine = {"entity": CLIENT, "source_id": 1}
    return a_plan(
        create=[theirs(1, SUPPLIER, text, number=text), theirs(2, name=text)],
        link=[
            a_link(3, update=True, name=text, their_name=text, by=text, reasons=[text]),
            a_link(4, update=False),
        ],
        review=[
            {
                **theirs(5, name=text, ledger_id=text),
                "candidates": [
                    a_candidate(7, name=text, city=text, reasons=[text]),
                    a_candidate(8),
                ],
            },
            {**theirs(6, CLIENT_LOCATION, "Depot", parent_id=text), "candidates": []},
        ],
        both=["id-1", text],
        start_numbers={INVOICE: 2043, PURCHASE_ORDER: None},
        send={CLIENT: {"create": 3, "update": 1, "same": 1}, INVOICE: {"create": 5000}},
        numbers_in_use=[{"entity": INVOICE, "source_id": 1, "number": text, "ledger_id": text}],
        breaks=[{**mine, "name": text, "rule": text, "field": text, "message": text}],
    )


class Reader(HTMLParser):
    """What a browser makes of a page: its elements, and the texts of its cells."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def shown(plan: Json, href: str | None = None) -> str:
    return Reader(plan_page("First connection", plan, href)).text


def card(text: str, side: str) -> str:
    (found,) = re.findall(rf"{side} [a-z ,]+((?:[\d,]+ [a-z ]+?){{5}}) (?:In|Calls)", text)
    return str(found)


def test_the_figures_of_both_sides_come_first() -> None:
    text = shown(a_full_plan())

    assert card(text, "In Klipboard") == "2 created 2 linked 0 updated 2 left alone 2 to decide"
    assert (
        card(text, "In the ledger") == "5,003 created 2 linked 1 updated 1 left alone 2 to decide"
    )


def test_the_figures_are_divided_by_kind() -> None:
    text = shown(a_full_plan())

    assert "client 1 2 1 3 1 1 client location 0 0 1 0 0 0 supplier 1 0 0 0 0 0" in text
    assert "invoice 0 0 0 5,000 0 0" in text


@pytest.mark.parametrize(
    ("writes", "limit", "words"),
    [
        (40, 1000, "at least 42 (2 to read, 40 to write) of 1,000 a day"),
        (998, 1000, "at least 1,000 (2 to read, 998 to write) of 1,000 a day"),
        (2500, 1000, "goes on by itself, on 3 days"),
        (40, None, "at least 42 (2 to read, 40 to write); the ledger sets no daily limit"),
    ],
    ids=["a part of a day", "a whole day", "days", "no limit"],
)
def test_the_calls_are_told_against_the_daily_limit(
    writes: int, limit: int | None, words: str
) -> None:
    plan = a_plan(calls={"reads": 2, "writes": writes, "daily_limit": limit})

    assert words in shown(plan)
    assert words in plan_words(plan)


def test_start_numbers_are_told_and_what_has_none_stays() -> None:
    words = "invoice 2043, purchase order stays as it is"

    assert words in shown(a_full_plan())
    assert words in plan_words(a_full_plan())


def test_both_sides_of_a_pair_stand_in_one_row_with_score_and_reasons() -> None:
    party = {**theirs(5)["party"], "email": "c@d.example", "mobile": "2"}
    asked = {**theirs(5), "party": party, "candidates": [a_candidate(7)]}

    text = shown(a_plan(review=[asked]))

    row = (
        "Acme Contacts id-5 c@d.example, 2 Acme & Sons client 7 a@b.example, 1, Leeds 81 same phone"
    )
    assert f"{row}; name alike" in text


def test_a_location_without_candidates_waits_with_its_client() -> None:
    client = {**theirs(5), "candidates": [a_candidate(7)]}
    location = {**theirs(6, CLIENT_LOCATION, "Depot", parent_id="id-5"), "candidates": []}

    text = shown(a_plan(review=[client, location]))

    assert "Depot (of Acme) Contacts id-6 waits with the client to which it belongs" in text


def test_what_somebody_may_not_expect_stands_before_the_lists() -> None:
    text = shown(a_full_plan())

    titles = ["Pairs to decide: 3", "Numbers that the ledger uses already: 1", "Rules broken: 1"]
    titles += ["Customer and supplier at once: 2", "Linked: 2", "New in Klipboard: 2"]
    assert [each for each in titles if each not in text] == []
    places = [text.rindex(each) for each in titles]
    assert places == sorted(places)


def test_a_table_that_would_be_empty_is_left_out() -> None:
    text = shown(a_plan())

    assert "Linked:" not in text
    assert "Rules broken" not in text


@pytest.mark.parametrize(
    ("count", "rest"), [(SHOWN, None), (SHOWN + 1700, "1,700 more are not shown here.")]
)
def test_a_long_table_says_how_many_more_there_are(count: int, rest: str | None) -> None:
    page = Reader(plan_page("t", a_plan(create=[theirs(each) for each in range(count)]), None))

    assert page.words.count("client") == SHOWN + 1
    assert (rest or "are not shown") in page.text if rest else "are not shown" not in page.text


def test_the_review_file_can_be_taken_from_the_page() -> None:
    page = Reader(plan_page("t", a_full_plan(), "review.csv"))

    assert ("href", "review.csv") in page.attributes
    assert "write same or different into its column decision" in page.text
    assert "review file" not in shown(a_full_plan())


NASTY = "<script>alert(1)</script><img src=x onerror=y>\"'&amp;</td></style>"


@pytest.mark.parametrize("text", [NASTY, "x\0y\u202e"], ids=["markup", "control characters"])
def test_no_text_of_a_record_becomes_markup(text: str) -> None:
    plain = Reader(plan_page("t", a_full_plan(), "review.csv"))

    page = Reader(plan_page(text, a_full_plan(text), f"{text}.csv"))

    assert page.tags == plain.tags
    assert page.text.count(text) > 10


@given(st.text(max_size=30))
def test_any_text_leaves_the_elements_of_the_page_as_they_are(text: str) -> None:
    plain = Reader(plan_page("t", a_full_plan("x"), text))
    page = Reader(plan_page(text, a_full_plan(f"{text}x"), text))

    assert page.tags == plain.tags


def test_a_page_stands_alone() -> None:
    page = plan_page("t", a_full_plan(), "review.csv")

    links = {value for name, value in Reader(page).attributes if name in ("href", "src")}
    assert all(link and (link.startswith("#") or link == "review.csv") for link in links)
    assert not re.search(r"url\(|@import|https?:|<script|<link", page)
    assert "default-src 'none'" in page


def test_the_words_for_the_approval_hold_figures_and_nobodys_name() -> None:
    words = plan_words(a_full_plan("Dave"))

    assert words.splitlines() == [
        "- **Klipboard:** 2 created, 2 linked, 0 updated, 2 left alone, 2 to decide",
        "- **Ledger, with the next hourly run:** 5,003 created, 2 linked, 1 updated, 1 left alone, "
        "2 to decide",
        "- **Calls:** at least 42 (2 to read, 40 to write) of 1,000 a day",
        "- **Klipboard's next numbers:** invoice 2043, purchase order stays as it is",
        "- **To look at:** Numbers that the ledger uses already: 1; Rules broken: 1; "
        "Customer and supplier at once: 2",
        f"- **Plan:** `{PLAN_HASH[:12]}`; the page of this run shows who",
    ]


def test_a_plan_without_anything_is_told_too() -> None:
    plan = a_plan(calls={"reads": 0, "writes": 0, "daily_limit": None})

    words = plan_words(plan)

    assert "0 created, 0 linked, 0 updated, 0 left alone, 0 to decide" in words
    assert "**Klipboard's next numbers:** stay as they are" in words
    assert "To look at" not in words
