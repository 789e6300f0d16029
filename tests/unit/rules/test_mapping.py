"""Mapping tables are closed; they are asked from the particular to the general, and both ways."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledger_sync.errors import BadMappingTable, UnmappedCode
from ledger_sync.ledgers import LEDGERS
from ledger_sync.rules.mapping import ANY, MappingTable, Row, TableSpec, code_key, parse
from ledger_sync.steps.mapping_tables import from_file

RATES = TableSpec(
    "tax_rates",
    "Tax rate",
    "[A-Z0-9]{1,10}",
    (("country", "[A-Z]{2}|any"), ("document", "sales|purchases|any")),
)
HEADER = "source_code,country,document,ledger_code,inbound,note"
GOOD = "20% VAT,any,sales,OUTPUT2,yes,-"


def read(*lines: str) -> tuple[Row, ...]:
    return parse(RATES, "\n".join([HEADER, *lines, ""]), where="xero/tax_rates.csv")


def table(*rows: Row) -> MappingTable:
    return MappingTable.of("xero", RATES, rows)


def a_row(ledger_code: str, *keys: str, company_id: int | None = None, inbound: bool = True) -> Row:
    return Row("20% VAT", keys or (ANY, ANY), ledger_code, inbound, company_id)


@pytest.mark.rule("C-12")
def test_a_table_is_read_row_by_row() -> None:
    rows = read(GOOD, "20%  vat old,GB,any,OUTPUT2,yes,a note")

    assert rows == (
        Row("20% VAT", ("any", "sales"), "OUTPUT2", inbound=True),
        Row("20%  vat old", ("GB", "any"), "OUTPUT2", inbound=True),
    )


@pytest.mark.rule("C-12")
@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param("", "line 1: the columns must be", id="empty file"),
        pytest.param(f"{HEADER},colour\n", "line 1: .*unknown \\['colour'\\]", id="more columns"),
        pytest.param(
            "source_code,country,ledger_code,inbound,note\n",
            "line 1: .*missing \\['document'\\]",
            id="column missing",
        ),
        pytest.param(
            "country,source_code,document,ledger_code,inbound,note\n",
            "line 1: .*wrong order",
            id="columns in another order",
        ),
        pytest.param(f"{HEADER}\n20% VAT,any\n", "line 2: expected 6 values", id="too few values"),
        pytest.param(f"{HEADER}\n{GOOD},x\n", "line 2: expected 6 values", id="too many values"),
        pytest.param(
            f"{HEADER}\n20% VAT,any,sales,OUTPUT2,yes,\n",
            "line 2: note is blank; write '-'",
            id="blank note",
        ),
        pytest.param(
            f"{HEADER}\n,any,sales,OUTPUT2,yes,-\n", "line 2: source_code is blank", id="blank code"
        ),
        pytest.param(
            f"{HEADER}\n{GOOD}\n 5% VAT,any,sales,RR,yes,-\n",
            "line 3: source_code ' 5% VAT' has spaces around it",
            id="spaces around",
        ),
        pytest.param(
            f"{HEADER}\n20% VAT,any,sales,OUTPUT2,ja,-\n",
            "line 2: inbound 'ja' must be yes or no",
            id="inbound neither yes nor no",
        ),
        pytest.param(
            f"{HEADER}\n20% VAT,any,sales,output2,yes,-\n",
            "line 2: ledger_code 'output2' is not allowed",
            id="code that the ledger has not",
        ),
        pytest.param(
            f"{HEADER}\n20% VAT,GBR,sales,OUTPUT2,yes,-\n",
            "line 2: country 'GBR' is not allowed",
            id="key that is not allowed",
        ),
        pytest.param(
            f"{HEADER}\n{GOOD}\n20%  Vat,any,sales,OTHER,yes,-\n",
            "line 3: ambiguous, '20%  Vat' stands in line 2 too",
            id="same code twice",
        ),
        pytest.param(
            f"{HEADER}\nGST,AU,any,OUTPUT,yes,-\nGST,any,sales,OUTPUT2,yes,-\n",
            "line 3: ambiguous, 'GST' stands in line 2 too",
            id="two rows that fit equally well",
        ),
        pytest.param(
            f"{HEADER}\n20% VAT,any,sales,OUTPUT2,no,-\n",
            "any/sales needs exactly one row with inbound=yes among '20% VAT', not 0",
            id="no way back",
        ),
        pytest.param(
            f"{HEADER}\n{GOOD}\nVAT 20,any,sales,OUTPUT2,yes,-\n",
            "needs exactly one row with inbound=yes among '20% VAT', 'VAT 20', not 2",
            id="two ways back",
        ),
        pytest.param(f'{HEADER}\n"20% VAT,any\n', "line 2: ", id="quote that never ends"),
        pytest.param('"source_code,country\n', "line 1: ", id="quote in the header"),
    ],
)
def test_a_table_that_is_not_closed_is_refused_with_file_line_and_reason(
    text: str, reason: str
) -> None:
    with pytest.raises(BadMappingTable, match=f"^xero/tax_rates.csv.*{reason}"):
        parse(RATES, text, where="xero/tax_rates.csv")


@pytest.mark.rule("C-12")
@pytest.mark.parametrize("asked", ["20% VAT", " 20%  vat ", "20% Vat"])
def test_codes_are_looked_up_without_case_and_surplus_spaces(asked: str) -> None:
    found = table(a_row("OUTPUT2")).find(1, asked, country="GB", document="sales")

    assert found == "OUTPUT2"


@pytest.mark.rule("C-12")
@pytest.mark.parametrize(
    ("country", "document", "expected"),
    [
        pytest.param("GB", "sales", "BOTH", id="country and document"),
        pytest.param("GB", "purchases", "COUNTRY", id="country"),
        pytest.param("IE", "sales", "DOCUMENT", id="document"),
        pytest.param("IE", "purchases", "ANY", id="neither"),
    ],
)
def test_the_most_particular_row_wins(country: str, document: str, expected: str) -> None:
    rows = [
        a_row("ANY"),
        a_row("COUNTRY", "GB", ANY),
        a_row("DOCUMENT", ANY, "sales"),
        a_row("BOTH", "GB", "sales"),
    ]

    for order in (rows, rows[::-1]):
        assert table(*order).find(1, "20% VAT", country=country, document=document) == expected


@pytest.mark.rule("C-12")
def test_a_companys_own_row_wins_over_the_file_and_only_for_that_company() -> None:
    asked = table(a_row("BOTH", "GB", "sales"), a_row("TAX001", company_id=1))

    assert asked.find(1, "20% VAT", country="GB", document="sales") == "TAX001"
    assert asked.find(2, "20% VAT", country="GB", document="sales") == "BOTH"


def test_a_companys_own_row_for_another_kind_of_document_leaves_the_files_row() -> None:
    asked = table(a_row("FILE"), a_row("TAX001", ANY, "purchases", company_id=1))

    assert asked.find(1, "20% VAT", country="GB", document="sales") == "FILE"
    assert asked.find(1, "20% VAT", country="GB", document="purchases") == "TAX001"


@pytest.mark.rule("C-12")
def test_a_companys_own_row_with_nonsense_is_named_instead_of_sent() -> None:
    asked = table(a_row("FILE"), a_row("tax one", company_id=1))

    with pytest.raises(UnmappedCode, match=r"company 1's own row for '20% VAT'.*says 'tax one'"):
        asked.find(1, "20% VAT", country="GB", document="sales")


@pytest.mark.rule("C-12")
def test_a_missing_row_says_which_code_which_table_and_where_to_add_it() -> None:
    with pytest.raises(UnmappedCode) as caught:
        table().ledger_code(1, "7% MwSt", field="tax_rate", country="DE", document="sales")

    error = caught.value
    assert (error.rule, error.field, error.value) == ("C-12", "tax_rate", "7% MwSt")
    assert error.message == (
        "Tax rate '7% MwSt' has no row in mapping table tax_rates of xero, country DE, document "
        "sales: add one there or in sync.mapping_overrides"
    )


def test_the_way_back_is_the_inbound_row_that_fits_best() -> None:
    rows = [
        Row("Sales Tax", (ANY, "sales"), "OUTPUT", inbound=True),
        Row("10% GST", ("AU", "sales"), "OUTPUT", inbound=True),
        Row("GST", ("AU", "sales"), "OUTPUT", inbound=False),
    ]

    back = table(*rows)

    assert back.source_code("OUTPUT", company_id=1, country="AU", document="sales") == "10% GST"
    assert back.source_code("OUTPUT", company_id=1, country="US", document="sales") == "Sales Tax"
    assert back.source_code("OUTPUT", company_id=1, country="AU", document="purchases") is None


BACK = {"country": "GB", "document": "sales"}


@pytest.mark.rule("C-12")
def test_the_way_back_goes_through_a_companys_own_row_and_only_for_that_company() -> None:
    back = table(a_row("OUTPUT2"), a_row("TAX001", company_id=1, inbound=False))

    assert back.source_code("TAX001", company_id=1, **BACK) == "20% VAT"
    assert back.source_code("TAX001", company_id=2, **BACK) is None


@pytest.mark.rule("C-12")
def test_a_row_of_the_file_does_not_count_where_the_company_calls_its_code_otherwise() -> None:
    back = table(a_row("OUTPUT2"), a_row("TAX001", company_id=1, inbound=False))

    assert back.source_code("OUTPUT2", company_id=1, **BACK) is None
    assert back.source_code("OUTPUT2", company_id=2, **BACK) == "20% VAT"


@pytest.mark.rule("C-12")
def test_two_own_codes_of_a_company_for_one_of_the_ledger_are_no_way_back() -> None:
    own = [Row(code, (ANY, ANY), "TAX001", company_id=1) for code in ("VAT", "Old VAT")]

    assert table(*own).source_code("TAX001", company_id=1, **BACK) is None
    assert table(own[0]).source_code("TAX001", company_id=1, **BACK) == "VAT"


@pytest.mark.rule("C-10")
def test_a_code_that_would_go_out_as_another_one_is_no_way_back() -> None:
    rows = [
        Row("No Tax", ("AU", ANY), "BASEXCLUDED", inbound=True),
        Row("No Tax", (ANY, ANY), "NONE", inbound=True),
    ]

    assert table(*rows).source_code("NONE", company_id=1, country="AU", document="sales") is None


@pytest.mark.rule("C-12")
def test_the_ledgers_codes_are_compared_without_case_on_the_way_back() -> None:
    assert table(a_row("Taxed")).source_code("TAXED", company_id=1, **BACK) == "20% VAT"


SHIPPED = [
    pytest.param(name, spec, id=f"{name}/{spec.name}")
    for name, ledger in LEDGERS.items()
    for spec in ledger.tables
]


@pytest.mark.rule("C-12")
@pytest.mark.parametrize(("ledger", "spec"), SHIPPED)
def test_every_shipped_table_goes_there_and_back(ledger: str, spec: TableSpec) -> None:
    rows = from_file(ledger, spec)
    asked = MappingTable.of(ledger, spec, rows)

    for row in rows:
        keys = dict(zip(spec.key_names, (SAMPLE.get(key, key) for key in row.keys), strict=True))
        code = asked.find(1, row.source_code, **keys)
        assert code is not None
        back = asked.source_code(code, company_id=1, **keys)
        assert back is not None
        assert asked.find(1, back, **keys) == code
        if row.inbound and code == row.ledger_code and ANY not in row.keys:
            assert back == row.source_code


SAMPLE = {ANY: "ZZ"}
"""What stands for *any other* value of a key: no row names it."""


@given(st.text(string.printable, min_size=1))
def test_the_key_of_a_code_is_its_own_key(code: str) -> None:
    assert code_key(code_key(code)) == code_key(code) == code_key(f"  {code}\t")


codes = st.text(string.ascii_letters + string.digits + "% ", min_size=1, max_size=8).filter(
    lambda code: code == code.strip()
)


@given(st.dictionaries(codes.map(code_key), st.sampled_from(["ONE", "TWO", "THREE"]), max_size=8))
def test_a_table_that_is_accepted_can_always_be_inverted(chosen: dict[str, str]) -> None:
    seen: set[str] = set()
    lines = []
    for source, ledger_code in chosen.items():
        inbound = "no" if ledger_code in seen else "yes"
        seen.add(ledger_code)
        lines.append(f"{source},any,any,{ledger_code},{inbound},-")

    asked = table(*read(*lines))

    for source, ledger_code in chosen.items():
        assert asked.find(1, source, country="GB", document="sales") == ledger_code
        back = asked.source_code(ledger_code, company_id=1, country="GB", document="sales")
        assert chosen[str(back)] == ledger_code
