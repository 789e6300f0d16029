"""People who work in Klipboard, in a history of both sides."""

from __future__ import annotations

from ledger_sync.model import CLIENT_LOCATION, INVOICE
from ledger_sync.rules.merge import KLIPBOARD

from tests.pipeline.records import HEAD_FIELDS, Records, one
from tests.pipeline.sides import CANCELLED, COLUMN, TABLES, tag

NEXT_STATUS = {"Draft": "Sent", "Unpaid": "Sent", "Sent": "Overdue"}


class OurPeople(Records):
    """Each method is one thing that somebody does; which record and how, numbers say."""

    def we_change_a_party(self, which: int, how: int) -> None:
        entity, source_id = one(self.parties, which)
        name = one(self.desk.party_fields, how)
        value = self.value(name, how)
        self.at.update(TABLES[entity], source_id, **{COLUMN.get(name, name): value})
        self.memory.note((entity, source_id, name), KLIPBOARD, value)

    def we_archive(self, which: int, how: int) -> None:
        entity, source_id = one(self.idle, which)
        archived = bool(how % 2)
        self.at.update(TABLES[entity], source_id, archived=archived)
        self.memory.note((entity, source_id, "archived"), KLIPBOARD, archived)

    def we_change_an_invoice(self, which: int, how: int) -> None:
        invoice = one(self.invoices, which)
        name = one(HEAD_FIELDS, how)
        value = self.value(name, how)
        if name == "party":
            location = value[1] if value[0] == CLIENT_LOCATION else None
            columns = {"client_id": self.client_of(value), "billing_location_id": location}
        else:
            columns = {name: value}
        self.at.update("invoices", invoice, **columns)
        self.memory.note((INVOICE, invoice, name), KLIPBOARD, value)

    def we_change_a_line(self, which: int, how: int) -> None:
        found = self.ours.lines(one(self.invoices, which))
        if not found:
            return
        line, name = one(found, how), one(self.desk.line_fields, how // 3)
        value = self.line_value(name, how, tag(line["description"]))
        self.at.update("invoice_lines", line["id"], **{COLUMN.get(name, name): value})
        self.memory.note(("line", tag(line["description"]), name), KLIPBOARD, value)

    def we_add_a_line(self, which: int, how: int) -> None:
        invoice = one(self.invoices, which)
        places = [line["position"] for line in self.ours.lines(invoice)]
        line = self.a_line("K")
        self.at.a_line(self.company, invoice, position=max(places, default=0) + 1, **line)
        self.tags[invoice].add(tag(line["description"]))
        self.memory.note(("line", tag(line["description"]), "there"), KLIPBOARD, True)

    def we_remove_a_line(self, which: int, how: int) -> None:
        found = self.ours.lines(one(self.invoices, which))
        if len(found) > 1:
            line = one(found, how)
            self.at.sql("DELETE FROM klipboard.invoice_lines WHERE id = :id", id=line["id"])
            self.memory.note(("line", tag(line["description"]), "there"), KLIPBOARD, False)

    def we_move_lines(self, which: int, how: int) -> None:
        found = self.ours.lines(one(self.invoices, which))
        for place, line in enumerate([*found[1:], *found[:1]], start=1):
            self.at.update("invoice_lines", line["id"], position=place)

    def we_move_the_status(self, which: int, how: int) -> None:
        invoice = one(self.invoices, which)
        status = NEXT_STATUS.get(self.at.row("invoices", invoice)["status"])
        if status:
            self.at.update("invoices", invoice, status=status)
            self.memory.note((INVOICE, invoice, "status"), KLIPBOARD, status)

    def we_cancel(self, which: int, how: int) -> None:
        invoice = one(self.invoices, which)
        self.at.update("invoices", invoice, status=CANCELLED)
        self.cancelled.add(invoice)

    def we_write_an_invoice(self, which: int, how: int) -> None:
        self.invoices.append(self.write_invoice(one(("Draft", "Sent"), how), 1 + which % 2))
