"""Xero as the bookkeeper sees and changes it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from ledger_sync.model import CLIENT_LOCATION, SUPPLIER

from tests.pipeline.desk import NAMED, Screens, number
from tests.pipeline.klipboard import Row
from tests.pipeline.sides import Invoice, Key, Party, links

TEXTS = {
    "name": "Name",
    "contact_first_name": "FirstName",
    "contact_last_name": "LastName",
    "email": "EmailAddress",
    "account_number": "AccountNumber",
    "tax_number": "TaxNumber",
}
TAXES = {"20% VAT": "OUTPUT2", "5% VAT": "RROUTPUT", "0% VAT": "ZERORATEDOUTPUT"}
HEADS = {"number": "InvoiceNumber", "reference": "Reference"}
DAYS = {"issue_date": "Date", "due_date": "DueDate"}


def _said(value: Any) -> Any:
    return None if value == "" else value


class XeroDesk(Screens):
    """Xero's screens."""

    party_fields = (*NAMED, "payment_terms", "account_number", "tax_number")
    line_fields = ("description", "quantity", "unit_price", "discount_percent", "account", "tax")
    takes_new_parties = True
    statuses = ("AUTHORISED",)

    def party(self, key: Key, ledger_id: str) -> Party | None:
        body = self.record("Contacts", "ContactID", ledger_id)
        if body is None:
            return None
        said = {name: _said(body.get(theirs)) for name, theirs in TEXTS.items()}
        phones = {each["PhoneType"]: _said(each["PhoneNumber"]) for each in body["Phones"]}
        said |= {"phone": phones.get("DEFAULT"), "mobile": phones.get("MOBILE")}
        places = {each["AddressType"]: each for each in body["Addresses"]}
        said["address"] = _said(places.get("POBOX", {}).get("AddressLine1"))
        side = "Bills" if key[0] == SUPPLIER else "Sales"
        terms = (body.get("PaymentTerms") or {}).get(side)
        said["payment_terms"] = f"{terms['Day']} days" if terms else None
        return Party(archived=body["ContactStatus"] != "ACTIVE", said=said)

    def our_name(self, entity: str, row: Row, client: Row | None) -> str:
        return f"{client['name']} - {row['name']}" if client else str(row["name"])

    def invoice(self, ledger_id: str) -> Invoice | None:
        body = self.record("Invoices", "InvoiceID", ledger_id)
        if body is None:
            return None
        status = body["Status"]
        gone = status in ("VOIDED", "DELETED")
        return Invoice(
            gone=gone,
            said={
                "number": body["InvoiceNumber"],
                "party": self.key_of(body["Contact"]["ContactID"]),
                "issue_date": body["DateString"][:10],
                "due_date": body["DueDateString"][:10],
                "reference": _said(body["Reference"]),
                "status": "AUTHORISED" if status == "PAID" else status,
            },
            lines=[self._line(line) for line in body["LineItems"]],
            payments={each["PaymentID"]: number(each["Amount"]) for each in body["Payments"]},
            paid=number(body["AmountPaid"]),
            settled=status == "PAID",
            credited=bool(body["CreditNotes"]),
        )

    def _line(self, body: Row) -> Row:
        taxes = {theirs: ours for ours, theirs in TAXES.items()}
        return {
            "id": body["LineItemID"],
            "description": body["Description"],
            "quantity": number(body["Quantity"]),
            "unit_price": number(body["UnitAmount"]),
            "discount_percent": number(body.get("DiscountRate")),
            "account": body["AccountCode"],
            "tax": taxes[body["TaxType"]],
        }

    def change_party(self, key: Key, ledger_id: str, name: str, value: Any) -> None:
        self.hand.edit_contact(ledger_id, **self._party_change(key, name, value))

    def _party_change(self, key: Key, name: str, value: Any) -> Row:
        if name == "name" and key[0] == CLIENT_LOCATION:
            location = self.at.row("client_locations", key[1])
            client = links(self.at, self.company)["client", location["client_id"]]
            above = self.record("Contacts", "ContactID", client) or {}
            return {"Name": f"{above['Name']} - {value}"}
        if name in TEXTS:
            return {TEXTS[name]: value}
        if name in ("phone", "mobile"):
            kind = {"phone": "DEFAULT", "mobile": "MOBILE"}[name]
            return {"Phones": [{"PhoneType": kind, "PhoneNumber": value}]}
        if name == "address":
            return {"Addresses": [{"AddressType": "POBOX", "AddressLine1": value}]}
        side = "Bills" if key[0] == SUPPLIER else "Sales"
        days = int(value.split()[0])
        return {"PaymentTerms": {side: {"Day": days, "Type": "DAYSAFTERBILLDATE"}}}

    def archive(self, key: Key, ledger_id: str, *, archived: bool) -> None:
        act = self.hand.archive_contact if archived else self.hand.restore_contact
        act(ledger_id)

    def change_invoice(self, ledger_id: str, name: str, value: Any) -> None:
        if name == "party":
            contact = links(self.at, self.company)[value]
            self.hand.edit_invoice(ledger_id, Contact={"ContactID": contact})
        else:
            theirs = (HEADS | DAYS)[name]
            self.hand.edit_invoice(ledger_id, **{theirs: value})

    def write_lines(self, ledger_id: str, lines: list[Row]) -> None:
        self.hand.edit_invoice(ledger_id, LineItems=[self._body(line) for line in lines])

    def _body(self, line: Row) -> Row:
        known = {"LineItemID": line["id"]} if "id" in line else {}
        return {
            **known,
            "Description": line["description"],
            "Quantity": line["quantity"],
            "UnitAmount": line["unit_price"],
            "DiscountRate": line["discount_percent"],
            "AccountCode": line["account"],
            "TaxType": TAXES[line["tax"]],
        }

    def set_status(self, ledger_id: str, status: str) -> None:
        self.hand.approve(ledger_id)

    def void(self, ledger_id: str) -> None:
        body = self.record("Invoices", "InvoiceID", ledger_id) or {}
        act = self.hand.delete_draft if body.get("Status") == "DRAFT" else self.hand.void
        act(ledger_id)

    def pay(self, ledger_id: str, amount: Decimal | None) -> None:
        self.hand.record_payment(ledger_id, amount)

    def unpay(self, payment_id: str) -> None:
        self.hand.remove_payment(payment_id)

    def credit(self, ledger_id: str) -> None:
        self.hand.apply_credit_note(ledger_id)

    def add_party(self, name: str) -> None:
        self.hand.create_contact(name=name)

    def add_invoice(self, party: str) -> None:
        line = {"Description": "Theirs", "Quantity": 1, "UnitAmount": 5, "AccountCode": "200"}
        self.hand.create_invoice(Contact={"ContactID": party}, LineItems=[line])

    def totals(self) -> dict[str, int]:
        return {
            "parties": len(self.documents("Contacts")),
            "invoices": len(self.documents("Invoices")),
        }

    def dump(self) -> Any:
        return [self.documents("Contacts"), self.documents("Invoices")]
