"""Where the Data Docs of a run lie. Light to import: Airflow's API server does.

The base is any path-like object with the interface of ``pathlib.Path``; Airflow's
``ObjectStoragePath`` is one, so that results of steps on different machines meet in one place.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

SETTING = "LEDGER_SYNC_REPORTS"
"""The environment variable that names the base: a ``file://`` address or any object storage's."""

INDEX_PAGE = "index.html"
REVIEW_PAGE = "review.csv"
_UNSAFE = re.compile(r"[^A-Za-z0-9_-]+")
_READABLE = 80
_RUN_KEY = re.compile(r".+--.+-[0-9a-f]{12}")


def run_key(dag_id: str, run_id: str) -> str:
    """A name for a run that is safe as a folder, as an object's key and in an address.

    Run ids hold ``+`` and ``:``. What they are replaced by is not unique, so a digest is.

    >>> run_key("klipboard_to_xero", "manual__2026-11-22T01:00:00+00:00")
    'klipboard_to_xero--manual__2026-11-22T01-00-00-00-00-ba75526f79d7'
    """
    digest = hashlib.sha256(f"{dag_id}\n{run_id}".encode()).hexdigest()[:12]
    readable = (_UNSAFE.sub("-", part)[:_READABLE] for part in (dag_id, run_id))
    return f"{'--'.join(readable)}-{digest}"


def is_run_key(name: str) -> bool:
    """Whether a folder's name is one that ``run_key`` gave.

    >>> is_run_key(run_key("klipboard_to_xero", "run 1")), is_run_key("reviews")
    (True, False)
    """
    return _RUN_KEY.fullmatch(name) is not None


def results_folder(base: Path, key: str) -> Path:
    """Where the validation results of a run are collected."""
    return base / key / "results"


def site_folder(base: Path, key: str) -> Path:
    """Where the rendered pages of a run lie."""
    return base / key / "site"


def reviews_folder(base: Path) -> Path:
    """Where all review files lie."""
    return base / "reviews"


def review_file(base: Path, ledger: str, company_id: int, tenant_id: str) -> Path:
    """Where a person decides which of a company's parties are one: a CSV to edit in place.

    One for each organisation: the ids of another one mean other parties.
    """
    return reviews_folder(base) / f"{ledger}-{company_id}-{_UNSAFE.sub('-', tenant_id)}.csv"


def site_file(base: Path, key: str, name: str) -> Path | None:
    """A file of a run's site; None when the name could lead out of the site or nothing is there."""
    parts = name.split("/")
    if any(part in ("", ".", "..") or "\\" in part or "\0" in part for part in parts):
        return None
    path = site_folder(base, key)
    for part in parts:
        path = path / part
    return path if path.is_file() else None
