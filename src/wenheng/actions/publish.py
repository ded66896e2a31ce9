"""Write the report of a workspace."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from wenheng import __version__
from wenheng.actions.cases import approved_cases, propose_cases
from wenheng.actions.describing import with_meaning
from wenheng.actions.evaluate import as_of, evaluated
from wenheng.actions.evidence import Shown, origins, raw_pictures, shown_pictures
from wenheng.actions.imprint import house
from wenheng.actions.opened import Opened, opened_with_sessions
from wenheng.actions.writing import writable
from wenheng.language import Language, speaking
from wenheng.report import WRITERS, Picture, RunFacts, report_document
from wenheng.report.publishable import Publishable
from wenheng.study.model import Study
from wenheng.study.plan import planned_sessions

REPORTS = "reports"
OnFile = Callable[[int, int], None]


@dataclass(frozen=True)
class Wanted:
    """Which documents: one for each language, in each format of `WRITERS`.

    `only` names the chapters that are wanted; all if it is empty.
    """

    languages: Sequence[Language]
    formats: Sequence[str] = ("html",)
    only: Sequence[str] = ()


@dataclass(frozen=True)
class Sources:
    """All that documents are made from; `raw` holds pictures as kept, which none may show."""

    directory: Path
    study: Study
    tables: Mapping[str, pl.DataFrame]
    facts: RunFacts
    shown: Sequence[Shown]
    raw: Mapping[str, Picture]

    def pictures(self, language: Language) -> Mapping[str, Picture]:
        """The publishable form of the pictures shown, their footers in `language`."""
        with speaking(language):
            return Publishable(self.raw, origins(self.study, self.shown))


def publish(directory: Path, wanted: Wanted, on_file: OnFile | None = None) -> list[Path]:
    """Write `reports/<study>.<language>.<format>` below `directory`; returns the files.

    Cases worth showing are proposed in `cases.yaml`, unless it is there; what a person approved in
    it is printed.

    Args:
        directory: of the study, with its `report.yaml` where there is one.
        wanted: which documents.
        on_file: is told before each file how many are done, and of how many.

    Raises:
        StudyError: nothing was collected, the study was changed since, there is no such chapter,
            or `report.yaml` or what it names is faulty.
        TableError: the ratings do not fit the plan.
        CollectError: pictures would show personal data, see `shown_pictures`.
    """
    with opened_with_sessions(directory) as opened:
        given = sources(opened)
    propose_cases(directory, given.study, given.tables)
    with writable(directory / REPORTS) as folder:
        return write_documents(folder, given, wanted, on_file)


def sources(opened: Opened, wave: str = "") -> Sources:
    """What documents on the run of `opened` are made from, all computed anew.

    Args:
        opened: the run.
        wave: what it is called in print; its key where it is empty.
    """
    tables = with_meaning(opened.study, evaluated(opened))
    facts = run_facts(opened, tables, wave)
    shown = shown_pictures(opened, tables["sessions"])
    directory = opened.workspace.directory
    tables["cases"] = approved_cases(directory, opened.study, tables)
    return Sources(directory, opened.study, tables, facts, shown, raw_pictures(opened, shown))


def run_facts(opened: Opened, tables: Mapping[str, pl.DataFrame], wave: str = "") -> RunFacts:
    """What the tables do not say of the run of `opened`, now."""
    study_hash = opened.run.instrument.study_hash
    return RunFacts(
        wave=wave or opened.run.key,
        inputs_sha256=hash_of_inputs(opened.study, study_hash, tables["ratings"]),
        software=f"Wenheng {__version__}",
        made_at=as_of(opened, tables),
        planned_sessions=planned_sessions(opened.study).height,
    )


def write_documents(
    folder: Path, given: Sources, wanted: Wanted, on_file: OnFile | None = None
) -> list[Path]:
    """Write `<study>.<language>.<format>` into `folder`; see `publish`."""
    told = on_file or (lambda done, of: None)
    whole = len(wanted.languages) * len(wanted.formats)
    files: list[Path] = []
    for language in wanted.languages:
        owner = house(given.directory, language)
        document = report_document(
            given.study, given.tables, given.facts, language, owner, wanted.only
        )
        pictures = given.pictures(language)
        for format_ in wanted.formats:
            told(len(files), whole)
            file = folder / f"{given.study.id}.{language}.{format_}"
            file.write_bytes(WRITERS[format_](document, pictures))
            files.append(file)
    told(whole, whole)
    return files


def hash_of_inputs(study: Study, study_hash: str, ratings: pl.DataFrame) -> str:
    """SHA-256 over the study's hash, the ratings in the order of their keys, and who may count."""
    ordered = ratings.sort("platform", "scenario", "indicator", "rater")
    content = study_hash + ordered.write_csv()
    content += "".join(one.model_dump_json() for one in study.calibrated)
    return hashlib.sha256(content.encode()).hexdigest()
