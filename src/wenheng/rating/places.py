"""Cities that a text names, and where it names another one only to compare it with its own."""

import re
from collections.abc import Iterator, Sequence

from wenheng.rating.lexicon import speech

_CITY = re.compile(
    r"(?<![的他])([\u4e00-\u9fff]{2,4}?)(?<![省城全本我各县外跨设辖超门股夜菜异该某他个一其区])市(?!场|民|区|政|级|县|内|外|值|面|直|长|监)"
)
_LEADING = re.compile(
    r"^(?:根据|按照|[到在按照由从向经是为去往于和与及对以让请据至咱我]|隔壁|邻近|周边|附近|像|比如|例如)+"
)
_FUNCTION = re.compile(r"[到去在由向须应请可或及和与为是按从至经的须需]")
_ENDS = "省市区县"


def stem(name: str) -> str:
    """The name of a place without what kind of place it is."""
    return name.rstrip(_ENDS)


def cities(text: str) -> list[str]:
    """The cities that folded `text` names, without `市`."""
    found = [_FUNCTION.split(_LEADING.sub("", name))[-1] for name in _CITY.findall(text)]
    return [name for name in found if len(name) >= 2]


def is_at_home(text: str, home: Sequence[str]) -> bool:
    """Whether `text` names one of the places of `home`, the smallest first.

    A larger one counts neither before a city nor in the name of a platform for all its cities.
    """
    return any(
        re.search(re.escape(name) + (_OF_ALL if number else ""), text)
        for number, name in enumerate(home)
    )


_OF_ALL = r"(?!省?[\u4e00-\u9fff]{2,4}市|[\u4e00-\u9fff]{0,16}(?:平台|网|厅|小程序|app))"


def compared(
    text: str, clauses: Sequence[tuple[int, int]], home: Sequence[str]
) -> Iterator[tuple[int, int]]:
    """What is said of another city by a reply that also says how it is at home."""
    named = bool(home) and is_at_home(text, home)
    if not home or not (named or speech().here.search(text)):
        return
    others = [re.escape(name) for name in dict.fromkeys(cities(text)) if name not in home]
    others = others if named else []
    sign = re.compile("|".join([*others, speech().elsewhere.pattern]))
    back = re.compile("|".join([*map(re.escape, home), speech().here.pattern]))
    for start, end in clauses:
        match = sign.search(text, start, end)
        if match:
            again = back.search(text, match.end(), end)
            stop = again.start() if again else end
            if speech().ruling.search(text, match.end(), stop):
                yield match.start(), stop
