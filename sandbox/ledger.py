"""What a ledger has to offer so that the shared server can carry it."""

from __future__ import annotations

from typing import Any, Protocol

from sandbox.exchange import Call, Reply
from sandbox.faults import Fault, FaultBook


class Ledger(Protocol):
    """A simulated ledger behind the gate."""

    name: str
    faults: FaultBook
    world: Any
    """All its state but the faults: a copy of it is a state to return to."""

    def identify(self, call: Call) -> None:
        """Fill in what the log and the faults need to know of a call."""

    def enter(self, call: Call) -> float:
        """Count a call as in progress; return how many seconds it should take at least."""

    def leave(self, call: Call) -> None:
        """Count a call as finished."""

    async def handle(self, call: Call) -> Reply:
        """Answer a call, once it took its time."""

    def act(self, fault: Fault, call: Call) -> None:
        """Carry out a fault that changes the state (expired token, lost connection)."""

    def reply_for(self, fault: Fault, call: Call) -> Reply | None:
        """Return the answer that a fault puts in the place of the real one, if it does."""

    def reset(self) -> None:
        """Return to the state of the start."""
