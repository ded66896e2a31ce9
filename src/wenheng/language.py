"""The words that users read, in Chinese and English, by key.

`words/<area>.yaml` holds for each key both languages side by side; `say("check.no-file", file=…)`
gives the sentence of key `no-file` in `words/check.yaml` in the language being spoken.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Literal

import yaml

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")
WORDS = Path(__file__).parent / "words"

_spoken: ContextVar[Language | None] = ContextVar("spoken language", default=None)


def say(key: str, /, **values: object) -> str:
    """The sentence of `key` (`area.name`) in the language being spoken, with `values` filled in.

    Raises:
        KeyError: no such key, or a value that the sentence needs is missing.
    """
    area, name = key.split(".", 1)
    return catalogue(area)[name][spoken()].format(**values)


def spoken() -> Language:
    """The language of the enclosing `speaking`, else of the environment, else Chinese."""
    return _spoken.get() or _environment()


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """Within this context `say` speaks `language`."""
    token = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(token)


@cache
def catalogue(area: str) -> dict[str, dict[Language, str]]:
    """All sentences of `words/<area>.yaml`: key → language → sentence."""
    text = (WORDS / f"{area}.yaml").read_text("utf-8")
    loaded: dict[str, dict[Language, str]] = yaml.load(text, yaml.CSafeLoader)
    return loaded


def _environment() -> Language:
    for name in ("WENHENG_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "").lower()
        if value.startswith(LANGUAGES):
            return "en" if value.startswith("en") else "zh"
    return "zh"
