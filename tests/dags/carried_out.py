"""Runs of the DAGs as Airflow makes them: the plan, carried out in one process, and its traces."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from sandbox.process import SandboxProcess
from stack import environment, run, secrets_file
from stack.paths import State
from stack.session import Session
from tests.pipeline.klipboard import Company
from tests.pipeline.quickbooks_world import QuickBooksWorld
from tests.pipeline.xero_world import XeroWorld

AFTER_THE_PAYMENTS = 3
"""Runs of the plan: the way back of either ledger, and the hourly run after it."""
FIRST = "first_connection"
HOURLY = "klipboard_to_xero"
PASSWORD = "planted-password-of-the-databases"
PERSON = ("Planted Person", "planted at example.org", "0113 496 7777")
"""A client whose e-mail address no ledger takes: it is held, and the summary says why."""
AT_QUICKBOOKS = "klipboard_to_quickbooks"
NIGHTLY = "xero_to_klipboard"
FROM_QUICKBOOKS = "quickbooks_to_klipboard"


@dataclass(frozen=True)
class Runs:
    """What was run, and the three companies it was run for; the first one has both ledgers."""

    results: list[dict[str, Any]]
    companies: list[Company]
    world: XeroWorld
    both: Company
    quickbooks: QuickBooksWorld
    metadata: sa.Engine
    reports: Path
    log: str
    secrets: list[str]
    """Whatever was secret at any time."""

    def result(self, dag_id: str, number: int) -> dict[str, Any]:
        return [each for each in self.results if each["dag_id"] == dag_id][number]

    def tasks(self, result: dict[str, Any]) -> dict[str, str]:
        """States of a run's tasks, mapped ones under the name that the grid shows."""
        query = sa.text(
            "SELECT coalesce(rendered_map_index, task_id) AS name, state FROM task_instance "
            "WHERE dag_id = :dag_id AND run_id = :run_id"
        )
        with self.metadata.connect() as db:
            rows = db.execute(query, {name: result[name] for name in ("dag_id", "run_id")})
            return {row.name: row.state for row in rows}


def address(engine: sa.Engine) -> str:
    """Its address with a password; over a socket of its own the server asks for none."""
    url = engine.url.set(drivername="postgresql", password=PASSWORD)
    return str(url.render_as_string(hide_password=False))


def made_world(engine: sa.Engine, sandbox: SandboxProcess) -> tuple[XeroWorld, list[Company]]:
    """Three companies with an invoice each; the second one's books are locked."""
    sandbox.reset()
    world = XeroWorld(engine, sandbox)
    companies = [world.a_company(connected=False) for _ in range(3)]
    for company in companies:
        client = world.a_client(company, name=f"Client of {company.id}")
        world.an_invoice(company, client, number="INV-1", status="Sent")
    world.bookkeeper(companies[1]).set_lock_date(period="2026-12-31")
    name, email, phone = PERSON
    world.a_client(companies[2], name=name, email=email, phone=phone)
    return world, companies


def carry_out(
    state: State,
    given: dict[str, str],
    companies: list[Company],
    both: Company,
    get_paid: Callable[[], None],
) -> tuple[list, str]:
    """Connect the companies and run the plan; gives the results and the log.

    Args:
        get_paid: What bookkeepers do between the way out and the way back.
    """
    state.make()
    ids = [company.id for company in companies]
    plan: list[tuple[str, dict[str, Any]]] = [
        *((FIRST, {"company": each, "ledger": "xero", "approve": True}) for each in ids),
        (FIRST, {"company": both.id, "ledger": "quickbooks", "approve": True}),
        (AT_QUICKBOOKS, {}),
        (HOURLY, {"companies": ids[:1]}),
        (NIGHTLY, {"companies": ids[:1]}),
        (FROM_QUICKBOOKS, {}),
        (HOURLY, {}),
    ]
    consents = [
        f"--ledger xero --company {each.id} --auto --tenant {each.organisation.tenant_id}".split()
        for each in companies
    ]
    consents.append(f"--ledger quickbooks --company {both.id} --auto --stay".split())
    # What this process was given for Airflow is not for that one.
    user = {name: value for name, value in os.environ.items() if "AIRFLOW" not in name}
    keys = secrets_file.load_or_make(state.secrets)
    variables = environment.build({**user, **given}, state, keys, None)
    session = Session(state, variables, keys, None, has_own_source=False)
    results = []
    with (state.folder / "runs.log").open("wb") as output:
        for result in run.in_process(session, plan, consents, output):
            results.append(result)
            if len(results) == len(plan) - AFTER_THE_PAYMENTS:
                get_paid()
    files = [state.folder / "runs.log", *state.airflow.joinpath("logs").rglob("*.log")]
    return results, "".join(path.read_text() for path in files)
