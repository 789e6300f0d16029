"""One sandbox process for the whole folder; every test begins with an empty one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import requests

from sandbox.process import Organisation, SandboxProcess, XeroClient, running_sandbox

PROVIDER = "Our Sync (dev)"
PLENTY = 100_000


class Api:
    """A plain caller of the Accounting API."""

    def __init__(self, xero: XeroClient, tenant_id: str) -> None:
        self.xero, self.tenant_id = xero, tenant_id
        self.http = requests.Session()
        self.http.trust_env = False
        self.tokens = xero.sign_in()

    def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        headers: dict[str, str] | None = None,
        **query: Any,
    ) -> requests.Response:
        sent = {
            "Authorization": f"Bearer {self.tokens['access_token']}",
            "xero-tenant-id": self.tenant_id,
            "Accept": "application/json",
            **(headers or {}),
        }
        return self.http.request(
            method, f"{self.xero.api_url}/{path}", json=body, headers=sent, params=query, timeout=30
        )

    def read(self, path: str, **query: Any) -> list[dict[str, Any]]:
        answer = self.call("GET", path, **query)
        assert answer.status_code == 200, answer.text
        found: list[dict[str, Any]] = answer.json()[path.split("/")[0]]
        return found

    def write(self, method: str, path: str, *elements: Any, **query: Any) -> list[dict[str, Any]]:
        resource = path.split("/")[0]
        query = {"summarizeErrors": "false", "unitdp": 4, **query}
        answer = self.call(method, path, {resource: list(elements)}, **query)
        assert answer.status_code == 200, answer.text
        written: list[dict[str, Any]] = answer.json()[resource]
        return written

    def put(self, path: str, element: Any, **query: Any) -> dict[str, Any]:
        return self.write("PUT", path, element, **query)[0]

    def post(self, path: str, element: Any, **query: Any) -> dict[str, Any]:
        return self.write("POST", path, element, **query)[0]

    def contact(self, name: str = "Harbour Foods Ltd", **fields: Any) -> str:
        answer = self.put("Contacts", {"Name": name, **fields})
        assert answer["StatusAttributeString"] == "OK", answer
        return str(answer["ContactID"])

    def invoice(self, contact_id: str, **fields: Any) -> dict[str, Any]:
        answer = self.put("Invoices", an_invoice(contact_id, **fields))
        assert answer["StatusAttributeString"] == "OK", answer
        return answer

    def order(self, contact_id: str, **fields: Any) -> dict[str, Any]:
        answer = self.put("PurchaseOrders", an_order(contact_id, **fields))
        assert answer["StatusAttributeString"] == "OK", answer
        return answer


def a_line(**fields: Any) -> dict[str, Any]:
    line = {"Description": "Widgets", "Quantity": 2, "UnitAmount": 10.5, "AccountCode": "200"}
    return {**line, **fields}


def an_invoice(contact_id: str, **fields: Any) -> dict[str, Any]:
    return {
        "Type": "ACCREC",
        "Contact": {"ContactID": contact_id},
        "Date": "2026-09-14",
        "DueDate": "2026-10-14",
        "Status": "AUTHORISED",
        "LineItems": [a_line()],
        **fields,
    }


def an_order(contact_id: str, **fields: Any) -> dict[str, Any]:
    return {
        "Contact": {"ContactID": contact_id},
        "Date": "2026-09-14",
        "Status": "AUTHORISED",
        "LineItems": [a_line(AccountCode="300")],
        **fields,
    }


def messages(element: dict[str, Any]) -> list[str]:
    return [error["Message"] for error in element.get("ValidationErrors", [])]


@pytest.fixture(scope="session")
def sandbox_process() -> Iterator[SandboxProcess]:
    with running_sandbox({"xero": {"app": {"name": PROVIDER}}}) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(sandbox_process: SandboxProcess) -> SandboxProcess:
    sandbox_process.reset()
    sandbox_process.xero.set_limits(minute=PLENTY, day=PLENTY, app_minute=PLENTY)
    return sandbox_process


@pytest.fixture
def xero(sandbox: SandboxProcess) -> XeroClient:
    return sandbox.xero


@pytest.fixture
def org(xero: XeroClient) -> Organisation:
    return xero.add_organisation("Harbour Plumbing", country="NZ")


@pytest.fixture
def api(xero: XeroClient, org: Organisation) -> Api:
    return Api(xero, org.tenant_id)
