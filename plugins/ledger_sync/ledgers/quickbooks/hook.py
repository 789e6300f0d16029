"""Airflow's connection to QuickBooks Online: our app there."""

from __future__ import annotations

from ledger_sync.rest.hook import ApiHook


class QuickBooksHook(ApiHook):
    """Client id, client secret and addresses of our app at Intuit."""

    conn_name_attr = "quickbooks_conn_id"
    default_conn_name = "quickbooks_api"
    conn_type = "quickbooks"
    hook_name = "QuickBooks Online"
    default_host = "https://quickbooks.api.intuit.com"
