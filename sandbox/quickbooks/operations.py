"""Carry out one operation on one entity: the rules that all entities have in common.

What is particular to an entity is in its own module, behind `Resource`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from sandbox.quickbooks import answers
from sandbox.quickbooks.accounts import ACCOUNTS
from sandbox.quickbooks.answers import Body
from sandbox.quickbooks.company import Row
from sandbox.quickbooks.credit_memos import CREDIT_MEMOS
from sandbox.quickbooks.customers import CUSTOMERS
from sandbox.quickbooks.desk import Desk
from sandbox.quickbooks.employees import EMPLOYEES
from sandbox.quickbooks.fields import as_flag, checked
from sandbox.quickbooks.invoices import INVOICES, sent_body
from sandbox.quickbooks.items import ITEMS
from sandbox.quickbooks.payments import PAYMENTS
from sandbox.quickbooks.preferences import SETTINGS
from sandbox.quickbooks.resource import Draft, Options, Resource
from sandbox.quickbooks.tax_codes import TAX_CODES, TAX_RATES
from sandbox.quickbooks.terms import TERMS
from sandbox.quickbooks.transactions import in_capitals
from sandbox.quickbooks.vendors import VENDORS

RESOURCES: dict[str, Resource] = {
    resource.entity: resource
    for resource in (
        CUSTOMERS,
        VENDORS,
        EMPLOYEES,
        ITEMS,
        ACCOUNTS,
        TAX_CODES,
        TAX_RATES,
        TERMS,
        INVOICES,
        PAYMENTS,
        CREDIT_MEMOS,
    )
}

# path segment -> entity
ENTITIES: dict[str, str] = {name.lower(): name for name in (*RESOURCES, *SETTINGS)}


def carry_out(
    desk: Desk, entity: str, operation: str, body: Body, options: Mapping[str, str]
) -> Body:
    """Create, update, delete, void or send; return the answer without its time.

    Raises:
        Refusal: Nothing is to be kept of it; the caller rolls the journal back.
    """
    if operation == "create" and body.get("Id"):
        operation = "update"
    resource = RESOURCES.get(entity)
    if resource is None or operation not in resource.operations:
        raise answers.unsupported_operation(f"Operation {operation}")
    return _WORKERS[operation](desk, resource, body, dict(options))


def read_one(desk: Desk, entity: str, id: str) -> Body:  # noqa: A002 - QuickBooks' word
    """Return one object as a read answers it."""
    if entity in SETTINGS:
        return {entity: SETTINGS[entity](desk, id)}
    return {entity: view(desk, find(desk, entity, id))}


def view(desk: Desk, row: Row) -> Body:
    """Return an object as a read shows it; what a view sets to None is hidden."""
    fields = {**row.body, **RESOURCES[row.entity].shown(desk, row)}
    return {
        **{
            name: value
            for name, value in fields.items()
            if value is not None and not name.startswith("_")
        },
        "domain": "QBO",
        "sparse": False,
        "Id": row.id,
        "SyncToken": str(row.sync_token),
        "MetaData": {
            "CreateTime": answers.stamp(row.created),
            "LastUpdatedTime": answers.stamp(row.updated),
        },
    }


def find(desk: Desk, entity: str, id: str) -> Row:  # noqa: A002
    """Return an object by its id.

    Raises:
        Refusal: There is none, or it was deleted.
    """
    row = desk.company.tables[entity].get(id)
    if row is not None and not row.deleted:
        return row
    raise answers.not_found() if row is None else answers.deleted_transaction()


def _stored(desk: Desk, resource: Resource, body: Body) -> Row:
    """Return the version that a request wants to change, which has to be the latest."""
    if not body.get("Id"):
        raise answers.required("Id")
    row = find(desk, resource.entity, str(body["Id"]))
    if body.get("SyncToken") is None:
        raise answers.required("SyncToken")
    if str(body["SyncToken"]) != str(row.sync_token):
        raise answers.stale()
    return row


def _create(desk: Desk, resource: Resource, body: Body, options: Options) -> Body:
    draft = _draft(desk, resource, body, None, options)
    return _written(
        desk, resource, desk.company.insert(resource.entity, draft.body, desk.now), None
    )


def _update(desk: Desk, resource: Resource, body: Body, options: Options) -> Body:
    before = _stored(desk, resource, body)
    draft = _draft(desk, resource, body, before, options)
    return _written(desk, resource, desk.company.put(before.changed(draft.body, desk.now)), before)


def _draft(
    desk: Desk, resource: Resource, body: Body, before: Row | None, options: Options
) -> Draft:
    sent = checked(body, resource.fields, read_only=resource.read_only)
    sparse = as_flag("sparse", body.get("sparse") or False)
    draft = Draft(before, sent, resource.merged(sent, before, sparse=sparse), options)
    resource.settle(desk, draft)
    return draft


def _written(desk: Desk, resource: Resource, row: Row, before: Row | None) -> Body:
    resource.after(desk, before, row)
    return {resource.entity: view(desk, row)}


def _delete(desk: Desk, resource: Resource, body: Body, options: Options) -> Body:  # noqa: ARG001
    row = _stored(desk, resource, body)
    resource.check_removable(desk, row)
    gone = desk.company.put(replace(row, deleted=True, updated=desk.now))
    resource.after(desk, row, gone)
    return {resource.entity: {"status": "Deleted", "domain": "QBO", "Id": row.id}}


def _void(desk: Desk, resource: Resource, body: Body, options: Options) -> Body:  # noqa: ARG001
    row = _stored(desk, resource, body)
    resource.check_removable(desk, row)
    after = desk.company.put(row.changed(resource.voided(row.body), desk.now))
    resource.after(desk, row, after)
    shown = view(desk, after)
    if desk.switches.void_answer_in_capitals:
        shown = in_capitals(shown)
    return {resource.entity: shown}


def _send(desk: Desk, resource: Resource, body: Body, options: Options) -> Body:
    # The path names the invoice, so there is no SyncToken to compare.
    row = find(desk, resource.entity, str(body.get("Id") or ""))
    sent = sent_body(desk, row.body, options.get("sendto", ""))
    return _written(desk, resource, desk.company.put(row.changed(sent, desk.now)), row)


_WORKERS: dict[str, Callable[[Desk, Resource, Body, Options], Body]] = {
    "create": _create,
    "update": _update,
    "delete": _delete,
    "void": _void,
    "send": _send,
}
