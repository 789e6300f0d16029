"""Rows of Klipboard as JSON, to typed rows, to canonical records. Pure."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ledger_sync.errors import InvalidRecord, shown
from ledger_sync.model import (
    CLIENT,
    CLIENT_LOCATION,
    INVOICE,
    SUPPLIER,
    Address,
    Company,
    Document,
    Line,
    Party,
    Record,
    Ref,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Row = dict[str, Any]


def _decimal(value: Any) -> Decimal:
    return value if isinstance(value, Decimal) else Decimal(str(value))


def _day(value: str) -> date | None:
    """A calendar day; PostgreSQL's ``infinity`` and years past 9999 are no day of a document."""
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def _instant(value: str) -> datetime | None:
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        return None


_TYPES: Mapping[str, Callable[[Any], Any]] = {
    "issue_date": _day,
    "due_date": _day,
    "delivery_date": _day,
    "created_at": _instant,
    "updated_at": _instant,
    "amount_paid": _decimal,
    "quantity": _decimal,
    "unit_price": _decimal,
    "discount_percent": _decimal,
}


def typed(row: Mapping[str, Any]) -> Row:
    """Dates, instants and amounts as such; everything else as it is."""
    result = {
        name: _TYPES[name](value) if value is not None and name in _TYPES else value
        for name, value in row.items()
    }
    if "lines" in row:
        result["lines"] = [typed(line) for line in row["lines"]]
    return result


def record(entity: str, row: Row, company: Company) -> Record:
    """The canonical record of a row that passed its checks.

    Raises:
        InvalidRecord: it says that no amount was paid, which nothing can be reckoned with.
    """
    if entity in (CLIENT, CLIENT_LOCATION, SUPPLIER):
        return _party(entity, row)
    return _document(entity, row, company)


def _party(entity: str, row: Row) -> Party:
    return Party(
        entity=entity,
        company_id=row["company_id"],
        source_id=row["source_id"],
        name=row["name"],
        client_id=row.get("client_id"),
        client_name=row.get("client_name"),
        account_number=row["account_number"],
        contact_first_name=row["contact_first_name"],
        contact_last_name=row["contact_last_name"],
        email=row["email"],
        phone=row["phone"],
        mobile=row["mobile"],
        address=Address(
            line1=row["address_line1"],
            line2=row["address_line2"],
            city=row["city"],
            region=row["region"],
            postcode=row["postcode"],
            country=row["country"],
        ),
        tax_number=row["tax_number"],
        payment_terms=row["payment_terms"],
        currency=row["currency"],
        archived=is_archived(row),
    )


def is_archived(row: Mapping[str, Any]) -> bool:
    """A location goes with its client: who is out of use has no places in use."""
    return bool(row["archived"] or row.get("client_archived"))


def _document(entity: str, row: Row, company: Company) -> Document:
    is_invoice = entity == INVOICE
    return Document(
        entity=entity,
        company_id=row["company_id"],
        source_id=row["source_id"],
        number=row["number"].strip(),
        party=_billed(row) if is_invoice else Ref(SUPPLIER, row["supplier_id"]),
        status=row["status"],
        issue_date=row["issue_date"],
        due_date=row.get("due_date"),
        reference=row["reference"],
        currency=(row["currency"] or "").strip() or company.base_currency,
        prices_include_tax=bool(row["prices_include_tax"]),
        lines=tuple(_line(line) for line in row["lines"]),
        amount_paid=_paid(row),
        delivery_date=row.get("delivery_date"),
        delivery_address=row.get("delivery_address"),
        notes=row["notes"],
        created_on=_company_day(row.get("created_at"), company),
    )


def _paid(row: Row) -> Decimal:
    paid: Decimal = row.get("amount_paid") or Decimal(0)
    if not paid.is_finite():
        raise InvalidRecord(
            f"the amount paid of {shown(row['number'])} is {paid}, which is no amount: correct it",
            rule="C-06",
            field="amount_paid",
            value=str(paid),
        )
    return paid


def _company_day(moment: datetime | None, company: Company) -> date | None:
    """None also where the company's time zone is no time zone: what needs the day is held then.

    So it is where the day would lie before the first or after the last one that there is.
    """
    try:
        return moment.astimezone(ZoneInfo(company.timezone)).date() if moment else None
    # Of a folder ("Europe") and of an endless name the operating system tells.
    except (ValueError, OverflowError, OSError, ZoneInfoNotFoundError):
        return None


def _billed(row: Row) -> Ref:
    """Who is billed: the location whose billing address was selected, or the client.

    Xero prints the address of the contact (X-05), so the selected address selects the contact.
    """
    location = row["billing_location_id"]
    return Ref(CLIENT_LOCATION, location) if location else Ref(CLIENT, row["client_id"])


def _line(row: Row) -> Line:
    return Line(
        line_id=row["line_id"],
        item_name=row["item_name"],
        description=row["description"],
        quantity=row["quantity"],
        unit_price=row["unit_price"],
        discount_percent=row["discount_percent"] or Decimal(0),
        account_code=row["account_code"],
        tax_rate=row["tax_rate"],
    )
