"""`/batch`: up to thirty items, each for itself.

No item sees what another did: every one is first tried against the state before the batch, and
only what holds there is carried out.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from sandbox.exchange import Call
from sandbox.quickbooks.answers import Body, Refusal, malformed, required, unsupported_operation
from sandbox.quickbooks.desk import Desk
from sandbox.quickbooks.operations import ENTITIES, carry_out
from sandbox.quickbooks.query import run_query
from sandbox.quickbooks.request_ids import RequestIds, check_batch_id

NAMES = frozenset(ENTITIES.values())
Refuse = Callable[[Body], None]


@dataclass(slots=True)
class Batch:
    """One call of `/batch`."""

    desk: Desk
    call: Call
    items_at_most: int
    request_ids: RequestIds
    refuse: Refuse  # raises the fault that somebody injected for an item
    order: random.Random

    def answer(self, body: Body) -> Body:
        """Carry out the items and return their answers.

        Raises:
            Refusal: The batch as a whole is refused.
        """
        items = self._items(body)
        tried = [self._tried(item) for item in items]
        answers = [
            self._item_answer(item, result) for item, result in zip(items, tried, strict=True)
        ]
        if self.call.reorder or self.desk.switches.shuffle_batches:
            answers = shuffled(answers, self.order)
        return {"BatchItemResponse": answers}

    def _items(self, body: Body) -> list[Body]:
        items = body.get("BatchItemRequest")
        if not isinstance(items, list) or not items:
            raise malformed("Batch Request is Empty")
        if len(items) > self.items_at_most:
            raise malformed(f"Batch Request has more than {self.items_at_most} items")
        if not all(isinstance(item, dict) and item.get("bId") for item in items):
            raise required("BatchItemRequest.bId")
        check_batch_id(self.call.idempotency_key)
        return items

    def _tried(self, item: Body) -> Body | Refusal:
        """Return what an item would come to if it were the only one; nothing is kept."""
        try:
            return work(self.desk, item)
        except Refusal as refusal:
            return refusal
        finally:
            self.desk.company.journal.rollback()

    def _item_answer(self, item: Body, tried: Body | Refusal) -> Body:
        b_id = str(item["bId"])

        def run() -> Body:
            self.refuse(item)
            if isinstance(tried, Refusal):
                raise tried
            return tried if "Query" in item else kept(self.desk, lambda: work(self.desk, item))

        try:
            answer = self.request_ids.once(self.call, self.desk.switches, run, b_id=b_id)
        except Refusal as refusal:
            answer = {"Fault": refusal.fault()}
        return {"bId": b_id, **answer}


def kept(desk: Desk, run: Callable[[], Body]) -> Body:
    """Run something that writes; keep all of it, or nothing if it fails."""
    journal = desk.company.journal
    try:
        answer = run()
    except BaseException:
        journal.rollback()
        raise
    journal.commit()
    return answer


def work(desk: Desk, item: Body) -> Body:
    """Carry out one item, whatever the others do.

    Raises:
        Refusal: It is not carried out.
    """
    if "Query" in item:
        return run_query(desk, str(item["Query"]))
    entity = next((name for name in item if name in NAMES), None)
    if entity is None or not isinstance(item[entity], dict):
        raise malformed("Batch item has no entity")
    operation = str(item.get("operation") or "").lower()
    options = {"include": str(item.get("optionsData") or "")}
    if operation == "update" and options["include"].lower() == "void":
        operation = "void"
    elif operation not in ("create", "update", "delete"):
        raise unsupported_operation(f"Operation {item.get('operation')}")
    return carry_out(desk, entity, operation, item[entity], options)


def shuffled(answers: list[Body], order: random.Random) -> list[Body]:
    """Return answers in another order than they came, if there is another."""
    mixed = answers.copy()
    order.shuffle(mixed)
    return mixed if mixed != answers else answers[::-1]
