"""One document's lines on both sides, with people who edit them, for the tests of the merge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from hypothesis import strategies as st
from ledger_sync.model import Json
from ledger_sync.rules.merge import KLIPBOARD, LEDGER, Side
from ledger_sync.rules.merge_lines import WHOLE, MergedLines, merge_lines

FIELDS = ("text", "price")
Policy = Mapping[str, Side]
policies = st.fixed_dictionaries(
    dict.fromkeys(
        ("line.text", "line.price", "line.removed", "lines.order"),
        st.sampled_from([KLIPBOARD, LEDGER]),
    )
)
values = st.sampled_from(["1", "2"])
"""So few that lines are often equal in everything but their ids."""
Lines = list[Json]


def known_as(name: str, line: Json, key: str) -> Json:
    return {key: name, **{field: line[field] for field in FIELDS}}


@dataclass(frozen=True)
class World:
    """Klipboard names its lines ``k1``, the ledger ``t1``; who adds one numbers it from 100 on."""

    base_theirs: Lines
    theirs: Lines
    base_ours: Lines
    ours: Lines
    children: Mapping[str, str]

    def merged(self, policy: Policy) -> MergedLines:
        return merge_lines(
            self.base_theirs,
            self.theirs,
            self.base_ours,
            self.ours,
            self.children,
            policy.__getitem__,
        )

    def read(self, policy: Policy) -> World:
        """A run of the way back: what both agree on afterwards is what the ledger has."""
        merged = self.merged(policy)
        new = {line["id"]: f"k-{line['id']}" for line in merged.add}
        children = {line: there for line, there in self.children.items() if there not in new}
        children |= {line: there for there, line in new.items()}
        now = {line["line"]: line for line in self.ours if line["line"] not in merged.remove}
        now |= {line: now[line] | taken for line, taken in merged.take.items()}
        now |= {new[line["id"]]: known_as(new[line["id"]], line, "line") for line in merged.add}
        order = [new[name[1:]] if name.startswith("+") else name for name in merged.order]
        assert sorted(order) == sorted(now), "every line stands in the order, once"
        names = {there: line for line, there in children.items()}
        agreed = [
            known_as(names[line["id"]], line, "line") for line in self.theirs if line["id"] in names
        ]
        return World(self.theirs, self.theirs, agreed, [now[name] for name in order], children)

    def send(self, policy: Policy) -> World:
        """An hourly run, which looks at the ledger's lines first; only what is pending goes."""
        seen = self.read(policy)
        merged = seen.merged(policy)
        names = {there: line for line, there in seen.children.items()}
        now = {names[line["id"]]: line for line in seen.theirs}
        here = {line["line"]: line for line in seen.ours}
        for name, fields in merged.pending.items():
            if fields != WHOLE:
                now[name] = now[name] | {field: here[name][field] for field in fields}
            elif name in here:
                now[name] = known_as(f"t-{name}", here[name], "id")
            else:
                del now[name]
        moves = merged.reorder or WHOLE in merged.pending.values()
        theirs = [now[name] for name in (merged.order if moves else now)]
        children = {name: line["id"] for name, line in now.items()}
        return World(theirs, theirs, seen.ours, seen.ours, children)

    def has_come_to_rest(self, policy: Policy) -> bool:
        nothing = MergedLines({}, (), (), tuple(line["line"] for line in self.ours), {}, ())
        return self.merged(policy) == nothing


def is_same(world: World) -> bool:
    """Both sides have the same lines, by id, with the same values, in the same order."""
    here = [known_as(world.children[line["line"]], line, "id") for line in world.ours]
    return here == world.theirs


def a_world(*lines: tuple[str, str]) -> World:
    ours = [
        {"line": f"k{number}", "text": text, "price": price}
        for number, (text, price) in enumerate(lines)
    ]
    theirs = [known_as(f"t{number}", line, "id") for number, line in enumerate(ours)]
    children = {line["line"]: there["id"] for line, there in zip(ours, theirs, strict=True)}
    return World(theirs, theirs, ours, ours, children)


@st.composite
def edited(draw: st.DrawFn, lines: Sequence[Json], key: str, prefix: str) -> Lines:
    """What a person makes of the lines of one side."""
    result = list(lines)
    for number in range(draw(st.integers(0, 4))):
        kind = draw(st.sampled_from(["add", "change", "move", "remove"]))
        place = draw(st.integers(0, max(len(result) - 1, 0)))
        if kind == "add":
            line: Any = {
                key: f"{prefix}{100 + number}",
                "text": draw(values),
                "price": draw(values),
            }
            result.insert(place, line)
        elif result and kind == "change":
            result[place] = result[place] | {draw(st.sampled_from(FIELDS)): draw(values)}
        elif result:
            line = result.pop(place)
            if kind == "move":
                result.insert(draw(st.integers(0, len(result))), line)
    return result


@st.composite
def worlds(draw: st.DrawFn) -> World:
    world = a_world(*draw(st.lists(st.tuples(values, values), max_size=5)))
    return replace(
        world,
        ours=draw(edited(world.ours, "line", "k")),
        theirs=draw(edited(world.theirs, "id", "t")),
    )
