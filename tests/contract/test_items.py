"""Items, at every ledger whose lines need them: found by name, made where they lack."""

from __future__ import annotations

from contextlib import suppress

import pytest
from ledger_sync.errors import AnswerLost, LedgerUnavailable, Refused
from ledger_sync.ledgers.contract import Catalogue, ItemClient, ItemWish, Taken
from ledger_sync.model import ItemKey, LedgerItem, Lookup, Written

from tests.contract.bench import Bench
from tests.contract.traits import WITH_ITEMS
from tests.unit.builders import a_line, a_party, an_invoice

pytestmark = [
    pytest.mark.rule("Q-12"),
    pytest.mark.parametrize("bench", WITH_ITEMS, indirect=True),
]

SALES, OTHER = Lookup("account", "200"), Lookup("account", "260")
NO_SUCH_ACCOUNT = "987654"


@pytest.fixture
def catalogue(bench: Bench) -> Catalogue:
    assert bench.ledger.catalogue is not None
    return bench.ledger.catalogue


@pytest.fixture
def client(bench: Bench, catalogue: Catalogue) -> ItemClient:
    return catalogue.client(bench.line.session)


@pytest.fixture
def account(bench: Bench) -> str:
    """The id of the account that lines name by default."""
    return bench.lists.codes([SALES])[SALES]


def a_wish(name: str, account_id: str) -> ItemWish:
    return ItemWish(ItemKey(name, SALES.code), name, account_id)


def test_an_item_that_was_made_is_found_by_its_name(client: ItemClient, account: str) -> None:
    (made,) = client.create_items([a_wish("Ball valve", account)], "key-1")

    assert isinstance(made, LedgerItem)
    assert client.find_items(["Ball valve"]) == [made]
    assert (made.name, made.account_id) == ("Ball valve", account)
    assert (made.stock, made.active) == (False, True)


@pytest.mark.parametrize("name", ["Ball valve", "BALL VALVE", "ball valve"])
def test_a_stock_item_is_found_by_its_name_whatever_its_case(
    bench: Bench, client: ItemClient, name: str
) -> None:
    bench.person.add_stock_item("Ball Valve")

    (found,) = client.find_items([name])

    assert (found.name, found.stock, found.active) == ("Ball Valve", True, True)


@pytest.mark.parametrize("name", ['3/4" valve', "O'Ring", "A\\B", "100% wool", "Tap, hot & cold"])
def test_an_item_is_found_whatever_signs_its_name_has(
    client: ItemClient, account: str, name: str
) -> None:
    client.create_items([a_wish(name, account)], "key-1")

    (found,) = client.find_items([name])

    assert found.name == name


def test_only_what_was_asked_for_is_found(client: ItemClient, account: str) -> None:
    client.create_items([a_wish(name, account) for name in ("Tap", "Pipe", "Pipe bend")], "key-1")

    found = client.find_items(["Tap", "Pipe", "No such"])

    assert sorted(item.name for item in found) == ["Pipe", "Tap"]


def test_a_name_is_found_among_very_many(client: ItemClient, account: str) -> None:
    client.create_items([a_wish("Tap", account)], "key-1")

    found = client.find_items([*(f"{'No such item':60}{number}" for number in range(500)), "Tap"])

    assert [item.name for item in found] == ["Tap"]


def test_every_wish_has_its_outcome_in_its_place(client: ItemClient, account: str) -> None:
    client.create_items([a_wish("Tap", account)], "key-1")
    names = {"Pipe": account, "tap": account, "Bend": NO_SUCH_ACCOUNT, "Elbow": account}

    outcomes = client.create_items([a_wish(*each) for each in names.items()], "key-2")

    assert [type(each) for each in outcomes] == [LedgerItem, Taken, Refused, LedgerItem]
    made = [each.name for each in outcomes if isinstance(each, LedgerItem)]
    assert made == ["Pipe", "Elbow"]
    assert len(client.find_items(["Tap"])) == 1


@pytest.mark.rule("B-02")
def test_the_same_wishes_twice_make_each_item_once(client: ItemClient, account: str) -> None:
    wishes = [a_wish(name, account) for name in ("Tap", "Pipe")]

    first, second = (client.create_items(wishes, "key-same") for _ in range(2))

    assert second == first
    assert len(client.find_items(["Tap", "Pipe"])) == 2


@pytest.mark.rule("B-02")
@pytest.mark.parametrize("kind", ["drop_before", "drop_after", "truncate"])
def test_items_whose_answer_was_lost_are_found_and_none_is_made_twice(
    bench: Bench, client: ItemClient, account: str, kind: str
) -> None:
    wishes = [a_wish(name, account) for name in ("Tap", "Pipe")]
    bench.there.inject(kind)

    with suppress(AnswerLost):
        client.create_items(wishes, "key-lost")
    there = {item.name for item in client.find_items(["Tap", "Pipe"])}
    for wish in (wish for wish in wishes if wish.name not in there):
        client.create_items([wish], f"key-{wish.name}")

    assert sorted(item.name for item in client.find_items(["Tap", "Pipe"])) == ["Pipe", "Tap"]


@pytest.mark.rule("Q-13")
def test_one_name_with_two_accounts_is_two_names(bench: Bench, catalogue: Catalogue) -> None:
    bench.made(a_party())
    lines = (a_line(line_id=1, account_code=SALES.code), a_line(line_id=2, account_code=OTHER.code))

    written = bench.made(an_invoice(lines=lines))

    keys = bench.item(an_invoice(lines=lines)).draft.items
    names = {catalogue.name(keys[0]), catalogue.other_name(keys[1])}
    found = {item.name: item for item in catalogue.client(bench.line.session).find_items([*names])}
    ids = bench.lists.codes([SALES, OTHER])
    assert isinstance(written, Written)
    assert {name: found[name].account_id for name in names} == {
        catalogue.name(keys[0]): ids[SALES],
        catalogue.other_name(keys[1]): ids[OTHER],
    }


@pytest.mark.parametrize("length", [1, 60, 100])
def test_a_names_other_name_is_another_and_can_be_made(
    catalogue: Catalogue, client: ItemClient, account: str, length: int
) -> None:
    key = ItemKey("x" * length, SALES.code)
    names = [catalogue.name(key), catalogue.other_name(key)]

    outcomes = client.create_items([ItemWish(key, name, account) for name in names], "key-1")

    assert len(set(names)) == 2
    assert [type(each) for each in outcomes] == [LedgerItem, LedgerItem]


def test_a_ledger_that_fails_while_items_are_made_says_so(
    bench: Bench, client: ItemClient, account: str
) -> None:
    bench.there.inject("server_error", status=503, times=None)

    with pytest.raises(LedgerUnavailable) as caught:
        client.create_items([a_wish("Tap", account)], "key-1")

    assert caught.value.http_status == 503
