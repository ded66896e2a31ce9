"""Secrets: read from the environment, taken out of everything that is kept."""

import json
import os

from wenheng.errors import CollectError
from wenheng.language import say

HIDDEN = "•••"


def secret(name: str, where: str) -> str:
    """What environment variable `name` holds; `where` says for whom.

    Raises:
        CollectError: nothing.
    """
    value = os.environ.get(name, "")
    if not value:
        hint = say("collect.set-key", name=name)
        raise CollectError(say("collect.no-key", name=name), where=where, hint=hint)
    return value


def without(hidden: str, record: str) -> str:
    """`record`, which is JSON with JSON in its texts, without a secret in any spelling of it."""
    once = json.dumps(hidden, ensure_ascii=False)[1:-1]
    twice = json.dumps(once, ensure_ascii=False)[1:-1]
    escaped = json.dumps(json.dumps(hidden)[1:-1])[1:-1]
    for spelling in (escaped, twice, once):
        record = record.replace(spelling, HIDDEN)
    return record
