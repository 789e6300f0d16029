"""Faults on demand: which calls to disturb, how often, and with what."""

from __future__ import annotations

import asyncio
import itertools
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr

from sandbox.exchange import Call

FaultKind = Literal[
    "hold_before",
    "hold_after",
    "rate_limit",
    "server_error",
    "offline",
    "drop_before",
    "drop_after",
    "reset_before",
    "reset_after",
    "truncate",
    "answer",
    "elements",
    "huge",
    "expire_token",
    "disconnect",
    "revoke",
    "shuffle",
    "fault_200",
    "system_fault",
    "gateway",
    "item_fault",
]

Cut = Literal["announced", "chunked", "gzip", "unnoticed"]
Elements = Literal["left_out", "twice", "stranger", "one_for_another", "stranger_for_another"]

_numbers = itertools.count(1)


class Fault(BaseModel):
    """One disturbance and the calls that it meets."""

    model_config = ConfigDict(extra="forbid")

    kind: FaultKind = Field(description="what happens")
    method: str | None = Field(None, description="only calls with this HTTP method")
    path: str | None = Field(
        None, description="only paths that begin so, with or without the base path of the API"
    )
    match: str | None = Field(
        None, description="only bodies that hold this text; item_fault: only items that do"
    )
    tenant_id: str | None = Field(None, description="only calls for this organisation")
    after: int = Field(0, ge=0, description="let this many matching calls pass first")
    times: int | None = Field(1, ge=1, description="how often it happens; null: always")
    problem: str = Field("minute", description="rate_limit: minute, day, concurrent or appminute")
    retry_after: int | str | None = Field(None, description="rate_limit: another Retry-After")
    status: int = Field(
        500,
        description="server_error: 500 or 503, answered as HTML; system_fault: 500, 400 or 200; "
        "answer: any",
    )
    cut: Cut = Field(
        "announced",
        description="truncate: the length was announced, the body is chunked or packed, or "
        "nothing tells that half is missing",
    )
    text: str = Field("", description="answer: its body")
    content_type: str | None = Field(None, description="answer: its Content-Type")
    headers: dict[str, str] = Field(default_factory=dict, description="answer: more headers")
    carried_out: bool = Field(
        False, description="answer: whether the call is carried out all the same"
    )
    megabytes: int = Field(0, ge=0, description="huge: how much is added to the answer")
    elements: Elements = Field("left_out", description="elements: what is wrong with them")
    code: str | None = Field(None, description="fault_200, gateway, item_fault: the ledger's code")
    message: str = Field("", description="fault_200, item_fault: the ledger's words")
    detail: str = Field("", description="fault_200, system_fault, item_fault: more of its words")
    element: str = Field("", description="fault_200, item_fault: the field at fault")
    xml: bool = Field(False, description="rate_limit, gateway: XML, whatever the caller accepts")
    id: int = Field(default_factory=lambda: next(_numbers), description="given by the sandbox")

    _seen: int = PrivateAttr(0)
    _fired: int = PrivateAttr(0)
    _is_over: asyncio.Event = PrivateAttr(default_factory=asyncio.Event)

    @property
    def fired(self) -> int:
        """How often this fault has happened."""
        return self._fired

    @property
    def is_over(self) -> asyncio.Event:
        """Set when the fault is forgotten: what waits for that goes on."""
        return self._is_over

    def strikes(self, call: Call, content: str) -> bool:
        """Count the call if it matches, and say whether the fault happens now.

        Args:
            content: The body of the call, or one item of it.
        """
        if not self._matches(call, content):
            return False
        self._seen += 1
        if self._seen <= self.after or (self.times is not None and self._fired >= self.times):
            return False
        self._fired += 1
        return True

    def _matches(self, call: Call, content: str) -> bool:
        if self.match is not None and self.match not in content:
            return False
        if self.method and self.method.upper() != call.method:
            return False
        if self.tenant_id and self.tenant_id != call.tenant_id:
            return False
        return self.path is None or self._path_matches(call)

    def _path_matches(self, call: Call) -> bool:
        wanted = "/" + (self.path or "").lstrip("/")
        paths = (call.path, call.resource_path)
        return any(f"{path}?{call.raw_query}".startswith(wanted) for path in paths)


class FaultBook:
    """The faults that are waiting for a ledger's calls."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def add(self, fault: Fault) -> None:
        """Inject a fault."""
        self.faults.append(fault)

    def take(self, call: Call) -> list[Fault]:
        """Return the faults that happen to this call."""
        content = call.body.decode("utf-8", "replace")
        whole = (fault for fault in self.faults if fault.kind != "item_fault")
        return [fault for fault in whole if fault.strikes(call, content)]

    def take_item(self, call: Call, content: str) -> Fault | None:
        """Return the fault that happens to one item of this call, and note it on the call."""
        items = (fault for fault in self.faults if fault.kind == "item_fault")
        found = next((fault for fault in items if fault.strikes(call, content)), None)
        if found is not None:
            call.item_faults.append(found.kind)
        return found

    def clear(self) -> None:
        """Forget all faults, and let the calls go on that they hold."""
        for fault in self.faults:
            fault.is_over.set()
        self.faults.clear()
