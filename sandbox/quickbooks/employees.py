"""Employees: they matter because their names are in one name space with customers and vendors."""

from __future__ import annotations

from sandbox.quickbooks.contact_fields import PERSON_FIELDS, address, check_email, place_addresses
from sandbox.quickbooks.desk import Desk
from sandbox.quickbooks.fields import as_day, as_flag, as_number, text
from sandbox.quickbooks.names import settle_name
from sandbox.quickbooks.resource import Draft, Resource


def _settle(desk: Desk, draft: Draft) -> None:
    check_email(desk, draft.body)
    settle_name(desk, draft, "Employee")
    place_addresses(desk, draft, "PrimaryAddr")
    draft.body.setdefault("BillableTime", False)


EMPLOYEES = Resource(
    entity="Employee",
    fields={
        **PERSON_FIELDS,
        "PrimaryAddr": address,
        "EmployeeNumber": text(100),
        "SSN": text(100),
        "Gender": text(10),
        "BirthDate": as_day,
        "HiredDate": as_day,
        "ReleasedDate": as_day,
        "BillableTime": as_flag,
        "BillRate": as_number,
        "CostRate": as_number,
        "Organization": as_flag,
    },
    read_only=frozenset({"V4IDPseudonym"}),
    kept=frozenset({"Active"}),
    settle=_settle,
)
