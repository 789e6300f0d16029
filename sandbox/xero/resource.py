"""What every resource of the API offers to the reader and the writer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sandbox.xero.desk import Desk, UnknownId
from sandbox.xero.formats import Element
from sandbox.xero.listing import Fields, Page, Query, paginate, select

Body = dict[str, Any]


class Resource:
    """A collection such as Contacts. Subclasses say what they can do; the rest is refused."""

    name: str
    id_field: str
    scopes: tuple[str, ...]
    fields: Fields
    methods: tuple[str, ...] = ("GET",)
    paging: bool = True
    paging_forced: bool = False

    def rows(self, desk: Desk, query: Query) -> Iterable[Any]:
        """Return the rows that a list may show, before filters."""
        raise NotImplementedError

    def row_view(self, desk: Desk, row: Any, page: Page, query: Query) -> Body:
        """Return a row of a list."""
        raise NotImplementedError

    def single(self, desk: Desk, key: str) -> Body:
        """Return one record by id or number.

        Raises:
            UnknownId: There is none.
        """
        del desk, key
        raise UnknownId

    def write(self, desk: Desk, element: Element, method: str, key: str | None) -> Body:
        """Write one element; return how the answer shows it. Errors end up on the desk."""
        raise NotImplementedError

    def page(self, desk: Desk, query: Query) -> Page:
        """Return the rows that a GET of the collection asks for."""
        rows = select(desk, query, self.rows(desk, query), self.fields, [])
        return (
            paginate(query, rows, forced=self.forces_paging(query)) if self.paging else Page(rows)
        )

    def forces_paging(self, query: Query) -> bool:
        """Say whether the answer is paged though no page was asked for."""
        return self.paging_forced or query.flag("summaryOnly")

    def listed(self, desk: Desk, query: Query) -> tuple[list[Body], dict[str, int] | None]:
        """Return the views of a page, and its pagination object."""
        page = self.page(desk, query)
        return [self.row_view(desk, row, page, query) for row in page.rows], page.pagination
