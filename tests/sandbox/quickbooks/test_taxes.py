from __future__ import annotations

from decimal import Decimal

import pytest

from tests.sandbox.quickbooks.books import Books, a_line, an_invoice


def taxed(books, *lines, **fields):
    fields = {"GlobalTaxCalculation": "TaxExcluded", **fields}
    return books.invoice(books.customer(), *lines, **fields)


def rate_lines(invoice):
    return [
        (
            line["TaxLineDetail"]["TaxPercent"],
            line["TaxLineDetail"]["NetAmountTaxable"],
            line["Amount"],
        )
        for line in invoice["TxnTaxDetail"].get("TaxLine", [])
    ]


@pytest.fixture
def gb():
    return Books("GB")


def code(books, name):
    return books.id_of("TaxCode", name)


def test_american_lines_are_taxed_or_not():
    books = Books()

    invoice = books.invoice(books.customer(), a_line(100, tax="TAX"), a_line(50, tax="NON"))

    assert invoice["TotalAmt"] == 160
    assert invoice["TxnTaxDetail"]["TotalTax"] == 10
    assert rate_lines(invoice) == [(10, 100, 10)]
    assert "GlobalTaxCalculation" not in invoice


def test_a_company_without_sales_tax_reckons_none():
    books = Books()
    books.person("set_preferences", using_sales_tax=False)

    assert books.invoice(books.customer(), a_line(tax="TAX"))["TotalAmt"] == 100


def test_an_american_invoice_may_name_its_rate():
    books = Books()
    added = books.person("add_tax_code", name="County", rate="8.25")
    detail = {"TxnTaxCodeRef": {"value": added["Id"]}}

    invoice = books.invoice(books.customer(), a_line(tax="TAX"), TxnTaxDetail=detail)
    unknown = an_invoice({"Id": "1"}, TxnTaxDetail={"TxnTaxCodeRef": {"value": "99"}})

    assert invoice["TxnTaxDetail"]["TotalTax"] == Decimal("8.25")
    assert books.refused("Invoice", unknown).code == "2500"


def test_tax_is_reckoned_per_rate_over_the_sum_of_its_lines(gb):
    standard, reduced = code(gb, "20% VAT"), code(gb, "5% VAT")
    lines = [a_line("0.33", tax=standard)] * 3 + [a_line("10.10", tax=reduced)]

    invoice = taxed(gb, *lines)

    assert rate_lines(invoice) == [
        (20, Decimal("0.99"), Decimal("0.20")),
        (5, Decimal("10.10"), Decimal("0.51")),
    ]
    assert invoice["TotalAmt"] == Decimal("11.80")


def test_amounts_may_contain_the_tax(gb):
    invoice = taxed(gb, a_line(120, tax=code(gb, "20% VAT")), GlobalTaxCalculation="TaxInclusive")

    assert (invoice["TotalAmt"], invoice["TxnTaxDetail"]["TotalTax"]) == (120, 20)
    assert rate_lines(invoice) == [(20, 100, 20)]
    assert invoice["Line"][0]["Amount"] == 120


def test_the_gross_amount_may_stand_in_the_detail_by_switch(gb):
    gb.switches = {"inclusive_amounts": "detail"}
    line = a_line(100, tax=code(gb, "20% VAT"), TaxInclusiveAmt=120, Qty=1, UnitPrice=120)

    invoice = taxed(gb, line, GlobalTaxCalculation="TaxInclusive")
    again = gb.change("Invoice", invoice, PrivateNote="same")

    for shown in (invoice, again):
        assert (shown["TotalAmt"], shown["TxnTaxDetail"]["TotalTax"]) == (120, 20)
        assert shown["Line"][0]["Amount"] == 100
        assert shown["Line"][0]["SalesItemLineDetail"]["TaxInclusiveAmt"] == 120


def test_without_tax_codes_count_for_nothing(gb):
    invoice = taxed(gb, a_line(tax=code(gb, "20% VAT")), GlobalTaxCalculation="NotApplicable")

    assert invoice["TotalAmt"] == 100


@pytest.mark.parametrize("name", ["0% VAT", "No VAT", "Exempt"])
def test_codes_without_tax_add_nothing(gb, name):
    assert taxed(gb, a_line(tax=code(gb, name)))["TotalAmt"] == 100


def test_outside_the_us_the_invoice_says_how_amounts_are_meant(gb):
    customer = gb.customer()

    refusal = gb.refused("Invoice", an_invoice(customer))
    wrong = gb.refused("Invoice", an_invoice(customer, GlobalTaxCalculation="Sometimes"))

    assert (refusal.code, refusal.element) == ("2020", "GlobalTaxCalculation")
    assert wrong.code == "2170"


def test_a_missing_tax_code_is_a_switch(gb):
    customer = gb.customer()
    body = an_invoice(customer, GlobalTaxCalculation="TaxExcluded")

    assert gb.write("Invoice", body)["TotalAmt"] == 100
    gb.switches = {"missing_tax_code": "refuse"}
    assert "VAT rate" in gb.refused("Invoice", body).detail


def test_an_unknown_tax_code_is_refused(gb):
    body = an_invoice(gb.customer(), a_line(tax="99"), GlobalTaxCalculation="TaxExcluded")

    assert gb.refused("Invoice", body).element == "Line.SalesItemLineDetail.TaxCodeRef"


def test_a_stated_total_counts_by_switch(gb):
    line, detail = a_line(tax=code(gb, "20% VAT")), {"TotalTax": "19.99"}

    ignored = taxed(gb, line, TxnTaxDetail=detail)
    gb.switches = {"sent_total_tax": "kept"}
    kept = gb.invoice(
        gb.customer("B"), line, TxnTaxDetail=detail, GlobalTaxCalculation="TaxExcluded"
    )

    assert (ignored["TotalAmt"], kept["TotalAmt"]) == (120, Decimal("119.99"))


@pytest.mark.parametrize(
    ("country", "name", "total"),
    [("AU", "10% GST", 110), ("NZ", "15% GST", 115), ("CA", "HST ON", 113)],
)
def test_every_country_has_its_codes(country, name, total):
    books = Books(country)

    assert taxed(books, a_line(tax=code(books, name)))["TotalAmt"] == total
