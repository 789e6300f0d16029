"""Plain HTML for people who want to look: the frame and the tables. No JavaScript."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse

from sandbox.request_log import LoggedRequest

LOOK = "/_sandbox/look"
ROWS_SHOWN = 500
STYLE = (
    "body{font:15px system-ui,sans-serif;margin:2rem;color:#222}table{border-collapse:collapse}"
    "td,th{padding:.3rem .8rem;border-bottom:1px solid #ddd;text-align:left}"
    "td.n{text-align:right}a{color:#0a6cbd}"
)


class Markup(str):
    """Text that is HTML already."""


def link(target: str, text: object) -> Markup:
    """Return a link."""
    return Markup(f'<a href="{escape(target)}">{escape(str(text))}</a>')


def table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> Markup:
    """Return a table; numbers stand to the right."""
    top = "".join(f"<th>{escape(head)}</th>" for head in heads)
    body = "".join(f"<tr>{''.join(_cell(value) for value in row)}</tr>" for row in rows)
    return Markup(f"<table><tr>{top}</tr>{body}</table>")


def _cell(value: object) -> str:
    if isinstance(value, Markup):
        return f"<td>{value}</td>"
    if isinstance(value, float):
        return f'<td class="n">{value:,.2f}</td>'
    kind = ' class="n"' if isinstance(value, int) else ""
    return f"<td{kind}>{escape('' if value is None else str(value))}</td>"


def page(title: str, *parts: Markup) -> HTMLResponse:
    """Return a page."""
    return HTMLResponse(
        f"<!DOCTYPE html><html lang=en><meta charset=utf-8><title>{escape(title)}</title>"
        f"<style>{STYLE}</style><p>{link('/', 'Sandbox')}</p><h1>{escape(title)}</h1>"
        + "".join(parts)
        + "</html>"
    )


Overview = Callable[[], Markup]


def calls_table(entries: Sequence[LoggedRequest]) -> Markup:
    """Return calls that were received, the last one first."""
    rows = [
        (
            f"{entry.at:%H:%M:%S}",
            entry.method,
            entry.path,
            entry.query,
            entry.status or "no answer",
            entry.elements,
            ", ".join(entry.faults),
        )
        for entry in reversed(entries[-ROWS_SHOWN:])
    ]
    return table(("Time", "Method", "Path", "Query", "Status", "Elements", "Faults"), rows)


def pages_router(ledgers: Mapping[str, Overview]) -> APIRouter:
    """Return the entrance, which shows the organisations of every ledger."""
    router = APIRouter(include_in_schema=False)

    @router.get("/")
    async def entrance() -> RedirectResponse:
        return RedirectResponse(LOOK)

    @router.get(LOOK)
    async def look() -> HTMLResponse:
        parts = [(Markup(f"<h2>{escape(name)}</h2>"), show()) for name, show in ledgers.items()]
        return page("Ledger sandbox", *(part for pair in parts for part in pair))

    return router
