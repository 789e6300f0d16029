"""Keeps the validation results of a run and renders them as Great Expectations' Data Docs.

Steps may run on different machines, so each result is kept as one JSON object under the run's key
and the site is built from those. A run of hundreds of batches would make hundreds of pages: the
batches of one suite are merged into one page. Nothing here decides anything; a run is whole
without its pages.
"""

from __future__ import annotations

import html
import json
import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ledger_sync.quality.engine import Validation, great_expectations, quiet_context
from ledger_sync.quality.places import INDEX_PAGE, results_folder, site_folder

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

SAMPLE = 20
"""How many failing rows of one expectation a page shows; the quarantine has all of them."""

_WHOLE_LISTS = ("unexpected_list", "unexpected_index_list")
_SAMPLES = (*_WHOLE_LISTS, "partial_unexpected_list", "partial_unexpected_index_list")
_SUMS = ("element_count", "unexpected_count", "missing_count")

STYLE = """
body { font: 14px/1.5 system-ui, sans-serif; margin: 1.5rem; color: #222; }
table { border-collapse: collapse; margin: .5rem 0 1.5rem; }
th, td { border: 1px solid #ccc; padding: .3rem .6rem; text-align: left; vertical-align: top; }
img, nav, footer, button, .modal { display: none; }
ul { padding-left: 1.2rem; }
"""

Json = dict[str, Any]


def save_result(base: Path, key: str, batch: str, validation: Validation) -> None:
    """Keep one validation of a run.

    ``batch`` tells apart those of one suite; what a retry saves under the same name replaces it.
    """
    great_expectations()
    from great_expectations.util import convert_to_json_serializable

    whole = validation.result.to_json_dict()
    for one, result in zip(whole["results"], validation.result.results, strict=True):
        one["result"] = convert_to_json_serializable(_sampled(result.result))
    folder = results_folder(base, key) / validation.name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{batch}.json").write_text(json.dumps(whole), encoding="utf-8")


def build_site(base: Path, key: str, *, run_time: datetime) -> Path | None:
    """Render the saved results of a run and give the index page; None when there are none."""
    merged = [_merge(batches) for batches in _saved(results_folder(base, key))]
    if not merged:
        return None
    site = site_folder(base, key)
    with tempfile.TemporaryDirectory() as folder:
        pages = Path(folder)
        _render(merged, pages, key, run_time)
        _list_pages(pages, merged)
        _copy(pages, site)
    return site / INDEX_PAGE


def _sampled(result: Json) -> Json:
    return {name: value[:SAMPLE] if name in _SAMPLES else value for name, value in result.items()}


def _saved(results: Path) -> Iterator[Iterator[Json]]:
    if not results.exists():
        return
    for suite in sorted(results.iterdir(), key=str):
        files = sorted((file for file in suite.iterdir() if file.suffix == ".json"), key=str)
        if files:
            yield (json.loads(file.read_text(encoding="utf-8")) for file in files)


def _merge(batches: Iterable[Json]) -> Json:
    """The results of all batches of one suite as one: counts summed, samples joined."""
    first, *others = batches
    mine = {_position(one): one for one in first["results"]}
    for other in others:
        for one in other["results"]:
            _add(mine[_position(one)], one)
    for one in first["results"]:
        _count_values(one["result"])
    _count(first)
    return first


def _position(one: Json) -> int:
    position: int = one["expectation_config"]["meta"]["position"]
    return position


def _add(mine: Json, other: Json) -> None:
    mine["success"] = mine["success"] and other["success"]
    total, more = mine["result"], other["result"]
    for name in _SUMS:
        if name in total:
            total[name] += more[name]
    for name in _SAMPLES:
        if name in total:
            total[name] = [*total[name], *more[name]][:SAMPLE]
    examined = total["element_count"] or 1
    share = 100 * total["unexpected_count"] / examined
    total |= {"unexpected_percent": share, "unexpected_percent_total": share}


def _count_values(result: Json) -> None:
    """How often each sampled value occurs: what the page's table of values and ids is made from."""
    if "partial_unexpected_counts" not in result:
        return
    values = result["unexpected_list"]
    distinct = {json.dumps(value, sort_keys=True): value for value in values}
    result["partial_unexpected_counts"] = [
        {"value": value, "count": values.count(value)} for value in distinct.values()
    ]


