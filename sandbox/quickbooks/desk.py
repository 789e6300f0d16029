"""What the code of an entity may use while it carries out one request, or one item of a batch."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sandbox.quickbooks import answers
from sandbox.quickbooks.answers import Body
from sandbox.quickbooks.company import Company, Row, ref_id
from sandbox.quickbooks.switches import Switches


@dataclass(slots=True)
class Desk:
    """One request's view of a company: state, switches, the instant of the request."""

    company: Company
    switches: Switches
    now: datetime  # aware, whole seconds

    def today(self) -> date:
        """Return today's date where the company is."""
        return self.now.astimezone(self.company.zone).date()

    def referred(self, entity: str, body: Body, field: str, path: str = "") -> Row:
        """Return the active object that a field of a request refers to.

        Raises:
            Refusal: It is unknown, or was made inactive.
        """
        found = self.company.row(entity, ref_id(body, field))
        if found is not None and found.active:
            return found
        if found is not None and self.switches.inactive_reference == "610":
            raise answers.not_found()
        raise answers.invalid_reference(path or field)

    def touch(self, row: Row) -> Row:
        """Give an object a new version without a change of its own fields."""
        return self.company.put(row.changed(row.body, self.now))
