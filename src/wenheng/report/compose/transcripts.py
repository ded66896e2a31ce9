"""Sessions as they were held: what was asked and replied, and the evidence of it."""

from collections.abc import Sequence
from typing import Any

from wenheng.language import catalogue, say
from wenheng.report.compose.grounds import scenario_name
from wenheng.report.document import Cell, Shot, Transcript, Turn
from wenheng.report.material import Material, Row, beijing
from wenheng.report.names import dotted, listed, outcome_name, platform_name, unit_name
from wenheng.report.numbers import number
from wenheng.report.plain import LONGEST, anchor, cut, plain
from wenheng.study.roster import Platform

LONGEST_LINE = 300
MOST_LINKS = 30
"""Links and options that are listed of one reply."""


def transcripts(data: Material, platform: Platform) -> tuple[Transcript, ...]:
    """Every session of `platform`, in the order in which they were held."""
    return tuple(_transcript(data, row, platform) for row in data.sessions.get(platform.id, []))


def _transcript(data: Material, row: Row, platform: Platform) -> Transcript:
    unit = unit_name(data, platform.unit)
    turns = row["turns"] or []
    return Transcript(
        anchor=anchor("s", row["session"]),
        title=dotted(scenario_name(data, row["scenario"]), _variant(row)),
        outcome=outcome_name(row["outcome"]),
        when=beijing(row["started_at"]),
        facts=tuple((say(f"report.{key}"), value) for key, value in _facts(row) if value),
        turns=tuple(_turn(turn) for turn in turns),
        evidence=tuple(_shot(data, row, kept, turns) for kept in row["evidence"] or []),
        back=Cell(say("report.back-to-unit", unit=unit), link=anchor("u", platform.unit)),
    )


def _variant(row: Row) -> str:
    known = f"turn-{row['variant']}"
    words = say(f"report.{known}") if known in catalogue("report") else plain(row["variant"])
    return words if row["repeat"] == 1 else f"{words} {row['repeat']}"


def _facts(row: Row) -> list[tuple[str, str]]:
    clicks = row["entry_clicks"]
    return [
        ("session-key", plain(row["session"])),
        ("session-start", beijing(row["started_at"], "%Y-%m-%d %H:%M:%S")),
        ("session-length", _length(row["duration_s"])),
        ("session-transport", _transport(row["transport"])),
        ("session-clicks", "" if clicks is None else str(clicks)),
        ("session-attempt", str(row["attempt"]) if row["attempt"] > 1 else ""),
        ("session-fault", "" if row["fault"] == "nobody" else say(f"report.fault-{row['fault']}")),
        ("session-features", _features(row["features"])),
        ("session-note", plain(row["note"])),
    ]


def _transport(name: str) -> str:
    key = f"transport-{name}"
    return say(f"report.{key}") if key in catalogue("report") else plain(name)


def _features(features: dict[str, bool | None]) -> str:
    parts = []
    for known, key in ((True, "report.feature-yes"), (False, "report.feature-no")):
        names = [say(f"report.feature-{name}") for name, seen in features.items() if seen is known]
        if names:
            parts.append(say(key, features=listed(names)))
    return say("report.semicolon").join(parts)


def _turn(turn: dict[str, Any]) -> Turn:
    text = turn["text"] or ""
    long = say("report.text-cut", length=len(text), shown=LONGEST) if len(text) > LONGEST else ""
    links = (turn["links"] or [])[:MOST_LINKS]
    return Turn(
        label=say("report.turn", turn=turn["turn"] + 1, kind=say(f"report.turn-{turn['kind']}")),
        question=cut(turn["question"]),
        outcome="" if turn["outcome"] == "replied" else outcome_name(turn["outcome"]),
        reply=cut(text) or say("report.no-text"),
        cut=long,
        options=tuple(cut(option, LONGEST_LINE) for option in (turn["options"] or [])[:MOST_LINKS]),
        links=tuple((cut(x["text"], LONGEST_LINE), cut(x["url"], LONGEST_LINE)) for x in links),
        times=_times(turn),
    )


def _length(duration_s: float | None) -> str:
    return "" if duration_s is None else say("report.seconds", value=number(duration_s, 1))


def _times(turn: dict[str, Any]) -> str:
    if turn["first_s"] is None or turn["last_s"] is None:
        return ""
    return say("report.times", first=number(turn["first_s"], 2), last=number(turn["last_s"], 2))


def _shot(data: Material, row: Row, kept: dict[str, Any], turns: Sequence[dict[str, Any]]) -> Shot:
    known = f"kind-{kept['kind']}"
    kind = say(f"report.{known}") if known in catalogue("report") else plain(kept["kind"])
    key = "report.evidence-session" if kept["turn"] is None else "report.evidence-line"
    return Shot(
        sha256=kept["sha256"],
        label=say(key, kind=kind, turn=(kept["turn"] or 0) + 1),
        alt=_alt(data, row, kept["turn"], turns),
        picture=kept["media"].startswith("image/"),
    )


def _alt(data: Material, row: Row, number_: int | None, turns: Sequence[dict[str, Any]]) -> str:
    asked = next((turn for turn in turns if turn["turn"] == number_), None)
    said = {
        "platform": platform_name(data, row["platform"]),
        "outcome": outcome_name(asked["outcome"] if asked else row["outcome"]),
    }
    if asked is None:
        return say("report.shot-alt-plain", **said)
    question = cut(asked["question"], 80)
    return say("report.shot-alt", **said, turn=asked["turn"] + 1, question=question)
