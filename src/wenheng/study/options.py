"""How a study is run, checked and scored: declared choices, each with its default."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from wenheng.study.base import Declared, Id, Named, Origin, Provenance, Share, wrong
from wenheng.study.scenarios import When

Variant = Literal["main", "paraphrases", "vague", "noise", "probes"]
Choose = Literal["none", "matching", "first"]
Aggregation = Literal["arithmetic", "geometric", "harmonic", "minimum"]


class SessionPlan(Declared):
    """Which sessions are planned: each variant over all scenarios, or some."""

    variants: dict[Variant, Literal["all"] | tuple[Id, ...]] = Field({"main": "all"})
    repeats: int = Field(1, ge=1, le=20)
    choose: Choose = Field(
        "none",
        description="which option is pressed where a reply offers options and no answer, one level",
    )


class Pace(Declared):
    """How a host is treated, shared by all who talk to it."""

    concurrency: int = Field(1, ge=1, le=256, description="sessions at a time per host")
    gap_s: float = Field(2.0, ge=0, description="between two turns to a host")
    jitter: Share = Field(0.2, description="the gap grows by a random share of up to this")
    quiet_hours: tuple[When, ...] = Field(
        (), description="when no session begins: days and hours in the time of China"
    )
    back_off_s: float = Field(
        30.0, ge=0, le=3600, description="after a refusal, doubled with each further one"
    )
    unreachable_limit: int = Field(
        5, ge=1, description="sessions in a row that do not reach a host before it is left alone"
    )
    rest_s: float = Field(
        300.0, ge=0, le=3600, description="for so long, doubled each time it is not back"
    )
    reply_limit_s: float = Field(30.0, gt=0, le=300, description="longest wait for a reply")
    session_limit_s: float = Field(180.0, gt=0, le=3600)


class LinkCheck(Declared):
    """How addresses in replies are looked at, once each, after the sessions."""

    check: bool = Field(True, description="whether they are opened at all")
    official: tuple[str, ...] = Field(
        ("gov.cn",), description="hosts and domains that are official, beside those of the study"
    )
    redirects: int = Field(10, ge=0, le=20, description="followed at most")
    limit_s: float = Field(20.0, gt=0, le=120, description="longest wait for one address")


class Grade(Declared):
    """A named class of results: what a unit earns from this percentage upward."""

    id: Id
    type: Id
    from_percent: float = Field(ge=0, le=100)


class UnitType(Named):
    """A group of grades with a name."""


class Label(Named):
    """A name for a pattern of results that the report calls out; given by a rule, not by grade."""

    rule: str
    origin: Provenance = Origin(kind="own")


class Grading(Declared):
    """Fixed cut-offs, on the scale 0–100, best grade first."""

    grades: tuple[Grade, ...] = ()
    types: tuple[UnitType, ...] = ()
    labels: tuple[Label, ...] = ()
    origin: Provenance = Origin(kind="own")
    note: str = ""

    @model_validator(mode="after")
    def _from_best_to_worst_down_to_zero(self) -> Self:
        cuts = [grade.from_percent for grade in self.grades]
        if cuts != sorted(cuts, reverse=True) or len(set(cuts)) != len(cuts):
            raise wrong("grades-not-falling")
        if cuts and cuts[-1] != 0:
            raise wrong("grades-not-to-zero", cut=f"{cuts[-1]:g}")
        return self


class Gate(Declared):
    """A ceiling: where `indicator` is rated at most `at_most`, `caps` cannot exceed `ceiling`."""

    indicator: Id
    at_most: int = Field(ge=0)
    caps: Id
    ceiling: float = Field(ge=0)


class Scoring(Declared):
    """From ratings to ranks; the formulas are in `wenheng.scoring`."""

    consensus: Literal["mean", "median", "adjudicated"] = "mean"
    total: Literal["sum", "mean", "percent"] = "sum"
    aggregation: dict[Id, Aggregation] = Field({}, description="node → mean; arithmetic if absent")
    geometric_offset: float = Field(1.0, gt=0, description="added before a geometric mean")
    absent_policy: Literal["zero", "exclude", "both"] = "zero"
    channel_weights: dict[Id, Annotated[float, Field(ge=0)]] = Field(
        {}, description="equal where absent"
    )
    min_completeness: Share = 2 / 3
    rank_digits: int | None = Field(None, ge=0, le=6, description="None: rank unrounded scores")
    gates: tuple[Gate, ...] = ()
    report_digits: int = Field(2, ge=0, le=6)
    shares: Literal["half-up", "largest-remainder"] = "largest-remainder"
    steps: tuple[str, ...] = Field((), description="how the number comes about, for readers")
    absent_note: str = ""
    rounding_note: str = ""
    origin: Provenance = Origin(kind="own")
    note: str = ""


class Quality(Declared):
    """How many judge, when a third is called, and how much is checked again."""

    raters: int = Field(2, ge=1)
    adjudicate_from_difference: int = Field(2, ge=1)
    discuss_from_difference: int = Field(1, ge=1)
    spot_check_share: Share = 0.1
    spot_check_min: int = Field(59, ge=0)
    spot_check_note: str = ""
    agreement: tuple[str, ...] = ("krippendorff-alpha-ordinal",)
    agreement_floor: Share = 0.67
    retest_share: Share = 0.05
    roles: tuple[Named, ...] = Field((), description="who takes part")
    states: tuple[Named, ...] = Field((), description="what a study passes through, in order")
    origin: Provenance = Origin(kind="own")
