"""QuickBooks' query language: from a statement to its parts. Pure; knows no entity.

    SELECT * | count(*) | a, b FROM Entity [WHERE p op v [AND ...]] [ORDERBY p [ASC|DESC], ...]
    [STARTPOSITION n] [MAXRESULTS n]

Values stand in single quotes, numbers too; only true, false and the numbers of paging do not.
`ORDER BY` and `!=` are not documented, but work; OR, NOT, GROUP BY and JOIN do not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from sandbox.quickbooks.answers import Refusal, query_unparsable

Value = str | bool
OPERATORS = ("=", "!=", "<", "<=", ">", ">=")

_TOKEN = re.compile(
    r"""(?P<STRING>'(?:\\.|[^'\\])*')
    |(?P<NUMBER>-?\d+(?:\.\d+)?)
    |(?P<IDENTIFIER>[A-Za-z_][A-Za-z0-9_.]*)
    |(?P<SIGN><=|>=|!=|[=<>(),*])""",
    re.VERBOSE | re.DOTALL,
)
_CLAUSES = ("select", "count", "from", "where", "order", "by", "orderby", "asc", "desc")
_KEYWORDS = frozenset((*_CLAUSES, "and", "or", "in", "like", "startposition", "maxresults"))


@dataclass(frozen=True, slots=True)
class Condition:
    """One comparison; all of a statement's comparisons must hold."""

    property: str
    operator: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Order:
    """One property to sort by."""

    property: str
    descending: bool


@dataclass(frozen=True, slots=True)
class Statement:
    """A query in its parts, as written: no name in it has been looked up."""

    entity: str
    columns: tuple[str, ...]
    counted: bool = False
    conditions: tuple[Condition, ...] = ()
    order: tuple[Order, ...] = ()
    start: int = 1
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    line: int = 0
    column: int = 0

    def is_word(self, *words: str) -> bool:
        return self.kind in ("IDENTIFIER", "SIGN") and self.text.lower() in words

    def unexpected(self) -> Refusal:
        """Return the refusal in the words of QuickBooks' own parser."""
        place = f"at line {self.line}, column {self.column}."
        if self.kind == "EOF":
            return query_unparsable(f'Encountered "<EOF>" {place}')
        if self.kind == "UNKNOWN":
            sign = f'Encountered: "{self.text}" ({ord(self.text)}), after : ""'
            return query_unparsable(f"Invalid content. Lexical error {place}  {sign}")
        is_fixed = self.kind == "SIGN" or self.text.lower() in _KEYWORDS
        kind = f'"{self.text.lower()}"' if is_fixed else f"<{self.kind}>"
        return query_unparsable(f'Encountered " {kind} "{self.text} "" {place}')


def parse(source: str) -> Statement:
    """Return the parts of a statement.

    Raises:
        Refusal: It is empty (4000), or not in the grammar.
    """
    if not source.strip():
        raise query_unparsable("The query provided was empty")
    return _Parser(_tokens(source)).statement()


def _tokens(source: str) -> list[_Token]:
    """Return the tokens; one that is not known is the last, and an error when it is reached."""
    tokens: list[_Token] = []
    position = _after_blanks(source, 0)
    while position < len(source):
        match = _TOKEN.match(source, position)
        kind, text = "UNKNOWN", source[position]
        if match is not None and match.lastgroup is not None:
            kind, text = match.lastgroup, match.group()
        tokens.append(_Token(kind, text, *_place(source, position)))
        if match is None:
            return tokens
        position = _after_blanks(source, match.end())
    return [*tokens, _Token("EOF", "", *_place(source, position))]


def _place(source: str, position: int) -> tuple[int, int]:
    return source.count("\n", 0, position) + 1, position - source.rfind("\n", 0, position)


def _after_blanks(source: str, position: int) -> int:
    while position < len(source) and source[position].isspace():
        position += 1
    return position


class _Parser:
    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._at = 0

    def statement(self) -> Statement:
        self._expect("select")
        counted, columns = self._columns()
        self._expect("from")
        entity = self._name()
        conditions = self._conditions()
        order = self._order()
        start = self._number_after("startposition")
        limit = self._number_after("maxresults")
        if self._here.kind != "EOF":
            raise self._here.unexpected()
        start = 1 if start is None else start
        return Statement(entity, columns, counted, conditions, order, start, limit)

    def _columns(self) -> tuple[bool, tuple[str, ...]]:
        if self._next_is("count"):
            for sign in "(*)":
                self._expect(sign)
            return True, ()
        columns = [self._column()]
        while self._next_is(","):
            columns.append(self._column())
        return False, tuple(columns)

    def _column(self) -> str:
        return "*" if self._next_is("*") else self._name()

    def _conditions(self) -> tuple[Condition, ...]:
        if not self._next_is("where"):
            return ()
        conditions = [self._condition()]
        while self._next_is("and"):
            conditions.append(self._condition())
        return tuple(conditions)

    def _condition(self) -> Condition:
        name, operator = self._name(), self._take()
        if operator.is_word("in"):
            return Condition(name, "in", self._list())
        if operator.is_word("like"):
            return Condition(name, "like", (self._value(),))
        if operator.text not in OPERATORS:
            raise operator.unexpected()
        return Condition(name, operator.text, (self._value(),))

    def _list(self) -> tuple[Value, ...]:
        self._expect("(")
        values = [self._value()]
        while self._next_is(","):
            values.append(self._value())
        self._expect(")")
        return tuple(values)

    def _value(self) -> Value:
        token = self._take()
        if token.kind == "STRING":
            return re.sub(r"\\(.)", r"\1", token.text[1:-1], flags=re.DOTALL)
        if token.is_word("true", "false"):
            return token.text.lower() == "true"
        raise token.unexpected()

    def _order(self) -> tuple[Order, ...]:
        if self._next_is("order"):
            self._expect("by")
        elif not self._next_is("orderby"):
            return ()
        steps = [self._step()]
        while self._next_is(","):
            steps.append(self._step())
        return tuple(steps)

    def _step(self) -> Order:
        name = self._name()
        if self._next_is("desc"):
            return Order(name, descending=True)
        self._next_is("asc")
        return Order(name, descending=False)

    def _number_after(self, word: str) -> int | None:
        if not self._next_is(word):
            return None
        token = self._take()
        if token.kind != "NUMBER" or "." in token.text:
            raise token.unexpected()
        return int(token.text)

    def _name(self) -> str:
        token = self._take()
        if token.kind != "IDENTIFIER" or token.text.lower() in _KEYWORDS:
            raise token.unexpected()
        return token.text

    @property
    def _here(self) -> _Token:
        return self._tokens[self._at]

    def _take(self) -> _Token:
        token = self._here
        if token.kind == "EOF":
            raise token.unexpected()
        self._at += 1
        return token

    def _next_is(self, word: str) -> bool:
        if self._here.is_word(word):
            self._at += 1
            return True
        return False

    def _expect(self, word: str) -> None:
        token = self._take()
        if not token.is_word(word):
            raise token.unexpected()
