"""Tokens at rest are encrypted, and a key that is missing or wrong is named."""

from __future__ import annotations

from base64 import urlsafe_b64encode

import pytest
from ledger_sync.errors import ConfigurationError
from ledger_sync.state.secrets import Cipher

# The same in every process: they are part of the names of tests.
OLD, NEW = (urlsafe_b64encode(bytes([byte]) * 32).decode() for byte in (1, 2))


def test_what_was_encrypted_can_be_read_again_and_does_not_show() -> None:
    kept = Cipher(NEW).encrypt("token-1")

    assert "token-1" not in kept
    assert Cipher(NEW).decrypt(kept) == "token-1"


def test_the_same_secret_never_looks_the_same_twice() -> None:
    cipher = Cipher(NEW)

    assert cipher.encrypt("token-1") != cipher.encrypt("token-1")


def test_a_key_can_be_rotated_the_first_encrypts_and_any_decrypts() -> None:
    kept = Cipher(OLD).encrypt("token-1")
    both = Cipher(f"{NEW}, {OLD}")

    assert both.decrypt(kept) == "token-1"
    assert Cipher(NEW).decrypt(both.encrypt("token-2")) == "token-2"


def test_a_key_that_is_gone_is_named_with_the_cure() -> None:
    kept = Cipher(OLD).encrypt("token-1")

    with pytest.raises(ConfigurationError, match=r"another AIRFLOW__CORE__FERNET_KEY.*reconnect"):
        Cipher(NEW).decrypt(kept)


@pytest.mark.parametrize("keys", ["", " ", ",", " , "])
def test_without_a_key_nothing_is_kept(keys: str) -> None:
    with pytest.raises(ConfigurationError, match="AIRFLOW__CORE__FERNET_KEY is not set"):
        Cipher(keys)


@pytest.mark.parametrize("keys", ["secret", f"{NEW},short", NEW[:-4]])
def test_a_key_that_is_none_is_refused_without_showing_it(keys: str) -> None:
    with pytest.raises(ConfigurationError, match="is not a Fernet key") as caught:
        Cipher(keys)

    assert keys not in caught.value.message
