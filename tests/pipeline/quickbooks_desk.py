"""QuickBooks as the bookkeeper sees and changes it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from ledger_sync.model import SUPPLIER

from tests.pipeline.desk import Screens, number
from tests.pipeline.klipboard import Row
from tests.pipeline.sides import Invoice, Key, Party, links

TEXTS = {
    "name": ("DisplayName", None),
    "contact_first_name": ("GivenName", None),
    "contact_last_name": ("FamilyName", None),
    "email": ("PrimaryEmailAddr", "Address"),
    "phone": ("PrimaryPhone", "FreeFormNumber"),
    "mobile": ("Mobile", "FreeFormNumber"),
    "address": ("BillAddr", "Line1"),
}
HEADS = {"number": "DocNumber", "issue_date": "TxnDate", "due_date": "DueDate"}


class QuickBooksDesk(Screens):
    """QuickBooks' screens."""

    line_fields = ("description", "quantity", "unit_price", "tax", "item")
    takes_new_parties = False
    statuses = ("EmailSent", "NotSet")

    def _kind(self, key: Key) -> str:
        return "Vendor" if key[0] == SUPPLIER else "Customer"

    def _terms(self, key: Key) -> str:
        return "TermRef" if key[0] == SUPPLIER else "SalesTermRef"

    def _codes(self, kind: str) -> dict[str, str]:
        return {each["Id"]: each["Name"] for each in self.documents(kind)}

    def party(self, key: Key, ledger_id: str) -> Party | None:
        body = self.record(self._kind(key), "Id", ledger_id)
        if body is None:
            return None
        said: Row = {}
        for name, (theirs, part) in TEXTS.items():
            found = body.get(theirs)
            said[name] = found.get(part) if part and found else found
        said["name"] = said["name"].removesuffix(" (deleted)")
        term = (body.get(self._terms(key)) or {}).get("value")
        said["payment_terms"] = f"{self._codes('Term')[term].split()[1]} days" if term else None
        return Party(archived=not body["Active"], said=said)

    def our_name(self, entity: str, row: Row, client: Row | None) -> str:
        return str(row["name"])

    def invoice(self, ledger_id: str) -> Invoice | None:
        body = self.record("Invoice", "Id", ledger_id)
        if body is None:
            return Invoice(gone=True, said={})
        payments = self._payments(ledger_id)
        gone = "Voided" in str(body.get("PrivateNote")) or body.get("status") == "Voided"
        return Invoice(
            gone=gone,
            said={
                "number": body["DocNumber"],
                "party": self.key_of(body["CustomerRef"]["value"]),
                "issue_date": body["TxnDate"],
                "due_date": body["DueDate"],
                "reference": (body.get("CustomerMemo") or {}).get("value"),
                "status": body["EmailStatus"],
            },
            lines=[self._line(each) for each in body["Line"] if "SalesItemLineDetail" in each],
            payments=payments,
            paid=sum(payments.values(), Decimal(0)),
            credited=bool(body["LinkedTxn"]),
            settled=not gone and not body["Balance"] and body["TotalAmt"] > 0,
        )

    def _payments(self, ledger_id: str) -> dict[str, Decimal]:
        return {
            payment["Id"]: number(line["Amount"])
            for payment in self.documents("Payment")
            if payment["TotalAmt"]  # Nothing but a credit goes with the others.
            for line in payment["Line"]
            if [each["TxnId"] for each in line["LinkedTxn"]] == [ledger_id]
        }

    def _line(self, body: Row) -> Row:
        detail = body["SalesItemLineDetail"]
        item = detail["ItemRef"]["name"]
        return {
            "id": body["Id"],
            "description": body["Description"],
            "quantity": number(detail["Qty"]),
            "unit_price": number(detail["UnitPrice"]),
            "tax": self._codes("TaxCode")[detail["TaxCodeRef"]["value"]],
            "item": None if item == "General" else item,
        }

    def change_party(self, key: Key, ledger_id: str, name: str, value: Any) -> None:
        if name == "payment_terms":
            terms = {term: ledger_id for ledger_id, term in self._codes("Term").items()}
            changes: Row = {self._terms(key): {"value": terms[f"Net {value.split()[0]}"]}}
        else:
            theirs, part = TEXTS[name]
            changes = {theirs: {part: value} if part else value}
        act = self.hand.edit_vendor if key[0] == SUPPLIER else self.hand.edit_customer
        act(ledger_id, **changes)

    def archive(self, key: Key, ledger_id: str, *, archived: bool) -> None:
        act = self.hand.inactivate if archived else self.hand.reactivate
        act(ledger_id, self._kind(key))

    def change_invoice(self, ledger_id: str, name: str, value: Any) -> None:
        if name == "party":
            customer = links(self.at, self.company)[value]
            changes: Row = {"CustomerRef": {"value": customer}}
        elif name == "reference":
            changes = {"CustomerMemo": {"value": value}}
        else:
            changes = {HEADS[name]: value}
        self.hand.edit_invoice(ledger_id, **changes)

    def write_lines(self, ledger_id: str, lines: list[Row]) -> None:
        self.hand.edit_invoice(ledger_id, lines=[self._body(line) for line in lines])

    def _body(self, line: Row) -> Row:
        known = {"Id": line["id"]} if "id" in line else {}
        return {
            **known,
            "description": line["description"],
            "quantity": line["quantity"],
            "price": line["unit_price"],
            "tax_code": line["tax"],
            "item": line["item"] or "General",
        }

    def set_status(self, ledger_id: str, status: str) -> None:
        self.hand.edit_invoice(ledger_id, EmailStatus=status)

    def void(self, ledger_id: str) -> None:
        self.hand.void_invoice(ledger_id)

    def pay(self, ledger_id: str, amount: Decimal | None) -> None:
        self.hand.record_payment(ledger_id, amount=amount)

    def unpay(self, payment_id: str) -> None:
        self.hand.remove_payment(payment_id)

    def credit(self, ledger_id: str) -> None:
        self.hand.apply_credit(ledger_id)

    def add_party(self, name: str) -> None:
        self.hand.create_customer(name)

    def add_invoice(self, party: str) -> None:
        self.hand.create_invoice(party, [{"description": "Theirs", "price": 5}])

    def totals(self) -> dict[str, int]:
        parties = len(self.documents("Customer")) + len(self.documents("Vendor"))
        return {"parties": parties, "invoices": len(self.documents("Invoice"))}

    def dump(self) -> Any:
        return [
            self.documents(kind) for kind in ("Customer", "Vendor", "Invoice", "Payment", "Item")
        ]
