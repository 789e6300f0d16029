"""`make connect` beside `make up`: the sandbox's QuickBooks lets in the company that was meant."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.process import SandboxProcess, running_sandbox
from stack import console, environment, source, world
from stack.background import Background
from stack.paths import State
from stack.secrets_file import StackKeys
from stack.session import Session
from stack.source import Company

COMPANIES = [
    Company(1, "Harbour Plumbing", "GB", "GBP"),
    Company(4, "Prairie Heating", "US", "USD"),
]


@pytest.fixture(scope="module")
def sandbox() -> Iterator[SandboxProcess]:
    with running_sandbox() as process:
        yield process


@pytest.fixture(scope="module")
def tenants(sandbox: SandboxProcess) -> dict[int, str]:
    return world.open_books(sandbox, ["quickbooks"], COMPANIES)["quickbooks"]


@pytest.fixture(autouse=True)
def klipboard(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "companies", lambda _address: COMPANIES)


def session_with(connection: str) -> Session:
    variables = {
        environment.QUICKBOOKS_CONNECTION: connection,
        environment.SOURCE_CONNECTION: "postgresql://here/klipboard",
    }
    return Session(State(Path("nowhere")), variables, StackKeys("", "", "", ""), None, True)


def let_consent(sandbox: SandboxProcess, connection: str, *options: str) -> str:
    """Ask as `make connect` does, and give the company that then consents by itself."""
    up = Background("mark", "http://airflow", sandbox.base_url, "", {})
    console._let_consent(session_with(connection), up, ["--ledger", "quickbooks", *options])
    return str(sandbox.quickbooks.sign_in()["realmId"])


@pytest.mark.parametrize("company", [1, 4])
def test_a_company_consents_for_its_own_books(
    sandbox: SandboxProcess, tenants: dict[int, str], company: int
) -> None:
    connection = world.connections(sandbox, ["quickbooks"])[environment.QUICKBOOKS_CONNECTION]

    assert let_consent(sandbox, connection, "--company", str(company)) == tenants[company]


def test_the_books_that_the_person_named_consent(
    sandbox: SandboxProcess, tenants: dict[int, str]
) -> None:
    connection = world.connections(sandbox, ["quickbooks"])[environment.QUICKBOOKS_CONNECTION]

    chosen = let_consent(sandbox, connection, "--company", "1", "--tenant", tenants[4])

    assert chosen == tenants[4]


def test_a_quickbooks_of_the_users_own_is_none_of_the_sandboxs_business(
    sandbox: SandboxProcess, tenants: dict[int, str]
) -> None:
    sandbox.quickbooks.set_consent(tenants[1])
    theirs = '{"conn_type": "quickbooks", "host": "https://quickbooks.api.intuit.com"}'

    assert let_consent(sandbox, theirs, "--company", "4") == tenants[1]
