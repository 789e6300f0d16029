"""`requestid`: the answer of the first execution is kept, and given again instead of a second one.

A batch keeps its items one by one, under the request's id followed by the item's.
"""

from __future__ import annotations

from collections.abc import Callable

from sandbox.exchange import Call
from sandbox.quickbooks.answers import Body, Refusal, business
from sandbox.quickbooks.switches import Switches

SINGLE_LIMIT = 50
BATCH_LIMIT = 36
ITEM_LIMIT = 10
Run = Callable[[], Body]


class RequestIds:
    """The ids that every company has seen, with what became of them."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], Body | Refusal] = {}

    def once(self, call: Call, switches: Switches, run: Run, *, b_id: str | None = None) -> Body:
        """Run a request, or one item of a batch, or return what it answered the first time.

        Raises:
            Refusal: The request is refused, now or the first time; or its id is too long.
        """
        request_id = call.idempotency_key
        if not request_id:
            return run()
        _check_length(request_id, b_id)
        if not switches.request_id_replays:
            return run()
        key = (call.tenant_id or "", request_id + (b_id or ""))
        if key not in self._kept:
            return self._first_time(key, switches, run)
        if b_id is not None and not switches.batch_request_id_replays:
            raise business("An unexpected error occurred while accessing or saving your data.")
        call.replayed = True
        return _given_again(self._kept[key])

    def _first_time(self, key: tuple[str, str], switches: Switches, run: Run) -> Body:
        try:
            answer = self._kept[key] = run()
        except Refusal as refusal:
            if switches.request_id_keeps_refusals:
                self._kept[key] = refusal
            raise
        return answer


def _given_again(kept: Body | Refusal) -> Body:
    if isinstance(kept, Refusal):
        raise kept
    return kept


def check_batch_id(request_id: str | None) -> None:
    """Check the id of a whole batch.

    Raises:
        Refusal: It leaves no room for the ids of the items.
    """
    if request_id and len(request_id) > BATCH_LIMIT:
        raise _too_long("request_id", BATCH_LIMIT, request_id)


def _check_length(request_id: str, b_id: str | None) -> None:
    whole = request_id + (b_id or "")
    if len(whole) > SINGLE_LIMIT:
        raise _too_long("request_id", SINGLE_LIMIT, whole)
    if b_id is not None and len(b_id) > ITEM_LIMIT:
        raise _too_long("bId", ITEM_LIMIT, b_id)


def _too_long(field: str, limit: int, value: str) -> Refusal:
    return business(
        f"You cannot enter more than {limit} characters in the {field} field. "
        f"You tried entering {value[:10]}..., which is {len(value)} characters."
    )
