"""Endpoints that are spoken to without a page, as a study declares them.

In every text of a request, `{name}` is filled in: `{question}` the words to be said, `{session}` an
id of this conversation, `{turn}` 1, 2 …, `{uuid}` a new id each time, `{env:NAME}` the environment
variable NAME, for what is secret; and whatever `take` took from an earlier answer.
"""

import re
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, StringConstraints

from wenheng.addresses import split
from wenheng.study.base import Declared

GIVEN = ("question", "session", "turn", "uuid")
"""Names that are filled in without being taken from an answer."""

ENV = "env:"
MARK = re.compile(r"\{((?:env:)?[A-Za-z_][A-Za-z0-9_]*)\}")
COOKIE, HEADER = "cookie:", "header:"
SAFE = ("https", "wss", "")
"""Schemes that nobody reads along; an address without one has that of the entry."""

JsonPath = str
"""Where in an answer something stands, like `$.data.answer`."""

Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")]
Texts = dict[str, Annotated[str, BeforeValidator(lambda v: str(v) if type(v) is int else v)]]


class Request(Declared):
    """What is sent, and what is taken from the answer for later requests."""

    url: str = Field("", description="path or address on the host of the entry, which is the rest")
    method: Literal["POST", "GET", "PUT"] = "POST"
    headers: Texts = Field({})
    query: Texts = Field({})
    body: dict[str, object] | list[object] | str | None = Field(
        None, description="sent as JSON; a text as it is"
    )
    form: bool = Field(False, description="whether the body is sent as a form's fields")
    take: dict[Name, str] = Field(
        {}, description="name → JSONPath, `cookie:NAME` or `header:NAME`: filled in later"
    )


class Following(Request):
    """What is sent after the question, once or until the reply is there."""

    method: Literal["POST", "GET", "PUT"] = "GET"
    until: JsonPath = Field("", description="sent again until something true stands here")
    every_s: float = Field(0.5, ge=0.1, le=30, description="between two of these")


class HttpEndpoint(Request):
    """How an assistant is asked over HTTP or a WebSocket, and where its reply stands."""

    answer: Literal["json", "lines", "events", "socket", "text"] = Field(
        "json",
        description="one JSON answer; a JSON value a line; server-sent events; messages of a "
        "WebSocket, opened once a session; plain text",
    )
    reply: JsonPath = Field(description="the text of the reply; `$` where all is the text")
    links: JsonPath = Field("", description="links: texts, or tables with `url` and `title`")
    options: JsonPath = Field("", description="offered options: texts, or tables with `title`")
    pieces: Literal["added", "whole"] = Field(
        "added", description="whether each piece of a stream is added, or is the whole text so far"
    )
    end: JsonPath = Field("", description="where something true stands in the last piece")
    quiet_s: float = Field(
        2.0, gt=0, le=60, description="a WebSocket that is still for so long has replied"
    )
    start: Request | None = Field(None, description="sent once, before the first question")
    then: Following | None = Field(
        None, description="where the reply comes by another request than the question"
    )


class OpenAIEndpoint(Declared):
    """What a chat endpoint is told beside model and messages."""

    remembers: bool = Field(
        False, description="whether the server knows what was said, so that only news is sent"
    )
    body: dict[str, object] = Field({}, description="further fields of every request")
    headers: Texts = Field({})


def is_own(url: str, entry: str) -> bool:
    """Whether `url` is on the host of `entry`, and sent as safely: https never turns into http."""
    its, ours = split(url), split(entry)
    return its.netloc == ours.netloc and (its.scheme in SAFE or ours.scheme not in SAFE)


def marks_in(value: object) -> set[str]:
    """The names that are to be filled into the texts within `value`."""
    if isinstance(value, str):
        return set(MARK.findall(value))
    if isinstance(value, dict):
        return {mark for pair in value.items() for part in pair for mark in marks_in(part)}
    if isinstance(value, list | tuple):
        return {mark for part in value for mark in marks_in(part)}
    return set()
