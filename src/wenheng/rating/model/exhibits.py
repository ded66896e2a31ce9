"""What a model is shown of a session: what was asked and replied, without words to the judge."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from wenheng.contracts import checked
from wenheng.pictured import is_pictured
from wenheng.rating.rows import SPOKE, Session, day_of
from wenheng.rating.text import folded
from wenheng.rating.voids import addressed
from wenheng.study.indicators import Indicator
from wenheng.study.judging import ModelJudge
from wenheng.study.model import Study
from wenheng.study.plan import planned_cells
from wenheng.tables import WHOLE_PLATFORM, Sessions

Turn = Mapping[str, Any]

CUT = "〔……〕"
"""Stands where words to the judge stood: no model is shown them."""

SHOWN = {
    "main": ("main", ("main", "option")),
    "followups": ("main", ("followup",)),
    "paraphrases": ("paraphrase", ("paraphrase",)),
    "vague": ("vague", ("vague",)),
    "noise": ("noise", ("noise",)),
}
"""Turns that an indicator rests on → variant of the session, and the kinds of its turns."""


@dataclass(frozen=True)
class Said:
    """A question and its reply; `links` are pairs of text and address."""

    kind: str
    question: str
    text: str
    options: tuple[str, ...] = ()
    links: tuple[tuple[str, str], ...] = ()

    @property
    def words(self) -> str:
        """All of the reply that can be quoted."""
        return "\n".join(
            (self.text, *self.options, *(part for link in self.links for part in link))
        )


@dataclass(frozen=True)
class Exhibit:
    """One cell to be judged.

    `day` is that of its session, `spoken` are the words to the judge that were cut out.
    """

    platform: str
    scenario: str
    indicator: str
    session: str
    said: tuple[Said, ...]
    day: date | None = None
    spoken: tuple[str, ...] = ()


def exhibits(study: Study, judge: ModelJudge, sessions: pl.DataFrame) -> list[Exhibit]:
    """The cells that `judge` can be asked about, in the order of the plan.

    Left out, as no model can tell anything of them: cells without a session in which the
    assistant spoke, those whose replies are empty or pictures alone, those spoilt by a fault of
    ours, and indicators rated once per platform.

    Args:
        study: what is planned.
        judge: its `indicators`.
        sessions: SESSIONS.

    Raises:
        TableError: not SESSIONS.
    """
    held: dict[tuple[str, str], list[Session]] = defaultdict(list)
    for row in checked(Sessions, sessions).sort("variant", "repeat").iter_rows(named=True):
        if row["fault"] != "ours":
            held[row["platform"], row["scenario"]].append(row)
    wanted = {leaf.id: leaf for leaf in judged(study, judge)}
    shown = (
        exhibit(cell, wanted[cell["indicator"]], held[cell["platform"], cell["scenario"]])
        for cell in planned_cells(study).filter("applicable").iter_rows(named=True)
        if cell["indicator"] in wanted and cell["scenario"] != WHOLE_PLATFORM
    )
    return [one for one in shown if one is not None]


def judged(study: Study, judge: ModelJudge) -> list[Indicator]:
    """The indicators that `judge` is asked about."""
    leaves = [leaf for leaf in study.rated if leaf.per == "scenario"]
    if judge.indicators != "all":
        return [leaf for leaf in leaves if leaf.id in judge.indicators]
    return [leaf for leaf in leaves if not (leaf.automation and leaf.automation.level == "auto")]


def exhibit(
    cell: Mapping[str, Any], indicator: Indicator, held: Sequence[Session]
) -> Exhibit | None:
    """What there is to show of one cell; None where that is nothing."""
    turns = list(_turns(indicator, held))
    spoken: list[str] = []
    said = tuple(_said(turn, spoken) for _, turn in turns)
    if not any(one.words.strip() for one in said):
        return None
    names = (cell["platform"], cell["scenario"], cell["indicator"])
    first = turns[0][0]
    return Exhibit(*names, first["session"], said, day_of(first), tuple(dict.fromkeys(spoken)))


def _turns(indicator: Indicator, held: Sequence[Session]) -> Iterator[tuple[Session, Turn]]:
    """The turns that `indicator` rests on, each with its session; of repeats the first."""
    kinds = [kind for kind in SHOWN if kind in (indicator.turns or ("main", "followups"))]
    for variant, turn_kinds in (SHOWN[kind] for kind in kinds):
        of_variant = [s for s in held if s["variant"].startswith(variant)]
        first = min((s["repeat"] for s in of_variant), default=0)
        for session in of_variant:
            for turn in session["turns"] if session["repeat"] == first else ():
                if turn["kind"] in turn_kinds and turn["outcome"] in SPOKE:
                    yield session, turn


def _said(turn: Turn, spoken: list[str]) -> Said:
    question = turn["question"]
    if turn["kind"] == "option":  # in the words of the assistant, which offered it
        question = cut_out(question, spoken)
    if turn["outcome"] != "replied":  # what came with an error is no answer
        return Said(turn["kind"], question, "")
    text = "" if is_pictured(turn["text"]) else turn["text"]
    links = tuple(
        (cut_out(link["text"], spoken), cut_out(link["url"], spoken)) for link in turn["links"]
    )
    options = tuple(cut_out(option, spoken) for option in turn["options"])
    return Said(turn["kind"], question, cut_out(text, spoken), options, links)


def cut_out(text: str, spoken: list[str]) -> str:
    """`text` without the words to whoever judges or reads it, which are added to `spoken`."""
    for start, end in sorted(addressed(folded(text)), reverse=True):
        spoken.append(text[start:end].strip())
        text = text[:start] + CUT + text[end:]
    return text
