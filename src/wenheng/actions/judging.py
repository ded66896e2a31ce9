"""A model as one more rater: ask it, keep what it says, and turn what is kept into ratings."""

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from wenheng.actions.answered import Hearing, Kept, answered, spent_on
from wenheng.actions.asking import Asker
from wenheng.actions.line import Document
from wenheng.actions.opened import Opened, opened_with_sessions
from wenheng.errors import StudyError
from wenheng.language import say
from wenheng.rating.model.exhibits import Exhibit, exhibits
from wenheng.rating.model.prompts import Prompt
from wenheng.rating.model.purse import Purse, Spent, together
from wenheng.runs.port import Progress
from wenheng.store.answers import add_answer
from wenheng.store.ratings import add_ratings, ratings
from wenheng.store.sessions import sessions
from wenheng.study.judging import ModelJudge
from wenheng.study.model import Study
from wenheng.wire.asking import is_refused

OnProgress = Callable[[Progress], None]
CELL = ("platform", "scenario", "indicator")


@dataclass(frozen=True)
class Order:
    """What to do. `sample`: only the cells that people rated, in every wording, to calibrate.

    `estimate`: only say what it would cost. `frozen`: ask nobody, rate from what is kept.
    """

    sample: bool = False
    estimate: bool = False
    frozen: bool = False


@dataclass(frozen=True)
class Judged:
    """What a call of `judge_collected` found and did."""

    rater: str
    cells: int
    """Cells that the model can be asked about."""
    asked: int
    """Requests that this call sent."""
    reused: int
    """Votes that were answered before this call."""
    left: int
    """Votes that are still open after it."""
    likely: Spent
    """A guess of what the votes that were open before this call cost."""
    most: Spent
    """The most that they can cost, if none has to be asked again."""
    spent: Spent
    """What all kept answers of this workspace cost."""
    budget: Spent
    """What they may cost; money is None where no limit of it is declared."""
    currency: str
    refused: dict[str, int]
    """Answers that were refused, by reason."""
    new: int
    """Ratings that are new."""
    by_status: dict[str, int]
    stopped: str
    """Why it ended early: `budget`, `over` where an answer cost more than it was allowed, or what
    the endpoint did; empty where it did not."""
    answered_by: tuple[str, ...]
    """What the endpoint calls the model that answered; more than one name is a warning."""


def judge_collected(
    directory: Path, order: Order | None = None, on_progress: OnProgress | None = None
) -> Judged:
    """Ask the study's model about what was collected, within its budget, and keep its ratings.

    Answers are kept as they come, so that an interrupted call goes on where it was; the same
    question is never paid for twice.

    Raises:
        StudyError: no judge is declared, its address is never visited, nothing was collected, or
            the study was changed since.
        CollectError: an environment variable that should hold a secret is empty.
    """
    order = order or Order()
    with opened_with_sessions(directory) as opened:
        hearing = hearing_of(opened, order.sample)
        kept = answered(opened)
        open_ = hearing.open(kept)
        asker = None
        if open_ and not (order.estimate or order.frozen):
            asker = _ask(opened, hearing, open_, kept, on_progress)
        now = answered(opened) if asker else kept
        rated = hearing.ratings(now)
        new = 0 if order.estimate else add_ratings(opened.run, rated, "wenheng", "model")
        return _told(hearing, open_, now, asker, (rated, new))


def hearing_of(opened: Opened, sample: bool = False) -> Hearing:
    """What the judge of the study is to be asked; if `sample` only of cells that people rated.

    Raises:
        StudyError: no judge is declared, or its address is one that is never visited.
    """
    judge = _declared(opened.study)
    shown = exhibits(opened.study, judge, sessions(opened.run))
    if sample:
        people = ratings(opened.run).filter(
            (pl.col("rater_kind").cast(pl.String) == "person") & (pl.col("status") == "rated")
        )
        cells = set(people.select(CELL).iter_rows())
        shown = [one for one in shown if _cell(one) in cells]
    return Hearing(opened.study, judge, tuple(shown), sample)


def _declared(study: Study) -> ModelJudge:
    if study.judge is None:
        raise StudyError(say("judge.none"), where=study.id, hint=say("judge.declare"))
    if is_refused(study.judge.entry):
        said = say("judge.refused-address", entry=study.judge.entry)
        raise StudyError(said, where="judge.entry")
    return study.judge


def _cell(exhibit: Exhibit) -> tuple[str, str, str]:
    return exhibit.platform, exhibit.scenario, exhibit.indicator


def _ask(
    opened: Opened,
    hearing: Hearing,
    open_: dict[str, Prompt],
    kept: Kept,
    on_progress: OnProgress | None,
) -> Asker:
    before = spent_on(kept, hearing.judge.prices)
    purse = Purse(hearing.judge, before.tokens, before.cost or 0.0)
    asker = Asker(hearing.study, hearing.judge, hearing.rater, purse)
    done = 0

    def on_done() -> None:
        nonlocal done
        done += 1
        if on_progress:
            on_progress(Progress(done, 0, 0, len(open_) - done, len(open_)))

    def keep(document: Document) -> None:
        add_answer(opened.run, document, "wenheng")

    asyncio.run(asker.ask_all(open_, kept, keep, on_done))
    return asker


def _told(
    hearing: Hearing,
    open_: dict[str, Prompt],
    now: Kept,
    asker: Asker | None,
    outcome: tuple[pl.DataFrame, int],
) -> Judged:
    purse, (rated, new) = Purse(hearing.judge), outcome
    prompts = hearing.prompts
    names = {d["answered_by"] for digest in prompts for d in now.get(digest, ())}
    more = hearing.judge.openai.body
    return Judged(
        rater=hearing.rater,
        cells=len(hearing.shown),
        asked=asker.asked if asker else 0,
        reused=len(prompts) - len(open_),
        left=len(hearing.open(now)),
        likely=together(purse.likely(one.body) for one in open_.values()),
        most=together(purse.most(one.body | more) for one in open_.values()),
        spent=spent_on(now, hearing.judge.prices),
        budget=Spent(hearing.judge.budget_tokens, 0, hearing.judge.budget_cost),
        currency=hearing.judge.prices.currency if hearing.judge.prices else "",
        refused=hearing.refused(now),
        new=new,
        by_status=dict(Counter(rated["status"].cast(pl.String).to_list())),
        stopped=asker.stopped if asker else "",
        answered_by=tuple(sorted(filter(None, names))),
    )
