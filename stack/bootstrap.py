"""Make or mend `.venv`: what every `make` command does first.

Runs on the system's Python with the standard library alone: nothing else is there yet. It is safe
to call twice at once (a file lock), to kill at any moment (a stamp is written last), and costs
some fifty milliseconds when there is nothing to do. It installs; it starts nothing.
"""

from __future__ import annotations

import fcntl
import hashlib
import shutil
import subprocess
import sys
import time
from pathlib import Path

UV_REQUIREMENT = "uv==0.13.9"
WANTED_PYTHON = (3, 11)
REQUIREMENT_FILES = ("requirements.txt", "requirements-dev.txt")


def fingerprint(root: Path) -> str:
    """Name what belongs into the environment: the pins and the installer."""
    digest = hashlib.sha256(UV_REQUIREMENT.encode())
    for name in REQUIREMENT_FILES:
        digest.update((root / name).read_bytes())
    return digest.hexdigest()


def is_ready(venv: Path, wanted: str) -> bool:
    """Tell whether the environment was finished for exactly these pins."""
    stamp = venv / ".ready"
    return (
        (venv / "bin" / "python").exists()
        and stamp.is_file()
        and stamp.read_text().strip() == wanted
    )


def is_usable(venv: Path) -> bool:
    """Tell whether an environment was finished once, so that it can be brought up to date in place.

    Without a stamp the last set-up was interrupted, and half-copied packages may look installed.
    """
    python = venv / "bin" / "python"
    if not ((venv / ".ready").is_file() and python.exists()):
        return False
    probe = f"import sys; sys.exit(sys.version_info[:2] != {WANTED_PYTHON})"
    return subprocess.run([python, "-c", probe], check=False).returncode == 0


def run(*command: str | Path) -> None:
    """Run one command with its output on standard error, which is where chatter belongs."""
    subprocess.run([str(part) for part in command], check=True, stdout=sys.stderr)


def works(*command: str | Path) -> bool:
    """Tell whether a command succeeds, quietly."""
    done = subprocess.run([str(part) for part in command], check=False, capture_output=True)
    return done.returncode == 0


def install(venv: Path, requirements: Path) -> None:
    """Install the pins, with uv because it takes a quarter of pip's time."""
    python = venv / "bin" / "python"
    if not works(python, "-m", "uv", "--version"):
        if not works(python, "-m", "pip", "--version"):
            run(python, "-m", "ensurepip", "--upgrade")
        run(
            python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", UV_REQUIREMENT
        )
    try:
        run(python, "-m", "uv", "pip", "install", "--quiet", "--python", python, "-r", requirements)
    except subprocess.CalledProcessError:
        # A package index may be set up for pip alone; uv does not read pip's configuration.
        say("uv could not install the packages; trying pip, which takes longer")
        if not works(python, "-m", "pip", "--version"):
            run(python, "-m", "ensurepip", "--upgrade")
        run(
            python,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "-r",
            requirements,
        )


def make_ready(root: Path) -> None:
    """Bring `.venv` to the state that the requirement files name."""
    venv = root / ".venv"
    wanted = fingerprint(root)
    if is_ready(venv, wanted):
        return
    started = time.monotonic()
    (root / ".stack").mkdir(exist_ok=True)
    with (root / ".stack" / "setup.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if is_ready(venv, wanted):  # the one we waited for did it
            return
        if is_usable(venv):
            say("Bringing .venv up to date ...")
            (venv / ".ready").unlink()
        else:
            say("Making .venv (a minute or two, once) ...")
            shutil.rmtree(venv, ignore_errors=True)
            run(sys.executable, "-m", "venv", venv)
        install(venv, root / REQUIREMENT_FILES[-1])
        (venv / ".ready").write_text(wanted + "\n")
    say(f".venv is ready ({time.monotonic() - started:.0f} s)")


def say(text: str) -> None:
    """Print progress where it cannot be taken for a result."""
    print(text, file=sys.stderr, flush=True)


def main() -> int:
    """Check the interpreter, then set up; a failure ends in one readable line."""
    if sys.version_info[:2] != WANTED_PYTHON:
        say(f"Python 3.11 is needed, this is {sys.version.split()[0]}.")
        return 1
    try:
        make_ready(Path(__file__).resolve().parent.parent)
    except subprocess.CalledProcessError as error:
        say(f"Set-up failed at: {' '.join(error.cmd)}\nMend the cause and call make again.")
        return 1
    except KeyboardInterrupt:
        say("Set-up interrupted; the next make command begins it anew.")
        return 130
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
