"""A batch that is refused as a whole is divided until the culprit is alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from ledger_sync.errors import Refused, RequestRefused

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Member = TypeVar("Member")
End = TypeVar("End")


def divided(
    send: Callable[[Sequence[Member], str], list[End]], members: Sequence[Member], key: str
) -> list[End | Refused]:
    """Send a batch; one outcome a member, in their order.

    Args:
        key: Idempotency key of the batch; its parts get keys of their own made from it.
    """
    try:
        return list(send(members, key))
    except RequestRefused as error:
        if len(members) == 1:
            return [Refused(error.message, rule="refused", request_id=error.request_id)]
    half = len(members) // 2
    return divided(send, members[:half], f"{key}-1") + divided(send, members[half:], f"{key}-2")
