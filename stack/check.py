"""`make check`: every check but the tests. All run, so that one call shows all there is to mend."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import time
from pathlib import Path

from stack.paths import ROOT

TOOLS = Path(sysconfig.get_path("scripts"))
CHECKS: dict[str, tuple[str, ...]] = {
    "format": ("ruff", "format", "--check", "."),
    "lint": ("ruff", "check", "."),
    "types": ("mypy",),
    "imports": ("lint-imports",),
    "compose": (
        "check-jsonschema",
        "--builtin-schema",
        "vendor.compose-spec",
        "docker-compose.yaml",
    ),
    "spelling": ("codespell",),
    "hygiene": ("python", "-m", "stack.hygiene"),
}


def check() -> int:
    """Run every check and tell which failed; what a check that passed has to say is left out."""
    failed = [name for name, command in CHECKS.items() if not _passes(name, command)]
    if failed:
        print(f"check: failed: {', '.join(failed)} (make fix repairs format and lint)")
        return 1
    print("check: all passed")
    return 0


def _passes(name: str, command: tuple[str, ...]) -> bool:
    started = time.monotonic()
    done = subprocess.run(
        [str(TOOLS / command[0]), *command[1:]],
        cwd=ROOT,
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode:
        print(done.stdout, flush=True)
    verdict = "failed" if done.returncode else "passed"
    print(f"{name:9} {verdict} ({time.monotonic() - started:.1f} s)", file=sys.stderr, flush=True)
    return done.returncode == 0
