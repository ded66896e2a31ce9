"""The model judge, how far a rater must agree with people, and which raters do: declared.

None of it changes what is asked or collected: it is no part of the fingerprint, so that a judge
may be added when a study has been collected. A rating by a model names its model and prompts
itself, by the hash in the name of its rater.
"""

from typing import Literal

from pydantic import Field

from wenheng.study.base import Declared, Id, Share
from wenheng.study.reached import ReachedModel

Role = Literal["alone", "pre-score", "no"]


class ModelJudge(ReachedModel):
    """A language model as one more rater."""

    id: Id = Field("model", description="stands in the name of its rater")
    indicators: Literal["all"] | tuple[Id, ...] = Field(
        "all", description="rated once per scenario; `all`: those that are not `auto`"
    )
    votes: int = Field(1, ge=1, le=9, description="times each cell is asked; the median counts")


class Bar(Declared):
    """What a rater must reach beside people, on one indicator."""

    least_n: int = Field(ge=2, description="cells that it and a person rated")
    alpha: float = Field(le=1, description="ordinal α, at least")
    alpha_low: float = Field(le=1, description="lower end of the interval of α, at least")
    kappa: float = Field(le=1, description="quadratic κ, at least")
    bias: float = Field(ge=0, description="mean difference from people in levels, at most")
    length: Share = Field(description="correlation of the difference with reply length, at most")
    flips: Share = Field(
        description="share of levels that change in other words or order, at most, on at least "
        "`least_n` cells; models only"
    )


class Calibration(Declared):
    """When a rater may stand alone, and when its level may be a proposal; see `wenheng calibrate`.

    The defaults are a choice of ours: α from 0.8 is Krippendorff's mark for reliable data, 0.667
    his lowest for tentative conclusions.
    """

    alone: Bar = Bar(
        least_n=100, alpha=0.8, alpha_low=0.667, kappa=0.8, bias=0.2, length=0.3, flips=0.05
    )
    pre_score: Bar = Bar(
        least_n=30, alpha=0.667, alpha_low=0.5, kappa=0.6, bias=0.4, length=0.5, flips=0.15
    )
    seed: int = Field(0, description="of the draws that intervals of α come from")


class Admission(Declared):
    """What a calibration found of one rater on one indicator, as it was measured then."""

    rater: str
    kind: Literal["rule", "model", "person"]
    indicator: Id
    role: Role
    n: int = Field(ge=0)
    alpha: float | None = None
    alpha_low: float | None = None
    kappa: float | None = None
    bias: float | None = None
    length: float | None = None
    flips: float | None = None
