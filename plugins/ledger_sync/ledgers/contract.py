"""What every ledger's folder must provide: the only thing that steps know of a ledger.

``tests/contract`` runs one suite over every ledger in ``LEDGERS`` and holds them to it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from ledger_sync.errors import Refused
from ledger_sync.model import (
    PARTIES,
    Action,
    Company,
    Draft,
    Found,
    ItemKey,
    Json,
    LedgerCode,
    LedgerItem,
    LedgerProduct,
    Link,
    Lookup,
    Numbered,
    Party,
    Record,
    Ref,
    Reply,
    Written,
)
from ledger_sync.rules.waits import named_wait

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime
    from decimal import Decimal

    from ledger_sync.ledgers.views import Changed, IsOurs, LedgerParty, LedgerRecord, WayBack
    from ledger_sync.rules.mapping import Tables, TableSpec
    from ledger_sync.rules.quotas import Quota


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
    codes: Mapping[Lookup, str] = field(default_factory=dict)
    items: Mapping[ItemKey, str] = field(default_factory=dict)
    seen: Found | None = None
    """What the ledger has, where the first try was refused for its status or version."""


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


@dataclass(frozen=True)
class WrongVersion:
    """The ledger refused a change because its record changed since we saw it last."""

    error: Refused
    repeated: bool = False
    """The call had been sent before and its first answer was lost: what changed may be ours."""


@dataclass(frozen=True)
class NotNow:
    """The ledger cannot take this element just now; a later try may succeed."""

    error: Refused


Unclear = Taken | WrongStatus | WrongVersion
"""Refusals that only the ledger's own record explains."""
Refusal = Refused | Unclear | NotNow
Outcome = Written | Refusal
"""What the ledger said of one element."""


@dataclass(frozen=True)
class Tenant:
    """An organisation that a consent gives access to."""

    tenant_id: str
    name: str
    consent_id: str
    """What must be named to revoke it."""


@dataclass(frozen=True)
class ItemWish:
    """An item that a line needs and the ledger lacks."""

    key: ItemKey
    name: str
    """The name that it gets: that of the key unless another item of the ledger has it."""
    account_id: str


class Tokens(Protocol):
    """A ledger connection's tokens, for taking a consent back."""

    def access(self) -> str:
        """A token that is good for now."""
        ...

    def refresh(self) -> str:
        """The token that is changed for the next ones."""
        ...


@dataclass(frozen=True)
class App:
    """Our app at a ledger and the addresses around its API."""

    client_id: str
    client_secret: str = field(repr=False)
    addresses: Mapping[str, str] = field(repr=False)
    """``api_url`` and everything that the Airflow connection's extra or the ledger names."""


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
        resource: str | None = None,
        elements: int = 1,
        once: bool = False,
    ) -> Reply:
        """Make one call and give its JSON answer; errors are raised as those of ``errors``.

        Args:
            once: Not to be made again when its answer is lost: ``AnswerLost`` is raised, and what
                it did is looked up first.
            resource: What it is counted under; None: the first part of the path.
            elements: How many calls it may count as at the ledger.
        """
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

    def list_codes(self, kind: str) -> list[LedgerCode]:
        """The ledger's own list of a kind (``Ledger.code_kinds``), inactive ones included."""
        ...

    def list_parties(self) -> Iterator[list[LedgerParty]]:
        """All parties that are in use, page by page; clients before their locations."""
        ...

    def list_numbers(self, entity: str, since: datetime | None = None) -> Iterator[list[Numbered]]:
        """Document numbers of an entity, page by page; all, or what changed since."""
        ...

    def list_changed(
        self, since: datetime, marks: Mapping[str, datetime], is_ours: IsOurs
    ) -> Iterator[Changed]:
        """Parties that changed, and invoices of ours that changed or whose money did.

        A record may come more than once: the last one counts. Nothing is left out, however much
        changed and however long ago; what was deleted for good comes as ``gone``.

        Args:
            since: From when, for a list without a mark; included.
            marks: From when, for each list: ``Changed.marks`` of an earlier reading, less the
                overlap; included.
            is_ours: Of documents, only ours are given; of parties, all.
        """
        ...

    def read_records(self, resource: str, ledger_ids: Sequence[str]) -> list[LedgerRecord]:
        """These records as they are now; one that is not there any more is ``gone``."""
        ...


class ItemClient(Protocol):
    """Talks to one organisation of a ledger whose lines need items (Q-12)."""

    def find_items(self, names: Sequence[str]) -> list[LedgerItem]:
        """The items that have one of these names, whatever their case."""
        ...

    def create_items(self, wishes: Sequence[ItemWish], key: str) -> list[LedgerItem | Refusal]:
        """Make items (at most ``batch_size``); one outcome a wish, in their order."""
        ...

    def list_products(self) -> Iterator[list[LedgerProduct]]:
        """All products and services that are in use, page by page (Q-14)."""
        ...


