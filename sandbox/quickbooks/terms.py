"""Payment terms, and the day on which a document is due by them."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

from sandbox.quickbooks import answers
from sandbox.quickbooks.answers import Body
from sandbox.quickbooks.company import folded
from sandbox.quickbooks.desk import Desk
from sandbox.quickbooks.fields import as_flag, as_number, choice, text, whole
from sandbox.quickbooks.names import settle_activity
from sandbox.quickbooks.resource import Draft, Resource


def _settle(desk: Desk, draft: Draft) -> None:
    body = draft.body
    name = body.get("Name", "").strip()
    if not name:
        raise answers.required("Name")
    if "DayOfMonthDue" not in body and "DueDays" not in body:
        raise answers.required("DueDays")
    body["Type"] = "DATE_DRIVEN" if "DayOfMonthDue" in body else "STANDARD"
    if not settle_activity(
        desk, draft, "Name", name, lambda new: desk.company.find("Term", "name", folded(new))
    ):
        raise answers.duplicate_name("term")


def due_day(term: Body, day: date) -> date:
    """Return when a document of a day is due: after some days, or on a day of a month."""
    if "DayOfMonthDue" not in term:
        return day + timedelta(days=term.get("DueDays", 0))
    wanted = term["DayOfMonthDue"]
    left = (_in_month(day, wanted) - day).days
    if left < 0 or left < term.get("DueNextMonthDays", 0):
        day = (day.replace(day=1) + timedelta(days=31)).replace(day=1)
    return _in_month(day, wanted)


def _in_month(day: date, wanted: int) -> date:
    return day.replace(day=min(wanted, calendar.monthrange(day.year, day.month)[1]))


TERMS = Resource(
    entity="Term",
    fields={
        "Name": text(31),
        "Active": as_flag,
        "Type": choice("STANDARD", "DATE_DRIVEN"),
        "DueDays": whole(0, 999),
        "DiscountDays": whole(0, 999),
        "DiscountPercent": as_number,
        "DayOfMonthDue": whole(1, 31),
        "DueNextMonthDays": whole(0, 999),
        "DiscountDayOfMonth": whole(1, 31),
    },
    kept=frozenset({"Active"}),
    settle=_settle,
)
