"""From what a platform knows to what it says: lists, running text, cards, refusals."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from random import Random
from typing import Any, Literal

import yaml

from wenheng.sandbox.knowledge import Held, Known
from wenheng.sandbox.matters import Matter
from wenheng.sandbox.places import Place
from wenheng.sandbox.planted import DATA, Planted

Kind = Literal[
    "answer", "menu", "search", "clarification", "not_understood", "talk", "handoff", "error"
]
UPDATED = "2025年4月8日"


@dataclass(frozen=True)
class Link:
    """Words to click on, and where they lead: a path on the unit's own portal."""

    text: str
    path: str


@dataclass(frozen=True)
class Reply:
    """What a front end is given to show."""

    kind: Kind
    text: str
    links: tuple[Link, ...] = ()
    options: tuple[str, ...] = ()
    card: tuple[tuple[str, str], ...] = field(default=())

    @property
    def plain(self) -> str:
        """The text with the fields of the card as further lines."""
        return "\n".join([self.text, *(f"{label}：{words}" for label, words in self.card)])


class Speaker:
    """How one platform speaks: always the same words for the same thing."""

    def __init__(self, place: Place, planted: Planted, seed: str) -> None:
        self.place, self.planted, self.seed = place, planted, seed

    def says(self, *path: str, **values: object) -> str:
        """One of the phrases at `path` of `data/phrases.yaml`, filled in."""
        chosen: str = self._draw(*path).choice(_at(path))
        return chosen.format(place=self.place.name, robot=self.place.robot, **values)

    def some(self, texts: Sequence[str], count: int) -> tuple[str, ...]:
        """`count` of `texts`, always the same ones."""
        return tuple(self._draw("some").sample(texts, min(count, len(texts))))

    def answer(self, known: Known) -> Reply:
        """Everything the platform knows of a matter, in its style."""
        matter = known.matter
        if matter.note:
            return Reply("answer", matter.note)
        lead = self.says("leads", self.planted.style, title=matter.title)
        extra = "\n".join([*self._related(matter), *self._source(matter)])
        links = tuple(self._links(matter))
        options = matter.related if self.planted.related >= 2 else ()
        fields = tuple(self._fields(known.held))
        if self.planted.style == "card":
            return Reply("answer", _lines(lead, extra), links, options, fields)
        body = self._list(fields) if self.planted.style == "list" else self._prose(known.held)
        return Reply("answer", _lines(lead, body, extra), links, options)

    def part(self, known: Known, held: Sequence[Held]) -> Reply:
        """Only some of what it knows: the answer to a narrower question."""
        slots = {h.statement.slot for h in held}
        label = phrases()["labels"].get(held[0].statement.slot, ("说明",))[0]
        lead = self.says("narrow", label=label) if len(slots) == 1 else ""
        text = "；".join(h.text for h in held) + "。"
        return Reply("answer", lead + text, tuple(self._links(known.matter))[:1])

    def _fields(self, held: Iterable[Held]) -> Iterable[tuple[str, str]]:
        for slot, texts in _by_slot(held):
            yield self._label(slot), "；".join(texts)

    def _label(self, slot: str) -> str:
        return self.says("labels", slot) if slot in _at(("labels",)) else "说明"

    def _list(self, fields: Sequence[tuple[str, str]]) -> str:
        numbered = self._draw("list").choice(["{n}. {label}：{words}。", "【{label}】{words}"])
        rows = enumerate(fields, 1)
        return "\n".join(
            numbered.format(n=n, label=label, words=words) for n, (label, words) in rows
        )

    def _prose(self, held: Sequence[Held]) -> str:
        sentences = []
        for slot, texts in _by_slot(held):
            before = self.says("before", slot) if slot in _at(("before",)) else ""
            sentences.append(before + "，".join(texts) + "。")
        return "".join(sentences)

    def _related(self, matter: Matter) -> Iterable[str]:
        if self.planted.related >= 1 and matter.address:
            yield self.says("related", "place", address=matter.address, hours=matter.hours)
        if self.planted.related >= 3 and matter.form:
            yield self.says("related", "form", form=matter.form)

    def _source(self, matter: Matter) -> Iterable[str]:
        named = self.planted.sources if matter.document else "department"
        if self.planted.sources == "none" or not matter.office:
            return
        number = f"（{matter.number}）" if matter.number else ""
        values = {"office": matter.office, "name": matter.document, "number": number}
        yield self.says("sources", named, updated=UPDATED, **values)

    def _links(self, matter: Matter) -> Iterable[Link]:
        wanted = self.planted.links
        if wanted == "apply":
            yield Link("在线办理", f"/apply/{matter.id}")
        if wanted in ("apply", "guide"):
            yield Link(f"{matter.title}办事指南", f"/guide/{matter.id}")
        if wanted == "portal":
            yield Link(str(self.place.values["portal"]), "/")
        if self.planted.sources == "link" and matter.document:
            yield Link(matter.document, f"/law/{matter.id}")

    def _draw(self, *path: str) -> Random:
        return Random("/".join((self.seed, *path)))


@cache
def phrases() -> dict[str, Any]:
    """`data/phrases.yaml`."""
    text = (DATA / "phrases.yaml").read_text("utf-8")
    loaded: dict[str, Any] = yaml.load(text, yaml.CSafeLoader)
    return loaded


def _by_slot(held: Iterable[Held]) -> Iterable[tuple[str, list[str]]]:
    texts: dict[str, list[str]] = {}
    for one in held:
        texts.setdefault(one.statement.slot, []).append(one.text)
    return texts.items()


def _at(path: Sequence[str]) -> Any:
    found: Any = phrases()
    for name in path:
        found = found[name]
    return found


def _lines(*parts: str) -> str:
    return "\n".join(part for part in parts if part)
