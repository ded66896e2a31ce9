"""How a model is reached, and what it may cost: the same for whatever a model is asked to do."""

from typing import Literal, Self

from pydantic import Field, model_validator

from wenheng.study.base import Declared, wrong
from wenheng.study.endpoints import OpenAIEndpoint

OURS = {
    *("model", "messages", "stream", "response_format", "temperature"),
    *("max_tokens", "max_completion_tokens", "n", "best_of"),
}
"""What a request holds anyway, or what would make an answer cost more than is set aside for it."""


class Prices(Declared):
    """What a model costs; where absent only tokens are counted."""

    input_per_million: float = Field(ge=0)
    output_per_million: float = Field(ge=0)
    currency: str = Field("CNY", max_length=8)


class ReachedModel(Declared):
    """A language model behind an endpoint of the OpenAI protocol."""

    entry: str = Field(description="address of the endpoint, up to /v1; nothing else is asked")
    model: str = Field(min_length=1, description="name of the model")
    key_env: str = Field("", description="environment variable with the key, where one is needed")
    openai: OpenAIEndpoint = Field(OpenAIEndpoint(), description="what else is sent")
    language: Literal["zh", "en"] = Field("zh", description="of prompts and of what it answers")
    temperature: float | None = Field(0.0, ge=0, le=2, description="null: not sent")
    format: Literal["schema", "object", "text"] = Field(
        "schema", description="how JSON is asked for: by its schema, as any object, or in words"
    )
    limit_name: Literal["max_tokens", "max_completion_tokens"] = Field(
        "max_tokens", description="what the endpoint calls the most tokens of an answer"
    )
    most_tokens: int = Field(1024, ge=64, le=65_536, description="of one answer")
    attempts: int = Field(3, ge=1, le=5, description="where an answer is refused")
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
