"""Reading back from QuickBooks, over HTTP: what only QuickBooks has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from ledger_sync.ledgers import LEDGERS
from ledger_sync.ledgers.views import LedgerRecord
from ledger_sync.model import INVOICE, LedgerPayment, Money, Record, Ref

from sandbox.process import SandboxProcess
from tests.contract.bench import Bench
from tests.contract.reader import Reader
from tests.contract.records import invoices, parties
from tests.unit.builders import a_line, a_party

QUICKBOOKS = LEDGERS["quickbooks"]
DAY = date(2026, 10, 9)
HUNDRED = Decimal(100)
OVER_A_HUNDRED = a_line(quantity=Decimal(1), unit_price=HUNDRED, tax_rate=None)


@pytest.fixture
def bench(sandbox: SandboxProcess) -> Bench:
    sandbox.reset()
    return Bench(QUICKBOOKS, sandbox)


@pytest.fixture
def reader(bench: Bench) -> Reader:
    return Reader(bench)


@pytest.fixture
def person(bench: Bench) -> Any:
    """QuickBooks' own bookkeeper, with everything that only he can."""
    return bench.there.bookkeeper(bench.tenant_id)


def hundreds(bench: Bench, count: int = 1) -> list[str]:
    """Invoices of ours over a hundred each, without tax; their numbers."""
    bench.made(a_party())
    ours = [replace(each, lines=(OVER_A_HUNDRED,)) for each in invoices(count)]
    write_all(bench, ours)
    return [each.number for each in ours]


def write_all(bench: Bench, records: Sequence[Record]) -> None:
    size = bench.ledger.batch_size
    for start in range(0, len(records), size):
        bench.write(records[start : start + size])


def read(reader: Reader, resource: str = "Invoice") -> list[LedgerRecord]:
    return [each for each in reader.read() if each.resource == resource]


def money(reader: Reader) -> list[Money]:
    """What QuickBooks says of the invoices that changed, oldest first."""
    found = sorted(read(reader), key=lambda each: int(each.ledger_id))
    return [each.money for each in found if each.money]


def a_payment(amount: int) -> LedgerPayment:
    """One of the day, whatever its id."""
    return LedgerPayment(ledger_id="", amount=Decimal(amount), paid_on=DAY)


def paid(found: Money) -> list[LedgerPayment]:
    return [replace(each, ledger_id="") for each in found.payments]


