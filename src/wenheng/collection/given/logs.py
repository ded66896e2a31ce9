"""Logs of other tools in JSON and JSONL: which tool wrote it, and what was said."""

import json
from pathlib import Path
from typing import Any

from wenheng.collection.given.botium import botium_turns, is_botium
from wenheng.collection.given.jsonl import MEDIA as MEDIA_OF_LINES
from wenheng.collection.given.jsonl import read_jsonl
from wenheng.collection.given.promptfoo import (
    is_promptfoo,
    is_promptfoo_line,
    promptfoo_turns,
)
from wenheng.collection.given.turns import Defaults, Given, Source, nothing_wrong, source_of
from wenheng.errors import TableError
from wenheng.language import say
from wenheng.sheets import bounded_text

MEDIA = "application/json"


def read_log(path: Path, defaults: Defaults) -> Source:
    """The conversations of a JSON log of Botium or promptfoo; rows count conversations or results.

    Raises:
        TableError: the file is absent, too large, no JSON, or of no known tool.
    """
    try:
        turns = _turns(json.loads(bounded_text(path)), defaults)
    except (ValueError, RecursionError) as error:
        said = say("capture.no-json", why=str(error)[:120])
        raise TableError(said, where=str(path)) from error
    if turns is None:
        raise TableError(say("capture.unknown-json"), where=str(path))
    return source_of(path, MEDIA, turns, nothing_wrong(path))


def read_lines(path: Path, defaults: Defaults) -> Source:
    """A JSONL file: results of `promptfoo eval`, or else transcripts (see `read_jsonl`).

    Raises:
        TableError: the file is absent, too large, no text, or lines of results are no JSON.
    """
    lines = [line for line in bounded_text(path).split("\n") if line.strip()]
    if not lines or not is_promptfoo_line(lines[0]):
        return read_jsonl(path, defaults)
    try:
        document = {"results": {"results": [json.loads(line) for line in lines]}}
    except (ValueError, RecursionError) as error:
        said = say("capture.no-json", why=str(error)[:120])
        raise TableError(said, where=str(path)) from error
    turns = list(promptfoo_turns(document, defaults))
    return source_of(path, MEDIA_OF_LINES, turns, nothing_wrong(path))


def _turns(document: Any, defaults: Defaults) -> list[Given] | None:
    if is_promptfoo(document):
        return list(promptfoo_turns(document, defaults))
    return list(botium_turns(document)) if is_botium(document) else None
