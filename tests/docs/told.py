"""Every message that the product tells people, found in its code. No test in here."""

from __future__ import annotations

import ast
import inspect
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ledger_sync import errors

from tests.docs.pages import ROOT

GAP = "\0"
"""Stands for what is filled in."""
FEWEST_WORDS = 3
"""Shorter texts are names, codes and parts of a message that is found whole elsewhere."""
ERRORS = frozenset(name for name, each in vars(errors).items() if inspect.isclass(each))
LOGGED = frozenset({"warning", "error", "exception"})
WORDED = ("steps/notices.py", "steps/product_notes.py")
"""Modules that word messages for others to tell."""
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Told:
    """A text, and where it stands."""

    where: str
    text: str


def code() -> list[Path]:
    package = ROOT / "plugins" / "ledger_sync"
    found = (path for path in package.rglob("*.py") if "migrations" not in path.parts)
    reports = ROOT / "plugins" / "sync_reports.py"
    return [*sorted(found), reports, *sorted((ROOT / "dags").glob("*.py"))]


@cache
def messages() -> tuple[Told, ...]:
    """What errors, runs and warnings say, with a gap for what is filled in; and every suite."""
    found = [
        Told(f"{path.relative_to(ROOT)}:{node.lineno}", text)
        for path in code()
        for node, text in _told_in(path)
        if len(re.findall(r"[A-Za-z]{2,}", text)) >= FEWEST_WORDS and " " in text
    ]
    for path in sorted((ROOT / "include" / "expectations").glob("*.json")):
        suite = json.loads(path.read_text(encoding="utf-8"))
        found += [Told(path.name, each["message"]) for each in suite["expectations"]]
    return tuple(found)


@cache
def texts() -> tuple[str, ...]:
    """Every text of the code, told or not."""
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in code())
    found = [text for tree in trees for _, text in _texts(tree, with_figures=True)]
    return (*found, *(each.text for each in messages()))


def _told_in(path: Path) -> Iterator[tuple[ast.expr, str]]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    worded = path.as_posix().endswith(WORDED)
    functions = [node for node in ast.walk(tree) if isinstance(node, Function)]
    # A text that is told may have been given a name before, or be handed to who words the rest.
    speakers = {each.name for each in functions if _tells(each)}
    for each in functions:
        if worded or each.name in speakers:
            yield from _texts(each)
        else:
            for call in _calls(each):
                if isinstance(call.func, ast.Name) and call.func.id in speakers:
                    yield from _texts(call)


def _tells(function: Function) -> bool:
    return any(_is_telling(call) for call in _calls(function))


def _is_telling(call: ast.Call) -> bool:
    if any(isinstance(each, ast.Name) and each.id in ERRORS for each in call.args):
        return True  # whoever is handed the class words the rest
    match call.func:
        case ast.Name(id=name):
            return name in ERRORS
        case ast.Attribute(value=ast.Name(id="log"), attr=name):
            return name in LOGGED
        case ast.Attribute(value=ast.Name(id="runs"), attr="tell"):
            return True
    return False


def _calls(node: ast.AST) -> Iterator[ast.Call]:
    return (each for each in ast.walk(node) if isinstance(each, ast.Call))


def _texts(node: ast.AST, *, with_figures: bool = False) -> Iterator[tuple[ast.expr, str]]:
    """The texts below a node, without docstrings; without the words of mere figures in logs."""
    inside = list(ast.walk(node))
    passed = {id(part) for each in inside for part in _no_texts(each)}
    if not with_figures:
        passed |= {id(part) for each in inside for part in _figures(each)}
    for each in inside:
        if id(each) in passed:
            continue
        if isinstance(each, ast.JoinedStr):
            values = each.values
            parts = (str(v.value) if isinstance(v, ast.Constant) else GAP for v in values)
            yield each, "".join(parts)
        elif isinstance(each, ast.Constant) and isinstance(each.value, str):
            yield each, re.sub(r"%[sdr]", GAP, each.value)


def _no_texts(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.JoinedStr(values=values):
            yield from values
        case ast.Expr(value=ast.Constant() as text):
            yield text
        case ast.Call(func=ast.Name(id="text") | ast.Attribute(value=ast.Name(id="re"))):
            yield from node.args


def _figures(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Name(id="log"), attr="info" | "debug")):
            yield from node.args


def says(text: str, fragment: str) -> bool:
    """Whether the parts of a fragment, which has ``…`` for gaps, stand in a text in their order."""
    place = 0
    for part in (part.strip() for part in fragment.split("…")):
        place = text.find(part, place)
        if place < 0:
            return False
        place += len(part)
    return True
