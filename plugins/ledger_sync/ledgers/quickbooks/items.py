"""Products and services of one QuickBooks company: found by name, made where they lack (Q-12)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger_sync.ledgers.quickbooks import elements, inbound, queries
from ledger_sync.ledgers.quickbooks.bodies import record_id
from ledger_sync.ledgers.quickbooks.calls import Answered, Calls
from ledger_sync.model import ITEM, LedgerItem, LedgerProduct

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ledger_sync.ledgers.contract import Caller, ItemWish, Refusal
    from ledger_sync.ledgers.quickbooks.calls import Answered
    from ledger_sync.model import Json

RESOURCE = "Item"
PURCHASES = ("Cost of Goods Sold", "Expense")
"""Types of account that a purchase can be booked to, the likelier first."""


class QuickBooksItems:
    """The items of one company."""

    def __init__(self, call: Caller) -> None:
        self._calls = Calls(call)

    def find_items(self, names: Sequence[str]) -> list[LedgerItem]:
        """The items in use that have one of these names; QuickBooks compares without case."""
        return [
            inbound.item(body)
            for statement in queries.one_of(RESOURCE, "Name", names)
            for body in self._calls.select(statement, RESOURCE)
        ]

    def create_items(self, wishes: Sequence[ItemWish], key: str) -> list[LedgerItem | Refusal]:
        """Make non-stock items that earn into the account that the line chose.

        A company that demands an account for purchases too gets one: it is used only should
        somebody buy the item, which the bookkeeper decides.
        """
        answered = self._create([_body(wish) for wish in wishes], key)
        outcomes = _outcomes(answered)
        lacking = [
            place
            for place, element in enumerate(answered.elements)
            if elements.lacks(element, "ExpenseAccountRef")
        ]
        account = self._purchase_account() if lacking else None
        if account is None:
            return outcomes
        bought = {"ExpenseAccountRef": {"value": account}}
        bodies = [{**_body(wishes[place]), **bought} for place in lacking]
        again = _outcomes(self._create(bodies, f"{key}-bought"))
        for place, outcome in zip(lacking, again, strict=True):
            outcomes[place] = outcome
        return outcomes

    def list_products(self) -> Iterator[list[LedgerProduct]]:
        """All items in use; what they name by id is read first.

        QuickBooks leaves the SKU out of ``*``: it has to be asked for by name.
        """
        accounts = self._codes("Account")
        tax_codes = self._codes("TaxCode")
        for page in self._calls.pages(RESOURCE, "Active = true", columns="*, Sku"):
            yield [inbound.product(body, accounts, tax_codes) for body in page]

    def _codes(self, entity: str) -> dict[str, str]:
        pages = self._calls.pages(entity, queries.ACTIVE_OR_NOT)
        return {record_id(body, "Id"): inbound.shown_code(body) for page in pages for body in page}

    def _create(self, bodies: Sequence[Json], key: str) -> Answered:
        entries = [{"operation": "create", RESOURCE: body} for body in bodies]
        return self._calls.batch(entries, key, RESOURCE)

    def _purchase_account(self) -> str | None:
        statements = queries.one_of("Account", "AccountType", PURCHASES)
        found = [each for one in statements for each in self._calls.select(one, "Account")]
        known = [body for body in found if body.get("AccountType") in PURCHASES]
        known.sort(key=lambda body: (PURCHASES.index(body["AccountType"]), _place(body)))
        return record_id(known[0], "Id") if known else None


def _place(account: Json) -> tuple[int, str]:
    """QuickBooks counts its ids: the oldest account comes first."""
    found = record_id(account, "Id")
    return len(found), found


def _body(wish: ItemWish) -> Json:
    return {
        "Name": wish.name,
        "Type": "NonInventory",
        "IncomeAccountRef": {"value": wish.account_id},
    }


def _outcomes(answered: Answered) -> list[LedgerItem | Refusal]:
    return [_outcome(element, repeated=answered.repeated) for element in answered.elements]


def _outcome(element: Json, *, repeated: bool) -> LedgerItem | Refusal:
    refusal = elements.refusal(element, ITEM, "create", repeated=repeated)
    return refusal or inbound.item(elements.record(element, RESOURCE))
