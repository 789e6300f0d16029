"""One company of Klipboard, joined to one organisation of the sandbox, and the hourly run over it.

What the benches of ledger calls are measured on: the real steps, over HTTP.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import requests  # noqa: TID253 - no DAG file imports this
import sqlalchemy as sa
from ledger_sync.rest.access import ApiAccess
from ledger_sync.rest.loopback import listening
from ledger_sync.settings import Settings
from ledger_sync.state.secrets import Cipher
from ledger_sync.steps import consent, lines
from ledger_sync.steps.apply_connection import apply_connection
from ledger_sync.steps.extract import extract
from ledger_sync.steps.load import load
from ledger_sync.steps.plan_connection import plan_connection
from ledger_sync.steps.ports import Ports
from ledger_sync.steps.request import Request
from ledger_sync.steps.shards import shards
from ledger_sync.steps.transform import transform
from ledger_sync.steps.validate import validate

from bench import stage

if TYPE_CHECKING:
    from ledger_sync.ledgers.contract import Ledger
    from ledger_sync.rest.oauth import Consent

    from sandbox.process import SandboxProcess

COMPANY = 1
SECONDS_TO_CONSENT = 20


class JoinedCompany:
    """The company, its ports, and what happens to it."""

    def __init__(self, engine: sa.Engine, sandbox: SandboxProcess, ledger: Ledger) -> None:
        self.engine = engine
        self.sandbox = sandbox
        self.ledger = ledger
        self.there: Any = getattr(sandbox, ledger.name)

    def join(self) -> str:
        """The consent, with its redirect followed as a browser would, and the first connection.

        Returns:
            The organisation's tenant id.
        """
        organisation = self.there.add_organisation("Bench", country="GB")
        ports = lines.consent_ports(
            self.ledger, self._access(), self.engine, self.engine, Cipher(stage.FERNET_KEY)
        )
        wish = consent.Wish(COMPANY, organisation.tenant_id)
        with listening(0) as redirect:

            def ask(begun: Consent) -> dict[str, str]:
                requests.get(begun.url, timeout=SECONDS_TO_CONSENT)
                return redirect.answer(begun.state, SECONDS_TO_CONSENT)

            consent.connect(ports, self.ledger, wish, redirect.uri, ask)
        asked = Request("first_connection", "bench", self.ledger.name, (COMPANY,))
        plan = plan_connection(self.ports(), self.ledger, asked)
        apply_connection(self.ports(), self.ledger, plan["run"])
        return str(organisation.tenant_id)

    def change(self, statement: str, **values: int) -> int:
        """Change Klipboard; gives in how many rows."""
        with self.engine.begin() as db:
            return db.execute(sa.text(statement), values).rowcount

    def change_some(self, statement: str, **values: int) -> list[str]:
        """Change Klipboard; gives what the statement returns of each row."""
        with self.engine.begin() as db:
            return list(db.execute(sa.text(statement), values).scalars())

    def fill_outbox(self, name: str) -> int:
        """The hourly run up to the outbox."""
        ports = self.ports()
        run = extract(ports, self.ledger, stage.request(self.ledger.name, name))
        validate(ports, self.ledger, run)
        return transform(ports, self.ledger, run)

    def load(self, run: int) -> None:
        """The rest of the hourly run: everything that speaks to the ledger."""
        ports = self.ports()
        for shard in shards(ports, self.ledger, run):
            load(ports, self.ledger, run, shard["connections"])

    def ports(self) -> Ports:
        """What the steps need."""
        settings = Settings()
        opener = lines.line_opener(
            self.ledger, self._access, self.engine, Cipher(stage.FERNET_KEY), settings
        )
        return Ports(self.engine, self.engine, settings, opener)

    def _access(self) -> ApiAccess:
        addresses = (name for name in self.ledger.oauth.defaults if name.endswith("_url"))
        return ApiAccess(
            host=self.sandbox.base_url,
            client_id=self.there.client_id,
            client_secret=self.there.client_secret,
            extra={name: getattr(self.there, name) for name in addresses},
        )
