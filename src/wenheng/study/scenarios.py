"""What is asked: scenarios with their questions and the facts a full answer holds; probes."""

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from wenheng.study.base import Declared, Id, Origin, Provenance, Words, wrong
from wenheng.study.windows import window

PLACE = "{place}"
"""Stands in questions and facts for the place of the unit that is asked."""


def _compiles(pattern: str) -> str:
    if _PLAIN.fullmatch(pattern):
        return pattern
    try:
        re.compile(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        raise wrong("bad-pattern", pattern=pattern, why=str(error)) from error
    return pattern


# A pattern without special signs needs no compiling: this saves a third of a study's loading.
_PLAIN = re.compile(r"[^\\.^$*+?{}\[\]|()]*")


def _is_window(text: str) -> str:
    if window(text) is None:
        raise wrong("bad-window", text=text)
    return text


Pattern = Annotated[str, AfterValidator(_compiles)]
When = Annotated[str, AfterValidator(_is_window)]
Look = Literal["modes", "accessibility", "disclosure"]
Scope = Literal["national", "provincial", "municipal", "item"]


class FollowUp(Declared):
    """A question in the same session that only makes sense after the main one."""

    say: str
    expect: tuple[Id, ...] = Field((), description="facts that its answer must hold")


class Utterances(Declared):
    """The ways in which a simulated user brings the same matter."""

    main: str
    paraphrases: tuple[str, ...] = ()
    followups: tuple[FollowUp, ...] = ()
    vague: str = ""
    noise: dict[Id, str] = Field({}, description="kind of disturbance → question")


class Fact(Declared):
    """One thing a full answer says."""

    id: Id
    slot: Id
    text: str
    critical: bool = False
    scope: Scope = Field("national", description="who decides what is true")
    baseline: str = Field("", description="what is true where no place says otherwise")
    match_any: tuple[Pattern, ...] = ()
    says: tuple[str, ...] = Field(
        (), description="what a reply that states it says, see `wenheng.rating.readings`"
    )
    need: int = Field(0, ge=0, description="how many of `says` suffice; 0: by the slot")
    confidence: Literal["sourced", "common", ""] = ""


class Scenario(Declared):
    """A matter that people bring to their government."""

    id: Id
    name: Words
    aliases: tuple[str, ...] = ()
    scene: str = Field("", description="信息公开 or 在线办事, or what the study calls its scenes")
    business: str = ""
    category: str = ""
    utterances: Utterances
    facts: tuple[Fact, ...] = ()
    keywords: tuple[str, ...] = Field((), description="words that tell this matter from others")
    items: tuple[str, ...] = Field(
        (),
        description="what official catalogues of service items call it; `!word`: an item with "
        "this word is another matter; `+word|word`: so is one without any of these",
    )
    note: str = ""
    origin: Provenance = Origin(kind="own")


class Probe(Declared):
    """Something tried on a platform once, beside the scenarios; nothing is ever submitted."""

    id: Id
    name: Words
    say: tuple[str, ...] = ()
    do: str = ""
    items: tuple[str, ...] = Field((), description="check list")
    when: tuple[When, ...] = Field(
        (), description="one session in each of these windows, like `工作日 10:00–11:00`"
    )
    look: tuple[Look, ...] = Field((), description="check lists gone through after the dialogue")
    press: Literal["", "like", "dislike"] = Field(
        "", description="the control for rating an answer that may be pressed; none by default"
    )
    farewell: str = Field("", description="said to a person who comes on the line, then we leave")
    consent: bool = Field(
        False, description="tried only where `authorizations` name platform, probe and day"
    )
    stop: str = Field("", description="where the tester stops, always before submitting")
    origin: Provenance = Origin(kind="own")
