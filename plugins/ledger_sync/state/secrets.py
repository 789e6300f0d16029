"""Tokens at rest: encrypted with Airflow's Fernet key. Without a key nothing is stored."""

from __future__ import annotations

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from ledger_sync.errors import ConfigurationError


class Cipher:
    """Encrypts with the first key, decrypts with any: so keys can be rotated as Airflow's are.

    Args:
        keys: Airflow's ``[core] fernet_key``, several separated by commas.
    """

    def __init__(self, keys: str) -> None:
        names = [key.strip() for key in keys.split(",") if key.strip()]
        if not names:
            raise ConfigurationError(
                "AIRFLOW__CORE__FERNET_KEY is not set: tokens are only kept encrypted; make a key "
                "with Fernet.generate_key() and give every Airflow process the same one"
            )
        try:
            self._fernet = MultiFernet([Fernet(name) for name in names])
        except ValueError as error:
            raise ConfigurationError(
                "AIRFLOW__CORE__FERNET_KEY is not a Fernet key (32 bytes, URL-safe base64)"
            ) from error

    def encrypt(self, secret: str) -> str:
        """Encrypt with the first key."""
        return self._fernet.encrypt(secret.encode()).decode()

    def decrypt(self, kept: str) -> str:
        """Raise ``ConfigurationError`` if it was encrypted with a key that is gone."""
        try:
            return self._fernet.decrypt(kept.encode()).decode()
        except InvalidToken as error:
            raise ConfigurationError(
                "the kept tokens were encrypted with another AIRFLOW__CORE__FERNET_KEY: set that "
                "key again (beside the new one, separated by a comma) or reconnect the companies"
            ) from error