@pytest.mark.rule("C-06")
class TestMoney:
    def test_a_credit_alone_settles_an_invoice_and_is_no_payment(
        self, bench: Bench, reader: Reader, person: Any
    ) -> None:
        (number,) = hundreds(bench)
        person.apply_credit(number, date=DAY)

        (found,) = money(reader)

        assert found == Money(due=Decimal(0), credited=HUNDRED, settled=True, settled_on=DAY)

    def test_a_credit_that_is_taken_off_opens_the_invoice(
        self, bench: Bench, reader: Reader, person: Any
    ) -> None:
        (number,) = hundreds(bench)
        person.apply_credit(number, amount=40)
        reader.at_rest()
        person.unapply_credit(number)

        (found,) = money(reader)

        assert found == Money(due=HUNDRED)

    def test_cash_and_a_credit_in_one_payment_are_told_apart(
        self, bench: Bench, reader: Reader, person: Any
    ) -> None:
        (number,) = hundreds(bench)
        person.pay_with_credit(number, amount=30, credit=20, date=DAY)

        (found,) = money(reader)

        assert [found.due, found.credited, found.paid] == [50, 20, 30]
        assert paid(found) == [a_payment(30)]

    def test_a_credit_within_a_payment_of_several_is_spread_and_the_cash_is_its_cash(
        self, bench: Bench, reader: Reader, person: Any
    ) -> None:
        numbers = hundreds(bench, 3)
        person.pay_with_credit(*numbers, amount=200, credit=100, date=DAY)

        found = money(reader)

        assert sum(each.amount for one in found for each in one.payments) == 200
        assert sum(one.credited for one in found) == 100
        assert all(one.settled and one.paid + one.credited == HUNDRED for one in found)

    def test_each_invoice_of_a_payment_has_its_share_under_one_id(
        self, bench: Bench, reader: Reader, person: Any
    ) -> None:
        numbers = hundreds(bench, 2)
        payment = person.record_payment(*numbers, amount=150, date=DAY)

        found = money(reader)

        assert [paid(one) for one in found] == [[a_payment(100)], [a_payment(50)]]
        assert {each.ledger_id for one in found for each in one.payments} == {payment["Id"]}
        assert [one.settled for one in found] == [True, False]

    def test_a_payment_with_another_day_tells_its_invoice_though_that_did_not_change(
        self, bench: Bench, reader: Reader, person: Any
    ) -> None:
        (number,) = hundreds(bench)
        payment = person.record_payment(number, amount=30)
        reader.at_rest()
        person.edit_payment(payment["Id"], date=DAY)

        (found,) = money(reader)

        assert paid(found) == [a_payment(30)]

    @pytest.mark.parametrize("moves", [True, False])
    def test_a_payment_is_no_edit_whether_it_moves_the_version_or_not(
        self, bench: Bench, reader: Reader, person: Any, moves: bool
    ) -> None:
        bench.there.set_switches(payment_moves_sync_token=moves)
        (number,) = hundreds(bench)
        person.record_payment(number, amount=30)

        (found,) = read(reader)

        link = bench.links[Ref(INVOICE, 1)]
        assert found.view == link.view
        assert (found.version != link.version) is moves

    @pytest.mark.parametrize("how", ["void_payment", "remove_payment"])
    def test_a_payment_that_is_gone_opens_its_invoice(
        self, bench: Bench, reader: Reader, person: Any, how: str
    ) -> None:
        (number,) = hundreds(bench)
        payment = person.record_payment(number)
        reader.at_rest()
        getattr(person, how)(payment["Id"])

        (found,) = money(reader)

        assert found == Money(due=HUNDRED)


@pytest.mark.rule("C-05")
class TestTheFeed:
    def test_a_night_without_changes_is_one_call(self, reader: Reader) -> None:
        reader.at_rest()

        assert reader.read() == []
        assert reader.calls == 1

    @pytest.mark.parametrize("placeholders", [True, False])
    def test_places_without_changes_say_nothing(
        self, bench: Bench, reader: Reader, placeholders: bool
    ) -> None:
        bench.there.set_switches(cdc_placeholders=placeholders)
        hundreds(bench)

        assert [each.resource for each in reader.read()] == ["Customer", "Invoice"]

    @pytest.mark.parametrize("shown_as", ["object", "deleted"])
    def test_an_inactive_party_is_gone_however_the_feed_shows_it(
        self, bench: Bench, reader: Reader, person: Any, shown_as: str
    ) -> None:
        bench.there.set_switches(cdc_inactive=shown_as)
        bench.made(a_party())
        reader.at_rest()
        person.inactivate("Acme Ltd")

        (found,) = read(reader, "Customer")

        assert found.gone
        assert found.view["name"] == "Acme Ltd"

    @pytest.mark.parametrize("restores", [True, False])
    def test_a_party_that_is_in_use_again_has_its_own_name(
        self, bench: Bench, reader: Reader, person: Any, restores: bool
    ) -> None:
        bench.there.set_switches(reactivation_restores_name=restores)
        bench.made(a_party())
        person.inactivate("Acme Ltd")
        person.reactivate("Acme Ltd")

        (found,) = read(reader, "Customer")

        assert (found.gone, found.view["name"]) == (False, "Acme Ltd")

    @pytest.mark.rule("Q-06")
    def test_another_place_in_the_hierarchy_changes_nothing_of_a_party(
        self, bench: Bench, reader: Reader, person: Any
    ) -> None:
        written = [bench.made(each) for each in parties(2)]
        reader.at_rest()
        person.move_customer("Client 00002", parent="Client 00001")
        person.edit_customer("Client 00002", phone="0113 1")

        (found,) = read(reader, "Customer")

        assert found.view == {**written[1].view, "phone": "0113 1"}

    def test_the_invoices_of_a_merged_customer_are_the_others(
        self, bench: Bench, reader: Reader, person: Any
    ) -> None:
        hundreds(bench)
        other = bench.made(a_party(source_id=8, name="Bolt Ltd"))
        reader.at_rest()
        person.merge_customers("Acme Ltd", "Bolt Ltd")

        found = {each.resource: each for each in reader.read() if each.gone or each.money}

        assert found["Customer"].gone
        assert found["Invoice"].view["party"] == other.ledger_id

    def test_a_deleted_invoice_is_gone_and_one_that_is_not_ours_is_not_spoken_of(
        self, bench: Bench, reader: Reader, person: Any
    ) -> None:
        (number,) = hundreds(bench)
        person.create_invoice("Acme Ltd", [{"item": "1", "price": 5}], DocNumber="HIS-1")
        reader.at_rest()
        person.delete_invoice(number)
        person.delete_invoice("HIS-1")

        (found,) = read(reader)

        assert (found.ledger_id, found.gone) == (bench.links[Ref(INVOICE, 1)].ledger_id, True)
        assert found.money == Money(due=Decimal(0))


