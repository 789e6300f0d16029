"""Airflow's connection to Xero: our app there."""

from __future__ import annotations

from ledger_sync.rest.hook import ApiHook


class XeroHook(ApiHook):
    """Client id, client secret and addresses of our app at Xero."""

    conn_name_attr = "xero_conn_id"
    default_conn_name = "xero_api"
    conn_type = "xero"
    hook_name = "Xero"
    default_host = "https://api.xero.com"
