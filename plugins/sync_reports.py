"""Airflow plugin: the pages of a run, opened from the run and behind Airflow's own login.

They are Data Docs, or the plan of a first connection with its review file, and lie under
``LEDGER_SYNC_REPORTS`` (``ledger_sync.quality.places``). They hold values of persons, so a file is
given only to those who may see the runs of that DAG. Nothing is built here.

Every Airflow process imports this file, hence the API server's own modules are imported on request.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from airflow.configuration import conf
from airflow.plugins_manager import AirflowPlugin
from fastapi import Depends, FastAPI, HTTPException, Request, Response, status
from fastapi.concurrency import run_in_threadpool
from ledger_sync.quality.places import INDEX_PAGE, REVIEW_PAGE, SETTING, run_key, site_file

if TYPE_CHECKING:
    from pathlib import Path

PREFIX = "/data-quality"

# The pages fetch nothing and run nothing, and this holds them to it: were a value of a record ever
# read as a script, it could not run, and could not speak to Airflow's API.
HEADERS = {
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": (
        "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; "
        "style-src 'unsafe-inline'; img-src 'self' data:"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


async def may_see_run(request: Request) -> None:
    """Refuse whoever is not logged in (401) or may not see the runs of this DAG (403)."""
    from airflow.api_fastapi.auth.managers.models.resource_details import (
        DagAccessEntity,
    )
    from airflow.api_fastapi.core_api.security import (
        bearer_scheme,
        get_user,
        requires_access_dag,
    )

    user = await get_user(request, None, await bearer_scheme(request))
    # Asks the metadata database for the team of the DAG, which must not block the event loop.
    await run_in_threadpool(requires_access_dag("GET", DagAccessEntity.RUN), request, user)


app = FastAPI(
    title="Data quality",
    dependencies=[Depends(may_see_run)],
    docs_url=None,
    redoc_url=None,
    openapi_url=None,
)


@app.get("/{dag_id}/{run_id}/{name:path}")
def page(dag_id: str, run_id: str, name: str) -> Response:
    """One page of a run, or its review file."""
    file = site_file(_base(), run_key(dag_id, run_id), name or INDEX_PAGE)
    if file is None:
        raise HTTPException(
            status.HTTP_404_NOT_FOUND, "This run kept no such page of data-quality results."
        )
    if name == REVIEW_PAGE:
        # To be saved: a browser that showed it in its place would help nobody.
        saved = {"Content-Disposition": f'attachment; filename="{REVIEW_PAGE}"'}
        return Response(file.read_bytes(), media_type="text/csv", headers=HEADERS | saved)
    return Response(file.read_bytes(), media_type="text/html", headers=HEADERS)


def _base() -> Path:
    from airflow.sdk import ObjectStoragePath
    from ledger_sync.settings import settings

    base = os.environ.get(SETTING) or settings().reports
    # It has pathlib's interface without being a subclass.
    return cast("Path", ObjectStoragePath(base))


def _root() -> str:
    """The path under which the API server is reached, where it is not the host's own root."""
    return urlsplit(conf.get("api", "base_url", fallback="")).path.rstrip("/")


class SyncReports(AirflowPlugin):
    """Mounts the pages in the API server and adds a tab to every run."""

    name = "sync_reports"
    fastapi_apps: list[Any] = [  # noqa: RUF012 - as the base class has it
        {"app": app, "url_prefix": PREFIX, "name": "Data quality"}
    ]
    external_views: list[Any] = [  # noqa: RUF012 - as the base class has it
        {
            "name": "Data quality",
            "href": f"{_root()}{PREFIX}/{{DAG_ID}}/{{RUN_ID}}/{INDEX_PAGE}",
            "destination": "dag_run",
            "url_route": "data_quality",
        }
    ]
