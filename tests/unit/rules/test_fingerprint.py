"""Fingerprints tell content apart and nothing else; keys are never used for two batches."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledger_sync.model import CLIENT, Ref
from ledger_sync.rules.fingerprint import digest, fingerprint, idempotency_key

from tests.unit.builders import a_draft

scalars = st.one_of(st.none(), st.booleans(), st.integers(), st.text())
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)
objects = st.dictionaries(st.text(), values, max_size=5)


def turned(value: Any) -> Any:
    """The same value with the keys of every object in the opposite order."""
    if isinstance(value, dict):
        return {key: turned(value[key]) for key in reversed(value)}
    return [turned(each) for each in value] if isinstance(value, list) else value


@pytest.mark.rule("B-04")
@given(objects)
def test_the_order_of_keys_does_not_matter(content: dict[str, Any]) -> None:
    assert digest(turned(content)) == digest(content)


@given(objects, objects)
def test_other_content_has_another_fingerprint(one: dict[str, Any], two: dict[str, Any]) -> None:
    same = repr(sorted_deep(one)) == repr(sorted_deep(two))

    assert (digest(one) == digest(two)) is same


def sorted_deep(value: Any) -> Any:
    if isinstance(value, dict):
        return [(key, sorted_deep(value[key])) for key in sorted(value)]
    return [sorted_deep(each) for each in value] if isinstance(value, list) else value


def test_the_order_of_lines_matters() -> None:
    assert digest({"LineItems": [1, 2]}) != digest({"LineItems": [2, 1]})


def test_an_absent_value_differs_from_an_empty_one() -> None:
    assert digest({"Reference": None}) != digest({"Reference": ""})


def test_a_fingerprint_is_the_same_on_every_machine() -> None:
    draft = a_draft(content={"Name": "Café", "Phones": {"DEFAULT": None}})

    assert fingerprint(draft) == "9fcbb8d30c6cb2257ea68fc59d50225afaad2a38fce0605f9052697de62a5522"


def test_the_intent_is_part_of_the_fingerprint_and_whose_record_it_is_not() -> None:
    content = {"Status": "VOIDED"}

    upsert, void = (a_draft(content=content, intent=each) for each in ("upsert", "void"))

    assert fingerprint(upsert) != fingerprint(void)
    assert fingerprint(upsert) == fingerprint(a_draft(Ref(CLIENT, 8), content=content))


@pytest.mark.rule("B-02")
@pytest.mark.parametrize(
    "other",
    [
        pytest.param((2, 5, "10:00", ["a", "b"]), id="another connection"),
        pytest.param((1, 6, "10:00", ["a", "b"]), id="another batch"),
        pytest.param((1, 5, "10:01", ["a", "b"]), id="claimed at another time"),
        pytest.param((1, 5, "10:00", ["b", "a"]), id="another order"),
        pytest.param((1, 5, "10:00", ["a"]), id="less content"),
    ],
)
def test_another_batch_has_another_key(other: tuple[int, int, str, list[str]]) -> None:
    batch = (1, 5, "10:00", ["a", "b"])

    assert idempotency_key(*batch) == idempotency_key(*batch)
    assert idempotency_key(*batch) != idempotency_key(*other)


def test_a_key_fits_into_the_ledgers_header_with_room_for_a_second_look() -> None:
    assert (
        len(idempotency_key(10**12, 10**12, "2026-11-22T12:00:00.123456+00:00", ["f" * 64])) < 120
    )
