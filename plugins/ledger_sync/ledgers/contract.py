"""What every ledger's folder must provide: the only thing that steps know of a ledger.

``tests/contract`` runs one suite over every ledger in ``LEDGERS`` and holds them to it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from ledger_sync.errors import Refused
from ledger_sync.model import (
    Action,
    Company,
    Draft,
    Found,
    Json,
    LedgerAccount,
    Link,
    Party,
    Record,
    Ref,
    Reply,
    Written,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime
    from decimal import Decimal

    from ledger_sync.rules.mapping import Tables, TableSpec


@dataclass(frozen=True)
class Phase:
    """One step of draining the outbox: these entities, this action, in one kind of call.

    The order of the phases is the order in which a ledger needs them: what frees a name or a
    number comes before what takes one, parties come before documents.
    """

    entities: tuple[str, ...]
    action: Action


@dataclass(frozen=True)
class Item:
    """One element on its way to the ledger, with everything that its body is made from."""

    draft: Draft
    action: Action
    link: Link | None = None
    ledger_ids: Mapping[Ref, str] = field(default_factory=dict)
    ledger_status: str | None = None
    """What the ledger said the record's status is, where the first try was refused for it."""


@dataclass(frozen=True)
class Taken:
    """The ledger refused a create because the name or number is in use."""

    error: Refused
    repeated: bool = False
    """The call had been sent before and its first answer was lost: the holder may be ours."""


@dataclass(frozen=True)
class WrongStatus:
    """The ledger refused a change because of the status that its record has."""

    error: Refused


Refusal = Refused | Taken | WrongStatus
Outcome = Written | Refusal
"""What the ledger said of one element."""


@dataclass(frozen=True)
class LedgerParty:
    """A party as the ledger has it, in our form, with what the ledger says of its role."""

    ledger_id: str
    number: str | None
    party: Party
    is_supplier: bool
    is_customer: bool
    active: bool


@dataclass(frozen=True)
class Tenant:
    """An organisation that a consent gives access to."""

    tenant_id: str
    name: str
    consent_id: str
    """What must be named to revoke it."""


class Caller(Protocol):
    """A ledger connection's line to its API: signed, paced, retried, counted (``rest``)."""

    def __call__(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str] | None = None,
        body: Json | None = None,
        headers: Mapping[str, str] | None = None,
        key: str | None = None,
    ) -> Reply:
        """Make one call and give its JSON answer; errors are raised as those of ``errors``."""
        ...


class LedgerClient(Protocol):
    """Talks to one organisation of a ledger. Does not retry, does not plan."""

    def write(self, items: Sequence[Item], key: str) -> list[Outcome]:
        """Send one batch (same phase, at most ``batch_size``); one outcome an item, same order."""
        ...

    def find(self, items: Sequence[Item]) -> list[Found | None]:
        """What the ledger has under each item's id, number or name; one answer an item."""
        ...

    def find_sent(self, items: Sequence[Item], since: datetime) -> list[Found | None]:
        """As ``find`` for items whose batch was claimed at ``since`` and never answered."""
        ...

    def list_accounts(self) -> list[LedgerAccount]:
        """The chart of accounts."""
        ...

    def list_parties(self) -> Iterator[list[LedgerParty]]:
        """All parties, page by page."""
        ...

    def list_numbers(self, entity: str) -> Iterator[list[str]]:
        """All document numbers of an entity, page by page."""
        ...


@dataclass(frozen=True)
class Answer:
    """An HTTP answer reduced to what ``fault`` judges: nothing of ``requests`` in pure rooms."""

    status: int
    headers: Mapping[str, str]
    text: str


@dataclass(frozen=True)
class Limits:
    """How fast one organisation may be called."""

    calls_per_minute: int
    concurrent: int
    remaining_minute: str
    """Header that says how many calls of the minute are left."""


@dataclass(frozen=True)
class OAuth:
    """How a ledger's consent works; the addresses are in the Airflow connection's extra."""

    pkce: bool
    defaults: Mapping[str, str]
    """``authorize_url``, ``token_url`` and so on, when the Airflow connection names none."""
    list_tenants: Callable[[Any, Mapping[str, str], Mapping[str, str]], list[Tenant]]
    revoke: Callable[[Any, Mapping[str, str], str, str], None]
    sessions_end: bool = False
    """Whether a connection ends after some minutes unless the company chose to stay (Q-02)."""


@dataclass(frozen=True)
class Ledger:
    """One ledger: names, order of work, pure functions, and the door to its client."""

    name: str
    title: str
    api_connection: str
    """Id of the Airflow connection with client id, secret and addresses."""
    default_host: str
    base_path: str
    """What stands between the host and the paths of the API."""
    entities: tuple[str, ...]
    """What it is told of, in the order in which a run examines them."""
    phases: tuple[Phase, ...]
    tables: tuple[TableSpec, ...]
    resources: Mapping[str, str]
    """The ledger's own word for each entity; entities with one word share a name space."""
    batch_size: int
    limits: Limits
    oauth: OAuth
    draft: Callable[[Record, Company, Tables], Draft]
    """Pure: what the ledger shall hold. Raises ``RecordError``."""
    shown_name: Callable[[str, str, str | None], str]
    """Pure: the name under which the ledger will show a party, from entity, name, client's name."""
    agreed_keys: Callable[[Json], Mapping[str, str | None]]
    """Pure: name, phone, mobile and email in a content, as the uniqueness rules see them."""
    line_ids: Callable[[Json], list[str]]
    """Pure: Klipboard's ids of the lines in a content, in the order in which they are sent."""
    status_of: Callable[[Json], str | None]
    """Pure: the ledger's status that a content gives a document."""
    number_of: Callable[[Item], str]
    """Pure: the natural key that an item has, or would get, in the ledger."""
    difference: Callable[[Json, Written], Decimal]
    """Pure: by how much the ledger's sum of a document departs from ours; zero as it should be."""
    holds: Callable[[Json, LedgerParty], bool]
    """Pure: whether the ledger's party already has everything that a content says."""
    is_open: Callable[[Found], bool]
    """Pure: whether a found record can still be changed and carries no money."""
    is_void: Callable[[Found], bool]
    """Pure: whether a found record is voided, deleted or archived."""
    fault: Callable[[Answer, str], Exception | None]
    """Pure: the error that an answer is, or None."""
    token_expired: str
    """Code of the error that a renewed token cures."""
    client: Callable[[Caller], LedgerClient]
    signed: Callable[[str, str], Mapping[str, str]]
    """Headers of a call, from access token and tenant."""

    def resource(self, entity: str) -> str:
        """The ledger's own word for an entity."""
        return self.resources[entity]

    def entity_of(self, resource: str) -> str:
        """The entity that a resource's calls are counted under: the first that shares it."""
        owners = (entity for entity, mine in self.resources.items() if mine == resource)
        return next(owners, resource.lower().removesuffix("s"))

    def parties(self) -> Iterable[str]:
        """The entities that live in the same resource as clients."""
        home = self.resources["client"]
        return (entity for entity, resource in self.resources.items() if resource == home)
