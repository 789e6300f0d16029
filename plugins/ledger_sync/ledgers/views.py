"""What a ledger shows of its records, and how that comes back: a part of the contract."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from ledger_sync.model import ItemKey, Json, Lookup, Money, Party, Ref


@dataclass(frozen=True)
class LedgerParty:
    """A party as the ledger has it, in our form, with what the ledger says of its role."""

    ledger_id: str
    resource: str
    number: str | None
    party: Party
    is_supplier: bool
    is_customer: bool
    active: bool
    parent_id: str | None = None
    """The ledger's id of the client that a location belongs to."""
    version: str | None = None
    view: Json = field(default_factory=dict)


@dataclass(frozen=True)
class LedgerRecord:
    """A party or an invoice as the ledger has it now, for the way back."""

    resource: str
    ledger_id: str
    view: Json
    """Its fields under Klipboard's names, in the ledger's codes and ids (``WayBack``)."""
    gone: bool = False
    """Voided, deleted, archived or inactive: then its other fields say nothing."""
    version: str | None = None
    money: Money | None = None
    """Of an invoice."""
    party: LedgerParty | None = None
    """Of a party: for one that Klipboard may not have yet (X-02)."""
    successor: str | None = None
    """The id of the record that it was merged into, at the end of the chain."""


@dataclass(frozen=True)
class Changed:
    """Some of what changed in the ledger."""

    records: Sequence[LedgerRecord]
    marks: Mapping[str, datetime] = field(default_factory=dict)
    """Up to when which list was read, by the ledger's own clock: said with its last records."""


LineText = Callable[[str | None, str | None, str | None], tuple[str | None, str | None]]
IsOurs = Callable[[str, Collection[str]], set[str]]
"""Which of a resource's ids are linked with a record of Klipboard."""


@dataclass(frozen=True)
class Ids:
    """What the ledger calls that of which a content speaks by marks."""

    records: Mapping[Ref, str] = field(default_factory=dict)
    codes: Mapping[Lookup, str] = field(default_factory=dict)
    items: Mapping[ItemKey, str] = field(default_factory=dict)


@dataclass(frozen=True)
class WayBack:
    """How a ledger's records come back (C-05, C-11).

    A *view* has the fields of a record under the names of Klipboard's columns, its values as the
    ledger has them, in a form that compares: text, ``None``, ``bool``, an ``address`` of six parts,
    and for an invoice ``party`` (the ledger's id) and ``lines``. A line of a view has ``id`` (the
    ledger's) and the fields of ``line_parts``. What a ledger cannot say of a record is no field of
    its views.
    """

    shown: Callable[[Json, Ids], Json]
    """Pure: the view that the ledger would give of a content; its lines have ``line``, Klipboard's
    id, in place of ``id``. What ``Ids`` does not know stays a mark, equal to nothing else."""
    parts: Mapping[str, tuple[str, ...]]
    """By field: the paths of what says it in a content (``Phones.MOBILE``)."""
    line_parts: Mapping[str, tuple[str, ...]]
    """The same of one line of a content."""
    lines: str
    """The name of a content's lines."""
    party_name: Callable[[str, str, str | None], str] = lambda _entity, name, _client: name
    """Pure: a party's name in Klipboard, from entity, name in the view and its client's name."""
    client_names: Callable[[Json], Sequence[str]] = lambda _content: ()
    """Pure: names of its client that a location's content may begin with, the likelier first."""
    brings_new: bool = False
    """Whether parties that are new in the ledger come in (X-02; not Q-03 to Q-05)."""
    keeps_versions: bool = False
    """Whether a change must name the version it was made of: else we look before we change."""
    line_text: LineText | None = None
    """Pure: item name and description of a line, from its text in the view and what they are in
    Klipboard; None: a line's text is its description alone."""
    codes_in: Callable[[Json], Collection[tuple[str, str]]] = lambda _view: ()
    """Pure: kind and id of the entries of the ledger's own lists that a view speaks of by their
    ids (``Ledger.code_kinds``)."""
