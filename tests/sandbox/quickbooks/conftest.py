"""A company of the simulated QuickBooks and a plain caller; the process is the one of Xero."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from sandbox.process import Organisation, QuickBooksClient, SandboxProcess

PLENTY = 100_000
MINOR_VERSION = 75


class Api:
    """A plain caller of the Accounting API of one company."""

    def __init__(self, quickbooks: QuickBooksClient, realm_id: str) -> None:
        self.quickbooks, self.realm_id = quickbooks, realm_id
        self.http = requests.Session()
        self.http.trust_env = False
        self.tokens = quickbooks.sign_in(realm_id)

    def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        headers: dict[str, str] | None = None,
        *,
        data: str | bytes | None = None,
        **query: Any,
    ) -> requests.Response:
        sent = {
            "Authorization": f"Bearer {self.tokens['access_token']}",
            "Accept": "application/json",
            **(headers or {}),
        }
        url = f"{self.quickbooks.api_url}/{self.realm_id}/{path.lstrip('/')}"
        query = {"minorversion": MINOR_VERSION, **query}
        return self.http.request(
            method, url, json=body, data=data, headers=sent, params=query, timeout=30
        )

    def write(self, entity: str, body: Any, **query: Any) -> dict[str, Any]:
        answer = self.call("POST", entity.lower(), body, **query)
        assert answer.status_code == 200, answer.text
        written: dict[str, Any] = answer.json()[entity]
        return written

    def read(self, entity: str, key: str) -> dict[str, Any]:
        answer = self.call("GET", f"{entity.lower()}/{key}")
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()[entity]
        return found

    def refused(self, entity: str, body: Any, **query: Any) -> dict[str, Any]:
        answer = self.call("POST", entity.lower(), body, **query)
        assert answer.status_code == 400, answer.text
        error: dict[str, Any] = answer.json()["Fault"]["Error"][0]
        return error

    def query(self, statement: str) -> dict[str, Any]:
        answer = self.call("GET", "query", query=statement)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()["QueryResponse"]
        return found

    def batch(self, *items: dict[str, Any], **query: Any) -> dict[str, dict[str, Any]]:
        """Return the answers by the bId of their item: the first item is "1"."""
        numbered = [{"bId": str(number), **item} for number, item in enumerate(items, 1)]
        answer = self.call("POST", "batch", {"BatchItemRequest": numbered}, **query)
        assert answer.status_code == 200, answer.text
        return {one["bId"]: one for one in answer.json()["BatchItemResponse"]}

    def customer(self, name: str = "Acme Enterprises", **fields: Any) -> dict[str, Any]:
        return self.write("Customer", {"DisplayName": name, **fields})

    def invoice(self, customer_id: str, **fields: Any) -> dict[str, Any]:
        return self.write("Invoice", an_invoice(customer_id, **fields))


def a_line(**fields: Any) -> dict[str, Any]:
    return {
        "DetailType": "SalesItemLineDetail",
        "Amount": 100.0,
        "SalesItemLineDetail": {"ItemRef": {"value": "1"}},
        **fields,
    }


def an_invoice(customer_id: str, **fields: Any) -> dict[str, Any]:
    return {
        "CustomerRef": {"value": customer_id},
        "TxnDate": "2026-09-14",
        "DueDate": "2026-10-14",
        "Line": [a_line()],
        **fields,
    }


def error_of(answer: dict[str, Any]) -> dict[str, Any]:
    error: dict[str, Any] = answer["Fault"]["Error"][0]
    return error


@pytest.fixture
def quickbooks(sandbox: SandboxProcess) -> QuickBooksClient:
    sandbox.quickbooks.set_limits(second=PLENTY, minute=PLENTY, batches=PLENTY)
    return sandbox.quickbooks


@pytest.fixture
def company(quickbooks: QuickBooksClient) -> Organisation:
    return quickbooks.add_organisation("Harbour Plumbing", country="US")


@pytest.fixture
def api(quickbooks: QuickBooksClient, company: Organisation) -> Api:
    return Api(quickbooks, company.tenant_id)
