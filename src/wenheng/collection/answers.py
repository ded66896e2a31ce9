"""An answer of an endpoint, and the parts of a reply where the study says that they stand in it."""

from functools import lru_cache
from typing import Any

import jsonpath

from wenheng.collection.exchange import Exchange
from wenheng.collection.transcript import Link, Reply
from wenheng.study.endpoints import HttpEndpoint

MOST_FOUND = 60


class Answer:
    """One answer as it is read, piece by piece."""

    def __init__(self, exchange: Exchange, declared: HttpEndpoint) -> None:
        self._exchange, self._declared = exchange, declared
        self._streamed = declared.answer in ("lines", "events", "socket")
        self._text = ""
        self._links: dict[Link, None] = {}
        self._options: dict[str, None] = {}
        self.ended = False

    @property
    def said(self) -> bool:
        """Whether there is something of a reply."""
        return bool(self._text.strip() or self._links or self._options)

    def take(self, answer: Any) -> None:
        """Add what stands in one piece, or in the whole answer."""
        before = (self._text, len(self._links), len(self._options))
        texts = [value for value in found(self._declared.reply, answer) if isinstance(value, str)]
        if self._streamed and self._declared.pieces == "added":
            self._text += "".join(texts)
        elif texts:
            self._text = "\n".join(texts)
        for value in found(self._declared.links, answer):
            if link := _link(value):
                self._links[link] = None
        for value in found(self._declared.options, answer):
            if option := _option(value):
                self._options[option] = None
        self.ended = any(found(self._declared.end, answer))
        if before != (self._text, len(self._links), len(self._options)):
            self._exchange.heard()
            self._exchange.reply = Reply(self._text.strip(), (*self._links,), (*self._options,))


def found(path: str, answer: Any) -> list[Any]:
    """What stands at `path`; a list that is found alone stands for its items.

    Raises:
        ValueError: the path cannot be followed in this answer.
    """
    if not path:
        return []
    try:
        values = _compiled(path).findall(answer) if not isinstance(answer, str) else [answer]
    except jsonpath.JSONPathError as error:
        raise ValueError(str(error)) from error
    if isinstance(answer, str) and path != "$":
        return []
    if len(values) == 1 and isinstance(values[0], list):
        values = values[0]
    return values[:MOST_FOUND]


@lru_cache(maxsize=256)
def _compiled(path: str) -> jsonpath.JSONPath | jsonpath.CompoundJSONPath:
    return jsonpath.compile(path)


def _link(value: Any) -> Link | None:
    if isinstance(value, str):
        return Link("", value)
    if not isinstance(value, dict):
        return None
    url = value.get("url") or value.get("href") or value.get("link")
    text = value.get("text") or value.get("title") or value.get("name") or ""
    return Link(str(text), str(url)) if url else None


def _option(value: Any) -> str:
    if isinstance(value, dict):
        value = value.get("text") or value.get("title") or value.get("label") or ""
    return str(value).strip()[:200]
