"""What is planted: how good a platform is made, value by value, and how it is reached."""

from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import Field

from wenheng.study.base import Declared, Share

DATA = Path(__file__).parent / "data"

Presence = Literal["present", "absent", "dead", "login", "silent", "failing"]
"""present = it answers; absent = a portal without one; dead = nothing listens; login = only behind
a login; silent = it takes the question and never answers; failing = its backend always errs."""


class Planted(Declared):
    """The quality of one platform, as it was made; what it then does follows from this."""

    level: str
    presence: Presence = "present"
    coverage: Share = Field(description="facts known ÷ facts of a matter, for every matter")
    wrong: Share = Field(description="known facts with a wrong value ÷ known facts")
    stale: Share = Field(description="known facts with an old rule ÷ known facts, where one exists")
    understands: Literal["exact", "words", "synonyms", "anything"] = Field(
        description="how rewordings are met: exact = titles, nearly all words must match; words = "
        "titles, half of them; synonyms = colloquial words known too; anything = characters too"
    )
    memory: Literal["none", "once", "whole"] = Field(
        description="of the matter just talked about: none, for one follow-up, for the session"
    )
    hits: Literal["direct", "menu", "search"] = Field(
        "direct", description="answers, offers a menu of matters, or lists search results"
    )
    links: Literal["none", "portal", "guide", "apply"]
    sources: Literal["none", "department", "document", "link"]
    related: int = Field(ge=0, le=3, description="kinds of related information in an answer")
    clarify: Literal["none", "hot", "related", "case"] = Field(
        description="a vague question earns: a refusal, hot questions, related matters, its cases"
    )
    fallback: Literal["bare", "hotline", "helpful"]
    handoff: Literal["none", "phone", "message", "online"]
    complaint: Literal["none", "phone", "link", "form"] = Field(
        description="how complaints and suggestions are taken up"
    )
    rating: Literal["none", "session", "answer", "reason"] = Field(
        description="what a user can rate: nothing, the session, an answer, an answer with a reason"
    )
    first_s: float = Field(ge=0, description="until the first text of a reply")
    stream_s: float = Field(ge=0, description="from the first to the last text; 0 = in one piece")
    filler_s: float = Field(0, ge=0, description="a filler bubble stands so long before the reply")
    errors: Share = Field(description="turns that end in an error ÷ turns")
    style: Literal["list", "paragraph", "card"]
    transport: Literal["browser", "openai", "http"] = "browser"
    page: str = Field(description="page design")
    entry: str = Field("", description="how the assistant is reached from the page")
    chat: str = Field("", description="chat front end")

    @property
    def answers(self) -> bool:
        """Whether a question ever earns a reply."""
        return self.presence == "present"


@cache
def ladder() -> tuple[tuple[Planted, Planted], ...]:
    """The planted (web, mobile) pairs, best unit first."""
    document = yaml.load((DATA / "planted.yaml").read_text("utf-8"), yaml.CSafeLoader)
    return tuple(
        (_planted(document, row["web"]), _planted(document, row["mobile"]))
        for row in document["units"]
    )


def _planted(document: dict[str, Any], row: dict[str, Any]) -> Planted:
    return Planted.model_validate({**document["levels"][row["level"]], **row})
