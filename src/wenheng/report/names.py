"""What things are called in the report, in the language being spoken."""

from collections.abc import Iterable, Sequence
from typing import Literal

from wenheng.language import say
from wenheng.report.material import Material, Row, beijing
from wenheng.report.numbers import number, percent, shares
from wenheng.report.plain import typeset
from wenheng.study.roster import Channel, Level


def listed(names: Iterable[str]) -> str:
    """A, B and C, as the language writes it."""
    return say("report.list-comma").join(names)


def some(names: Sequence[str], most: int = 40) -> str:
    """Names as `listed`, the first of them where there are many, and how many more there are."""
    if len(names) <= most:
        return listed(names)
    return say("report.and-more", names=listed(names[:most]), n=len(names) - most)


def sentences(*said: str) -> str:
    """Sentences one after the other, with the gap the language wants."""
    return say("report.sentence-gap").join(sentence for sentence in said if sentence)


def bracketed(text: str, inside: str) -> str:
    return say("report.bracketed", text=text, inside=inside)


def dotted(*parts: object) -> str:
    """Parts of one name: 省级·网页端."""
    return capital(say("report.dot").join(typeset(str(part)) for part in parts))


def group_name(level: Level, channel: Channel) -> str:
    return dotted(level.name, channel.name)


def unit_name(data: Material, unit: str) -> str:
    return typeset(str(data.units[unit].name))


def platform_name(data: Material, platform: str) -> str:
    """Unit and channel, such as 广东·网页端."""
    declared = data.platforms[platform]
    channel = next(c for c in data.study.channels if c.id == declared.channel)
    return dotted(data.units[declared.unit].name, channel.name)


def level_name(data: Material, level: str) -> str:
    names = {each.id: str(each.name) for each in data.study.levels}
    return capital(names.get(level, level))


def region_name(data: Material, region: str) -> str:
    names = {each.id: str(each.name) for each in data.study.regions}
    return capital(names.get(region, region))


def channel_token(channel: Channel) -> str:
    """Colour of a channel in figures."""
    return {"desktop": "web", "mobile": "mobile"}[channel.emulate]


def channel_shape(channel: Channel) -> Literal["circle", "diamond"]:
    """Mark of a channel in figures: never told apart by colour alone."""
    return "circle" if channel.emulate == "desktop" else "diamond"


def type_name(data: Material, type_: str | None) -> str:
    if type_ is None:
        return say("report.no-grade")
    return next((capital(str(t.name)) for t in data.study.grading.types if t.id == type_), type_)


def capital(text: str) -> str:
    """`text` with a capital letter, where its script has such."""
    return text[:1].upper() + text[1:]


def outcome_name(outcome: str | None) -> str:
    return say(f"report.outcome-{outcome}") if outcome else say("report.no-session")


def presence_words(row: Row) -> str:
    """Whether there is an assistant, and what was met where there is none."""
    if row["status"] == "present":
        return say("report.present" if row["usable"] else "report.present-unusable")
    words = say(f"report.{row['status']}")
    return bracketed(words, outcome_name(row["outcome"])) if row["outcome"] else words


def range_text(row: Row, digits: int) -> str:
    """The lowest and highest value that the gaps leave open; none without an assistant."""
    if row["low"] is None or row["high"] is None or row["status"] == "no_assistant":
        return number(None)
    return f"{number(row['low'], digits)}–{number(row['high'], digits)}"


def completeness_text(row: Row) -> str:
    return percent(row["completeness"], 1)


def status_name(status: str) -> str:
    return say(f"report.status-{status}")


def when(data: Material) -> str:
    """The days of the first and the last session, in Beijing."""
    if data.span is None:
        return say("report.no-date")
    first, last = (beijing(moment, "%Y-%m-%d") for moment in data.span)
    return first if first == last else f"{first}–{last}"


def subtitle(data: Material, key: str, n: int, bars: str = "") -> str:
    """What is measured · of what · when · n, and what the error bars are, where there are any."""
    said = say("report.subtitle", measure=say(key, top=data.top), when=when(data), n=n)
    return say("report.with-bars", subtitle=said, bars=say(bars)) if bars else said


def counted(data: Material, counts: Sequence[int]) -> list[str]:
    """Each count with its share of them all, rounded as the study says."""
    texts = shares(counts, data.study.scoring.shares)
    return [
        bracketed(str(count), text) if count else "0"
        for count, text in zip(counts, texts, strict=True)
    ]
