"""What the Python clients of all simulated ledgers share: records, calls, faults, switches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sandbox.control_client import ControlClient
from sandbox.request_log import LoggedRequest

Body = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation of the sandbox, by its tenant id."""

    tenant_id: str
    name: str


class LedgerClient:
    """A simulated ledger, from outside."""

    name: str  # as the path of the control API has it

    def __init__(self, control: ControlClient) -> None:
        self._control = control

    def organisations(self) -> list[Body]:
        """Return the organisations with counts."""
        found: list[Body] = self._control.get(f"/{self.name}/organisations")
        return found

    def documents(self, tenant_id: str, resource: str) -> list[Body]:
        """Return all records of a kind in full, by the ledger's own word for it."""
        found: list[Body] = self._control.get(self._records(tenant_id, resource))
        return found

    def document(self, tenant_id: str, resource: str, key: str) -> Body:
        """Return one record by id, number or name."""
        found: list[Body] = self._control.get(self._records(tenant_id, resource), key=key)
        return found[0]

    def _records(self, tenant_id: str, resource: str) -> str:
        return f"/{self.name}/organisations/{tenant_id}/records/{resource}"

    def requests(
        self, tenant_id: str | None = None, *, api_only: bool = True
    ) -> list[LoggedRequest]:
        """Return the calls that were received, oldest first."""
        return self._control.requests(self.name, tenant_id, api_only=api_only)

    def request_counts(self, tenant_id: str | None = None) -> dict[str, int]:
        """Return how many calls there were by method and path."""
        return self._control.request_counts(self.name, tenant_id)

    def clear_requests(self) -> None:
        """Forget the calls that were received, by whatever ledger."""
        self._control.delete("/requests")

    def inject(self, kind: str, **match: Any) -> int:
        """Inject a fault; see `sandbox.faults.Fault` for kinds and match. Returns its id."""
        fault_id: int = self._control.post(f"/{self.name}/faults", {"kind": kind, **match})["id"]
        return fault_id

    def faults(self) -> list[Body]:
        """Return the injected faults and how often each happened."""
        found: list[Body] = self._control.get(f"/{self.name}/faults")
        return found

    def clear_faults(self) -> None:
        """Forget all faults, and let the calls go on that they hold."""
        self._control.delete(f"/{self.name}/faults")

    def set_switches(self, tenant_id: str | None = None, **values: Any) -> Body:
        """Set switches, for one organisation or for all."""
        found: Body = self._control.post(f"/{self.name}/switches", values, tenant_id=tenant_id)
        return found

    def set_limits(self, tenant_id: str | None = None, **values: int) -> Body:
        """Set limits, for one organisation or for all."""
        found: Body = self._control.post(f"/{self.name}/limits", values, tenant_id=tenant_id)
        return found

    def restart_limits(self) -> None:
        """Start all windows of the limits anew."""
        self._control.post(f"/{self.name}/limits/restart", {})

    def expire_tokens(self) -> None:
        """Let every access token end now."""
        self._control.post(f"/{self.name}/expire-tokens", {})

    def disconnect(self, tenant_id: str) -> None:
        """Take an organisation away from the app, as a user does in the ledger."""
        self._control.post(f"/{self.name}/organisations/{tenant_id}/disconnect", {})

    def set_offline(self, tenant_id: str, *, offline: bool = True) -> None:
        """Put an organisation off line, or back."""
        path = f"/{self.name}/organisations/{tenant_id}/offline"
        self._control.post(path, {"offline": offline})
