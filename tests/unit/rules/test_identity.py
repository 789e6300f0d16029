"""The keys by which two values count as the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledger_sync.rules.identity import email_key, name_key, number_key, phone_key


@pytest.mark.rule("X-08")
@pytest.mark.parametrize(
    "one, other",
    [
        pytest.param("Acme Plumbing", "ACME PLUMBING", id="case"),
        pytest.param("Acme Plumbing", "  Acme \t Plumbing\n", id="spaces"),
        pytest.param("Acme Plumbing", "Acme\u00a0Plumbing", id="no-break space"),
        pytest.param("Café", "CAFE\u0301", id="accent encoded in another way"),
        pytest.param("Straße", "STRASSE", id="capital of a sharp s"),
    ],
)
def test_names_that_count_as_the_same(one, other):
    assert name_key(one) == name_key(other)


@pytest.mark.rule("X-08")
@pytest.mark.parametrize(
    "one, other",
    [
        pytest.param("Café", "Cafe", id="accent"),
        pytest.param("Acme-Plumbing", "Acme Plumbing", id="sign"),
        pytest.param("AcmePlumbing", "Acme Plumbing", id="no space"),
    ],
)
def test_names_that_count_as_different(one, other):
    assert name_key(one) != name_key(other)


@pytest.mark.rule("X-08")
@pytest.mark.parametrize(
    "phone, key",
    [
        pytest.param("020 7946 0018", "02079460018", id="spaces"),
        pytest.param("(020) 7946-0018", "02079460018", id="signs"),
        pytest.param("+44 20 7946 0018", "442079460018", id="plus"),
        pytest.param("٠٢٠", "020", id="digits of another script"),
        pytest.param("020²", "020", id="a superscript is no digit"),
        pytest.param("ask Dave", None, id="no digit"),
    ],
)
def test_phones_are_compared_by_their_digits(phone, key):
    assert phone_key(phone) == key


@pytest.mark.rule("X-08")
def test_emails_are_compared_without_case():
    assert email_key("Jo@Example.com") == email_key(" jo@EXAMPLE.com")


@pytest.mark.parametrize("key", [name_key, phone_key, email_key, number_key])
@pytest.mark.parametrize("blank", [None, "", " \t\n"], ids=["null", "empty", "spaces"])
def test_a_blank_has_no_key(key, blank):
    assert key(blank) is None


@given(st.text())
def test_a_key_is_its_own_key(text):
    for key in (name_key, phone_key, email_key, number_key):
        assert key(key(text)) == key(text)
