"""Where Airflow's connections become ports: hooks meet steps here and nowhere else.

DAG files call these functions inside their tasks; nothing heavy is imported before that.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from ledger_sync.errors import BadImportFile, BadSetting, MissingConnection, shown
from ledger_sync.ledgers import ledger_named

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from ledger_sync.ledgers.contract import Ledger
    from ledger_sync.rest.access import ApiAccess
    from ledger_sync.state.connections import LedgerConnection
    from ledger_sync.state.secrets import Cipher
    from ledger_sync.steps.consent import ConsentPorts
    from ledger_sync.steps.ports import Line, Ports

_NO_FILE = (FileNotFoundError, IsADirectoryError, PermissionError, ValueError, ImportError)
"""What another try would not cure, unlike a storage that does not answer."""

SOURCE = "klipboard_db"
STATE = "sync_db"


@cache
def engine(connection_id: str) -> Engine:
    """The database behind an Airflow connection; ``sync_db`` defaults to the source's."""
    from ledger_sync.source.hook import DatabaseHook
    from ledger_sync.state.database import check_reachable, migrate, open_engine

    hook = DatabaseHook(connection_id)
    if connection_id == STATE and not hook.exists():
        hook = DatabaseHook(SOURCE)
    made = open_engine(hook.get_conn(), name=connection_id)
    check_reachable(made, name=connection_id)
    if connection_id == STATE:
        migrate(made)
    return made


def cipher() -> Cipher:
    """Encrypts tokens with Airflow's Fernet key."""
    from airflow.sdk import conf

    from ledger_sync.state.secrets import Cipher

    return Cipher(conf.get("core", "FERNET_KEY", fallback=""))


def access(ledger: Ledger) -> ApiAccess:
    """What the ledger's Airflow connection says."""
    module = import_module(f"ledger_sync.ledgers.{ledger.name}.hook")
    hook = getattr(module, f"{ledger.title}Hook")
    found: ApiAccess = hook().get_conn()
    return found


def _folder(address: str) -> Any:
    """The object storage of the reports.

    Raises:
        BadSetting: no storage has such addresses, or what speaks to it is not installed.
    """
    from airflow.sdk import ObjectStoragePath

    try:
        return ObjectStoragePath(address)
    except (ValueError, TypeError, ImportError) as error:
        raise BadSetting(
            f"LEDGER_SYNC_REPORTS={shown(address)}: {error}; allowed is an address of object "
            "storage, such as file:///var/reports"
        ) from error


def ports(ledger_name: str) -> Ports:
    """Everything that the steps of a run need."""
    from ledger_sync.settings import settings
    from ledger_sync.steps import lines
    from ledger_sync.steps.ports import Ports

    ledger = ledger_named(ledger_name)
    chosen = settings()
    reports = _folder(chosen.reports)
    state = engine(STATE)
    return Ports(
        source=engine(SOURCE),
        state=state,
        settings=chosen,
        open_line=lines.line_opener(ledger, lambda: access(ledger), state, cipher(), chosen),
        reports=reports,
    )


def ports_without_ledger() -> Ports:
    """What the steps need that speak to no ledger: no connection to one has to exist."""
    from ledger_sync.settings import settings
    from ledger_sync.steps.ports import Ports

    def refuse(connection: LedgerConnection, *_: object) -> Line:
        raise MissingConnection(f"no line to {connection.ledger} was asked for")

    reports = _folder(settings().reports)
    return Ports(engine(SOURCE), engine(STATE), settings(), refuse, reports)


def read_file(address: str, most: int) -> bytes:
    """What a file holds, or one byte more than ``most`` of it.

    Raises:
        BadImportFile: it is not where it is said to be, as seen from where this runs.
    """
    from airflow.sdk import ObjectStoragePath

    if not address.startswith("/") and "://" not in address:
        raise BadImportFile(f"file={shown(address)} must be an absolute path or an address")
    try:
        path: Any = ObjectStoragePath(address)  # what opens it has no types
        with path.open("rb") as file:
            content: bytes = file.read(most + 1)
    except _NO_FILE as error:
        raise BadImportFile(
            f"{address} cannot be read on the machine where the task runs: {error}"
        ) from error
    return content


def consent_ports(ledger_name: str) -> tuple[Ledger, ConsentPorts]:
    """What connecting and disconnecting need."""
    from ledger_sync.steps import lines

    ledger = ledger_named(ledger_name)
    made = lines.consent_ports(ledger, access(ledger), engine(SOURCE), engine(STATE), cipher())
    return ledger, made


def run_summary(dag_id: str, run_id: str) -> dict[str, Any] | None:
    """The summary of a run, as ``make run`` prints it; None if it never began."""
    from ledger_sync.steps.summarise import read_summary

    return read_summary(engine(STATE), dag_id, run_id)
