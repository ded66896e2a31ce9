"""A file that is read by itself, not as a part of the study, with all its problems at once."""

from collections.abc import Callable
from pathlib import Path as FilePath
from typing import TypeVar

from pydantic import ValidationError

from wenheng.study.base import Declared
from wenheng.study.gather import gather_file
from wenheng.study.problems import FaultyStudy, Finding, Problem, nearest
from wenheng.study.wording import schema_findings

Model = TypeVar("Model", bound=Declared)
Known = Callable[[Finding], list[str]]
"""Gives the keys there are where a finding met an unknown one."""


def read_lone(file: FilePath, model: type[Model], known: Known | None = None) -> Model:
    """What stands in `file`, as `model`.

    Raises:
        FaultyStudy: with all that is wrong in the file.
    """
    read, problems = checked_lone(file, model, known)
    if read is None or problems:
        raise FaultyStudy(file.name, problems)
    return read


def checked_lone(
    file: FilePath, model: type[Model], known: Known | None = None
) -> tuple[Model | None, list[Problem]]:
    """What stands in `file` as `model`, None where it cannot be read, and all its problems."""
    gathered = gather_file(file)
    if gathered.problems:
        return None, gathered.problems
    try:
        return model.model_validate(gathered.raw), []
    except ValidationError as error:
        keys = known or (lambda finding: list(model.model_fields))
        for finding in schema_findings(error, gathered.raw):
            gathered.report(_near(finding, keys))
        return None, gathered.problems


def _near(finding: Finding, known: Known) -> Finding:
    """A finding about an unknown key, with the nearest key that there is in its place."""
    if finding.code != "unknown-key":
        return finding
    key = str(finding.path[-1])
    return Finding("unknown-key", finding.path, {"key": key, "near": nearest(key, known(finding))})
