"""The environment in which Airflow, the console and the DAGs run. Pure but for reading `.env`.

What the user has set always wins over what the stack would set.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from dotenv import dotenv_values

from stack.paths import ROOT

if TYPE_CHECKING:
    from stack.paths import State
    from stack.secrets_file import StackKeys

METADATA_CONNECTION = "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"
SOURCE_CONNECTION = "AIRFLOW_CONN_KLIPBOARD_DB"
SYNC_CONNECTION = "AIRFLOW_CONN_SYNC_DB"
XERO_CONNECTION = "AIRFLOW_CONN_XERO_API"
QUICKBOOKS_CONNECTION = "AIRFLOW_CONN_QUICKBOOKS_API"
ADMIN = "admin"


@dataclass(frozen=True)
class Databases:
    """Addresses in the embedded server, for whatever the user has not set."""

    metadata: str
    klipboard: str


def users_own(folder: Path = ROOT) -> dict[str, str]:
    """What the user has set: the real environment over the file `.env`."""
    from_file = {name: value for name, value in dotenv_values(folder / ".env").items() if value}
    return {**from_file, **os.environ}


def is_set(user: Mapping[str, str], name: str) -> bool:
    """Tell whether a variable has a value; an empty one counts as not set."""
    return bool(user.get(name))


def needs_embedded_server(user: Mapping[str, str]) -> bool:
    """Tell whether any database is left for the embedded server."""
    return not (is_set(user, METADATA_CONNECTION) and is_set(user, SOURCE_CONNECTION))


def build(
    user: Mapping[str, str], state: State, keys: StackKeys, databases: Databases | None
) -> dict[str, str]:
    """Put the environment together: our defaults, then the connections, then what the user set."""
    ours = _airflow(state, keys) | _quiet() | _connections(user, databases)
    environment = {**user, **{name: user.get(name) or value for name, value in ours.items()}}
    environment["PYTHONPATH"] = _python_path(user.get("PYTHONPATH", ""))
    environment["NO_PROXY"] = environment["no_proxy"] = _no_proxy(user)
    # Airflow's processes change their titles; without this they overwrite their own environment,
    # by which `make down` knows them.
    environment["SPT_NOENV"] = "1"
    return environment


def _connections(user: Mapping[str, str], databases: Databases | None) -> dict[str, str]:
    connections = {}
    if databases:
        metadata = databases.metadata.replace("postgresql://", "postgresql+psycopg://", 1)
        connections[SOURCE_CONNECTION] = databases.klipboard
        connections[METADATA_CONNECTION] = metadata
        if not is_set(user, METADATA_CONNECTION):
            # Airflow would take asyncpg, which does not understand a socket's folder in an address.
            connections["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN_ASYNC"] = metadata
    connections[SYNC_CONNECTION] = user.get(SOURCE_CONNECTION) or connections[SOURCE_CONNECTION]
    return connections


def _airflow(state: State, keys: StackKeys) -> dict[str, str]:
    return {
        "AIRFLOW_HOME": str(state.airflow),
        "LEDGER_SYNC_REPORTS": state.reports.as_uri(),
        "AIRFLOW__CORE__DAGS_FOLDER": str(ROOT / "dags"),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(ROOT / "plugins"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
        # One machine: as many tasks at once as it can bear, each with Great Expectations in memory.
        "AIRFLOW__CORE__PARALLELISM": "4",
        "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
        "AIRFLOW__CORE__FERNET_KEY": keys.fernet_key,
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": f"{ADMIN}:admin",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(state.airflow / "passwords.json"),
        "AIRFLOW__API_AUTH__JWT_SECRET": keys.jwt_secret,
        "AIRFLOW__API__SECRET_KEY": keys.api_secret_key,
        "AIRFLOW__API__WORKERS": "1",
    }


def _quiet() -> dict[str, str]:
    """Nothing that we run reports its use to anybody."""
    return {
        "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
        "SCARF_ANALYTICS": "false",
        "GX_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
    }


def _python_path(given: str) -> str:
    ours = [str(ROOT), str(ROOT / "plugins")]
    return os.pathsep.join(
        ours + [each for each in given.split(os.pathsep) if each and each not in ours]
    )


def _no_proxy(given: Mapping[str, str]) -> str:
    """Keep calls to this machine's own servers off a proxy."""
    before = given.get("NO_PROXY") or given.get("no_proxy") or ""
    return ",".join(filter(None, [before, "127.0.0.1", "localhost"]))


def write_password_file(state: State, keys: StackKeys) -> None:
    """Give Airflow's simple auth manager the password, so that it prints none of its own."""
    path = state.airflow / "passwords.json"
    path.touch(mode=0o600)
    path.write_text(json.dumps({ADMIN: keys.admin_password}))
