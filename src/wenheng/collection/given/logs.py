"""JSON logs of other tools: which tool wrote it, and what was said."""

import json
from pathlib import Path
from typing import Any

from wenheng.collection.given.botium import botium_turns, is_botium
from wenheng.collection.given.promptfoo import is_promptfoo, promptfoo_turns
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


def _turns(document: Any, defaults: Defaults) -> list[Given] | None:
    if is_promptfoo(document):
        return list(promptfoo_turns(document, defaults))
    return list(botium_turns(document)) if is_botium(document) else None
