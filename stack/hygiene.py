"""What no commit should hold: private keys, large files, ragged ends, unsorted mapping tables."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from stack.paths import ROOT

LARGEST_BYTES = 1_000_000
PRIVATE_KEY = re.compile(rb"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----")
TEXT = {".py", ".md", ".sql", ".csv", ".json", ".toml", ".yaml", ".in", ".txt", ".sh", ""}


def problems(path: Path) -> Iterable[str]:
    """Tell what is wrong with one file."""
    content = path.read_bytes()
    if len(content) > LARGEST_BYTES:
        yield f"larger than {LARGEST_BYTES:,} bytes"
    if PRIVATE_KEY.search(content):
        yield "holds a private key"
    if path.suffix in TEXT and content and (content[-1:] != b"\n" or content[-2:] == b"\n\n"):
        yield "does not end in exactly one line feed"
    if path.suffix == ".csv" and "mappings" in path.parts and not is_sorted(content.decode()):
        yield "the rows of a mapping table are sorted, so that a change shows as one line"


def is_sorted(table: str) -> bool:
    """Tell whether the rows after the heading stand in order."""
    rows = list(csv.reader(table.splitlines()))[1:]
    return rows == sorted(rows)


def tracked() -> list[Path]:
    """List the files of the repository, new ones included; none where git is not at hand."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    return [ROOT / name for name in done.stdout.splitlines()]


def main(arguments: Sequence[str]) -> int:
    """Check the named files, or all of the repository; a line for each problem."""
    paths = [Path(name) for name in arguments] or tracked()
    found = [f"{path}: {problem}" for path in paths if path.is_file() for problem in problems(path)]
    print("\n".join(found), end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
