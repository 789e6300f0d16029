"""Xero. This door imports the pure rooms only: DAG files come through it while they are parsed."""

from __future__ import annotations

from ledger_sync.ledgers.contract import Caller, Ledger, LedgerClient, Limits, OAuth, Phase
from ledger_sync.ledgers.views import WayBack
from ledger_sync.ledgers.xero import auth, compare, faults, names, outbound, tables, view, wire
from ledger_sync.model import CLIENT, CLIENT_LOCATION, INVOICE, PARTIES, PURCHASE_ORDER, SUPPLIER
from ledger_sync.rules.quotas import Quota


def _client(call: Caller) -> LedgerClient:
    from ledger_sync.ledgers.xero.client import XeroClient

    return XeroClient(call)


XERO = Ledger(
    name="xero",
    title="Xero",
    api_connection="xero_api",
    default_host="https://api.xero.com",
    base_path="/api.xro/2.0",
    entities=(CLIENT, CLIENT_LOCATION, SUPPLIER, INVOICE, PURCHASE_ORDER),
    phases=(
        Phase(PARTIES, "archive"),
        Phase(PARTIES, "update"),
        Phase(PARTIES, "create"),
        Phase((INVOICE,), "void"),
        Phase((INVOICE,), "update"),
        Phase((INVOICE,), "create"),
        Phase((PURCHASE_ORDER,), "void"),
        Phase((PURCHASE_ORDER,), "update"),
        Phase((PURCHASE_ORDER,), "create"),
        # Once more: a party whose last documents went just now may be archived after them.
        Phase(PARTIES, "archive"),
    ),
    tables=tables.TABLES,
    resources={
        CLIENT: "Contacts",
        CLIENT_LOCATION: "Contacts",
        SUPPLIER: "Contacts",
        INVOICE: "Invoices",
        PURCHASE_ORDER: "PurchaseOrders",
    },
    code_kinds=("account",),
    batch_size=50,
    limits=Limits(
        # A second more than Xero's minute: calls arrive later than they leave.
        quotas=(Quota(60, 61),),
        concurrent=4,
        remaining_minute="X-MinLimit-Remaining",
        calls_per_day=1000,
    ),
    oauth=OAuth(
        pkce=True,
        defaults=auth.DEFAULTS,
        list_tenants=auth.list_tenants,
        revoke=auth.revoke,
    ),
    draft=outbound.draft,
    shown_name=outbound.shown_name,
    agreed_keys=compare.agreed_keys,
    line_ids=wire.line_ids,
    status_of=wire.status_of,
    number_of=wire.number_of,
    difference=outbound.difference,
    holds=compare.holds,
    is_open=compare.is_open,
    is_void=compare.is_void,
    fault=faults.fault,
    token_expired=faults.TOKEN_EXPIRED,
    client=_client,
    signed=auth.signed,
    own_keys=PARTIES,
    way_back=WayBack(
        shown=view.shown,
        parts=view.PARTS,
        line_parts=view.LINE_PARTS,
        lines=view.LINES,
        party_name=names.party_name,
        client_names=names.client_names,
        brings_new=True,
        line_text=names.line_text,
    ),
)
