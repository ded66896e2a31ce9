"""What is measured: the indicator tree with its anchors, weights and provenance."""

from collections.abc import Iterator
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from wenheng.study.base import Declared, Id, Origin, Provenance, Words, wrong

TurnKind = Literal["main", "followups", "paraphrases", "vague", "noise", "all"]

PROBE_TURN = "probe:"
"""Before the id of a probe in `turns`, like `probe:P1`."""


class Automation(Declared):
    """Who can judge: `auto` a rule alone, `assisted` a rule proposes and a person decides.

    `human`: people alone; rules write down what they saw, and no level.
    """

    level: Literal["auto", "assisted", "human"]
    how: str = ""


class Grounding(Declared):
    """What a proposed indicator leans on."""

    kind: Literal["report-hint", "peer", "none"]
    note: str = ""


class Indicator(Declared):
    """A node of the indicator tree: a leaf is rated by levels, an inner node is computed."""

    id: Id
    name: Words
    aliases: tuple[str, ...] = ()
    definition: str = ""
    anchors: dict[Annotated[int, Field(ge=0, le=9)], str] = Field(
        {}, description="level → what earns it; leaves only"
    )
    examples: dict[Annotated[int, Field(ge=0, le=9)], tuple[str, ...]] = Field(
        {}, description="level → replies or findings that earn it, for raters to learn from"
    )
    per: Literal["scenario", "platform"] = Field(
        "scenario", description="rated once per scenario, or once per platform"
    )
    turns: tuple[str, ...] = Field(
        (), description="turn kinds it rests on, or probe:<id>; none stands for all"
    )
    applies_to: Literal["all"] | tuple[Id, ...] = Field("all", description="scenarios")
    evidence: tuple[str, ...] = ()
    automation: Automation | None = None
    rule: str = ""
    weight: float = Field(1.0, gt=0, description="relative to its siblings")
    origin: Provenance = Origin(kind="own")
    grounding: Grounding | None = None
    children: tuple["Indicator", ...] = ()

    @property
    def is_leaf(self) -> bool:
        return not self.children

    def walk(self) -> Iterator["Indicator"]:
        """This node, then all below it, depth first."""
        yield self
        for child in self.children:
            yield from child.walk()

    @model_validator(mode="after")
    def _leaves_have_anchors(self) -> Self:
        if self.children and self.anchors:
            raise wrong("inner-with-anchors")
        if not self.children and not self.anchors:
            raise wrong("leaf-without-anchors")
        if self.anchors and sorted(self.anchors) != list(range(len(self.anchors))):
            raise wrong("gap-in-anchors", levels=", ".join(map(str, sorted(self.anchors))))
        if stray := sorted(self.examples.keys() - self.anchors.keys()):
            raise wrong("example-without-anchor", levels=", ".join(map(str, stray)))
        return self
