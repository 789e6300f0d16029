"""QuickBooks Online. This door imports the pure rooms only: DAG files come through it."""

from __future__ import annotations

from ledger_sync.ledgers.contract import (
    Caller,
    Catalogue,
    ItemClient,
    Ledger,
    LedgerClient,
    Limits,
    OAuth,
    Phase,
)
from ledger_sync.ledgers.quickbooks import (
    auth,
    compare,
    exports,
    faults,
    invoices,
    names,
    outbound,
    tables,
    view,
    wire,
)
from ledger_sync.ledgers.views import WayBack
from ledger_sync.model import CLIENT, CLIENT_LOCATION, INVOICE, SUPPLIER
from ledger_sync.rules.quotas import Quota


def _client(call: Caller) -> LedgerClient:
    from ledger_sync.ledgers.quickbooks.client import QuickBooksClient

    return QuickBooksClient(call)


def _items(call: Caller) -> ItemClient:
    from ledger_sync.ledgers.quickbooks.items import QuickBooksItems

    return QuickBooksItems(call)


TOPS = (CLIENT, SUPPLIER)
"""Parties that stand by themselves; a location stands below its client's customer."""
PLACES = (CLIENT_LOCATION,)

QUICKBOOKS = Ledger(
    name="quickbooks",
    title="QuickBooks",
    api_connection="quickbooks_api",
    default_host="https://quickbooks.api.intuit.com",
    base_path="/v3/company/{tenant_id}",
    entities=(CLIENT, CLIENT_LOCATION, SUPPLIER, INVOICE),
    phases=(
        # A parent does not go before its sub-customers, nor do they come before it.
        Phase(PLACES, "archive"),
        Phase(TOPS, "archive"),
        Phase(TOPS, "update"),
        Phase(TOPS, "create"),
        Phase(PLACES, "update"),
        Phase(PLACES, "create"),
        Phase((INVOICE,), "void"),
        Phase((INVOICE,), "update"),
        Phase((INVOICE,), "create"),
        # Once more: a party whose last invoices went just now may be archived after them.
        Phase(PLACES, "archive"),
        Phase(TOPS, "archive"),
    ),
    tables=tables.TABLES,
    resources=wire.RESOURCES,
    code_kinds=("account", "tax_code", "term"),
    optional_codes=("term",),
    guarded_numbers=(INVOICE,),
    batch_size=30,
    limits=Limits(
        # Of ten calls a second eight are taken, and a minute has a second more than QuickBooks':
        # calls arrive later than they leave.
        quotas=(Quota(500, 61, by_element=True), Quota(8, 1), Quota(40, 61, path="/batch")),
        # QuickBooks locks a stock item while an invoice with it is saved.
        concurrent=1,
        longest_call_seconds=120,
    ),
    oauth=OAuth(
        pkce=False,
        defaults=auth.DEFAULTS,
        list_tenants=auth.list_tenants,
        revoke=auth.revoke,
        sessions_end=True,
    ),
    draft=outbound.draft,
    shown_name=outbound.shown_name,
    agreed_keys=compare.agreed_keys,
    line_ids=wire.line_ids,
    status_of=wire.status_of,
    number_of=wire.number_of,
    difference=invoices.difference,
    holds=compare.holds,
    is_open=compare.is_open,
    is_void=compare.is_void,
    may_be=compare.may_be,
    fault=faults.fault,
    token_expired=faults.TOKEN_EXPIRED,
    client=_client,
    signed=auth.signed,
    catalogue=Catalogue(
        name=names.item_name,
        other_name=names.other_item_name,
        client=_items,
        file=exports.PRODUCTS,
    ),
    way_back=WayBack(
        shown=view.shown,
        parts=view.PARTS,
        line_parts=view.LINE_PARTS,
        lines=view.LINES,
        # Clients, locations and suppliers are created in Klipboard only.
        brings_new=False,
        keeps_versions=True,
        line_text=view.line_text,
        codes_in=view.codes_in,
    ),
)
