"""Keys of this stack: made once, kept in one file that only its owner can read."""

from __future__ import annotations

import base64
import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

from stack import locks


@dataclass(frozen=True)
class StackKeys:
    """What Airflow needs to encrypt, to sign and to let its user in."""

    fernet_key: str
    jwt_secret: str
    api_secret_key: str
    admin_password: str


def load_or_make(path: Path) -> StackKeys:
    """Read the keys; make them at the first call, for all callers the same."""
    with locks.exclusive(path.with_suffix(".lock")):
        if not path.exists():
            _write_private(path, json.dumps(asdict(_new())))
        return StackKeys(**json.loads(path.read_text()))


def _new() -> StackKeys:
    return StackKeys(
        fernet_key=base64.urlsafe_b64encode(os.urandom(32)).decode(),
        jwt_secret=secrets.token_urlsafe(48),
        api_secret_key=secrets.token_urlsafe(32),
        admin_password=secrets.token_urlsafe(12),
    )


def _write_private(path: Path, text: str) -> None:
    """Write so that nobody else can read it at any moment, and nobody finds half a file."""
    draft = path.with_suffix(".draft")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    draft.replace(path)
