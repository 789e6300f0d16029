"""Newcomers of Xero under the checks of the whole company: they throw nobody out (C-09, X-02)."""

from __future__ import annotations

import pytest

from tests.pipeline.either_desk import party_there
from tests.pipeline.quiet import at_rest
from tests.pipeline.test_newcomers import PHONE, names
from tests.pipeline.test_parties import address_of
from tests.pipeline.xero_world import XeroWorld

pytestmark = [pytest.mark.rule("C-09"), pytest.mark.rule("X-02")]


def test_one_with_the_phone_of_a_linked_client_comes_in_and_that_client_goes_on(
    world: XeroWorld,
) -> None:
    company = world.a_company()
    client = world.a_client(company, name="Acme", phone="0113 496 0001")
    world.run()
    world.bookkeeper(company).create_contact(name="Bolt", phones=[PHONE])

    world.bring_back()
    world.update("clients", client, city="Leeds")
    world.run()

    assert names(world.rows("clients", company)) == ["Acme", "Bolt"]
    assert address_of(world.contacts(company)["Acme"])["City"] == "Leeds"
    assert party_there(world, company, "client", client)["phone"] == "0113 496 0001"
    assert client not in {row["source_id"] for row in world.held(company)}
    assert at_rest(world, company)
