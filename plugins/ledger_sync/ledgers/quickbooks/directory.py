"""QuickBooks' customers and vendors as clients, locations and suppliers (Q-01). Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ledger_sync.ledgers.quickbooks import view
from ledger_sync.ledgers.quickbooks.bodies import CUSTOMER, VENDOR, part, record_id, text
from ledger_sync.ledgers.quickbooks.names import restored
from ledger_sync.ledgers.views import LedgerParty
from ledger_sync.model import CLIENT, CLIENT_LOCATION, SUPPLIER, Address, Json, Party

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

UNSAVED_COMPANY = 0
"""A customer belongs to no company of Klipboard yet; the first connection says which."""
DEEPEST = 5
"""Levels that a hierarchy of customers can have."""


Terms = Mapping[str, str]
"""Names of the company's payment terms by their ids: who has some names them by id alone."""


def customers(bodies: Iterable[Json], terms: Terms) -> Iterator[LedgerParty]:
    """All customers that are in use, those at the top first; from all that there are (Q-01).

    A deeper sub-customer belongs to its top parent. One whose top parent is not in use stands by
    itself: there is no client that it could be a location of.
    """
    known = {record_id(body, "Id"): body for body in bodies}
    in_use = {key: body for key, body in known.items() if body.get("Active", True)}
    tops = {key: _top(key, known) for key in in_use}
    below = {key: top for key, top in tops.items() if top != key and top in in_use}
    for key, body in in_use.items():
        if key not in below:
            yield _customer(body, None, terms)
    for key, top in below.items():
        yield _customer(in_use[key], top, terms)


def _top(key: str, known: Mapping[str, Json]) -> str:
    for _ in range(DEEPEST):
        parent = text(part(known[key], "ParentRef"), "value")
        if parent is None or parent not in known:
            break
        key = parent
    return key


def _customer(body: Json, parent_id: str | None, terms: Terms) -> LedgerParty:
    entity = CLIENT if parent_id is None else CLIENT_LOCATION
    return LedgerParty(
        ledger_id=record_id(body, "Id"),
        resource=CUSTOMER,
        number=None,
        party=_party(body, entity, _term(body, "SalesTermRef", terms)),
        is_supplier=False,
        is_customer=True,
        active=True,
        parent_id=parent_id,
        version=text(body, "SyncToken"),
        view=view.of(body, CUSTOMER),
    )


def vendor(body: Json, terms: Terms) -> LedgerParty:
    """A vendor that is in use, as a supplier would be kept in Klipboard."""
    return LedgerParty(
        ledger_id=record_id(body, "Id"),
        resource=VENDOR,
        number=None,
        party=_party(body, SUPPLIER, _term(body, "TermRef", terms)),
        is_supplier=True,
        is_customer=False,
        active=True,
        version=text(body, "SyncToken"),
        view=view.of(body, VENDOR),
    )


def _term(body: Json, name: str, terms: Terms) -> str | None:
    reference = part(body, name)
    return text(reference, "name") or terms.get(str(reference.get("value")))


def _party(body: Json, entity: str, term: str | None) -> Party:
    """Its tax number is not read: QuickBooks shows only the last signs of it."""
    given, family = text(body, "GivenName"), text(body, "FamilyName")
    return Party(
        entity=entity,
        company_id=UNSAVED_COMPANY,
        source_id=0,
        name=restored(text(body, "DisplayName") or ""),
        account_number=text(body, "AcctNum"),
        contact_first_name=restored(given) if given else None,
        contact_last_name=restored(family) if family else None,
        email=text(part(body, "PrimaryEmailAddr"), "Address"),
        phone=text(part(body, "PrimaryPhone"), "FreeFormNumber"),
        mobile=text(part(body, "Mobile"), "FreeFormNumber"),
        address=Address(**view.address(body)),
        payment_terms=term,
        currency=text(part(body, "CurrencyRef"), "value"),
    )
