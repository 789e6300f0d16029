"""Learns what is secret while it passes, and looks for it wherever the system writes."""

from __future__ import annotations

import json
import logging
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from ledger_sync.errors import LedgerSyncError, RecordError
from ledger_sync.rest import oauth
from ledger_sync.rest.oauth import Consent, TokenSet

from tests.pipeline.world import FERNET_KEY, World

PASSWORD = "planted-password-of-the-database"
WRONG_SECRET = "planted-wrong-client-secret"
PERSON = {
    "name": "Plantedacme",
    "email": "planted.person@example.org",
    "phone": "0113 496 7777",
    "mobile": "07700 907777",
    "tax_number": "GB907777907",
    "contact_last_name": "Plantedname",
}
ALL_TABLES = """SELECT schemaname || '.' || tablename AS name FROM pg_tables
    WHERE schemaname IN ('klipboard', 'sync') ORDER BY 1"""
AT_MOST_INFO = ("sqlalchemy", "urllib3")
"""At DEBUG they tell every row and every address, and can only be told to be silent."""

Places = Iterator[tuple[str, str]]


class Secrets:
    """Every token, code and verifier that passes, and every error of ours that is made."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *known: str) -> None:
        self.seen = {FERNET_KEY, PASSWORD, WRONG_SECRET, *known}
        self.errors: list[BaseException] = []
        self._patch = monkeypatch
        self._after(oauth, "_token_set", self._see_tokens)
        self._after(oauth, "begin", self._see_consent)
        finish = oauth.finish

        def finished(app: Any, consent: Consent, code: str, redirect_uri: str) -> TokenSet:
            self.seen.add(code)
            return finish(app, consent, code, redirect_uri)

        monkeypatch.setattr(oauth, "finish", finished)
        made = LedgerSyncError.__init__

        def make(error: LedgerSyncError, *args: Any, **options: Any) -> None:
            made(error, *args, **options)
            self.errors.append(error)

        monkeypatch.setattr(LedgerSyncError, "__init__", make)

    def _after(self, module: Any, name: str, see: Callable[[Any], None]) -> None:
        function = getattr(module, name)

        def called(*args: Any, **options: Any) -> Any:
            result = function(*args, **options)
            see(result)
            return result

        self._patch.setattr(module, name, called)

    def _see_tokens(self, tokens: TokenSet) -> None:
        self.seen |= {tokens.access_token, tokens.refresh_token}

    def _see_consent(self, consent: Consent) -> None:
        self.seen |= {consent.verifier} if consent.verifier else set()

    def errors_told(self) -> Places:
        """Errors with their causes, as a log would show them.

        What is wrong with one record is told to whoever corrects it: that has a value in it.
        """
        for error in self.errors:
            if not isinstance(error, RecordError):
                yield type(error).__name__, "".join(traceback.format_exception(error))


def listen_to_all(caplog: pytest.LogCaptureFixture) -> None:
    """Every logger that there is, at DEBUG."""
    caplog.set_level(logging.DEBUG)
    for name in list(logging.root.manager.loggerDict):
        least = logging.INFO if name.startswith(AT_MOST_INFO) else logging.DEBUG
        caplog.set_level(least, logger=name)


def tables(at: World) -> Places:
    """Every table of both schemas, row by row as text."""
    for each in at.sql(ALL_TABLES):
        rows = at.sql(f"SELECT each::text AS row FROM {each['name']} AS each")
        yield each["name"], "\n".join(row["row"] for row in rows)


def files(folder: Path) -> Places:
    """Data Docs, pages of plans, reviews."""
    for path in folder.rglob("*"):
        if path.is_file():
            yield path.name, path.read_bytes().decode("utf-8", "replace")


def texts(name: str, values: list[Any]) -> Places:
    yield name, json.dumps(values, default=str, ensure_ascii=False)
