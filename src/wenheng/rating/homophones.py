"""Mending of slips of the keyboard: a character that sounds like the one that was meant.

Most slips in typed Chinese are homophones (注消 for 注销). Only words that the matter at hand uses
are mended, and only where one of their characters stands as it should.
"""

import unicodedata
from collections.abc import Iterable
from functools import cache

_PARTICLES = frozenset("的了是不没无未非在和与或及为以可能要须由向到从对把被也都就才会有个这那")


class Mender:
    """Replaces misspelt words of `words` in a text; lengths and places stay."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = frozenset(w for w in words if len(w) >= 2 and _is_han(w))
        self._by_first: dict[str, list[str]] = {}
        self._by_second: dict[str, list[str]] = {}
        for word in sorted(self._words, key=lambda w: (-len(w), w)):
            self._by_first.setdefault(word[0], []).append(word)
            self._by_second.setdefault(word[1], []).append(word)

    def mend(self, text: str, known: frozenset[int] = frozenset()) -> str:
        """`text` with its misspelt words put right; places in `known` are left alone."""
        chars = list(text)
        for at in range(len(text) - 1):
            if at in known and at + 1 in known:
                continue
            word = self._meant(text, at, known)
            if word:
                chars[at : at + len(word)] = word
        return "".join(chars)

    def _meant(self, text: str, at: int, known: frozenset[int]) -> str:
        candidates = (
            *self._by_first.get(text[at], ()),
            *self._by_second.get(text[at + 1], ()),
        )
        for word in candidates:
            said = text[at : at + len(word)]
            if said == word or len(said) < len(word):
                continue
            wrong = {at + n for n, (a, b) in enumerate(zip(said, word, strict=True)) if a != b}
            if _is_slip(said, word) and not (wrong & known or _makes_words(text, wrong)):
                return str(word)
        return ""


def _makes_words(text: str, places: set[int]) -> bool:
    """Whether what would be put right is a word with the character before or after it."""
    return all(any(text[a : a + 2] in _phrases() for a in (at - 1, at)) for at in places)


def _is_slip(said: str, meant: str) -> bool:
    wrong = [(a, b) for a, b in zip(said, meant, strict=True) if a != b]
    if len(wrong) * 2 > len(meant):
        return False
    alike = _first if len(meant) == _SHORT else sounds
    return all(a not in _PARTICLES and alike(a) & alike(b) for a, b in wrong)


_SHORT = 2
"""Length of a word of which one character is right: the other must mostly sound like it."""


def _is_han(word: str) -> bool:
    return all("\u4e00" <= char <= "\u9fff" for char in word)


@cache
def sounds(char: str) -> frozenset[str]:
    """The toneless syllables that `char` can stand for; empty for what is no Chinese character."""
    said = _readings().get(ord(char), "")
    plain = unicodedata.normalize("NFD", said.replace("ü", "v"))
    return frozenset("".join(c for c in plain if c.isalpha() or c == ",").split(",")) - {""}


@cache
def _first(char: str) -> frozenset[str]:
    """The toneless syllable that `char` mostly stands for."""
    said = _readings().get(ord(char), "").split(",")[0]
    plain = unicodedata.normalize("NFD", said.replace("ü", "v"))
    return frozenset({"".join(c for c in plain if c.isalpha())} - {""})


@cache
def _readings() -> dict[int, str]:
    from pypinyin.pinyin_dict import pinyin_dict

    readings: dict[int, str] = pinyin_dict
    return readings


@cache
def _phrases() -> frozenset[str]:
    from pypinyin.phrases_dict import phrases_dict

    return frozenset(phrase for phrase in phrases_dict if len(phrase) == _SHORT)
