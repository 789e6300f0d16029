"""The gate that every call to a ledger passes: faults are applied here and the call is logged."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import Literal

from sandbox.clock import Clock
from sandbox.exchange import Call, Reply
from sandbox.faults import Cut, Fault
from sandbox.ledger import Ledger
from sandbox.request_log import LoggedRequest, RequestLog
from sandbox.spoiling import made_up, misanswered, padded

Delivery = Literal["whole", "none", "reset", "half"]
LOST: dict[str, Delivery] = {
    "drop_before": "none",
    "reset_before": "reset",
    "drop_after": "none",
    "reset_after": "reset",
}


@dataclass(slots=True)
class Outcome:
    """What goes back to the caller, and how much of it."""

    reply: Reply
    delivery: Delivery = "whole"
    cut: Cut = "announced"


class Gate:
    """Let calls through to a ledger, disturbed as the faults say."""

    def __init__(self, clock: Clock, log: RequestLog) -> None:
        self._clock = clock
        self._log = log

    async def admit(self, call: Call, ledger: Ledger) -> Outcome:
        """Answer one call."""
        started = time.perf_counter()
        ledger.identify(call)
        faults = ledger.faults.take(call)
        outcome = await self._answer(call, ledger, faults)
        self._note(call, ledger, faults, outcome, time.perf_counter() - started)
        return outcome

    async def _answer(self, call: Call, ledger: Ledger, faults: list[Fault]) -> Outcome:
        kinds = [fault.kind for fault in faults]
        call.pause = ledger.enter(call)
        call.holds = [fault.is_over for fault in faults if fault.kind == "hold_before"]
        try:
            # This turn of the loop lets calls that arrived together count as concurrent.
            await asyncio.sleep(0)
            for kind in ("drop_before", "reset_before"):
                if kind in kinds:
                    return Outcome(Reply(0), LOST[kind])
            call.reorder = "shuffle" in kinds
            reply = await self._reply(call, ledger, faults)
        finally:
            ledger.leave(call)
        for fault in faults:
            if fault.kind == "hold_after":
                await fault.is_over.wait()
        return _delivered(reply, faults)

    async def _reply(self, call: Call, ledger: Ledger, faults: list[Fault]) -> Reply:
        for fault in faults:
            ledger.act(fault, call)
        replies = (ledger.reply_for(fault, call) for fault in faults)
        fabricated = next((reply for reply in replies if reply is not None), None)
        if fabricated is None:
            return await self._handled(call, ledger, faults)
        await call.take_time()
        return fabricated

    async def _handled(self, call: Call, ledger: Ledger, faults: list[Fault]) -> Reply:
        """Carry the call out, unless somebody else answers in the ledger's place."""
        other = next((fault for fault in faults if fault.kind == "answer"), None)
        if other is not None and not other.carried_out:
            return made_up(other)
        reply = await ledger.handle(call)
        for fault in faults:
            if fault.kind == "elements":
                reply = misanswered(reply, fault.elements)
            if fault.kind == "huge":
                reply = padded(reply, fault.megabytes)
        return made_up(other) if other is not None else reply

    def _note(
        self, call: Call, ledger: Ledger, faults: list[Fault], outcome: Outcome, seconds: float
    ) -> None:
        self._log.add(
            LoggedRequest(
                at=self._clock.now(),
                ledger=ledger.name,
                kind=call.kind,
                tenant_id=call.tenant_id,
                method=call.method,
                path=call.path,
                query=call.raw_query if call.logged_query is None else call.logged_query,
                status=None if outcome.delivery in ("none", "reset") else outcome.reply.status,
                elements=call.elements,
                idempotency_key=call.idempotency_key,
                replayed=call.replayed,
                faults=[*(fault.kind for fault in faults), *call.item_faults],
                duration_ms=round(seconds * 1000, 2),
                body=call.logged_body,
            )
        )


def _delivered(reply: Reply, faults: list[Fault]) -> Outcome:
    for fault in faults:
        if fault.kind in ("drop_after", "reset_after"):
            return Outcome(reply, LOST[fault.kind])
        if fault.kind == "truncate":
            return Outcome(reply, "half", fault.cut)
    return Outcome(reply)
