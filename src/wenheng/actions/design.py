"""What the author of a study asks for: a copy to begin with, a check, schemas, the plan."""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from wenheng.actions.writing import writable
from wenheng.errors import StudyError
from wenheng.language import say
from wenheng.study.check import Checked, check_study
from wenheng.study.load import find_study, load_study
from wenheng.study.packaged import packaged_studies
from wenheng.study.problems import nearest
from wenheng.study.questions import WHOLE_PLATFORM

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True)
class Count:
    """How many sessions of a variant, or cells of an indicator, a study plans.

    `scenarios` is 0 for what is rated once per platform.
    """

    id: str
    name: str
    scenarios: int
    platforms: int
    total: int


@dataclass(frozen=True)
class PlanCounts:
    """The size of a plan, session by variant and cell by indicator."""

    study: str
    version: int
    sessions: tuple[Count, ...]
    cells: tuple[Count, ...]
    not_applicable: int

    @property
    def session_total(self) -> int:
        return sum(count.total for count in self.sessions)

    @property
    def cell_total(self) -> int:
        """All planned cells that apply."""
        return sum(count.total for count in self.cells) - self.not_applicable


def check(source: str | Path) -> Checked:
    """Everything that is wrong with a study, and what is worth a look.

    Raises:
        StudyError: there is no such path and no packaged study of that name.
    """
    return check_study(find_study(source))


def new_study(directory: Path, template: str = "minimal") -> tuple[Path, ...]:
    """Copy a packaged study into `directory`, new or empty; returns the files written.

    Raises:
        StudyError: no such template, the directory holds something, or it cannot be written.
    """
    templates = packaged_studies()
    if template not in templates:
        near = nearest(template, templates)
        known = say("check.known", names=", ".join(templates))
        hint = near if near == known else f"{near}; {known}"
        raise StudyError(say("design.no-template", name=template), hint=hint)
    if directory.exists() and not (directory.is_dir() and not any(directory.iterdir())):
        message = say("design.not-empty", directory=directory)
        raise StudyError(message, hint=say("design.not-empty-next"))
    with writable(directory):
        return tuple(_copied(templates[template], directory))


def write_schemas(directory: Path) -> tuple[Path, ...]:
    """Write the JSON Schema of each kind of study file into `directory`; returns the files.

    Raises:
        StudyError: the directory cannot be written.
    """
    from wenheng.study.schema import study_schemas

    written = []
    with writable(directory):
        for kind, schema in study_schemas().items():
            file = directory / f"{kind}.schema.json"
            file.write_text(json.dumps(schema, ensure_ascii=False, indent=2) + "\n", "utf-8")
            written.append(file)
    return tuple(written)


def count_plan(source: str | Path) -> PlanCounts:
    """How many sessions and cells a study plans.

    Raises:
        StudyError: the study cannot be loaded.
    """
    import polars as pl

    from wenheng.study.plan import planned_cells, planned_sessions

    study = load_study(source)
    cells = planned_cells(study)
    names = {node.id: str(node.name) for node in study.leaves}
    return PlanCounts(
        study=study.id,
        version=study.version,
        sessions=_counts(planned_sessions(study), "variant", {}),
        cells=_counts(cells, "indicator", names),
        not_applicable=cells.filter(~pl.col("applicable")).height,
    )


def _copied(source: Path, directory: Path) -> list[Path]:
    """Files alone, without their modes: an installed package may be read-only."""
    written = []
    for file in sorted(file for file in source.rglob("*") if file.is_file()):
        target = directory / file.relative_to(source)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, target)
        written.append(target)
    return written


def _counts(table: "pl.DataFrame", by: str, names: dict[str, str]) -> tuple[Count, ...]:
    import polars as pl

    grouped = table.group_by(by, maintain_order=True).agg(
        scenarios=pl.col("scenario").filter(pl.col("scenario") != WHOLE_PLATFORM).n_unique(),
        platforms=pl.col("platform").n_unique(),
        total=pl.len(),
    )
    return tuple(
        Count(id_, names.get(id_, ""), scenarios, platforms, total)
        for id_, scenarios, platforms, total in grouped.iter_rows()
    )
