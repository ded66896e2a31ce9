"""From what was collected to scores: rate it, score it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import polars as pl

from wenheng.actions.checks import checks
from wenheng.actions.describing import with_meaning
from wenheng.actions.opened import Opened, opened_with_sessions
from wenheng.actions.tabling import write_tables
from wenheng.analysis.coverage import coverage
from wenheng.rating.presence import presence
from wenheng.rating.rate import rate
from wenheng.rating.simulated import beside_script
from wenheng.scoring.scores import score
from wenheng.store.links import links
from wenheng.store.ratings import add_ratings, last_rated, ratings
from wenheng.store.sessions import sessions, simulated
from wenheng.study.model import Study

RESULTS = "results"
OBSERVED = frozenset({"sessions", "links", "checks", "ratings"})
"""Tables that the ledger holds; all others follow from them and from the study."""

DIALOGUES = "dialogues"
"""SESSIONS of simulated users, where there are any; the ledger holds them, too."""


@dataclass(frozen=True)
class Rated:
    """How many ratings there are, by status, and how many of them are new."""

    new: int
    by_status: dict[str, int]


def rate_collected(directory: Path) -> Rated:
    """Judge by rules all that was collected in `directory`, and keep the ratings.

    Raises:
        StudyError: nothing was collected, or the study was changed since.
    """
    with opened_with_sessions(directory) as opened:
        looks = links(opened.run)
        found = looks if opened.study.links.check and looks.height else None
        held = sessions(opened.run)
        judged = rate(opened.study, held, found, checks(opened, held))
        new = add_ratings(opened.run, judged, who="wenheng", why="rules")
        return Rated(new, _by_status(judged))


def score_collected(directory: Path, workbook: bool = False) -> dict[str, pl.DataFrame]:
    """Score `directory` and write every table below `results/`, see `write_tables`.

    Beside the scores are what they mean: `findings`, with the `ledger` of all that was
    considered, and `advice` for each platform.

    Raises:
        StudyError: nothing was collected, or the study was changed since.
        TableError: the ratings do not fit the plan.
    """
    with opened_with_sessions(directory) as opened:
        tables = with_meaning(opened.study, evaluated(opened))
    write_tables(directory / RESULTS, tables, workbook)
    return tables


def evaluated(opened: Opened) -> dict[str, pl.DataFrame]:
    """All tables of the run by name, from the ledger alone: nothing is kept between calls."""
    run = opened.run
    held = sessions(run)
    observed = {
        "sessions": held,
        "links": links(run),
        "checks": checks(opened, held),
        "ratings": ratings(run),
    }
    dialogues = simulated(run)
    return followed(opened.study, observed | ({DIALOGUES: dialogues} if dialogues.height else {}))


def followed(study: Study, observed: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """The tables of `OBSERVED`, and beside them presence, coverage and scores that follow.

    Where there are dialogues of simulated users, `simulated` puts them beside the script's.
    """
    held = observed["sessions"]
    shown, talked = presence(study, held), observed.get(DIALOGUES)
    beside = {} if talked is None else {"simulated": beside_script(study, talked, held)}
    return {
        **observed,
        **beside,
        "presence": shown,
        "coverage": coverage(study, shown),
        **score(study, observed["ratings"]).as_dict(),
    }


def as_of(opened: Opened, tables: Mapping[str, pl.DataFrame]) -> datetime | None:
    """The moment of the last record that numbers rest on: no clock, so that bytes come again."""
    moments = [
        last_rated(opened.run),
        tables["sessions"]["started_at"].max(),
        tables["links"]["checked_at"].max(),
    ]
    return max((one for one in moments if isinstance(one, datetime)), default=None)


def _by_status(frame: pl.DataFrame) -> dict[str, int]:
    if frame.is_empty():
        return {}
    counts = frame["status"].cast(pl.String).value_counts()
    return dict(zip(counts["status"].to_list(), counts["count"].to_list(), strict=True))
