"""Nothing secret appears anywhere that the sync writes, whatever goes wrong.

What is known of a person stands where records are kept, held or shown to whoever decides; never in
a log, in the text of an error, or in what a run tells of a company.
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from ledger_sync.errors import SourceUnavailable
from ledger_sync.state.database import check_reachable, open_engine
from sqlalchemy.exc import OperationalError

from tests.pipeline import planting
from tests.pipeline.conftest import check_nothing
from tests.pipeline.either_desk import edit_party
from tests.pipeline.either_ledger import a_party
from tests.pipeline.klipboard import Company
from tests.pipeline.planting import PASSWORD, PERSON, WRONG_SECRET, Secrets
from tests.pipeline.quickbooks_world import QuickBooksWorld
from tests.pipeline.world import World

OF_RUNS = re.compile(
    r"sync\.(runs|run_counts|run_messages|batches|ledger_connections|watermarks|ledger_codes)"
)
"""Tables that say how runs and connections went, and nothing of any record."""
FAULTS: list[tuple[str, dict[str, Any]]] = [
    ("server_error", {"times": None}),
    ("drop_after", {"method": "POST"}),
    ("truncate", {}),
    ("rate_limit", {"retry_after": 600}),
]


@dataclass
class Year:
    """A company in a world in which everything goes wrong, and what was told of it."""

    at: World
    company: Company
    client: int
    secrets: Secrets
    summaries: list[Any] = field(default_factory=list)

    def out(self, city: str) -> None:
        """An hourly run with something to send."""
        self.at.update("clients", self.client, city=city)
        self.summaries.append(self.at.attempt().summary)

    def back(self) -> None:
        self.summaries.append(self.at.attempt_to_bring_back().summary)


def find(secrets: Iterable[str], places: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Which of them stand where."""
    looked_at = list(places)
    return {(where, each) for each in secrets for where, text in looked_at if each in text}


@contextmanager
def session_broken_at(engine: sa.Engine, statement: str) -> Iterator[None]:
    """The database ends a session just before a statement."""

    def end_it(db: Any, _cursor: Any, said: str, *_: Any) -> None:
        if statement in said:
            pid = db.connection.dbapi_connection.info.backend_pid
            other = open_engine(engine.url, name="tests")
            with other.connect() as its:
                its.execute(sa.text("SELECT pg_terminate_backend(:pid)"), {"pid": pid})
            other.dispose()

    sa.event.listen(engine, "before_cursor_execute", end_it)
    try:
        yield
    finally:
        sa.event.remove(engine, "before_cursor_execute", end_it)


def connect_for_the_first_time(at: World) -> tuple[Company, int]:
    """With one that is held, and a party of the ledger that may be one of ours."""
    company = at.a_company(connected=False)
    client = at.a_client(company, **PERSON)
    at.a_client(company, name="Held", email="planted at example.org")
    at.a_client(company, name="Northern Heating", email="office@north.example")
    a_party(at, company, "J Smith Plumbing", "office@north.example")
    at.connect(company)
    return company, client


def live_through(year: Year) -> None:
    """Faults on the way out and back, tokens that end, rotate, get lost and are taken away."""
    at, tenant = year.at, year.company.organisation.tenant_id
    for number, (kind, how) in enumerate(FAULTS):
        at.there.inject(kind, **how)
        year.out(f"City {number}")
        at.there.clear_faults()
        at.there.inject(kind, **how)
        year.back()
        at.there.clear_faults()
    at.there.expire_tokens()
    edit_party(at, year.company, "client", year.client, phone=PERSON["mobile"])
    year.back()
    at.sql("UPDATE sync.ledger_connections SET access_expires_at = now()")
    at.client_secret = WRONG_SECRET
    year.out("Wrong secret")
    at.client_secret = at.there.client_secret
    year.out("Right secret")
    at.there.disconnect(tenant)
    year.out("Disconnected")


def break_the_database(year: Year) -> list[str]:
    """A session ends amid a transaction, and later nobody can reach the server."""
    told = []
    with session_broken_at(year.at.engine, "INSERT INTO sync.outbox"):
        with pytest.raises(OperationalError) as broken:
            year.out("Broken")
        told += traceback.format_exception(broken.value)
    nowhere = open_engine(year.at.engine.url.set(host="127.0.0.1", port=1), name="klipboard_db")
    with pytest.raises(SourceUnavailable) as unreachable:
        check_reachable(nowhere, name="klipboard_db")
    return [*told, *traceback.format_exception(unreachable.value)]


@pytest.mark.timeout(300)
def test_nothing_secret_appears_anywhere_and_nobody_in_a_log_or_an_error(
    at: World,
    project_copy: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    secrets = Secrets(monkeypatch, at.client_secret)
    planting.listen_to_all(caplog)
    engine = open_engine(at.engine.url.set(password=PASSWORD), name="tests")
    at = type(at)(engine, at.sandbox, at.numbers)
    at.reports = tmp_path / "reports"
    at.configure(http_attempts=1)
    if isinstance(at, QuickBooksWorld):
        at.there.set_switches(refresh_token_kept=0)

    company, client = connect_for_the_first_time(at)
    year = Year(at, company, client, secrets)
    year.summaries.append(at.first_connection(company))
    year.out("First")
    check_nothing(project_copy)
    live_through(year)
    broken = break_the_database(year)
    engine.dispose()

    errors = [*secrets.errors_told(), ("of the database", "".join(broken))]
    kept = dict(planting.tables(at))
    shown = [("summaries", repr(year.summaries)), *planting.files(tmp_path / "reports")]
    log = ("log", caplog.text)
    assert len(secrets.seen) > 10
    assert find(secrets.seen, [*errors, *kept.items(), *shown, log]) == set()
    of_runs = [(name, text) for name, text in kept.items() if OF_RUNS.fullmatch(name)]
    assert len(of_runs) == 7
    assert find(PERSON.values(), [*errors, *of_runs, log]) == set()
    assert find(PERSON.values(), kept.items())
