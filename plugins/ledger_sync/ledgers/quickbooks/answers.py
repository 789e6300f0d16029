"""The faults that QuickBooks answers with, in whatever form they come. Pure.

The service writes ``Fault``, the gateway before it ``fault``; both have answered in XML where JSON
was asked for, and the service with status 200.
"""

from __future__ import annotations

import html
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

LONGEST_WORDS = 500

_XML_ERROR = re.compile(r"<(?:\w+:)?Error\b([^>]*)>(.*?)</(?:\w+:)?Error>", re.DOTALL)
_XML_MARK = re.compile(r'(\w+)="([^"]*)"')
_XML_PART = re.compile(r"<(?:\w+:)?(Message|Detail)>(.*?)</(?:\w+:)?\1>", re.DOTALL)


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong."""

    code: str
    message: str
    detail: str
    element: str

    @property
    def words(self) -> str:
        """QuickBooks' own words: its details often begin with the message."""
        if not self.detail or self.detail == self.message:
            return self.message
        if self.detail.startswith(self.message):
            return self.detail
        return f"{self.message}: {self.detail}"


@dataclass(frozen=True)
class Fault:
    """Everything that is wrong with one call, or with one element of a batch."""

    problems: tuple[Problem, ...]

    @property
    def code(self) -> str:
        """The code of the first problem."""
        return self.problems[0].code if self.problems else ""

    @property
    def words(self) -> str:
        """QuickBooks' own words, each once."""
        told = dict.fromkeys(each.words for each in self.problems if each.words)
        return "; ".join(told)[:LONGEST_WORDS] or "no reason given"


def fault_in(body: Mapping[str, Any]) -> Fault | None:
    """The fault of an answer, or of an element of a batch; its keys in whatever case."""
    fault = _lowered(body).get("fault")
    if not isinstance(fault, dict):
        return None
    errors = _lowered(fault).get("error")
    told = errors if isinstance(errors, list) else ()
    problems = (_problem(_lowered(error)) for error in told if isinstance(error, dict))
    return Fault(tuple(problems))


def read(text: str) -> Fault | None:
    """The fault that a whole answer is; None for any other answer."""
    if "fault" not in text.casefold():
        return None
    if text.lstrip().startswith("<"):
        return _of_xml(text)
    try:
        parsed = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return fault_in(parsed) if isinstance(parsed, dict) else None


def _of_xml(text: str) -> Fault | None:
    problems = []
    for marks, inside in _XML_ERROR.findall(text):
        parts = {name.lower(): html.unescape(value) for name, value in _XML_PART.findall(inside)}
        problems.append(_problem({**dict(_XML_MARK.findall(marks)), **parts}))
    return Fault(tuple(problems)) if problems else None


def _lowered(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name.lower(): value for name, value in values.items()}


def _problem(error: Mapping[str, Any]) -> Problem:
    names = ("code", "message", "detail", "element")
    code, message, detail, element = (
        " ".join(str(error.get(name) or "").split()) for name in names
    )
    return Problem(code, message, detail, element)
