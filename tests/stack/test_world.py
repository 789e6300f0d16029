"""The sandbox stands in for the ledgers that the user has not named, and for no other."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from ledger_sync.ledgers import LEDGERS

from sandbox.process import SandboxProcess, running_sandbox
from stack import world
from stack.environment import QUICKBOOKS_CONNECTION, XERO_CONNECTION
from stack.source import Company

COMPANIES = [
    Company(1, "Harbour Plumbing", "GB", "GBP"),
    Company(2, "Gum Tree Electrical", "AU", "AUD"),
    Company(3, "Kauri Joinery", "NZ", "NZD"),
    Company(4, "Prairie Heating", "US", "USD"),
]
HERE = "http://127.0.0.1/back"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[SandboxProcess]:
    with running_sandbox() as process:
        yield process


@pytest.fixture(scope="module")
def tenants(sandbox: SandboxProcess) -> world.Tenants:
    return world.open_books(sandbox, world.BOOKS, COMPANIES)


def test_every_ledger_has_books_in_the_sandbox() -> None:
    assert set(world.BOOKS) == set(LEDGERS)


@pytest.mark.parametrize("ledger", LEDGERS)
def test_the_books_and_the_registry_call_a_ledger_the_same(ledger: str) -> None:
    books = world.BOOKS[ledger]

    variable = f"AIRFLOW_CONN_{LEDGERS[ledger].api_connection}".upper()
    addresses = {name for name in LEDGERS[ledger].oauth.defaults if name.endswith("_url")}
    assert (books.title, books.connection) == (LEDGERS[ledger].title, variable)
    assert set(books.addresses) == addresses


@pytest.mark.parametrize(
    ("user", "left"),
    [
        pytest.param({}, ["xero", "quickbooks"], id="nothing set"),
        pytest.param({XERO_CONNECTION: "{}"}, ["quickbooks"], id="Xero set"),
        pytest.param({XERO_CONNECTION: ""}, ["xero", "quickbooks"], id="an empty one"),
        pytest.param({XERO_CONNECTION: "{}", QUICKBOOKS_CONNECTION: "{}"}, [], id="both set"),
    ],
)
def test_the_sandbox_stands_in_for_what_the_user_has_not_set(
    user: dict[str, str], left: list[str]
) -> None:
    assert world.missing(user) == left


def test_each_connection_leads_to_its_ledger_of_the_sandbox(sandbox: SandboxProcess) -> None:
    made = world.connections(sandbox, ["quickbooks"])

    connection = json.loads(made.pop(QUICKBOOKS_CONNECTION))
    assert made == {}
    assert (connection["conn_type"], connection["host"]) == ("quickbooks", sandbox.base_url)
    assert connection["login"] == sandbox.quickbooks.client_id
    assert connection["extra"]["revoke_url"] == sandbox.quickbooks.revoke_url


def test_every_company_has_books_in_every_ledger(
    sandbox: SandboxProcess, tenants: world.Tenants
) -> None:
    for ledger, of_companies in tenants.items():
        there = {each["tenant_id"]: each for each in getattr(sandbox, ledger).organisations()}

        opened = [
            (there[tenant]["name"], there[tenant]["country"]) for tenant in of_companies.values()
        ]

        assert opened == [(company.name, company.country) for company in COMPANIES]


def test_a_company_of_a_country_without_a_chart_gets_no_books(sandbox: SandboxProcess) -> None:
    irish = Company(5, "Liffey Heating", "IE", "EUR")

    assert world.open_books(sandbox, world.BOOKS, [irish]) == {"xero": {}, "quickbooks": {}}


def test_the_quickbooks_books_have_what_a_first_connection_must_bring_in(
    sandbox: SandboxProcess, tenants: world.Tenants
) -> None:
    realm = tenants["quickbooks"][1]

    names = [each["FullyQualifiedName"] for each in sandbox.quickbooks.documents(realm, "Customer")]
    vendors = [each["DisplayName"] for each in sandbox.quickbooks.documents(realm, "Vendor")]
    items = sandbox.quickbooks.documents(realm, "Item")
    numbers = [each["DocNumber"] for each in sandbox.quickbooks.documents(realm, "Invoice")]

    assert names == [world.CUSTOMER, f"{world.CUSTOMER}:{world.SUBSIDIARY}"]
    assert (vendors, numbers) == ([world.SUPPLIER], [world.LAST_NUMBER])
    assert {each["Name"] for each in items if each["Type"] == "Inventory"} == set(world.STOCK_ITEMS)


def test_one_company_of_the_demo_joins_both_ledgers_and_each_ledger_has_one_of_its_own() -> None:
    joined = {ledger: set(books.joined_by) for ledger, books in world.BOOKS.items()}

    assert joined["xero"] & joined["quickbooks"] == {1}
    assert joined["xero"] - joined["quickbooks"]
    assert joined["quickbooks"] - joined["xero"] == {4}


def test_a_consent_names_the_companys_own_books(tenants: world.Tenants) -> None:
    made = [" ".join(options) for options in world.consents(tenants)]

    xero, quickbooks = tenants["xero"], tenants["quickbooks"]
    assert f"--ledger xero --company 1 --tenant {xero[1]} --auto" in made
    assert f"--ledger quickbooks --company 4 --tenant {quickbooks[4]} --auto --stay" in made
    assert len(made) == len(world.demo_connections())


def test_a_company_that_is_not_there_gives_no_consent() -> None:
    made = world.consents({"xero": {2: "tenant"}, "quickbooks": {}})

    assert made == [["--ledger", "xero", "--company", "2", "--tenant", "tenant", "--auto"]]


@pytest.mark.parametrize("company", [1, 4])
def test_the_company_that_is_asked_for_gives_the_consent(
    sandbox: SandboxProcess, tenants: world.Tenants, company: int
) -> None:
    realm = tenants["quickbooks"][company]

    world.let_consent(sandbox, ["--ledger", "quickbooks", "--auto", "--tenant", realm])

    assert sandbox.quickbooks.sign_in()["realmId"] == realm