def _count(whole: Json) -> None:
    """The totals at the head of the page, which count expectations."""
    passed = sum(one["success"] for one in whole["results"])
    number = len(whole["results"])
    whole["success"] = passed == number
    whole["statistics"] = {
        "evaluated_expectations": number,
        "successful_expectations": passed,
        "unsuccessful_expectations": number - passed,
        "success_percent": 100 * passed / number if number else None,
    }


def _render(merged: list[Json], folder: Path, key: str, run_time: datetime) -> None:
    gx = great_expectations()
    from great_expectations.core.expectation_validation_result import (
        expectationSuiteValidationResultSchema,
    )

    context = quiet_context()
    for whole in merged:
        _escape(whole)
        whole["meta"] |= {"run_id": {"run_name": key, "run_time": run_time.isoformat()}}
        configurations = [one["expectation_config"] for one in whole["results"]]
        context.suites.add(gx.ExpectationSuite(whole["suite_name"], expectations=configurations))
        context.validation_results_store.set(
            _identifier(whole["suite_name"], key, run_time),
            expectationSuiteValidationResultSchema.load(whole),
        )
    context.add_data_docs_site(site_name="data_quality", site_config=_site(folder))
    context.build_data_docs(site_names=["data_quality"])


def _identifier(suite_name: str, key: str, run_time: datetime) -> Any:
    from great_expectations.core.run_identifier import RunIdentifier
    from great_expectations.data_context.types.resource_identifiers import (
        ExpectationSuiteIdentifier,
        ValidationResultIdentifier,
    )

    return ValidationResultIdentifier(
        expectation_suite_identifier=ExpectationSuiteIdentifier(suite_name),
        run_id=RunIdentifier(run_name=key, run_time=run_time),
        batch_identifier="all-batches",
    )


def _escape(whole: Json) -> None:
    """The library puts values into its tables as they are: a name ``<script>`` would run."""
    for one in whole["results"]:
        one["result"] = _escaped(one["result"])


def _escaped(value: Any) -> Any:
    if isinstance(value, str):
        return html.escape(value)
    if isinstance(value, list):
        return [_escaped(item) for item in value]
    if isinstance(value, dict):
        return {key: _escaped(item) for key, item in value.items()}
    return value


def _site(folder: Path) -> Json:
    return {
        "class_name": "SiteBuilder",
        "show_how_to_buttons": False,
        "store_backend": {
            "class_name": "TupleFilesystemStoreBackend",
            "base_directory": str(folder),
        },
        "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
        "site_section_builders": {"profiling": "None"},
    }


def _list_pages(folder: Path, merged: list[Json]) -> None:
    """Put plain links on the index: the library's own table needs scripts from the internet."""
    items = []
    for whole in merged:
        parts = whole["suite_name"].split(".")
        (page,) = folder.joinpath("validations", *parts).glob("*/*/*.html")
        verdict = "passed" if whole["success"] else "FAILED"
        link = page.relative_to(folder).as_posix()
        items.append(f'<li><a href="{link}">{whole["suite_name"]}</a>: {verdict}</li>')
    index = folder / INDEX_PAGE
    before, body, after = index.read_text(encoding="utf-8").partition("<body>")
    listed = f"<ul>{''.join(items)}</ul>"
    index.write_text(f"{before}{body}{listed}{after}", encoding="utf-8")


def _copy(folder: Path, site: Path) -> None:
    """The pages, file by file: the site may lie in an object storage.

    The library's pictures and fonts stay behind: four megabytes a run that no page needs.
    """
    for page in sorted(folder.rglob("*.html")):
        target = site
        for part in page.relative_to(folder).parts:
            target = target / part
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(_self_contained(page.read_text(encoding="utf-8")), encoding="utf-8")


def _self_contained(page: str) -> str:
    """A page without scripts, and without anything that it would fetch from the internet.

    It shows values of persons, so no other host shall hear of it or run code in it; and where such
    hosts cannot be reached, a page that asks for them stays blank.
    """
    without_scripts = re.sub(r"<script\b.*?</script>", "", page, flags=re.DOTALL | re.IGNORECASE)
    alone = re.sub(r"<link\b[^>]*>", "", without_scripts, flags=re.IGNORECASE)
    return alone.replace("</head>", f"<style>{STYLE}</style></head>", 1)
