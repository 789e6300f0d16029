"""The bookkeeper at work in the ledger, in a history of both sides."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from ledger_sync.model import INVOICE
from ledger_sync.rules.merge import LEDGER

from sandbox.process import ControlError
from tests.pipeline.klipboard import Row
from tests.pipeline.records import HEAD_FIELDS, Records, one
from tests.pipeline.sides import ACCOUNTS, TAXES, Key, links, tag


class TheirPeople(Records):
    """Each method is one thing that the bookkeeper does; what the ledger refuses is not done."""

    def they_change_a_party(self, which: int, how: int) -> None:
        key = one(self.parties, which)
        name = one(self.desk.party_fields, how)
        value = self.value(name, how)
        act: Callable[[str], None] = lambda there: self.desk.change_party(key, there, name, value)  # noqa: E731
        if self._at_the_desk(key, act):
            self.memory.note((*key, name), LEDGER, value)

    def they_archive(self, which: int, how: int) -> None:
        key, archived = one(self.idle, which), bool(how % 2)
        if self._at_the_desk(key, lambda there: self.desk.archive(key, there, archived=archived)):
            self.memory.note((*key, "archived"), LEDGER, archived)

    def they_change_an_invoice(self, which: int, how: int) -> None:
        invoice = one(self.invoices, which)
        name = one(HEAD_FIELDS, how)
        value = self.value(name, how)
        key = (INVOICE, invoice)
        if self._at_the_desk(key, lambda there: self.desk.change_invoice(there, name, value)):
            self.memory.note((INVOICE, invoice, name), LEDGER, value)

    def they_change_a_line(self, which: int, how: int) -> None:
        def change(lines: list[Row]) -> list[Row]:
            line = one(lines, how)
            line[name] = self.line_value(name, how, tag(line["description"]))
            done.append((tag(line["description"]), line[name]))
            return lines

        done: list[tuple[str, Any]] = []
        name = one(self.desk.line_fields, how // 3)
        if self._with_lines(which, change):
            self.memory.note(("line", done[0][0], name), LEDGER, done[0][1])

    def they_add_a_line(self, which: int, how: int) -> None:
        line = self.a_line("L")
        whole = {**dict.fromkeys(self.desk.line_fields), **line, "quantity": Decimal(2)}
        whole |= {"tax": TAXES[0], "discount_percent": Decimal(0), "account": ACCOUNTS[0]}

        def add(lines: list[Row]) -> list[Row]:
            place = how % (len(lines) + 1)
            return [*lines[:place], whole, *lines[place:]]

        if self._with_lines(which, add):
            self.tags[one(self.invoices, which)].add(tag(line["description"]))
            self.memory.note(("line", tag(line["description"]), "there"), LEDGER, True)

    def they_remove_a_line(self, which: int, how: int) -> None:
        done: list[str] = []

        def remove(lines: list[Row]) -> list[Row]:
            line = one(lines, how)
            done.append(tag(line["description"]))
            return [each for each in lines if each is not line] if len(lines) > 1 else []

        if self._with_lines(which, remove):
            self.memory.note(("line", done[0], "there"), LEDGER, False)

    def they_move_lines(self, which: int, how: int) -> None:
        self._with_lines(which, lambda lines: [*lines[1:], *lines[:1]])

    def they_move_the_status(self, which: int, how: int) -> None:
        invoice, status = one(self.invoices, which), one(self.desk.statuses, how)
        key = (INVOICE, invoice)
        if self._at_the_desk(key, lambda there: self.desk.set_status(there, status)):
            self.moved_status.add(invoice)

    def they_void(self, which: int, how: int) -> None:
        invoice = one(self.invoices, which)
        if self._at_the_desk((INVOICE, invoice), self.desk.void):
            self.voided.add(invoice)

    def they_record_a_payment(self, which: int, how: int) -> None:
        amount = Decimal(10 + how) if how % 2 else None
        key = (INVOICE, one(self.invoices, which))
        self._at_the_desk(key, lambda there: self.desk.pay(there, amount))

    def they_remove_a_payment(self, which: int, how: int) -> None:
        def remove(there: str) -> None:
            found = self.desk.invoice(there)
            if found and found.payments:
                self.desk.unpay(one(list(found.payments), how))

        self._at_the_desk((INVOICE, one(self.invoices, which)), remove)

    def they_set_a_credit_against_it(self, which: int, how: int) -> None:
        self._at_the_desk((INVOICE, one(self.invoices, which)), self.desk.credit)

    def they_add_a_party(self, which: int, how: int) -> None:
        self.desk.add_party(f"Newcomer {next(self.fresh)}")
        self.their_parties += 1

    def they_write_an_invoice(self, which: int, how: int) -> None:
        """Of their own; it never comes to Klipboard (C-03)."""
        key = one(self.billed, which)
        if self._at_the_desk(key, lambda there: self.desk.add_invoice(there)):
            self.their_invoices += 1

    def _with_lines(self, which: int, change: Callable[[list[Row]], list[Row]]) -> bool:
        def write(there: str) -> None:
            found = self.desk.invoice(there)
            lines = change(found.lines) if found and not found.gone and found.lines else []
            if not lines:
                raise ControlError("there is nothing to write")
            self.desk.write_lines(there, lines)

        return self._at_the_desk((INVOICE, one(self.invoices, which)), write)

    def _at_the_desk(self, key: Key, act: Callable[[str], None]) -> bool:
        there = links(self.at, self.company).get(key)
        if there is None:
            return False
        try:
            act(there)
        except ControlError:
            return False
        return True
