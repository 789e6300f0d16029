"""The plan of a first connection as people read it: a page, and a few lines for its approval.

Nothing is decided or read here. The lines hold figures only: Airflow keeps them in its own
database, so nobody is named there.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ledger_sync.model import DOCUMENTS, PARTIES
from ledger_sync.steps import plan_tables
from ledger_sync.steps.plan_tables import kind
from ledger_sync.steps.templates import page, table, tag

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ledger_sync.model import Json
    from ledger_sync.steps.plan_tables import PlanTable
    from ledger_sync.steps.templates import Html

SHOWN = 500
"""Rows of one table; a plan may have ten thousand, and nobody reads those."""
HASH_SHOWN = 12
"""Digits by which a person tells plans apart."""

SENT = "with the next hourly run"
KINDS = (
    *("kind", "new in Klipboard", "linked", "to decide"),
    *("new in the ledger", "updated in the ledger", "left alone in the ledger"),
)


@dataclass(frozen=True)
class _Figures:
    """How many, by entity. What is linked is updated or left alone."""

    new: Counter[str]
    linked: Counter[str]
    theirs_asked: Counter[str]
    ours_asked: Counter[str]
    sent: Counter[str]
    updated: Counter[str]
    same: Counter[str]

    def klipboard(self) -> dict[str, int]:
        """What becomes of Klipboard's side: what is there already is not changed."""
        linked = self.linked.total()
        return _side(self.new.total(), linked, 0, linked, self.ours_asked.total())

    def ledger(self) -> dict[str, int]:
        """What becomes of the ledger's side."""
        changed = (self.updated.total(), self.same.total())
        return _side(self.sent.total(), self.linked.total(), *changed, self.theirs_asked.total())


def _side(created: int, linked: int, updated: int, same: int, asked: int) -> dict[str, int]:
    names = ("created", "linked", "updated", "left alone", "to decide")
    return dict(zip(names, (created, linked, updated, same, asked), strict=True))


def plan_page(title: str, plan: Json, review_href: str | None) -> str:
    """The plan as a page of HTML.

    Args:
        review_href: Where the review file is found from the page; None: there is none.
    """
    figures = _figures(plan)
    parts = [part for part in plan_tables.tables(plan) if part.entries]
    return page(
        title,
        tag(
            "div",
            _card("In Klipboard", "what is there already is not changed", figures.klipboard()),
            _card("In the ledger", f"{SENT}, if everything passes its checks", figures.ledger()),
            class_="sides",
        ),
        *(tag("p", tag("strong", f"{name}: "), text) for name, text in _notes(plan)),
        _download(review_href) if review_href else None,
        tag("nav", *(tag("a", part.heading(), href=f"#{part.name}") for part in parts)),
        tag("h2", "By kind"),
        table(KINDS, _by_kind(figures)),
        *(_section(part) for part in parts),
        tag("p", tag("small", f"Plan {plan['hash'][:HASH_SHOWN]}")),
    )


def plan_words(plan: Json) -> str:
    """The plan in a few lines of Markdown."""
    figures = _figures(plan)
    lines = {
        "Klipboard": _listed(figures.klipboard()),
        f"Ledger, {SENT}": _listed(figures.ledger()),
        **dict(_notes(plan)),
    }
    if warnings := [part.heading() for part in plan_tables.warnings(plan) if part.entries]:
        lines["To look at"] = "; ".join(warnings)
    lines["Plan"] = f"`{plan['hash'][:HASH_SHOWN]}`; the page of this run shows who"
    return "\n".join(f"- **{name}:** {text}" for name, text in lines.items())


def _listed(counts: dict[str, int]) -> str:
    return ", ".join(f"{count:,} {name}" for name, count in counts.items())


def _figures(plan: Json) -> _Figures:
    send = plan["send"]
    asked = {
        (each["entity"], each["source_id"])
        for theirs in plan["review"]
        for each in theirs["candidates"]
    }

    def told(action: str) -> Counter[str]:
        return Counter({entity: counts.get(action, 0) for entity, counts in send.items()})

    return _Figures(
        new=Counter(each["party"]["entity"] for each in plan["create"]),
        linked=Counter(each["entity"] for each in plan["link"]),
        theirs_asked=Counter(each["party"]["entity"] for each in plan["review"]),
        ours_asked=Counter(entity for entity, _ in asked),
        sent=told("create"),
        updated=told("update"),
        same=told("same"),
    )


def _by_kind(figures: _Figures) -> Iterator[tuple[object, ...]]:
    columns = (
        *(figures.new, figures.linked, figures.theirs_asked),
        *(figures.sent, figures.updated, figures.same),
    )
    for entity in (*PARTIES, *DOCUMENTS):
        if any(entity in column for column in columns):
            yield kind(entity), *(column[entity] for column in columns)


def _notes(plan: Json) -> Iterator[tuple[str, str]]:
    calls = plan["calls"]
    reads, writes, limit = calls["reads"], calls["writes"], calls["daily_limit"]
    text = f"at least {reads + writes:,} ({reads:,} to read, {writes:,} to write)"
    if limit is None:
        yield "Calls", f"{text}; the ledger sets no daily limit"
    elif reads + writes <= limit:
        yield "Calls", f"{text} of {limit:,} a day"
    else:
        days = -(-(reads + writes) // limit)
        wait = f"it waits when they are spent and goes on by itself, on {days:,} days"
        yield "Calls", f"{text}, and the ledger allows {limit:,} a day: {wait}"
    starts = (
        f"{kind(entity)} {'stays as it is' if number is None else number}"
        for entity, number in plan["start_numbers"].items()
    )
    yield "Klipboard's next numbers", ", ".join(starts) or "stay as they are"


def _card(title: str, note: str, counts: dict[str, int]) -> Html:
    each = (tag("div", tag("dd", f"{count:,}"), tag("dt", name)) for name, count in counts.items())
    return tag("section", tag("h3", title), tag("small", note), tag("dl", *each), class_="side")


def _download(href: str) -> Html:
    link = tag("a", "review file (CSV)", href=href, download="")
    how = ", write same or different into its column decision, save it over the one in reviews/."
    return tag("p", tag("strong", "To decide: "), "take the ", link, how)


def _section(part: PlanTable) -> Html:
    more = len(part.entries) - SHOWN
    return tag(
        "section",
        tag("h2", part.heading(), id=part.name),
        tag("p", part.note),
        table(part.headings, (part.row(each) for each in part.entries[:SHOWN])),
        tag("p", f"{more:,} more are not shown here.") if more > 0 else None,
    )
