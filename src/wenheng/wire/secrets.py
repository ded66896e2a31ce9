"""Secrets: read from the environment, taken out of everything that is kept."""

import json
import os
from collections.abc import Iterable

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


def without(secrets: Iterable[str], text: str) -> str:
    """`text` without any of `secrets`: as they are, and as JSON, or JSON in JSON, spells them."""
    for hidden in secrets:
        for spelling in sorted(_spellings(hidden), key=len, reverse=True):
            text = text.replace(spelling, HIDDEN)
    return text


def _spellings(hidden: str) -> set[str]:
    found = {hidden}
    for _ in range(2):
        found |= {
            json.dumps(one, ensure_ascii=plain)[1:-1] for one in found for plain in (True, False)
        }
        found |= {one.replace("/", "\\/") for one in found}  # as PHP writes it
    return found
