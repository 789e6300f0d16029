"""The pages in Airflow: refused without a login, and nothing but pages is served."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from ledger_sync.quality.places import SETTING, run_key, site_folder

DAG, RUN = "klipboard_to_xero", "manual__2026-11-22T01:00:00+00:00"
PAGES = f"/{DAG}/{quote(RUN)}"


@pytest.fixture(scope="module")
def plugin():
    import sync_reports

    return sync_reports


@pytest.fixture
def visitor(plugin, tmp_path, monkeypatch):
    from fastapi.testclient import TestClient

    site = site_folder(tmp_path, run_key(DAG, RUN))
    (site / "validations").mkdir(parents=True)
    (site / "index.html").write_text("the index", encoding="utf-8")
    (site / "validations" / "all.html").write_text("a page", encoding="utf-8")
    (site / "review.csv").write_text("\ufeffdecision\r\n", encoding="utf-8", newline="")
    (site.parent / "results.json").write_text("secret", encoding="utf-8")
    monkeypatch.setenv(SETTING, tmp_path.as_uri())
    return TestClient(plugin.app)


@pytest.fixture
def colleague(plugin, visitor, monkeypatch):
    """A visitor whom Airflow lets see the run."""
    monkeypatch.setitem(plugin.app.dependency_overrides, plugin.may_see_run, lambda: None)
    return visitor


@pytest.mark.parametrize(
    "page", ["index.html", "validations/all.html", "review.csv", "missing.html"]
)
def test_who_is_not_logged_in_is_refused(visitor, page):
    answer = visitor.get(f"{PAGES}/{page}")

    assert answer.status_code == 401
    assert "page" not in answer.text


@pytest.mark.parametrize(
    ("page", "text"),
    [("index.html", "the index"), ("", "the index"), ("validations/all.html", "a page")],
)
def test_who_may_see_the_run_sees_its_pages(colleague, page, text):
    answer = colleague.get(f"{PAGES}/{page}")

    assert (answer.status_code, answer.text) == (200, text)
    assert answer.headers["cache-control"] == "private, no-store"
    assert "default-src 'none'" in answer.headers["content-security-policy"]


@pytest.mark.parametrize(
    "page",
    ["..%2fresults.json", "%2e%2e/results.json", "..%5cresults.json", "validations", "x.html"],
)
def test_nothing_but_a_page_of_the_run_is_served(colleague, page):
    assert colleague.get(f"{PAGES}/{page}").status_code == 404


def test_a_page_fetches_nothing_and_runs_nothing(colleague):
    policy = colleague.get(f"{PAGES}/index.html").headers["content-security-policy"]

    assert policy.startswith("default-src 'none'")
    assert "script-src" not in policy
    assert "http" not in policy


def test_every_run_has_a_tab_that_opens_its_pages(plugin):
    (tab,) = plugin.SyncReports.external_views

    assert tab["destination"] == "dag_run"
    assert tab["href"].endswith("/data-quality/{DAG_ID}/{RUN_ID}/index.html")


def test_the_review_file_of_a_run_is_saved_and_not_shown(colleague):
    answer = colleague.get(f"{PAGES}/review.csv")

    assert answer.content == "\ufeffdecision\r\n".encode()
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="review.csv"'
    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
