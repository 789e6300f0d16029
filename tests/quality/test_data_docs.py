"""The pages of a run: one a suite, with the failing check, its values and nothing that runs."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from ledger_sync.quality import checks, data_docs
from ledger_sync.quality.frames import row_frame
from ledger_sync.quality.places import run_key, site_file, site_folder

from tests.quality.rows import an_invoice

RUN_TIME = datetime(2026, 11, 22, 1, tzinfo=UTC)
KEY = run_key("klipboard_to_xero", "manual__2026-11-22T01:00:00+00:00")

pytestmark = pytest.mark.usefixtures("great_expectations")


def examine(base, batch, *rows):
    checks.check_rows(
        "invoice",
        "xero",
        row_frame("invoice", rows),
        keep=lambda validation: data_docs.save_result(base, KEY, batch, validation),
    )


def build(base):
    data_docs.build_site(base, KEY, run_time=RUN_TIME)
    (page,) = (site_folder(base, KEY) / "validations" / "xero" / "invoice" / "row").rglob("*.html")
    return page.read_text(encoding="utf-8")


def test_a_page_shows_the_failing_check_the_value_and_the_row(tmp_path):
    examine(tmp_path, "0001", an_invoice(1), an_invoice(4711, currency="Lost"))

    page = build(tmp_path)

    assert "must match this regular expression" in page
    assert "Lost" in page
    assert "4711" in page


def test_the_batches_of_a_run_become_one_page(tmp_path):
    for batch in range(3):
        examine(tmp_path, f"{batch:04}", an_invoice(batch + 500, currency=f"Lost {batch}"))

    page = build(tmp_path)

    assert "3 unexpected values found" in page
    assert "Lost 0" in page
    assert "Lost 2" in page


def test_a_retry_replaces_what_the_first_try_saved(tmp_path):
    for _ in range(2):
        examine(tmp_path, "0001", an_invoice(1, currency="Lost"))

    assert "1 unexpected values found" in build(tmp_path)


def test_a_value_on_a_page_cannot_run(tmp_path):
    examine(tmp_path, "0001", an_invoice(1, currency="<script>steal()</script>"))

    page = build(tmp_path)

    assert "<script>steal" not in page
    assert "&lt;script&gt;steal" in page


def test_the_index_links_to_each_page_and_tells_its_verdict(tmp_path):
    examine(tmp_path, "0001", an_invoice(1, currency="Lost"))
    build(tmp_path)

    index = (site_folder(tmp_path, KEY) / "index.html").read_text(encoding="utf-8")

    assert ">xero.invoice.row</a>: FAILED" in index


def test_a_saved_result_holds_a_sample_of_many_failing_rows(tmp_path):
    examine(tmp_path, "0001", *(an_invoice(number, currency="Lost") for number in range(3000)))

    (saved,) = tmp_path.rglob("*.json")

    assert saved.stat().st_size < 50_000
    assert "3000 unexpected values found" in build(tmp_path).replace(",", "")


def test_a_run_without_results_has_no_site(tmp_path):
    assert data_docs.build_site(tmp_path, KEY, run_time=RUN_TIME) is None


def test_the_site_is_small(tmp_path):
    examine(tmp_path, "0001", an_invoice(1))
    build(tmp_path)

    files = [path for path in site_folder(tmp_path, KEY).rglob("*") if path.is_file()]

    assert sum(path.stat().st_size for path in files) < 300_000


@pytest.mark.parametrize(
    "run_id",
    ["manual__2026-11-22T01:00:00+00:00", "../../etc", "a/b", "ü" * 250, ""],
    ids=["usual", "dots", "slash", "long", "empty"],
)
def test_a_run_key_is_one_safe_part_of_a_path(run_id):
    key = run_key("klipboard_to_xero", run_id)

    assert set(key) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")
    assert len(key) < 200


def test_two_runs_never_share_a_key():
    runs = ["a+b", "a:b", "a b", "a-b"]

    assert len({run_key("dag", run) for run in runs}) == len(runs)


@pytest.mark.parametrize(
    "name",
    [
        "../results/x.json",
        "..",
        "a/../../b",
        "/etc/passwd",
        "a//b",
        "..\\results",
        "",
        "missing.html",
        "\0",
    ],
)
def test_no_name_leads_out_of_the_site(tmp_path, name):
    (tmp_path / KEY / "results").mkdir(parents=True)
    (tmp_path / KEY / "results" / "x.json").write_text("{}", encoding="utf-8")

    assert site_file(tmp_path, KEY, name) is None
