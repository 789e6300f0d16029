"""The state of a simulated ledger, as far as it is the same for all: switches and limits.

Both hold for all organisations, or are set apart for one.
"""

from __future__ import annotations

from typing import Any, Generic, Protocol, TypeVar

from pydantic import BaseModel

SwitchesT = TypeVar("SwitchesT", bound=BaseModel)
LimitsT = TypeVar("LimitsT", bound=BaseModel)


class Tenant(Protocol):
    """A company file: what is set for it alone, and whether the ledger is down for it."""

    switches: dict[str, Any]
    limits: dict[str, Any]
    offline: bool


class Authority(Protocol):
    """Who gives access and takes it back."""

    def expire(self) -> None:
        """Let every access token end now."""

    def disconnect(self, tenant_id: str, /) -> None:
        """Take an organisation away from the app."""


class Meters(Protocol):
    """What counts calls."""

    def clear(self) -> None:
        """Start all windows anew."""


class LedgerWorld(Generic[SwitchesT, LimitsT]):
    """Switches and limits, and the parts that the control API steers."""

    authority: Authority
    meters: Meters

    def __init__(self, switches: SwitchesT, limits: LimitsT) -> None:
        self.switches = switches
        self.limits = limits

    def switches_for(self, tenant: Tenant | None) -> SwitchesT:
        """Return the switches that hold for an organisation."""
        return self.switches.model_copy(update=tenant.switches) if tenant else self.switches

    def limits_for(self, tenant: Tenant | None) -> LimitsT:
        """Return the limits that hold for an organisation."""
        return self.limits.model_copy(update=tenant.limits) if tenant else self.limits

    def set_switches(self, values: dict[str, Any], tenant: Tenant | None = None) -> None:
        """Set switches for all organisations, or for one; wrong names or values raise."""
        if tenant is None:
            self.switches = _changed(self.switches, values)
        else:
            type(self.switches)(**values)
            tenant.switches |= values

    def set_limits(self, values: dict[str, Any], tenant: Tenant | None = None) -> None:
        """Set limits for all organisations, or for one; wrong names or values raise."""
        if tenant is None:
            self.limits = _changed(self.limits, values)
        else:
            type(self.limits)(**values)
            tenant.limits |= values


Model = TypeVar("Model", bound=BaseModel)


def _changed(model: Model, values: dict[str, Any]) -> Model:
    return type(model)(**{**model.model_dump(), **values})
