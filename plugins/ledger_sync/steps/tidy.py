"""Tidy: remove old batches, audit rows, runs and their pages (housekeeping)."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from ledger_sync.quality import places
from ledger_sync.state import housekeeping, runs

if TYPE_CHECKING:
    from pathlib import Path

    from ledger_sync.model import Json
    from ledger_sync.steps.ports import Ports

log = logging.getLogger(__name__)

EVERY_COMPANY = 0
"""Stands for a company in a message that is about none."""


def tidy(ports: Ports, dag_id: str, run_id: str) -> int:
    """Remove what is older than the settings say; gives the run, which tells what went."""
    keep = timedelta(days=ports.settings.keep_days)
    with ports.state.begin() as db:
        run = runs.open_run(db, dag_id=dag_id, run_id=run_id, ledger=None, params={})
    # The pages first: whose run is not known any more would be nobody's.
    pages = _remove_pages(ports, keep)
    history = timedelta(days=ports.settings.keep_audit_days)
    removed: Json = housekeeping.remove(ports.state, keep, history)
    if pages:
        removed["pages of runs"] = pages
    if reviews := _remove_reviews(ports):
        removed["review files"] = reviews
    told = ", ".join(f"{count} {name}" for name, count in removed.items())
    with ports.state.begin() as db:
        runs.tell(db, run.id, EVERY_COMPANY, "housekeeping", f"removed {told or 'nothing'}")
    log.info("removed %s", told or "nothing")
    return run.id


def _remove_pages(ports: Ports, keep: timedelta) -> int:
    base: Path | None = ports.reports
    if base is None or not base.is_dir():
        return 0
    there = [folder for folder in base.iterdir() if places.is_run_key(folder.name)]
    with ports.state.connect() as db:
        young = housekeeping.of_young_runs(db, keep, places.run_key)
    old = [folder for folder in there if folder.name not in young]
    for folder in old:
        _remove_folder(folder)
    return len(old)


def _remove_reviews(ports: Ports) -> int:
    base: Path | None = ports.reports
    if base is None or not places.reviews_folder(base).is_dir():
        return 0
    # The files first: what is asked is written down in the database before it is in a file.
    there = list(places.reviews_folder(base).iterdir())
    with ports.state.connect() as db:
        asking = housekeeping.asking(db)
    needed = {
        places.review_file(base, each.ledger, each.company_id, each.tenant_id).name
        for each in asking
    }
    old = [file for file in there if file.name not in needed]
    for file in old:
        file.unlink(missing_ok=True)
    return len(old)


def _remove_folder(folder: Path) -> None:
    """Object storage and disks alike: file by file, from below."""
    for child in list(folder.iterdir()):
        if child.is_dir():
            _remove_folder(child)
        else:
            child.unlink(missing_ok=True)
    if folder.is_dir():
        folder.rmdir()
