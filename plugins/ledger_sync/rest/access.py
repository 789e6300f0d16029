"""What is known of our app at a ledger: client id and secret, and the ledger's addresses."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class ApiAccess:
    """What the Airflow connection says; the secret does not show when it is printed."""

    host: str
    client_id: str
    client_secret: str = field(repr=False)
    extra: Mapping[str, str] = field(repr=False)

    def address(self, name: str, defaults: Mapping[str, str]) -> str:
        """An address or setting of the extra, or the ledger's own."""
        return str(self.extra.get(name) or defaults[name])
