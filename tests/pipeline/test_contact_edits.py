"""What only Xero's contacts have: names behind their client's, and two addresses (X-02, X-04)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.pipeline.either_desk import edit_party, id_there
from tests.pipeline.klipboard import Company
from tests.pipeline.quiet import at_rest
from tests.pipeline.test_parties import address_of
from tests.pipeline.world import total_calls
from tests.pipeline.xero_world import XeroWorld

pytestmark = [pytest.mark.rule("X-04"), pytest.mark.usefixtures("unchecked")]


def a_yard(world: XeroWorld) -> tuple[Company, int, int]:
    """A client with a location, both at Xero."""
    company = world.a_company()
    client = world.a_client(company, name="Acme")
    yard = world.a_location(company, client, name="Yard")
    world.run()
    return company, client, yard


@pytest.mark.parametrize(
    ("there", "here"),
    [
        pytest.param("Acme - Back Yard", "Back Yard", id="with its prefix"),
        pytest.param("ACME - Back Yard", "Back Yard", id="with the prefix in another case"),
        pytest.param("Back Yard", "Back Yard", id="without its prefix"),
        pytest.param("Bolt - Yard", "Bolt - Yard", id="with another's prefix"),
    ],
)
def test_a_locations_name_comes_back_without_its_clients(
    world: XeroWorld, there: str, here: str
) -> None:
    company, client, yard = a_yard(world)

    edit_party(world, company, "client_location", yard, name=there)
    world.bring_back()
    world.run()

    assert world.row("client_locations", yard)["name"] == here
    assert world.row("clients", client)["name"] == "Acme"
    # The prefix is ours to keep: whoever took it away finds it there again.
    assert set(world.contacts(company)) == {"Acme", f"Acme - {here}"}
    assert at_rest(world, company)


def test_a_client_that_is_renamed_there_renames_its_locations_and_not_their_rows(
    world: XeroWorld,
) -> None:
    company, client, yard = a_yard(world)

    edit_party(world, company, "client", client, name="Acme Holdings")
    world.bring_back()
    assert world.row("clients", client)["name"] == "Acme Holdings"
    world.run()

    assert set(world.contacts(company)) == {"Acme Holdings", "Acme Holdings - Yard"}
    assert world.row("client_locations", yard)["name"] == "Yard"
    assert at_rest(world, company)


@pytest.mark.parametrize("first", ["out", "back"])
def test_a_locations_edit_comes_without_the_prefix_of_a_client_renamed_meanwhile(
    world: XeroWorld, first: str
) -> None:
    company, client, yard = a_yard(world)
    world.update("clients", client, name="Acme Holdings")
    edit_party(world, company, "client_location", yard, name="Acme - Back Yard", email="b@c.com")

    for run in (world.run, world.bring_back) if first == "out" else (world.bring_back, world.run):
        run()
    world.run()

    row = world.row("client_locations", yard)
    assert (row["name"], row["email"]) == ("Back Yard", "b@c.com")
    assert set(world.contacts(company)) == {"Acme Holdings", "Acme Holdings - Back Yard"}
    assert at_rest(world, company)


def test_client_and_location_renamed_there_at_once_come_back_each_with_its_own_name(
    world: XeroWorld,
) -> None:
    company, client, yard = a_yard(world)
    edit_party(world, company, "client", client, name="Bolt")
    edit_party(world, company, "client_location", yard, name="Bolt - Back Yard")

    world.bring_back()
    world.run()

    assert world.row("clients", client)["name"] == "Bolt"
    assert world.row("client_locations", yard)["name"] == "Back Yard"
    assert set(world.contacts(company)) == {"Bolt", "Bolt - Back Yard"}
    assert at_rest(world, company)


def street(world: XeroWorld, company: Company, client: int, kind: str, **parts: Any) -> None:
    """The bookkeeper fills one of a contact's two addresses."""
    there = id_there(world, company, "client", client)
    world.bookkeeper(company).edit_contact(there, addresses=[{"AddressType": kind, **parts}])


@pytest.mark.rule("X-02")
def test_the_address_that_invoices_carry_comes_back_and_the_street_beside_it_does_not(
    world: XeroWorld,
) -> None:
    company = world.a_company()
    client = world.a_client(company, name="Acme", address_line1="1 High Street")
    world.run()

    street(world, company, client, "STREET", AddressLine1="9 Side Lane", City="Hull")
    world.bring_back()
    beside = world.row("clients", client)
    street(world, company, client, "POBOX", AddressLine1="PO Box 7", City="York")
    world.bring_back()
    after = world.row("clients", client)

    assert (beside["address_line1"], beside["city"]) == ("1 High Street", None)
    assert (after["address_line1"], after["city"]) == ("PO Box 7", "York")
    assert at_rest(world, company)


@pytest.mark.rule("X-02")
def test_a_street_stands_in_where_there_is_no_other_address(world: XeroWorld) -> None:
    company = world.a_company()
    client = world.a_client(company, name="Acme")
    world.run()

    street(world, company, client, "STREET", AddressLine1="9 Side Lane", AddressLine2="Unit 1")
    world.bring_back()
    assert at_rest(world, company)
    world.update("clients", client, city="Hull")
    world.run()

    row = world.row("clients", client)
    assert (row["address_line1"], row["address_line2"]) == ("9 Side Lane", "Unit 1")
    assert address_of(world.contacts(company)["Acme"])["City"] == "Hull"
    assert at_rest(world, company)


@pytest.mark.rule("X-02")
def test_lines_that_klipboard_has_no_room_for_come_in_its_second_one(world: XeroWorld) -> None:
    company = world.a_company()
    client = world.a_client(company, name="Acme", address_line1="1 High Street")
    world.run()

    street(world, company, client, "POBOX", AddressLine2="Floor 3", AddressLine3="Unit 4")
    world.bring_back()
    idle = world.run()

    assert world.row("clients", client)["address_line2"] == "Floor 3, Unit 4"
    assert total_calls(idle) == 0
    assert at_rest(world, company)
