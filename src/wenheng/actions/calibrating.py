"""Compare all raters with people; write the page, the tables, and who may count where."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import yaml

from wenheng.actions.answered import WORDED, answered
from wenheng.actions.evaluate import RESULTS
from wenheng.actions.judging import hearing_of
from wenheng.actions.opened import Opened, opened_with_sessions
from wenheng.actions.publish import REPORTS
from wenheng.actions.writing import writable
from wenheng.language import Language, say
from wenheng.quality.calibration import Calibrated
from wenheng.quality.calibration import calibrate as compared
from wenheng.report import calibration_document, html_page
from wenheng.store.events import Event, add_event
from wenheng.store.ratings import ratings
from wenheng.store.sessions import sessions
from wenheng.study.gather import CALIBRATED
from wenheng.study.judging import Admission
from wenheng.study.model import Study
from wenheng.workbooks import for_spreadsheets

EVENT = "calibrated"


@dataclass(frozen=True)
class Calibration:
    """What a call of `calibrate` found and wrote."""

    cells: int
    """Pairs of a rater's level and people's."""
    roles: dict[str, int]
    """How many pairs of rater and indicator have each role; raters that are no persons."""
    alone: tuple[tuple[str, str], ...]
    """Rater and indicator, where it may stand alone."""
    decision: Path
    pages: tuple[Path, ...]
    tables: tuple[Path, ...]


def calibrate(directory: Path, languages: Sequence[Language]) -> Calibration:
    """Compare every rater with people in `directory`.

    Writes `calibration.yaml`, which scoring reads, `reports/calibration.<language>.html` and
    `results/calibration*.csv`; the hash of the first goes into the ledger.

    Raises:
        StudyError: nothing was collected, the study was changed since, or a file cannot be
            written.
        NotScorable: people rated nothing that another rater rated.
    """
    with opened_with_sessions(directory) as opened:
        study = opened.study
        found = compared(study, ratings(opened.run), _about(opened), _worded(opened))
        decision = _write_decision(directory, found, opened.run.key)
        detail = {"sha256": hashlib.sha256(decision.read_bytes()).hexdigest()}
        add_event(opened.workspace, Event(EVENT, run=opened.run.key, who="wenheng", detail=detail))
    pages = _write_pages(directory, study, found, languages)
    machines = found.raters.filter(pl.col("rater_kind") != "person")
    alone = machines.filter(role="alone").select("rater", "indicator").rows()
    return Calibration(
        cells=int(found.raters["n"].sum()),
        roles=dict(Counter(machines["role"].to_list())),
        alone=tuple(alone),
        decision=decision,
        pages=pages,
        tables=_write_tables(directory, found),
    )


def _about(opened: Opened) -> pl.DataFrame:
    """The unit of each platform and scenario, and how long the replies of its main session are."""
    units = {platform.id: platform.unit for platform in opened.study.platforms}
    lengths = {
        (row["platform"], row["scenario"]): sum(len(turn["text"]) for turn in row["turns"])
        for row in sessions(opened.run).sort("repeat", descending=True).iter_rows(named=True)
        if row["variant"] == "main" and row["turns"]
    }
    cells = ratings(opened.run).select("platform", "scenario").unique(maintain_order=True).rows()
    rows = [(p, s, units.get(p, p), lengths.get((p, s))) for p, s in cells]
    schema = {"platform": pl.String, "scenario": pl.String, "unit": pl.String, "length": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _worded(opened: Opened) -> pl.DataFrame:
    """What the declared model said in other words, from what is kept; nobody is asked."""
    if opened.study.judge is None:
        return pl.DataFrame(schema=WORDED)
    return hearing_of(opened, sample=True).worded(answered(opened))


def _write_decision(directory: Path, found: Calibrated, run: str) -> Path:
    """`calibration.yaml`: a row for each rater that is no person, and indicator."""
    rows = [
        Admission(
            rater=row["rater"],
            kind=row["rater_kind"],
            indicator=row["indicator"],
            role=row["role"],
            **{name: row[name] for name in MEASURES},
        ).model_dump(mode="json")
        for row in found.raters.iter_rows(named=True)
        if row["rater_kind"] != "person"
    ]
    head = say("calibration.head", run=run)
    text = yaml.safe_dump({"calibrated": rows}, allow_unicode=True, sort_keys=False)
    file = directory / CALIBRATED
    with writable(directory):
        file.write_text(f"# {head}\n{text}", "utf-8")
    return file


MEASURES = ("n", "alpha", "alpha_low", "kappa", "bias", "length", "flips")


def _write_pages(
    directory: Path, study: Study, found: Calibrated, languages: Sequence[Language]
) -> tuple[Path, ...]:
    files, now = [], datetime.now(UTC)
    with writable(directory / REPORTS) as folder:
        for language in languages:
            file = folder / f"calibration.{language}.html"
            page = html_page(calibration_document(study, vars(found), language, now), {})
            file.write_text(page, "utf-8")
            files.append(file)
    return tuple(files)


def _write_tables(directory: Path, found: Calibrated) -> tuple[Path, ...]:
    files = []
    with writable(directory / RESULTS) as folder:
        for name, table in vars(found).items():
            file = folder / f"calibration-{name.replace('_', '-')}.csv"
            flat = table.with_columns(pl.col(pl.List(pl.String)).list.join(" "))
            for_spreadsheets(flat).write_csv(file, include_bom=True)
            files.append(file)
    return tuple(files)