def change_2500_things(bench: Bench, person: Any, payments: Sequence[str]) -> None:
    """Parties and invoices that are new, payments and invoices that are deleted."""
    for payment in payments:
        person.remove_payment(payment)
    for document in invoices(50, first=301):
        person.delete_invoice(document.number)
    write_all(bench, parties(800, first=100))
    new = invoices(1050, first=351)
    write_all(bench, [replace(each, lines=(OVER_A_HUNDRED,)) for each in new])


@pytest.mark.rule("C-05")
class TestWhatTheFeedHoldsBack:
    def test_of_2500_changes_in_one_window_2500_are_seen(
        self, bench: Bench, reader: Reader, person: Any
    ) -> None:
        numbers = hundreds(bench, 350)[:300]
        payments = [person.record_payment(number)["Id"] for number in numbers]
        reader.at_rest()
        change_2500_things(bench, person, payments)

        found = reader.read()

        ours = [each for each in found if each.resource == "Invoice"]
        assert len([each for each in found if each.resource == "Customer"]) == 800
        assert len([each for each in ours if each.gone]) == 50
        assert len([each for each in ours if each.money == Money(due=HUNDRED)]) == 1350
        # The feed, its four parts, two pages of invoices, two of their ids, and those that lack.
        assert reader.calls == 10

    @pytest.mark.parametrize("too_old", ["refuse", "cut"])
    def test_what_changed_longer_ago_than_the_feed_knows_is_queried(
        self, bench: Bench, reader: Reader, person: Any, too_old: str
    ) -> None:
        bench.there.set_switches(cdc_too_old=too_old)
        kept, deleted, _ = hundreds(bench, 3)
        reader.at_rest()
        person.record_payment(kept, amount=30, date=DAY)
        person.delete_invoice(deleted)
        person.edit_customer("Acme Ltd", phone="0113 1")
        reader.later(timedelta(days=45).total_seconds())

        found = {each.ledger_id: each for each in reader.read() if each.resource == "Invoice"}

        first, second = (bench.links[Ref(INVOICE, number)].ledger_id for number in (1, 2))
        assert set(found) == {first, second}
        assert found[second].gone
        assert [paid(each.money) for each in found.values() if each.money] == [[a_payment(30)], []]
        assert reader.marks["changes"] > bench.sandbox.now() - timedelta(seconds=5)

    def test_the_next_reading_asks_the_feed_again(self, bench: Bench, reader: Reader) -> None:
        hundreds(bench)
        reader.later(timedelta(days=45).total_seconds())
        reader.at_rest()

        assert reader.read() == []
        assert reader.calls == 1


def test_records_are_read_as_they_are_asked_for(bench: Bench, person: Any) -> None:
    first, second = (bench.made(each) for each in parties(2))
    person.inactivate("Client 00002")
    asked = [second.ledger_id, "999", first.ledger_id]

    found = bench.client.read_records("Customer", asked)

    assert [each.ledger_id for each in found] == asked
    assert [each.gone for each in found] == [True, True, False]
