"""The Redis of `make test-cluster`: the user's own, or one that starts here and ends with it."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import redis

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

OWN = "TEST_REDIS_URL"
PROGRAM = "redis-server"
INSTALL = (
    ("apt-get", "update", "--quiet"),
    ("apt-get", "install", "--yes", "--quiet", "--no-install-recommends", PROGRAM),
)
# Nobody is asked, and the package starts no Redis: ours has a port and a folder of its own.
QUIETLY = {"DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
ANSWER_SECONDS = 10


class NoRedis(Exception):
    """There is no Redis to use; the text says what to do."""


def program() -> str:
    """Find Redis on this machine; where there is none, install Debian's, which takes root.

    Raises:
        NoRedis: there is none and it could not be installed.
    """
    if found := shutil.which(PROGRAM):
        return found
    if os.geteuid() == 0 and shutil.which("apt-get"):
        _install()
    if found := shutil.which(PROGRAM):
        return found
    raise NoRedis(
        f"{PROGRAM} was not found. Install it (Debian, Ubuntu: apt-get install {PROGRAM}; "
        f"macOS: brew install redis), or name an empty database of a Redis of your own: "
        f"{OWN}=redis://host:6379/15"
    )


def _install() -> None:
    for command in INSTALL:
        done = subprocess.run(
            command,
            env={**os.environ, **QUIETLY},
            stdin=subprocess.DEVNULL,
            stdout=sys.stderr,
            check=False,
        )
        if done.returncode:
            raise NoRedis(f"{' '.join(command)} failed with code {done.returncode}: see above")


def write_config(path: Path, port: int) -> str:
    """Write how ours is set up, for its owner's eyes alone; return its address."""
    password = secrets.token_urlsafe(24)
    settings = {
        "bind": "127.0.0.1",
        "port": port,
        "requirepass": password,
        "dir": f'"{path.parent}"',
        "save": '""',
        "appendonly": "no",
    }
    path.parent.mkdir(exist_ok=True)
    path.touch(mode=0o600)
    path.write_text("".join(f"{name} {value}\n" for name, value in settings.items()))
    return f"redis://:{password}@127.0.0.1:{port}/0"


def users_own(user: Mapping[str, str]) -> str | None:
    """Read the address of the user's own Redis; none where ours is wanted."""
    return user.get(OWN) or None


@contextmanager
def emptied(url: str) -> Iterator[None]:
    """Use a database of the user's own, and leave it as empty as it must have been.

    Raises:
        NoRedis: it does not answer, or there is something in it, which is somebody's.
    """
    client = redis.Redis.from_url(url, socket_timeout=ANSWER_SECONDS)
    try:
        size = client.dbsize()
    except redis.RedisError as problem:
        raise NoRedis(f"the Redis of {OWN} does not answer: {problem}") from problem
    if size:
        raise NoRedis(f"the database of {OWN} holds {size} keys; name an empty one, such as /15")
    try:
        yield
    finally:
        client.flushdb()
        client.close()
