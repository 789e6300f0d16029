"""The demo's ledger side: an organisation a company, with what a bookkeeper had in it before."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sandbox.process import SandboxProcess
    from sandbox.xero.bookkeeper_client import Bookkeeper
    from stack.source import Company


def xero_connection(sandbox: SandboxProcess) -> str:
    """Say as an Airflow connection where the sandbox's Xero is."""
    xero = sandbox.xero
    return json.dumps(
        {
            "conn_type": "xero",
            "host": sandbox.base_url,
            "login": xero.client_id,
            "password": xero.client_secret,
            "extra": {
                "authorize_url": xero.authorize_url,
                "token_url": xero.token_url,
                "connections_url": xero.connections_url,
            },
        }
    )


def open_books(sandbox: SandboxProcess, companies: Iterable[Company]) -> dict[int, str]:
    """Open an organisation for each company; return tenant ids by company."""
    tenants = {}
    for company in companies:
        organisation = sandbox.xero.add_organisation(
            company.name, country=company.country, base_currency=company.currency
        )
        _former_contacts(sandbox.xero.bookkeeper(organisation.tenant_id), company.id)
        tenants[company.id] = organisation.tenant_id
    return tenants


def consents(tenants: dict[int, str]) -> list[list[str]]:
    """Write down the consents as options of the project's console."""
    return [
        ["--ledger", "xero", "--company", str(company), "--tenant", tenant, "--auto"]
        for company, tenant in tenants.items()
    ]


def first_connection(company: int) -> tuple[str, dict[str, object]]:
    """Say which DAG, with which conf, carries out a company's first connection without a person."""
    return "first_connection", {"company": company, "ledger": "xero", "approve": True}


def _former_contacts(bookkeeper: Bookkeeper, company: int) -> None:
    """Give the first connection something to bring in: known here, new to Klipboard."""
    bookkeeper.create_contact(
        name=f"Town Hall Facilities {company}",
        email_address=f"facilities{company}@townhall.example",
        phones=[{"PhoneType": "DEFAULT", "PhoneNumber": f"5559{company:04}"}],
    )
    supplier = bookkeeper.create_contact(
        name=f"Fasteners Wholesale {company}",
        email_address=f"trade{company}@fasteners.example",
    )
    # Xero knows a supplier by the bills that came from it.
    bookkeeper.create_bill(
        contact={"ContactID": supplier["ContactID"]},
        line_items=[{"Description": "Screws, mixed", "Quantity": 1, "UnitAmount": 48.0}],
    )
