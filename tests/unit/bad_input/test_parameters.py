"""What a run and the program are told: taken as it was meant, or refused with what is allowed."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from ledger_sync.dag_run import (
    connection_request,
    forward_request,
    import_request,
    instant,
    return_request,
)
from ledger_sync.errors import BadSetting, ConfigurationError
from ledger_sync.settings import PREFIX, Settings, settings
from ledger_sync.steps.request import Request

from tests.unit.bad_input.nasty import json_values, refusal_of, texts

GOOD = {"companies": None, "dry_run": False, "full_refresh": False, "since": None}


def context(**params: Any) -> dict[str, Any]:
    return {
        "dag": SimpleNamespace(dag_id="klipboard_to_xero"),
        "run_id": "manual__1",
        "dag_run": SimpleNamespace(run_type="manual"),
        "params": {**GOOD, "ledger": "xero", "approve": False, "file": None, **params},
    }


@pytest.mark.parametrize(
    "companies",
    ["12", "1,2", "", 7, -1, [-1], [0], ["x"], [1.5], [2**63], [10**30], [True], [[1]], [None], {}],
    ids=repr,
)
def test_companies_that_are_none_are_refused_with_what_is_allowed(companies: Any) -> None:
    for ask in (forward_request, return_request):
        with pytest.raises(ConfigurationError) as caught:
            ask(context(companies=companies), "xero")

        assert caught.value.message.startswith(f"companies={companies!r} is not allowed; allowed")


TOO_EARLY_OR_LATE = ("0001-01-01", "1969-12-31T23:59:59Z", "9999-12-31", "2200-01-01")
NO_TIMES = (
    *("infinity", "now", "1e9", "2026-02-30", "2026-10-01T25:00", "2026-10-01T00:00:00+99:00"),
    "x" * 10_000_000,
)


@pytest.mark.parametrize("company", [None, "", "x", "1 OR 1=1", -1, 0, 2**63, 1e300, "١"], ids=repr)
def test_a_company_that_is_none_is_refused(company: Any) -> None:
    for ask in (connection_request, import_request):
        with pytest.raises(
            ConfigurationError, match=r"^company=.* is not allowed; allowed are who"
        ):
            ask(context(company=company))


@pytest.mark.parametrize(
    "since",
    [*TOO_EARLY_OR_LATE, *NO_TIMES],
    ids=lambda text: text[:30],
)
def test_a_time_to_begin_at_that_makes_no_sense_is_refused(since: str) -> None:
    refused = refusal_of(lambda: instant(since), ConfigurationError)

    assert refused is not None
    assert refused.message.startswith(f"since='{since[:10]}".replace("'' OR", "\"' OR"))
    assert len(refused.message) < 300


@given(companies=json_values, since=json_values)
def test_any_parameters_are_understood_or_refused(companies: Any, since: Any) -> None:
    asked: list[Request] = []
    refusal_of(
        lambda: asked.append(forward_request(context(companies=companies, since=since), "xero")),
        ConfigurationError,
    )
    for request in asked:
        assert all(0 < each < 2**63 for each in request.companies)


ODD = ["nan", "inf", "-inf", "1e400", "-1", "0x10", "٣", "1,5", "", " ", "None", "9" * 5_000]
BOUNDED = sorted(set(Settings.model_fields) - {"reports"})


@pytest.mark.parametrize("name", BOUNDED)
@hypothesis_settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    value=st.one_of(st.sampled_from(ODD), texts).filter(
        lambda text: "\0" not in text and text.isprintable()
    )
)
def test_any_value_of_a_setting_is_within_its_bounds_or_refused_by_name(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    settings.cache_clear()
    monkeypatch.setenv(f"{PREFIX}{name.upper()}", value)

    refused = refusal_of(settings, BadSetting)

    if refused is not None:
        assert refused.message.startswith(f"{PREFIX}{name.upper()}=")
        assert len(refused.message) < 500
    else:
        assert 0 <= getattr(settings(), name) <= 2**63
    settings.cache_clear()


@pytest.mark.parametrize("value", ["", "relative/path", "=1", "~", "C:\\reports"], ids=repr)
def test_a_place_of_reports_that_is_no_address_is_refused(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    settings.cache_clear()
    monkeypatch.setenv(f"{PREFIX}REPORTS", value)

    with pytest.raises(BadSetting, match=r"^LEDGER_SYNC_REPORTS="):
        settings()
    settings.cache_clear()
