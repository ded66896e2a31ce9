"""The model judge, how far a rater must agree with people, and which raters do: declared.

None of it changes what is asked or collected: it is no part of the fingerprint, so that a judge
may be added when a study has been collected. A rating by a model names its model and prompts
itself, by the hash in the name of its rater.
"""

from typing import Literal, Self

from pydantic import Field, model_validator

from wenheng.study.base import Declared, Id, Share, wrong
from wenheng.study.endpoints import OpenAIEndpoint

OURS = {
    *("model", "messages", "stream", "response_format", "temperature"),
    *("max_tokens", "max_completion_tokens", "n", "best_of"),
}
"""What a request holds anyway, or what would make an answer cost more than is set aside for it."""

Role = Literal["alone", "pre-score", "no"]


class Prices(Declared):
    """What a model costs; where absent only tokens are counted."""

    input_per_million: float = Field(ge=0)
    output_per_million: float = Field(ge=0)
    currency: str = Field("CNY", max_length=8)


class ModelJudge(Declared):
    """A language model as one more rater, behind an endpoint of the OpenAI protocol."""

    id: Id = Field("model", description="stands in the name of its rater")
    entry: str = Field(description="address of the endpoint, up to /v1; nothing else is asked")
    model: str = Field(min_length=1, description="name of the model")
    key_env: str = Field("", description="environment variable with the key, where one is needed")
    openai: OpenAIEndpoint = Field(OpenAIEndpoint(), description="what else is sent")
    language: Literal["zh", "en"] = Field("zh", description="of prompts and of its reasons")
    indicators: Literal["all"] | tuple[Id, ...] = Field(
        "all", description="rated once per scenario; `all`: those that are not `auto`"
    )
    temperature: float | None = Field(0.0, ge=0, le=2, description="null: not sent")
    votes: int = Field(1, ge=1, le=9, description="times each cell is asked; the median counts")
    format: Literal["schema", "object", "text"] = Field(
        "schema", description="how JSON is asked for: by its schema, as any object, or in words"
    )
    limit_name: Literal["max_tokens", "max_completion_tokens"] = Field(
        "max_tokens", description="what the endpoint calls the most tokens of an answer"
    )
    most_tokens: int = Field(1024, ge=64, le=65_536, description="of one answer")
    attempts: int = Field(3, ge=1, le=5, description="for one vote, where an answer is refused")
    at_once: int = Field(4, ge=1, le=64, description="questions to the endpoint at a time")
    limit_s: float = Field(120.0, gt=0, le=1800, description="longest wait for an answer")
    budget_tokens: int = Field(
        1_000_000, ge=0, description="of all calls together, in and out; never exceeded"
    )
    budget_cost: float | None = Field(None, ge=0, description="likewise, in the prices' currency")
    prices: Prices | None = None

    @model_validator(mode="after")
    def _nothing_sent_beside_breaks_the_budget(self) -> Self:
        if taken := sorted(OURS & self.openai.body.keys()):
            raise wrong("judge-body", names=", ".join(taken))
        return self


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
