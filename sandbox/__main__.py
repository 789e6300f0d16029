"""`python -m sandbox`: serve until SIGTERM or SIGINT."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import signal
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import uvicorn

from sandbox.server import make_app

KEEP_ALIVE_SECONDS = 600
"""A connection that is closed the moment somebody uses it looks like an answer that was lost:
disturbances come from faults alone."""
SHUTDOWN_SECONDS = 2


class QuietServer(uvicorn.Server):
    """A server that ends on a signal without raising it again: the exit code is 0."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Stop on SIGTERM and SIGINT."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._stop)
        yield

    def _stop(self) -> None:
        self.should_exit = True


def arguments(argv: list[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="sandbox", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0: any free port")
    parser.add_argument("--ready-file", type=Path, help="gets the base address once it listens")
    parser.add_argument("--config", type=Path, help="JSON file, see README.md")
    parser.add_argument("--stop-with", type=int, metavar="PID", help="end when this process ends")
    return parser.parse_args(argv)


def main(argv: list[str] | None = None) -> int:
    """Serve."""
    options = arguments(argv)
    settings = json.loads(options.config.read_text()) if options.config else {}
    asyncio.run(serve(options, settings))
    return 0


async def serve(options: argparse.Namespace, settings: dict[str, Any]) -> None:
    """Listen, tell the address, serve until told to stop."""
    family = socket.AF_INET6 if ":" in options.host else socket.AF_INET
    # Named by its protocol, or asyncio leaves Nagle's algorithm on: 40 ms more for every answer.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((options.host, options.port))
    config = uvicorn.Config(
        make_app(settings),
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=SHUTDOWN_SECONDS,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        lifespan="off",
    )
    server = QuietServer(config)
    watchers = [asyncio.create_task(_tell(server, listener, options))]
    if options.stop_with:
        watchers.append(asyncio.create_task(_stop_with(server, options.stop_with)))
    await server.serve(sockets=[listener])
    for watcher in watchers:
        watcher.cancel()


async def _tell(
    server: uvicorn.Server, listener: socket.socket, options: argparse.Namespace
) -> None:
    while not server.started:
        await asyncio.sleep(0.01)
    host = f"[{options.host}]" if ":" in options.host else options.host
    address = f"http://{host}:{listener.getsockname()[1]}"
    print(address, flush=True)
    if options.ready_file:
        half_written = options.ready_file.with_suffix(".part")
        half_written.write_text(address + "\n")
        half_written.replace(options.ready_file)


async def _stop_with(server: uvicorn.Server, pid: int) -> None:
    while not server.should_exit:
        await asyncio.sleep(1)
        try:
            os.kill(pid, 0)
        except OSError:
            server.should_exit = True


if __name__ == "__main__":
    sys.exit(main())
