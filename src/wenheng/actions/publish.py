"""Write the report of a workspace."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from wenheng import __version__
from wenheng.actions.describing import with_meaning
from wenheng.actions.evaluate import evaluated
from wenheng.actions.opened import Opened, opened_with_sessions
from wenheng.actions.writing import writable
from wenheng.language import Language
from wenheng.report import WRITERS, Picture, RunFacts, report_document
from wenheng.store.evidence import intact, place_of
from wenheng.study.plan import planned_sessions

REPORTS = "reports"
OnFile = Callable[[int, int], None]


def publish(
    directory: Path,
    languages: Sequence[Language],
    formats: Sequence[str] = ("html",),
    on_file: OnFile | None = None,
) -> list[Path]:
    """Write `reports/<study>.<language>.<format>` below `directory`; returns the files.

    Args:
        directory: of the study.
        languages: one document for each.
        formats: of `WRITERS`; one file of each document for each.
        on_file: is told before each file how many are done, and of how many.

    Raises:
        StudyError: nothing was collected, or the study was changed since.
        TableError: the ratings do not fit the plan.
    """
    with opened_with_sessions(directory) as opened:
        tables = with_meaning(opened.study, evaluated(opened))
        pictures = _pictures(opened, tables["sessions"])
        facts = _facts(opened, tables)
    told = on_file or (lambda done, of: None)
    files: list[Path] = []
    with writable(directory / REPORTS) as folder:
        for language in languages:
            document = report_document(opened.study, tables, facts, language)
            for format_ in formats:
                told(len(files), len(languages) * len(formats))
                file = folder / f"{opened.study.id}.{language}.{format_}"
                file.write_bytes(WRITERS[format_](document, pictures))
                files.append(file)
    told(len(files), len(files))
    return files


def _pictures(opened: Opened, sessions: pl.DataFrame) -> dict[str, Picture]:
    shown = sessions.select(pl.col("evidence").explode().struct.unnest()).filter(
        pl.col("kind") == "screenshot"
    )
    heap = opened.workspace.evidence
    return {
        row["sha256"]: Picture(place_of(heap, row["sha256"]).read_bytes(), row["media"])
        for row in shown.unique("sha256").iter_rows(named=True)
        if intact(heap, row["sha256"])  # what is lost or changed is not shown; `verify` names it
    }


def _facts(opened: Opened, tables: Mapping[str, pl.DataFrame]) -> RunFacts:
    return RunFacts(
        wave=opened.run.key,
        inputs_sha256=_hash_of_inputs(opened, tables["ratings"]),
        software=f"Wenheng {__version__}",
        made_at=datetime.now(UTC),
        planned_sessions=planned_sessions(opened.study).height,
    )


def _hash_of_inputs(opened: Opened, ratings: pl.DataFrame) -> str:
    """SHA-256 over the study's hash, the ratings in the order of their keys, and who may count."""
    ordered = ratings.sort("platform", "scenario", "indicator", "rater")
    content = opened.run.instrument.study_hash + ordered.write_csv()
    content += "".join(one.model_dump_json() for one in opened.study.calibrated)
    return hashlib.sha256(content.encode()).hexdigest()
