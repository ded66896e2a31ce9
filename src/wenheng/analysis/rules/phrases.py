"""Words of statements: names from the study, numbers as printed, sentences in both languages."""

from collections.abc import Iterable, Sequence

from wenheng.analysis.rules.draft import Said
from wenheng.analysis.rules.material import Material
from wenheng.language import LANGUAGES, catalogue, say, speaking
from wenheng.rounding import round_half_up
from wenheng.study.base import Text


def both(said: Said) -> tuple[str, str]:
    """The sentence in Chinese and in English."""
    found = []
    for language in LANGUAGES:
        with speaking(language):
            found.append(_spoken(said))
    return found[0], found[1]


def sentences(parts: Iterable[Said]) -> tuple[str, str]:
    """Sentences one after the other, in both languages."""
    zh, en = zip(*map(both, parts), strict=True)
    return "".join(zh), " ".join(en)


def has(key: str) -> bool:
    """Whether there is such a sentence."""
    return key in catalogue("findings")


def number(value: float, digits: int = 2) -> str:
    """`value` rounded half up, with all its decimals."""
    return f"{round_half_up(value, digits):.{digits}f}"


def percent(share: float, digits: int = 2) -> str:
    """A share 0–1 as a percentage, without its sign."""
    return number(100 * share, digits)


def span(low: float, high: float) -> str | Said:
    """A share as a percentage without its sign: what it may be, where it is not known."""
    if low == high:
        return percent(low)
    return Said("share-span", {"low": percent(low), "high": percent(high)})


def probability(p: float) -> str:
    """As papers print it: p = 0.012, p < 0.001."""
    return "p < 0.001" if p < 0.001 else f"p = {number(p, 3)}"


def level_name(m: Material, id_: str) -> Text:
    return next(level.name for level in m.study.levels if level.id == id_)


def channel_name(m: Material, id_: str) -> Text:
    return next(channel.name for channel in m.study.channels if channel.id == id_)


def region_name(m: Material, id_: str) -> Text:
    return next(region.name for region in m.study.regions if region.id == id_)


def type_name(m: Material, id_: str) -> Text:
    return next(one.name for one in m.study.grading.types if one.id == id_)


def cell_name(m: Material, cell: str) -> Text:
    """A level/channel, like 省级网页端, provincial web."""
    level, channel = cell.split("/")
    first, second = level_name(m, level), channel_name(m, channel)
    return Text(zh=first.zh + second.zh, en=f"{first.in_('en')} {second.in_('en')}")


def node_name(m: Material, id_: str) -> Text:
    return m.study.indicator(id_).name


def unit_names(m: Material, ids: Iterable[str]) -> list[Text]:
    return [m.study.unit(id_).name for id_ in ids]


def group_name(m: Material, about: str) -> Text | Said:
    """What `about` is called: everybody, a level, a level/channel."""
    if about == "all":
        return Said("everybody")
    return cell_name(m, about) if "/" in about else level_name(m, about)


def _spoken(value: object) -> str:
    if isinstance(value, Said):
        filled = {name: _spoken(one) for name, one in value.values.items()}
        return say(f"findings.{value.key}", **filled)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return say("findings.comma").join(_spoken(one) for one in value)
    return str(value)
