"""The tax of an invoice: per rate over the sum of its lines, rounded half up, then added.

In the US a line only says whether it is taxed; the rate is the invoice's. Elsewhere every line
names a tax code, and GlobalTaxCalculation says whether amounts contain the tax.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from sandbox.quickbooks import answers
from sandbox.quickbooks.answers import Body
from sandbox.quickbooks.charts import COUNTRIES, HUNDRED, US_LINE_CODES
from sandbox.quickbooks.company import Row, ref_id
from sandbox.quickbooks.desk import Desk
from sandbox.quickbooks.lines import SALES, discount
from sandbox.quickbooks.money import ZERO, cents
from sandbox.quickbooks.resource import Draft

MODES = ("TaxExcluded", "TaxInclusive", "NotApplicable")
INCLUSIVE, NO_TAX = MODES[1], MODES[2]


@dataclass(frozen=True, slots=True)
class Share:
    """What one tax rate is reckoned on."""

    rate: Row
    amount: Decimal
    all_rates: Decimal  # the percentages of the line's code together

    @property
    def percentage(self) -> Decimal:
        """Return the percentage of this rate."""
        found: Decimal = self.rate.body["RateValue"]
        return found


def settle_taxes(desk: Desk, draft: Draft) -> None:
    """Set mode, TxnTaxDetail and TotalAmt of a draft whose lines are settled."""
    body = draft.body
    _settle_mode(desk, body)
    inclusive = body.get("GlobalTaxCalculation") == INCLUSIVE
    lines = [line for line in body["Line"] if SALES in line]
    code = _invoice_code(desk, body)
    shares = [share for line in lines for share in _shares(desk, body, line, code)]
    tax_lines = [_tax_line(group, inclusive=inclusive) for group in _grouped(shares)]
    total_tax = sum((line["Amount"] for line in tax_lines), ZERO)
    stated = draft.sent.get("TxnTaxDetail") or {}
    if desk.switches.sent_total_tax == "kept" and stated.get("TotalTax") is not None:
        total_tax = cents(stated["TotalTax"])
    gross = sum((_gross(desk, body, line) for line in lines), ZERO)
    # As long as ApplyTaxAfterDiscount is false.
    gross -= discount(body["Line"])
    body["TotalAmt"] = gross if inclusive else gross + total_tax
    body["TxnTaxDetail"] = {"TotalTax": total_tax}
    if tax_lines:
        body["TxnTaxDetail"]["TaxLine"] = tax_lines
    if tax_lines and code is not None:
        body["TxnTaxDetail"]["TxnTaxCodeRef"] = {"value": code.id}
    if inclusive and desk.switches.inclusive_amounts == "detail":
        _show_net(desk, body)


def _settle_mode(desk: Desk, body: Body) -> None:
    if desk.company.country == "US":
        body.pop("GlobalTaxCalculation", None)
    elif "GlobalTaxCalculation" not in body:
        raise answers.required("GlobalTaxCalculation")


def _invoice_code(desk: Desk, body: Body) -> Row | None:
    """Return the code that all taxed lines of a US invoice have: the one sent, or the usual one."""
    if desk.company.country != "US":
        return None
    detail = body.get("TxnTaxDetail") or {}
    if ref_id(detail, "TxnTaxCodeRef"):
        return desk.referred("TaxCode", detail, "TxnTaxCodeRef", "TxnTaxDetail.TxnTaxCodeRef")
    line_codes = [code for code, _, _ in US_LINE_CODES]
    return next(row for row in desk.company.rows("TaxCode") if row.id not in line_codes)


def _line_code(desk: Desk, body: Body, line: Body, invoice_code: Row | None) -> Row | None:
    wanted = ref_id(line[SALES], "TaxCodeRef")
    if not desk.company.using_sales_tax or body.get("GlobalTaxCalculation") == NO_TAX:
        return None
    if desk.company.country == "US":
        return invoice_code if wanted == "TAX" else None
    if not wanted and desk.switches.missing_tax_code == "refuse":
        tax = COUNTRIES[desk.company.country][2]
        raise answers.business(
            f"Make sure all your transactions have a {tax} rate before you save.",
            "Line.SalesItemLineDetail.TaxCodeRef",
        )
    return desk.company.row("TaxCode", wanted)


def _shares(desk: Desk, body: Body, line: Body, invoice_code: Row | None) -> list[Share]:
    code = _line_code(desk, body, line, invoice_code)
    rates = rates_of(desk, code) if code else []
    together = sum((rate.body["RateValue"] for rate in rates), Decimal())
    return [Share(rate, _gross(desk, body, line), together) for rate in rates]


def rates_of(desk: Desk, code: Row) -> list[Row]:
    """Return the rates that a tax code has on sales."""
    details = code.body["SalesTaxRateList"]["TaxRateDetail"]
    found = (desk.company.row("TaxRate", ref_id(detail, "TaxRateRef")) for detail in details)
    return [rate for rate in found if rate is not None]


def _gross(desk: Desk, body: Body, line: Body) -> Decimal:
    """Return the amount of a line that tax is reckoned on, or out of."""
    given = line[SALES].get("TaxInclusiveAmt")
    inclusive = body.get("GlobalTaxCalculation") == INCLUSIVE
    if inclusive and given is not None and desk.switches.inclusive_amounts == "detail":
        return cents(given)
    amount: Decimal = line["Amount"]
    return amount


def _grouped(shares: Iterable[Share]) -> list[list[Share]]:
    groups: dict[tuple[str, Decimal], list[Share]] = {}
    for share in shares:
        groups.setdefault((share.rate.id, share.all_rates), []).append(share)
    return list(groups.values())


def _tax_line(group: list[Share], *, inclusive: bool) -> Body:
    first = group[0]
    base = sum((share.amount for share in group), ZERO)
    out_of = HUNDRED + first.all_rates if inclusive else HUNDRED
    tax = cents(base * first.percentage / out_of)
    net = cents(base * HUNDRED / out_of) if inclusive else base
    return {
        "Amount": tax,
        "DetailType": "TaxLineDetail",
        "TaxLineDetail": {
            "TaxRateRef": {"value": first.rate.id},
            "PercentBased": True,
            "TaxPercent": first.percentage,
            "NetAmountTaxable": net,
        },
    }


def _show_net(desk: Desk, body: Body) -> None:
    """Turn the lines of a tax-inclusive invoice to net amounts, with the gross beside them."""
    body["Line"] = [_with_net(desk, body, line) if SALES in line else line for line in body["Line"]]


def _with_net(desk: Desk, body: Body, line: Body) -> Body:
    gross = _gross(desk, body, line)
    rates = [share.all_rates for share in _shares(desk, body, line, None)]
    net = cents(gross * HUNDRED / (HUNDRED + rates[0])) if rates else gross
    return {**line, "Amount": net, SALES: {**line[SALES], "TaxInclusiveAmt": gross}}
