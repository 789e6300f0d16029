"""Names and texts that Xero shows in one piece, taken apart again for Klipboard. Pure."""

from __future__ import annotations

from ledger_sync.ledgers.xero.outbound import SEPARATOR
from ledger_sync.model import CLIENT_LOCATION, Json
from ledger_sync.rules.wording import line_text as joined


def party_name(entity: str, name: str, client_name: str | None) -> str:
    """A contact's name in Klipboard: a location's without its client's (X-04).

    A bookkeeper who takes the prefix away, or changes it, has named the location anew.

    >>> party_name("client_location", "Acme  Ltd - Yard", "acme ltd")
    'Yard'
    >>> party_name("client_location", "The yard", "Acme Ltd"), party_name("client", "A - B", None)
    ('The yard', 'A - B')
    """
    if entity != CLIENT_LOCATION:
        return name
    folded = " ".join(name.split())
    prefix = f"{' '.join((client_name or '').split())}{SEPARATOR}"
    if client_name and folded[: len(prefix)].casefold() == prefix.casefold():
        return folded[len(prefix) :] or folded
    return folded


def client_names(content: Json) -> tuple[str, ...]:
    """What may be the client's name in the name that a location was sent with.

    >>> client_names({"Name": "Acme - North - Yard"}), client_names({"Name": "Acme"})
    (('Acme', 'Acme - North'), ())
    """
    parts = str(content.get("Name") or "").split(SEPARATOR)
    return tuple(SEPARATOR.join(parts[:count]) for count in range(1, len(parts)))


def line_text(
    text: str | None, item_name: str | None, description: str | None
) -> tuple[str | None, str | None]:
    r"""Item name and description of a line whose text was changed in Xero.

    Sent again they give exactly that text. The first line is the item's name where ours had one.

    >>> line_text("Tap\nChromed", "Tap", "Mixer"), line_text("Sink\nMixer", "Tap", "Mixer")
    (('Tap', 'Chromed'), ('Sink', 'Mixer'))
    >>> line_text("Mixer", "Tap", "Mixer"), line_text("Sink", "Tap", None)
    ((None, 'Mixer'), ('Sink', None))
    """
    if (_one_text(item_name, description) or "-") == (text or "-"):
        return item_name, description
    item, ours = _stripped(item_name), _stripped(description)
    if text is None or item is None:
        return None, text
    first, _, rest = text.partition("\n")
    below = text[len(item) + 1 :] if text.startswith(f"{item}\n") else None
    choices = (
        (item, below),
        (item, None),
        (item, text),
        (None, text if text == ours else None),
        (first, rest or None),
        (first, text),
    )
    return next((each for each in choices if _one_text(*each) == text), (None, text))


def _one_text(item_name: str | None, description: str | None) -> str | None:
    return joined(_stripped(item_name), _stripped(description))


def _stripped(text: str | None) -> str | None:
    return text.strip() or None if text is not None else None
