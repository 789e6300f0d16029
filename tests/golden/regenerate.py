"""Write the payloads of all golden cases anew: ``python -m tests.golden.regenerate``.

The difference is for a person to review; this program does not know what is right.
"""

from __future__ import annotations

import sys

from tests.golden.cases import all_cases, payload


def main() -> None:
    """Rewrite what changed, and name it."""
    changed = 0
    for case in all_cases():
        path = case.folder / "payload.json"
        new = payload(case)
        if not path.exists() or path.read_text(encoding="utf-8") != new:
            path.write_text(new, encoding="utf-8")
            sys.stdout.write(f"changed: {case.name}\n")
            changed += 1
    sys.stdout.write(f"{changed} of {len(all_cases())} payloads changed; review the difference\n")


if __name__ == "__main__":
    main()
