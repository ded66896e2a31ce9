"""All problems of all files of a study at once."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path as FilePath

from pydantic import ValidationError

from wenheng.study.gather import gather, gather_file
from wenheng.study.model import Study
from wenheng.study.names import declared_names, found, name_findings
from wenheng.study.places import Gathered, value_at
from wenheng.study.problems import WARNINGS, Finding, Problem
from wenheng.study.questions import planned_scenarios
from wenheng.study.recipe import RECIPES, recipe_problems
from wenheng.study.sense import lies, sense_findings
from wenheng.study.wording import schema_findings


@dataclass(frozen=True)
class Checked:
    """A study with its problems; `study` is None where an error stands in the way."""

    name: str
    study: Study | None
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if problem.severity == "error")

    @property
    def warnings(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if problem.severity == "warning")


def check_study(place: FilePath, *, warnings: bool = True) -> Checked:
    """Everything that is wrong with the study in directory or file `place`.

    Names are checked in all that could be read, even when some files break the schema; only
    where a file could not be read at all are names that it might declare taken on trust.
    Without `warnings` only errors are looked for, which is quicker.
    """
    gathered = gather(place) if place.is_dir() else gather_file(place)
    study = _validated(gathered)
    for finding in (*name_findings(gathered, declared_names(gathered)), *sense_findings(gathered)):
        if warnings or finding.code not in WARNINGS:
            gathered.report(finding)
    gathered.problems.extend(_recipes(gathered))
    if warnings:
        _look_closer(gathered, study)
    problems = tuple(sorted(set(gathered.problems), key=lambda one: _order(gathered, one)))
    good = all(problem.severity == "warning" for problem in problems)
    name = study.id if study is not None else place.name
    return Checked(name, study if good else None, problems)


def _order(gathered: Gathered, problem: Problem) -> tuple[bool, str, int, str, str]:
    line = problem.line or 0
    return problem.file != gathered.main, problem.file, line, problem.where, problem.code


def _validated(gathered: Gathered) -> Study | None:
    try:
        return Study.model_validate(gathered.raw)
    except ValidationError as error:
        for finding in schema_findings(error, gathered.raw):
            unread = finding.code == "missing-key" and finding.path[0] in gathered.unread
            if not unread:
                gathered.report(finding)
        return None


def _recipes(gathered: Gathered) -> Iterator[Problem]:
    """What is wrong with the recipes that were learnt or written for the study's platforms."""
    platforms = gathered.raw.get("platforms")
    for platform in platforms if isinstance(platforms, list) else ():
        name = value_at(platform, ("recipe",)) or f"{RECIPES}/{value_at(platform, ('id',))}.yaml"
        if isinstance(name, str) and lies(gathered.root, name) == "there":
            yield from recipe_problems(gathered.root / name)


def _look_closer(gathered: Gathered, study: Study | None) -> None:
    for file in gathered.read:
        lines = gathered.lines(file)
        for path, value in lines.traps():
            finding = Finding("yaml-trap", path, {"value": value})
            gathered.report_file(finding, file, lines.of(path))
    if study is None:
        return
    never = {leaf.id for leaf in study.rated if not planned_scenarios(study, leaf)}
    for pattern in ("indicators.**", "packs.*.indicators.**"):
        for path, node in found(gathered.raw, pattern):
            if str(node.get("id")).strip() in never:
                gathered.report(Finding("cell-never-planned", path, {"id": node["id"]}))
