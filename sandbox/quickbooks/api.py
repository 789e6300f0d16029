"""The Accounting API over HTTP, behind the gateway: which path is which operation."""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import unquote

from sandbox.exchange import Call, Reply
from sandbox.faults import Fault, FaultBook
from sandbox.quickbooks import answers
from sandbox.quickbooks.answers import Body, Refusal
from sandbox.quickbooks.batch import Batch, kept
from sandbox.quickbooks.changes import changes
from sandbox.quickbooks.codes import MESSAGES
from sandbox.quickbooks.desk import Desk
from sandbox.quickbooks.envelopes import service_reply
from sandbox.quickbooks.operations import ENTITIES, carry_out, read_one
from sandbox.quickbooks.properties import read_instant
from sandbox.quickbooks.query import run_query
from sandbox.quickbooks.world import World

API_BASE = "/v3/company"
PREFERENCES_ID = "1"


def path_parts(path: str) -> list[str]:
    """Return the parts of a path behind the base of the API, the company first."""
    return [unquote(part) for part in path.removeprefix(API_BASE).split("/") if part]


def read_json(body: bytes) -> Body:
    """Return a body of JSON; numbers with decimals become Decimal.

    Raises:
        Refusal: It is no object in JSON.
    """
    try:
        content = json.loads(body or b"null", parse_float=Decimal)
    except ValueError:
        content = None
    if not isinstance(content, dict):
        raise answers.unreadable()
    return content


def refusal_of(fault: Fault) -> Refusal:
    """Return the refusal that an injected fault describes."""
    code = fault.code or "6000"
    message = fault.message or MESSAGES.get(code, "")
    kind = "SystemFault" if code == "10000" else "ValidationFault"
    return Refusal(code, message, fault.detail or message, fault.element, kind=kind)


@dataclass(slots=True)
class Api:
    """The Accounting API, for one call that got through the gateway."""

    world: World
    faults: FaultBook
    call: Call
    desk: Desk

    def reply(self) -> Reply:
        """Answer the call."""
        try:
            status, body = 200, self._answer()
        except Refusal as refusal:
            status, body = refusal.status, {"Fault": refusal.fault()}
        accept = self.call.headers.get("accept", "")
        return service_reply(status, body, moment=self.world.clock.now(), accept=accept)

    def _answer(self) -> Body:
        parts = path_parts(self.call.path)[1:]
        if self.call.method == "POST" and parts == ["batch"]:
            return self._batch()
        run = self._read if self.call.method == "GET" else self._write
        request_ids, switches = self.world.request_ids, self.desk.switches
        return request_ids.once(self.call, switches, lambda: run(parts))

    def _batch(self) -> Body:
        limits = self.world.limits_for(self.desk.company)
        batch = Batch(
            desk=self.desk,
            call=self.call,
            items_at_most=limits.batch_items,
            request_ids=self.world.request_ids,
            refuse=self._refuse_item,
            order=self.world.random,
        )
        return batch.answer(read_json(self.call.body))

    def _read(self, parts: list[str]) -> Body:
        match [part.lower() for part in parts[:1]] + parts[1:]:
            case ["query"]:
                return run_query(self.desk, self.call.query.get("query", ""))
            case ["cdc"]:
                return self._changes()
            case ["preferences"]:
                return read_one(self.desk, "Preferences", PREFERENCES_ID)
            case [segment, id_] if segment in ENTITIES:
                return read_one(self.desk, ENTITIES[segment], id_)
        raise answers.unsupported_operation(f"Operation GET /{'/'.join(parts)}")

    def _write(self, parts: list[str]) -> Body:
        match [part.lower() for part in parts[:1]] + parts[1:]:
            case ["query"]:
                return run_query(self.desk, self.call.body.decode("utf-8", "replace"))
            case [segment, id_, "send"] if segment in ENTITIES:
                return self._carry_out(ENTITIES[segment], "send", {"Id": id_})
            case [segment] if segment in ENTITIES:
                return self._write_entity(ENTITIES[segment])
        raise answers.unsupported_operation(f"Operation {self.call.method} /{'/'.join(parts)}")

    def _changes(self) -> Body:
        entities = [name.strip() for name in self.call.query.get("entities", "").split(",")]
        since = read_instant(self.call.query.get("changedSince", ""))
        if not any(entities):
            raise answers.required("entities")
        if since is None:
            raise answers.required("changedSince")
        return changes(self.desk, entities, since)

    def _write_entity(self, entity: str) -> Body:
        if "json" not in self.call.headers.get("content-type", "").lower():
            raise answers.unreadable("the Content-Type is not application/json")
        body = read_json(self.call.body)
        if isinstance(body.get(entity), dict):
            raise answers.unreadable(f"{entity} is the frame of an answer, not of a request")
        options = self._options()
        operation = options.get("operation") or ("update" if body.get("Id") else "create")
        if operation == "update" and options.get("include") == "void":
            operation = "void"
        return self._carry_out(entity, operation, body)

    def _carry_out(self, entity: str, operation: str, body: Body) -> Body:
        self._refuse_item(body)
        options = self._options()
        return kept(self.desk, lambda: carry_out(self.desk, entity, operation, body, options))

    def _options(self) -> dict[str, str]:
        return {name.lower(): value for name, value in self.call.query.items()}

    def _refuse_item(self, item: Body) -> None:
        """Refuse an item of a batch, or the one object of a call, if a fault is meant for it."""
        text = json.dumps(item, ensure_ascii=False, default=str)
        fault = self.faults.take_item(self.call, text)
        if fault is not None:
            raise refusal_of(fault)
