"""The file in which a person decides: what comes back is what was meant, or it is refused."""

from __future__ import annotations

import contextlib
import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledger_sync.errors import BadReview
from ledger_sync.model import CLIENT, PARTIES, SUPPLIER, Ref
from ledger_sync.rules.review import COLUMNS, guarded, read_csv, renewed, to_csv, unguarded

Json = dict[str, Any]
FILE = "xero-1.csv"
ACME, BRAY = ("Contacts", "a-1"), ("Contacts", "b-2")
TEXTS = st.text(max_size=20) | st.text("=+-@＝＋\t\r\n\0;,\"' 0a", max_size=8)


def a_candidate(source_id: int = 7, entity: str = CLIENT, score: int = 80, **more: Any) -> Json:
    known = {"name": "Acme", "email": None, "phone": None, "city": None, "reasons": ["same phone"]}
    return {**known, "entity": entity, "source_id": source_id, "score": score, **more}


def asked(key: tuple[str, str] = ACME, *candidates: Json, **party: Any) -> Json:
    known = {"name": "Acme Ltd", "email": None, "phone": None, "mobile": None}
    return {
        "resource": key[0],
        "ledger_id": key[1],
        "party": {**known, "address": {"city": None}, **party},
        "candidates": list(candidates or [a_candidate()]),
    }


def table(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def filled(
    review: Sequence[Json], decisions: Mapping[int, str], separator: str = ",", ending: str = "\n"
) -> str:
    """The file after a person wrote these decisions into its rows, counted from one."""
    rows = table(to_csv(review))
    for number, decision in decisions.items():
        rows[number][0] = decision
    return saved(rows, separator, ending)


def saved(rows: Sequence[Sequence[str]], separator: str = ",", ending: str = "\n") -> str:
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=separator, lineterminator=ending, quoting=csv.QUOTE_ALL).writerows(
        rows
    )
    return file.getvalue()


def test_a_row_shows_both_sides_with_score_and_reasons() -> None:
    ours = a_candidate(email="a@b.example", phone="1", city="Leeds", reasons=["same phone", "x"])

    (heading, row) = table(
        to_csv([asked(ACME, ours, email="c@d.example", mobile="2", address={"city": "York"})])
    )

    assert dict(zip(heading, row, strict=True)) == {
        "decision": "",
        "their_kind": "Contacts",
        "ledger_id": "a-1",
        "their_name": "Acme Ltd",
        "their_email": "c@d.example",
        "their_phone": "2",
        "their_town": "York",
        "our_kind": "client",
        "our_id": "7",
        "our_name": "Acme",
        "our_email": "a@b.example",
        "our_phone": "1",
        "our_town": "Leeds",
        "score": "80",
        "reasons": "same phone; x",
        "candidate": "1 of 1",
    }


def test_rows_stand_by_name_and_the_best_candidate_first_whatever_the_order_of_the_plan() -> None:
    bray = asked(BRAY, a_candidate(1, score=50), a_candidate(2, score=90), name="bray")
    review = [bray, asked(ACME, a_candidate(3), name="Acme")]
    turned = [{**each, "candidates": [*reversed(each["candidates"])]} for each in reversed(review)]

    text = to_csv(review)

    assert [row[8] for row in table(text)[1:]] == ["3", "2", "1"]
    assert to_csv(turned) == text


def test_nothing_to_decide_is_a_file_without_rows() -> None:
    text = to_csv([{**asked(), "candidates": []}])

    assert table(text) == [list(COLUMNS)]
    assert read_csv(text, FILE) == {}


def test_a_decision_made_before_is_kept_in_its_row() -> None:
    review = [asked(ACME, a_candidate(7), a_candidate(8))]

    text = to_csv(review, {(*ACME, CLIENT, 8): "same"})

    assert [row[0] for row in table(text)[1:]] == ["", "same"]


@pytest.mark.parametrize(
    ("decisions", "found"),
    [
        ({}, {}),
        ({1: "same"}, {ACME: Ref(CLIENT, 7)}),
        ({2: "same", 1: "different"}, {ACME: Ref(CLIENT, 8)}),
        ({1: "different", 2: "different"}, {ACME: None}),
        ({1: "different"}, {}),
        ({1: " Same "}, {ACME: Ref(CLIENT, 7)}),
        ({1: "DIFFERENT", 2: "dif ferent\n"}, {ACME: None}),
        ({1: "  "}, {}),
    ],
    ids=[
        "nothing",
        "the first",
        "the second",
        "none of them",
        "one is left open",
        "with spaces",
        "in capitals",
        "only spaces",
    ],
)
def test_what_a_person_wrote_is_read(
    decisions: dict[int, str], found: dict[tuple[str, str], Ref | None]
) -> None:
    text = filled([asked(ACME, a_candidate(7), a_candidate(8, score=70))], decisions)

    assert read_csv(text, FILE) == found


@pytest.mark.parametrize("deleted", [1, 2])
def test_who_lost_a_row_is_not_new_though_all_that_is_left_are_different(deleted: int) -> None:
    review = [asked(ACME, a_candidate(7), a_candidate(8))]
    rows = table(filled(review, {1: "different", 2: "different"}))

    del rows[deleted]

    assert read_csv(saved(rows), FILE) == {}


