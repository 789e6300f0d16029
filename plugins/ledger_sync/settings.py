"""Everything that is read from environment variables, each with its documented default.

``.env.example`` lists them for operators. A bad value stops the program with the variable's name,
the value and what is allowed.
"""

from __future__ import annotations

from functools import cache

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from ledger_sync.errors import BadSetting, shown
from ledger_sync.files import PROJECT

PREFIX = "LEDGER_SYNC_"


class Settings(BaseSettings):
    """Settings of the sync; each is the environment variable ``LEDGER_SYNC_<NAME>``."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore")

    overlap_seconds: int = Field(default=900, ge=0, le=86_400)
    """How far a window reaches back before the watermark, for transactions that commit late."""
    batch_rows: int = Field(default=5_000, ge=1, le=50_000)
    """Rows that are held in memory at once between extract and outbox."""
    shards: int = Field(default=32, ge=1, le=1_000)
    """Most load tasks of one run; up to this many connections each get a task of their own."""
    http_attempts: int = Field(default=4, ge=1, le=10)
    """How often one call is tried before the task gives it back to Airflow's retry."""
    http_timeout_seconds: float = Field(default=150, gt=0, le=600)
    """Longest wait for one answer of a ledger. Longer than the ledger itself works on a call
    (QuickBooks: 120 s), or what it still commits is not there yet when we look for it."""
    retry_wait_seconds: float = Field(default=60, ge=1, le=120)
    """Longest wait between two attempts of one call; a longer Retry-After ends the attempts."""
    lock_wait_seconds: int = Field(default=300, ge=0, le=3_600)
    """How long a load waits for another task that works on the same ledger connection."""
    refusal_share: float = Field(default=0.5, gt=0, le=1)
    """Above this share of refused records a ledger connection's load stops."""
    refusal_minimum: int = Field(default=20, ge=1)
    """Fewer refusals than this never stop a load."""
    keep_days: int = Field(default=90, ge=1, le=3_650)
    """For how long housekeeping keeps what only explains how a run went."""
    keep_audit_days: int = Field(default=800, ge=30, le=36_500)
    """For how long it keeps what explains a record: the audit and the conflicts."""
    redirect_port: int = Field(default=8765, ge=0, le=65_535)
    """Loopback port of ``make connect``; register it as redirect address in the ledger's app."""
    reports: str = Field(
        default=(PROJECT / ".stack" / "reports").as_uri(),
        pattern=r"^(/|[A-Za-z][A-Za-z0-9+.-]*://)",
    )
    """Where Data Docs are kept: any address that Airflow's object storage takes."""


@cache
def settings() -> Settings:
    """The settings of this process.

    Raises:
        BadSetting: a variable has a value that is not allowed.
    """
    try:
        return Settings()
    except ValidationError as error:
        raise BadSetting("; ".join(_explain(dict(each)) for each in error.errors())) from error


def _explain(problem: dict[str, object]) -> str:
    location = problem["loc"]
    name = str(location[0]) if isinstance(location, tuple) else str(location)
    return f"{PREFIX}{name.upper()}={shown(problem['input'])}: {problem['msg']}"
