"""What a quantity is said of: its role (time to handle, time to apply, fee …) and its case."""

import re
from functools import cache

from wenheng.rating.lexicon import any_of, read

_GENERAL = frozenset({"handle", "fee", "act_by"})
"""Roles that a clause plays only where no more particular one is named."""


def roles(kind: str, clause: str) -> frozenset[str]:
    """The roles that a quantity of `kind` may play in `clause`; empty where nothing says so."""
    found = frozenset(role for role, sign in _signs().get(kind, {}).items() if sign.search(clause))
    return (found - _GENERAL) or found


@cache
def _signs() -> dict[str, dict[str, re.Pattern[str]]]:
    return {
        kind: {role: re.compile(sign) for role, sign in its.items()}
        for kind, its in read("slots")["roles"].items()
    }


ACT_BY = "act_by"
"""Something is to be done within the time: by whoever applies, unless the matter has another."""


def cases(clause: str) -> frozenset[int]:
    """The cases (first time, replacement, single, couple …) that `clause` names, by number."""
    return frozenset(number for number, sign in enumerate(_cases()) if sign.search(clause))


@cache
def _cases() -> tuple[re.Pattern[str], ...]:
    return tuple(any_of([str(word) for word in words]) for words in read("slots")["cases"])
