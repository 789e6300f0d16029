"""Which of a ledger's parties is which of Klipboard's (X-01, Q-01). Pure.

``match`` is the door. It compares what ``blocks`` puts side by side by ``evidence`` (made from the
``traits`` of both, names by their ``likeness``), lets ``certainty`` say what that proves, and
leaves the rest to a person.
"""

from __future__ import annotations

from ledger_sync.rules.matching.match import Candidate, Match, Ours, Theirs, match

__all__ = ["Candidate", "Match", "Ours", "Theirs", "match"]