@pytest.mark.parametrize("separator", [",", ";", "\t"], ids=["comma", "semicolon", "tab"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"], ids=["unix", "windows", "mac"])
@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["no BOM", "BOM"])
def test_every_way_to_save_a_table_is_read(separator: str, ending: str, mark: str) -> None:
    review = [asked(ACME, a_candidate(7)), asked(BRAY, a_candidate(8), name="A; b, c\n=d")]

    text = mark + filled(review, {1: "same", 2: "different"}, separator, ending)

    assert read_csv(text, FILE) == {BRAY: Ref(CLIENT, 8), ACME: None}


def test_rows_and_columns_may_be_moved_and_blank_ones_added() -> None:
    review = [asked(ACME, a_candidate(7), a_candidate(8)), asked(BRAY, a_candidate(9))]
    heading, *rows = table(filled(review, {1: "different", 2: "different", 3: "same"}))

    moved = [heading, *reversed(rows)]
    wider = [[*reversed(row), "", ""] for row in moved]
    text = saved([[], *wider, [""] * 20, []])

    assert read_csv(text, FILE) == {ACME: None, BRAY: Ref(CLIENT, 9)}


def test_cells_that_a_spreadsheet_left_out_at_the_end_of_a_row_are_empty() -> None:
    rows = [row[:-1] if place else row for place, row in enumerate(table(to_csv([asked()])))]

    assert read_csv(saved(rows), FILE) == {}


def test_a_column_of_a_persons_own_is_ignored() -> None:
    rows = table(filled([asked()], {1: "same"}))

    text = saved([[*rows[0], "note"], [*rows[1], "asked Dave"]])

    assert read_csv(text, FILE) == {ACME: Ref(CLIENT, 7)}


def test_a_row_that_stands_there_twice_counts_once() -> None:
    rows = table(filled([asked()], {1: "same"}))

    assert read_csv(saved([*rows, rows[1]]), FILE) == {ACME: Ref(CLIENT, 7)}


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("decision", "maybe", "decision is 'maybe': allowed are same, different, nothing"),
        ("their_kind", "", "their_kind is '': allowed is what was written"),
        ("ledger_id", "", "ledger_id is '': allowed is what was written"),
        ("our_kind", "clint", "our_kind is 'clint': allowed are client, client_location, supplier"),
        ("our_id", "1E+12", "our_id is '1E\\+12': allowed is the whole number"),
        ("our_id", "", "our_id is ''"),
        ("candidate", "2 Jan", "candidate is '2 Jan': allowed is what was written, such as"),
        ("candidate", "1 of 0", "candidate is '1 of 0'"),
    ],
)
def test_a_cell_that_makes_no_sense_is_refused_with_file_line_and_what_is_allowed(
    column: str, value: str, message: str
) -> None:
    heading, first, second = table(filled([asked(), asked(BRAY)], {1: "same", 2: "different"}))

    second[COLUMNS.index(column)] = value

    with pytest.raises(BadReview, match=rf"^xero-1\.csv, line 3: {message}"):
        read_csv(saved([heading, first, second]), FILE)


def test_a_spoilt_row_without_a_decision_is_only_undecided() -> None:
    heading, row = table(to_csv([asked()]))

    row[COLUMNS.index("our_id")] = "1E+12"

    assert read_csv(saved([heading, row]), FILE) == {}


def test_two_of_ours_for_one_party_are_refused() -> None:
    text = filled([asked(ACME, a_candidate(7), a_candidate(8))], {1: "same", 2: "same"})

    with pytest.raises(
        BadReview, match=r"line 3: decision is 'same': line 2 says it of another ou"
    ):
        read_csv(text, FILE)


def test_one_of_ours_for_two_parties_is_refused() -> None:
    text = filled([asked(ACME), asked(BRAY)], {1: "same", 2: "same"})

    with pytest.raises(BadReview, match=r"line 3: .* line 2 says it of another ledger_id"):
        read_csv(text, FILE)


def test_a_client_and_a_supplier_of_one_id_are_two() -> None:
    text = filled([asked(ACME), asked(BRAY, a_candidate(7, SUPPLIER))], {1: "same", 2: "same"})

    assert read_csv(text, FILE) == {ACME: Ref(CLIENT, 7), BRAY: Ref(SUPPLIER, 7)}


def test_two_answers_about_one_pair_are_refused() -> None:
    rows = table(filled([asked()], {1: "same"}))

    with pytest.raises(BadReview, match=r"line 3: .* line 2 says the opposite"):
        read_csv(saved([*rows, ["different", *rows[1][1:]]]), FILE)


@pytest.mark.parametrize("column", COLUMNS)
def test_a_column_that_was_renamed_is_missed(column: str) -> None:
    rows = table(to_csv([asked()]))

    rows[0][COLUMNS.index(column)] = "my own"

    with pytest.raises(
        BadReview, match=rf"line 1: column {column} is missing; needed are .*my own"
    ):
        read_csv(saved(rows), FILE)


