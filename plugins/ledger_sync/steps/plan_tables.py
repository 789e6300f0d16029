"""The tables on the page of a plan: which there are, and what their rows say."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ledger_sync.steps.templates import tag

if TYPE_CHECKING:
    from ledger_sync.model import Json
    from ledger_sync.steps.templates import Html

Names = dict[tuple[str, str], str]
"""What the ledger's parties are called, by resource and id."""


@dataclass(frozen=True)
class PlanTable:
    """One table of the page, with what its rows are made from; only those shown are made."""

    name: str
    title: str
    note: str
    headings: Sequence[str]
    entries: Sequence[Any]
    row: Callable[[Any], Iterable[object]]

    def heading(self) -> str:
        """The title with how many there are."""
        return f"{self.title}: {len(self.entries):,}"


def tables(plan: Json) -> list[PlanTable]:
    """All of them, first what a person has to look at."""
    names = _names(plan)
    return [_pairs(plan, names), *warnings(plan), _linked(plan), _created(plan, names)]


def _pairs(plan: Json, names: Names) -> PlanTable:
    """Both sides of each pair next to each other."""

    def row(pair: tuple[Json, Json | None]) -> Iterator[object]:
        theirs, ours = pair
        party = theirs["party"]
        called = _called(theirs, names)
        yield _lines(called, _about(theirs), _reached(party, party["address"]["city"]))
        if ours is None:
            yield from (None, None, "waits with the client to which it belongs")
        else:
            yield _lines(ours["name"], _ours(ours), _reached(ours, ours["city"]))
            yield from (ours["score"], "; ".join(ours["reasons"]))

    return PlanTable(
        name="decide",
        title="Pairs to decide",
        note="The two may be one: both wait until a person decides. The highest score is 100.",
        headings=("in the ledger", "in Klipboard", "score", "why"),
        entries=[(each, ours) for each in plan["review"] for ours in each["candidates"] or [None]],
        row=row,
    )


def warnings(plan: Json) -> list[PlanTable]:
    """What goes otherwise than somebody may expect."""
    by_id = {ledger_id: name for (_, ledger_id), name in _names(plan).items()}
    return [
        PlanTable(
            name="numbers",
            title="Numbers that the ledger uses already",
            note="The ledger's document is not ours: ours is held until one of the two is changed.",
            headings=("in Klipboard", "number", "id in the ledger"),
            entries=plan["numbers_in_use"],
            row=lambda each: (_ours(each), each["number"], each["ledger_id"]),
        ),
        PlanTable(
            name="rules",
            title="Rules broken",
            note="These are held until they are corrected in Klipboard; the others go.",
            headings=("in Klipboard", "rule", "field", "why"),
            entries=plan["breaks"],
            row=lambda each: (
                _lines(each["name"], _ours(each)),
                *(each[name] for name in ("rule", "field", "message")),
            ),
        ),
        PlanTable(
            name="both",
            title="Customer and supplier at once",
            note="They become clients of Klipboard.",
            headings=("name", "id in the ledger"),
            entries=plan["both"],
            row=lambda ledger_id: (by_id.get(ledger_id), ledger_id),
        ),
    ]


def _linked(plan: Json) -> PlanTable:
    return PlanTable(
        name="linked",
        title="Linked",
        note="They are on both sides already; what differs, the ledger gets from Klipboard.",
        headings=("in the ledger", "in Klipboard", "told by", "in the ledger then"),
        entries=plan["link"],
        row=lambda each: (
            _lines(each["their_name"], _about(each)),
            _lines(each["name"], _ours(each)),
            _lines(each["by"], "; ".join(each["reasons"])),
            "updated" if each["update"] else "left alone",
        ),
    )


def _created(plan: Json, names: Names) -> PlanTable:
    return PlanTable(
        name="created",
        title="New in Klipboard",
        note="They come from the ledger.",
        headings=("in the ledger", "becomes", "e-mail", "phone", "town"),
        entries=plan["create"],
        row=lambda each: (
            _lines(_called(each, names), _about(each)),
            kind(each["party"]["entity"]),
            each["party"]["email"],
            each["party"]["phone"] or each["party"]["mobile"],
            each["party"]["address"]["city"],
        ),
    )


def _names(plan: Json) -> Names:
    linked = {(each["resource"], each["ledger_id"]): each["their_name"] for each in plan["link"]}
    others = (*plan["create"], *plan["review"])
    return linked | {
        (each["resource"], each["ledger_id"]): each["party"]["name"] for each in others
    }


def _called(theirs: Json, names: Names) -> str:
    """A party of the ledger; a location with the client to which it belongs."""
    client = names.get((theirs["resource"], theirs["parent_id"]))
    name: str = theirs["party"]["name"]
    return f"{name} (of {client})" if client else name


def _about(theirs: Json) -> str:
    number = f", number {theirs['number']}" if theirs["number"] else ""
    return f"{theirs['resource']} {theirs['ledger_id']}{number}"


def _ours(each: Json) -> str:
    return f"{kind(each['entity'])} {each['source_id']}"


def _reached(party: Json, city: str | None) -> str:
    phones = dict.fromkeys((party["phone"], party.get("mobile")))
    return ", ".join(filter(None, (party["email"], *phones, city)))


def _lines(first: str, *others: str) -> Html:
    return tag("span", tag("strong", first), *(f"\n{each}" for each in others if each))


def kind(entity: str) -> str:
    """An entity in words."""
    return entity.replace("_", " ")
