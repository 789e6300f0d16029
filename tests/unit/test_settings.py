"""Settings come from the environment; a bad value is named with what is allowed."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from ledger_sync.errors import BadSetting, ConfigurationError
from ledger_sync.files import PROJECT
from ledger_sync.settings import PREFIX, Settings, settings


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    settings.cache_clear()
    yield
    settings.cache_clear()


def test_without_variables_the_defaults_hold() -> None:
    assert settings().overlap_seconds == 900


def test_a_variable_wins_over_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEDGER_SYNC_OVERLAP_SECONDS", "60")

    assert settings().overlap_seconds == 60


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        pytest.param("BATCH_ROWS", "many", "integer", id="no number"),
        pytest.param("BATCH_ROWS", "0", "greater than or equal to 1", id="too small"),
        pytest.param("SHARDS", "1001", "less than or equal to 1000", id="too large"),
        pytest.param("REFUSAL_SHARE", "1.5", "less than or equal to 1", id="share over one"),
        pytest.param("HTTP_TIMEOUT_SECONDS", "0", "greater than 0", id="no time at all"),
    ],
)
def test_a_bad_value_is_told_with_the_variable_the_value_and_what_is_allowed(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, allowed: str
) -> None:
    monkeypatch.setenv(f"{PREFIX}{name}", value)

    with pytest.raises(BadSetting) as caught:
        settings()

    assert caught.value.message.startswith(f"LEDGER_SYNC_{name}={value!r}: ")
    assert allowed in caught.value.message


def test_all_bad_values_are_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEDGER_SYNC_SHARDS", "none")
    monkeypatch.setenv("LEDGER_SYNC_HTTP_ATTEMPTS", "99")

    with pytest.raises(ConfigurationError, match=r"SHARDS=.*; .*HTTP_ATTEMPTS=|HTTP_ATT.*SHARDS"):
        settings()


def test_every_setting_stands_in_the_example_for_operators_with_its_default() -> None:
    example = (PROJECT / ".env.example").read_text(encoding="utf-8")
    told = dict(re.findall(rf"^#?{PREFIX}(\w+)=(.*)$", example, re.MULTILINE))

    fields = Settings.model_fields
    assert {name.lower() for name in told} == set(fields)
    plain = {name: field.default for name, field in fields.items() if name != "reports"}
    assert {name: type(default)(told[name.upper()]) for name, default in plain.items()} == plain