def test_a_column_that_is_there_twice_is_refused() -> None:
    rows = [[*row, row[0]] for row in table(to_csv([asked()]))]

    with pytest.raises(BadReview, match="column decision is there more than once"):
        read_csv(saved(rows), FILE)


@pytest.mark.parametrize("text", ["", "\ufeff\n\n", ",,\n"], ids=["empty", "blank", "separators"])
def test_a_file_without_headings_is_refused(text: str) -> None:
    with pytest.raises(BadReview, match=r"column decision is missing; .* found are none"):
        read_csv(text, FILE)


def test_a_row_with_more_cells_than_headings_is_refused_for_its_cells_may_be_shifted() -> None:
    text = to_csv([asked()]).replace("Acme Ltd", "Acme, Ltd")

    with pytest.raises(BadReview, match=r"line 2: '1 of 1' stands beyond the last column"):
        read_csv(text, FILE)


def test_a_quotation_mark_without_its_end_is_refused() -> None:
    text = to_csv([asked()]).replace("Acme Ltd", '"Acme Ltd')

    with pytest.raises(BadReview, match=r"line 2: unexpected end of data; allowed is CSV"):
        read_csv(text, FILE)


def test_a_line_is_counted_as_an_editor_shows_it() -> None:
    review = [asked(ACME, name="A\nB"), asked(BRAY, a_candidate(8), name="C")]

    with pytest.raises(BadReview, match="line 4: decision is 'x'"):
        read_csv(filled(review, {2: "x"}), FILE)


def test_a_new_file_keeps_what_was_decided_also_of_whom_nobody_asks_any_more() -> None:
    two = asked(BRAY, a_candidate(8), a_candidate(9))
    earlier = filled([asked(ACME), two], {1: "same", 2: "different"})

    text = renewed(earlier, FILE, [two])
    again = renewed(text, FILE, [two])

    assert [(row[0], row[8]) for row in table(text)[1:]] == [
        ("same", "7"),
        ("different", "8"),
        ("", "9"),
    ]
    assert read_csv(text, FILE) == {ACME: Ref(CLIENT, 7)}
    assert again == text


def test_what_was_ruled_out_says_nothing_of_other_candidates() -> None:
    earlier = filled([asked(ACME, a_candidate(7))], {1: "different"})

    text = renewed(earlier, FILE, [asked(ACME, a_candidate(8))])

    assert [(row[0], row[8]) for row in table(text)[1:]] == [("", "8")]


FORMULAS = ["=1+1", "+44 113", "-2", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "＋1", "－1", "＠1"]


@pytest.mark.parametrize(
    "text",
    [*FORMULAS, "'=1", "''@x", '"=1', "a;=1", "a\n=1", "0113", "1000000000001", "\0=1", "\x1f-1"],
)
def test_what_a_spreadsheet_would_alter_is_guarded_and_comes_back(text: str) -> None:
    cell = guarded(text)

    assert cell != text
    assert unguarded(cell) == text


@pytest.mark.parametrize("text", ["Acme", "a@b.example", "O'Neil", "'tis", "7", "0", "A-1; b"])
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert guarded(text) == text


@given(TEXTS)
def test_any_text_comes_back_and_no_cell_of_it_begins_like_a_formula(text: str) -> None:
    cell = guarded(text)

    assert unguarded(cell) == text
    for part in cell.replace("\t", ";").replace("\r", ";").replace("\n", ";").split(";"):
        assert not part.lstrip('" \0').startswith(tuple("=+-@＝＋－＠"))


PAIRS = st.dictionaries(
    st.tuples(TEXTS.filter(bool), TEXTS.filter(bool)),
    st.tuples(
        st.tuples(st.sampled_from(PARTIES), st.integers(1, 2**63 - 1)), st.sampled_from([*"sd "])
    ),
    max_size=6,
)
WORDS = {"s": "same", "d": "different", " ": ""}


@given(PAIRS, TEXTS, st.sampled_from([",", ";", "\t"]))
def test_any_file_comes_back_as_it_was_meant(pairs: Any, text: str, separator: str) -> None:
    decided = {ref: (key, WORDS[word]) for key, (ref, word) in pairs.items()}
    review = [
        asked(key, a_candidate(ref[1], ref[0], name=text, email=text, reasons=[text]), name=text)
        for ref, (key, _) in decided.items()
    ]
    meant = {
        key: Ref(*ref) if word == "same" else None for ref, (key, word) in decided.items() if word
    }

    written = to_csv(review, {(*key, *ref): word for ref, (key, word) in decided.items()})

    assert read_csv(written, FILE) == meant
    assert read_csv(saved(table(written), separator), FILE) == meant


@given(st.text() | st.text('sd,;"\n\tsame,different1 of', max_size=60))
def test_any_rubbish_is_refused_or_decides_nothing(text: str) -> None:
    found: dict[tuple[str, str], Ref | None] = {}

    with contextlib.suppress(BadReview):
        found = read_csv(f"{','.join(COLUMNS)}\n{text}", FILE)

    assert found == {}
