"""The HTML of a run's own pages: elements, tables, the frame. What they say is not known here.

A page holds values of persons, typed by anybody: it stands alone, fetches nothing, runs nothing,
and every text is escaped that was not made by ``tag``.
"""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
"""Holds a page to what it promises wherever it is opened, also from a disk."""

STYLE = """
:root { color-scheme: light; }
body { font: 15px/1.45 system-ui, sans-serif; margin: 1.5rem auto; max-width: 72rem;
  padding: 0 1rem; color: #1d2530; overflow-wrap: anywhere; }
h1 { font-size: 1.4rem; margin: 0 0 1rem; }
h2 { font-size: 1.1rem; margin: 2rem 0 .3rem; }
h3 { font-size: .95rem; margin: 0; }
p { margin: .4rem 0; }
small { color: #56606c; }
nav a { margin-right: 1rem; }
.sides { display: grid; gap: .8rem; margin-bottom: .8rem;
  grid-template-columns: repeat(auto-fit, minmax(min(20rem, 100%), 1fr)); }
.side { border: 1px solid #c9d1da; border-radius: .4rem; padding: .7rem .9rem; }
dl { display: grid; gap: .4rem; margin: .5rem 0 0;
  grid-template-columns: repeat(auto-fit, minmax(4.2rem, 1fr)); }
dd { font-size: 1.4rem; margin: 0; font-variant-numeric: tabular-nums; }
dt { color: #56606c; font-size: .85rem; }
table { border-collapse: collapse; margin: .5rem 0; width: 100%; }
th, td { border: 1px solid #d8dee5; padding: .3rem .55rem; text-align: left; vertical-align: top; }
th { background: #f1f4f7; overflow-wrap: normal; }
td { min-width: 4.8rem; unicode-bidi: isolate; white-space: pre-line; }
.number { font-variant-numeric: tabular-nums; text-align: right; }
@media screen and (max-width: 44rem) {
  thead { display: none; }
  table, tbody, tr, td { display: block; }
  tr { border: 1px solid #c9d1da; border-radius: .4rem; margin-bottom: .6rem; padding: .3rem; }
  td, .number { border: 0; padding: .15rem 0; text-align: left; }
  td:empty { display: none; }
  td::before { color: #56606c; content: attr(data-label) ": "; font-size: .85rem; }
}
@media print {
  body { font-size: 10pt; margin: 0; max-width: none; }
  nav { display: none; }
  thead { display: table-header-group; }
  tr, .side { break-inside: avoid; }
  h2 { break-after: avoid; }
}
"""


class Html(str):
    """Markup; every other text is escaped where it is put between tags."""

    __slots__ = ()


def tag(name: str, *content: object, **attributes: str) -> Html:
    """An element. None is no content; a line under an attribute's name stands for a hyphen.

    >>> tag("a", "B & C", href="x?a=1&b=2", data_label="d")
    '<a href="x?a=1&amp;b=2" data-label="d">B &amp; C</a>'
    """
    names = (
        f' {key.strip("_").replace("_", "-")}="{html.escape(value)}"'
        for key, value in attributes.items()
    )
    return Html(f"<{name}{''.join(names)}>{_inner(content)}</{name}>")


def _inner(content: Iterable[object]) -> str:
    return "".join(
        part if isinstance(part, Html) else html.escape(str(part))
        for part in content
        if part is not None
    )


def table(headings: Sequence[str], rows: Iterable[Iterable[object]]) -> Html:
    """A table; on a narrow screen each row is a card, where every cell carries its heading."""
    head = tag("tr", *(tag("th", heading, scope="col") for heading in headings))
    body = (
        tag("tr", *(_cell(heading, value) for heading, value in zip(headings, row, strict=True)))
        for row in rows
    )
    return tag("table", tag("thead", head), tag("tbody", *body))


def _cell(heading: str, value: object) -> Html:
    if isinstance(value, int):
        return tag("td", f"{value:,}", data_label=heading, class_="number")
    return tag("td", value, data_label=heading)


def page(title: str, *content: object) -> str:
    """A whole page with this content."""
    head = (
        '<meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        f"{tag('title', title)}<style>{STYLE}</style>"
    )
    body = tag("main", tag("h1", title), *content)
    return f'<!DOCTYPE html>\n<html lang="en"><head>{head}</head><body>{body}</body></html>\n'
