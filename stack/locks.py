"""File locks that end with their holder, however it ends.

The kernel drops them when the last process that has the file open is gone, a killed one included;
so nothing can go stale here, which no file with a process id in it can promise.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO


@contextmanager
def exclusive(path: Path) -> Iterator[None]:
    """Hold the lock alone, after waiting for whoever has it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def share(path: Path) -> IO[str]:
    """Open the file as one of many users; closing it, or dying, ends the use."""
    path.parent.mkdir(parents=True, exist_ok=True)
    file = path.open("a")
    fcntl.flock(file, fcntl.LOCK_SH)
    return file


def is_unused(path: Path) -> bool:
    """Tell whether nobody shares the file any more."""
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
