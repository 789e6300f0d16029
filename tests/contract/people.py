"""What a person does at a ledger's own screens, under one name for every ledger."""

from __future__ import annotations

from typing import Any, Protocol


class Person(Protocol):
    """The bookkeeper, as far as every ledger lets him do the same."""

    def add_account(self, number: str, name: str) -> None: ...

    def give_email(self, client: str, email: str) -> None: ...

    def be_paid(self, invoice: str) -> None: ...

    def add_stock_item(self, name: str) -> None:
        """Only where lines need items (``Ledger.catalogue``)."""
        ...

    def add_client_below(self, parent: str, name: str) -> None:
        """Only where a location belongs to a client there."""
        ...

    def move_client_below(self, parent: str, name: str) -> None:
        """As ``add_client_below``."""
        ...


class AtXero:
    def __init__(self, bookkeeper: Any) -> None:
        self._bookkeeper = bookkeeper

    def add_account(self, number: str, name: str) -> None:
        self._bookkeeper.add_account(number, name)

    def give_email(self, client: str, email: str) -> None:
        self._bookkeeper.edit_contact(client, email_address=email)

    def be_paid(self, invoice: str) -> None:
        self._bookkeeper.record_payment(invoice)

    def add_stock_item(self, name: str) -> None:
        raise NotImplementedError

    def add_client_below(self, parent: str, name: str) -> None:
        raise NotImplementedError

    def move_client_below(self, parent: str, name: str) -> None:
        raise NotImplementedError


class AtQuickBooks:
    def __init__(self, bookkeeper: Any) -> None:
        self._bookkeeper = bookkeeper

    def add_account(self, number: str, name: str) -> None:
        self._bookkeeper.create_account(name, number=number)

    def give_email(self, client: str, email: str) -> None:
        self._bookkeeper.edit_customer(client, email=email)

    def be_paid(self, invoice: str) -> None:
        self._bookkeeper.record_payment(invoice)

    def add_stock_item(self, name: str) -> None:
        self._bookkeeper.create_item(name, kind="Inventory")

    def add_client_below(self, parent: str, name: str) -> None:
        self._bookkeeper.create_customer(name, parent=parent)

    def move_client_below(self, parent: str, name: str) -> None:
        self._bookkeeper.move_customer(name, parent=parent)
