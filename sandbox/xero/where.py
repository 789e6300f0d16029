"""A small parser for the `where` filter, in the forms that Xero documents. Pure.

Comparisons (`==`, `=`, `!=`, `<`, `<=`, `>`, `>=`), `&&`/`AND`, `||`/`OR`, brackets, strings in
double quotes, `DateTime(...)`, `guid("...")`, null, true, false, and `.Contains`, `.StartsWith`,
`.EndsWith`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar

Row = TypeVar("Row")
Getter = Callable[[Any], object]
Test = Callable[[Any], bool]

_TOKEN = re.compile(
    r"""\s*(?:(?P<string>"(?:\\.|[^"\\])*")
    |(?P<number>-?\d+(?:\.\d+)?)
    |(?P<operator>==|!=|<>|>=|<=|>|<|=|&&|\|\||\(|\)|,)
    |(?P<name>[A-Za-z_][A-Za-z0-9_.]*))""",
    re.VERBOSE,
)
OPERATORS = ("==", "=", "!=", "<>", ">=", "<=", ">", "<")
METHODS: dict[str, Callable[[str, str], bool]] = {
    "contains": lambda text, part: part in text,
    "startswith": lambda text, part: text.startswith(part),
    "endswith": lambda text, part: text.endswith(part),
}


class QueryError(Exception):
    """A filter or order that cannot be understood."""


def plain(text: str) -> str:
    """Return a text as Xero compares it: without case, without accents."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign)).casefold()


def parse_where(source: str, fields: Mapping[str, Getter]) -> Test:
    """Return a test for rows.

    Raises:
        QueryError: The filter is not in a known form, or names an unknown field.
    """
    parser = _Parser(_tokens(source), fields)
    test = parser.either()
    parser.expect_end()
    return test


def _tokens(source: str) -> list[tuple[str, str]]:
    tokens, position = [], 0
    source = source.rstrip()
    while position < len(source):
        match = _TOKEN.match(source, position)
        if match is None or match.lastgroup is None:
            raise QueryError(f"Syntax error at index {position}")
        tokens.append((match.lastgroup, match.group(match.lastgroup)))
        position = match.end()
    return tokens


class _Parser:
    def __init__(self, tokens: list[tuple[str, str]], fields: Mapping[str, Getter]) -> None:
        self._tokens = tokens
        self._fields = {name.casefold(): getter for name, getter in fields.items()}
        self._at = 0

    def either(self) -> Test:
        tests = [self._both()]
        while self._next_is("||", "or"):
            tests.append(self._both())
        return tests[0] if len(tests) == 1 else lambda row: any(test(row) for test in tests)

    def _both(self) -> Test:
        tests = [self._single()]
        while self._next_is("&&", "and"):
            tests.append(self._single())
        return tests[0] if len(tests) == 1 else lambda row: all(test(row) for test in tests)

    def _single(self) -> Test:
        if self._next_is("("):
            test = self.either()
            self._expect(")")
            return test
        kind, text = self._take()
        if kind != "name":
            raise QueryError(f"Field expected, found '{text}'")
        path, _, method = text.rpartition(".")
        if method.casefold() in METHODS:
            return self._method_call(self._getter(path), METHODS[method.casefold()])
        return self._comparison(self._getter(text))

    def _method_call(self, getter: Getter, method: Callable[[str, str], bool]) -> Test:
        self._expect("(")
        part = plain(str(self._value()))
        self._expect(")")
        self._skip_is_true()
        return lambda row: method(plain(str(getter(row) or "")), part)

    def _skip_is_true(self) -> None:
        if self._next_is("==", "="):
            self._expect("true")

    def _comparison(self, getter: Getter) -> Test:
        if self._at >= len(self._tokens) or self._tokens[self._at][1] not in OPERATORS:
            return lambda row: bool(getter(row))
        _, operator = self._take()
        value = self._value()
        return lambda row: _compare(getter(row), operator, value)

    def _value(self) -> object:
        kind, text = self._take()
        if kind == "string":
            return re.sub(r"\\(.)", r"\1", text[1:-1])
        if kind == "number":
            return Decimal(text)
        constants = {"null": None, "true": True, "false": False}
        if text.casefold() in constants:
            return constants[text.casefold()]
        return self._constructor(text)

    def _constructor(self, name: str) -> object:
        if name.casefold() not in ("datetime", "guid"):
            raise QueryError(f"Value expected, found '{name}'")
        self._expect("(")
        arguments = [self._value()]
        while self._next_is(","):
            arguments.append(self._value())
        self._expect(")")
        try:
            if name.casefold() == "guid":
                return str(arguments[0])
            return datetime(*[int(str(part)) for part in arguments])  # type: ignore[arg-type]  # noqa: DTZ001
        except (TypeError, ValueError) as error:
            raise QueryError(f"Bad arguments of {name}") from error

    def _getter(self, path: str) -> Getter:
        getter = self._fields.get(path.casefold())
        if getter is None:
            raise QueryError(f"No property or field '{path}' exists")
        return getter

    def _take(self) -> tuple[str, str]:
        if self._at >= len(self._tokens):
            raise QueryError("Unexpected end of the expression")
        self._at += 1
        return self._tokens[self._at - 1]

    def _next_is(self, *texts: str) -> bool:
        if self._at < len(self._tokens) and self._tokens[self._at][1].casefold() in texts:
            self._at += 1
            return True
        return False

    def _expect(self, text: str) -> None:
        if not self._next_is(text):
            raise QueryError(f"'{text}' expected")

    def expect_end(self) -> None:
        if self._at < len(self._tokens):
            raise QueryError(f"Syntax error at '{self._tokens[self._at][1]}'")


def _compare(left: object, operator: str, right: object) -> bool:
    if operator in ("==", "="):
        return _same(left, right)
    if operator in ("!=", "<>"):
        return not _same(left, right)
    if left is None or right is None:
        return False
    first, second = _comparable(left), _comparable(right)
    try:
        if operator in (">", ">="):
            return bool(first > second or (operator == ">=" and first == second))
        return bool(first < second or (operator == "<=" and first == second))
    except TypeError as error:
        raise QueryError("Operator is incompatible with the operand types") from error


def _same(left: object, right: object) -> bool:
    if right is None:
        return left in (None, "")
    if left is None:
        return False
    return bool(_comparable(left) == _comparable(right))


def _comparable(value: object) -> Any:
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)  # noqa: DTZ001 - a calendar day
    return value


def parse_order(source: str, fields: Mapping[str, Getter]) -> list[tuple[Getter, bool]]:
    """Return the getters to sort by, each with whether it goes down.

    Raises:
        QueryError: The order names an unknown field or direction.
    """
    known = {name.casefold(): getter for name, getter in fields.items()}
    steps = []
    for part in source.split(","):
        words = part.split()
        direction = words[1].upper() if len(words) > 1 else "ASC"
        if not words or words[0].casefold() not in known or direction not in ("ASC", "DESC"):
            raise QueryError(f"No property or field '{part.strip()}' exists")
        steps.append((known[words[0].casefold()], direction == "DESC"))
    return steps


def sort_rows(rows: list[Row], steps: list[tuple[Getter, bool]]) -> list[Row]:
    """Return rows sorted by several getters; equal ones keep their order."""
    for getter, descending in reversed(steps):
        rows = sorted(rows, key=lambda row: _sort_key(getter(row)), reverse=descending)
    return rows


def _sort_key(value: object) -> tuple[bool, Any]:
    return (value is not None, "" if value is None else _comparable(value))