@dataclass(frozen=True)
class Answer:
    """An HTTP answer reduced to what ``fault`` judges: nothing of ``requests`` in pure rooms."""

    status: int
    headers: Mapping[str, str]
    text: str

    @property
    def retry_after(self) -> float | None:
        """The seconds that the ledger asks us to wait, if it names any."""
        return named_wait(self.headers)


@dataclass(frozen=True)
class Limits:
    """How fast one organisation may be called."""

    quotas: tuple[Quota, ...]
    concurrent: int
    remaining_minute: str | None = None
    """Header that says how many calls of the minute are left."""
    calls_per_day: int | None = None
    """The least that a company may make a day, for forecasts; None: no daily limit."""
    longest_call_seconds: float = 0.0
    """How long the ledger may work on a call that nobody waits for any more. It matters where the
    same document could be made twice (``Ledger.guarded_numbers``)."""


@dataclass(frozen=True)
class OAuth:
    """How a ledger's consent works; the addresses are in the Airflow connection's extra."""

    pkce: bool
    defaults: Mapping[str, str]
    """``authorize_url``, ``token_url`` and so on, when the Airflow connection names none."""
    list_tenants: Callable[[Any, App, str, Mapping[str, str]], list[Tenant]]
    """From plain HTTP, our app, an access token and what came with the redirect."""
    revoke: Callable[[Any, App, str, Tokens], None]
    """With plain HTTP and our app: take back the access to a tenant."""
    sessions_end: bool = False
    """Whether a connection ends after some minutes unless the company chose to stay (Q-02)."""


@dataclass(frozen=True)
class ProductFile:
    """What a file says to which people export the ledger's products (Q-14)."""

    headings: Mapping[str, tuple[str, ...]]
    """The usual headings of each field, the likelier first; case, spaces and signs do not count."""
    needed: tuple[str, ...]
    """Fields without whose column the file is not one of products."""
    read_row: Callable[[str, Mapping[str, str]], LedgerProduct]
    """Pure: from a row's place and its texts by field. Raises ``InvalidRecord``."""


@dataclass(frozen=True)
class Catalogue:
    """The items of a ledger whose lines need them (Q-12, Q-13)."""

    name: Callable[[ItemKey], str]
    """Pure: the name that an item of ours gets at first."""
    other_name: Callable[[ItemKey], str]
    """Pure: the name that it gets where another item of the ledger has the first one."""
    client: Callable[[Caller], ItemClient]
    resource: str = "Item"
    """The ledger's own word for an item; its ids are unique within it."""
    file: ProductFile | None = None
    """How a file reads that was exported from it; None: there is no such file."""


@dataclass(frozen=True)
class Ledger:
    """One ledger: names, order of work, pure functions, and the door to its client."""

    name: str
    title: str
    api_connection: str
    """Id of the Airflow connection with client id, secret and addresses."""
    default_host: str
    base_path: str
    """What stands between the host and the paths of the API; ``{tenant_id}`` is filled in."""
    entities: tuple[str, ...]
    """What it is told of, in the order in which a run examines them."""
    phases: tuple[Phase, ...]
    tables: tuple[TableSpec, ...]
    resources: Mapping[str, str]
    """The ledger's own word for each entity; its ids are unique within one word."""
    code_kinds: tuple[str, ...]
    """Kinds of lookups: what the ledger has lists of."""
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
    own_keys: tuple[str, ...] = ()
    """Entities whose number in the ledger is a key of ours that nobody else writes."""
    optional_codes: tuple[str, ...] = ()
    """Kinds of lookups without which a record goes all the same, which is told."""
    guarded_numbers: tuple[str, ...] = ()
    """Entities whose numbers the ledger does not keep unique: we look before we send (C-08)."""
    catalogue: Catalogue | None = None
    """How its items are found and made; None: its lines need none (Q-12)."""
    way_back: WayBack | None = None
    """How its records come back; None: they do not."""
    may_be: Callable[[LedgerParty, Party], bool] = lambda _theirs, _ours: True
    """Pure: whether a party of the ledger can be this one of ours at all (Q-06)."""

    def resource(self, entity: str) -> str:
        """The ledger's own word for an entity."""
        return self.resources[entity]

    def entity_of(self, resource: str) -> str:
        """The entity that a resource's calls are counted under: the first that shares it."""
        owners = (entity for entity, mine in self.resources.items() if mine == resource)
        # A word that no entity has (``TaxCode``) stands for itself: ``tax_code``.
        alone = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", resource).lower().removesuffix("s")
        return next(owners, alone)

    def must_come_back(self) -> WayBack:
        """How its records come back, where a step is only run for ledgers that have a way back."""
        if self.way_back is None:
            raise TypeError(f"nothing comes back from {self.title}")
        return self.way_back

    def parties(self) -> Iterable[str]:
        """The parties that the ledger is told of, clients before what belongs to them."""
        return (entity for entity in self.entities if entity in PARTIES)
