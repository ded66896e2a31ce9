"""How the assistant of one platform is reached: a file that is learnt, and that people may write.

A recipe pins choices that the finder would make anyway; it is no second way of finding.
"""

from dataclasses import replace
from datetime import date
from pathlib import Path as FilePath
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, ValidationError

from wenheng.study.base import Declared
from wenheng.study.gather import gather_file
from wenheng.study.places import Gathered
from wenheng.study.problems import FaultyStudy, Finding, Problem, nearest
from wenheng.study.wording import schema_findings

RECIPES = "recipes"
"""The folder of a study in which recipes are kept, one `<platform>.yaml` each."""

MOST_STEPS = 8
MOST_LETTERS = 400

Words = Annotated[str, StringConstraints(max_length=MOST_LETTERS)]
Mark = Literal["tag", "text", "label", "sources", "href", "hint", "name", "type", "names"]


class Place(Declared):
    """An element, known by what it says; all marks that stand here must fit."""

    marks: dict[Mark, Words] = Field(
        min_length=1,
        description="tag, text, label (aria-label, title, alt), hint (placeholder), href …",
    )
    frame: Words = Field("", description="path of the address of its frame; empty means any")


class Act(Place):
    """One step on the way."""

    act: Literal["press", "hover", "tick"] = "press"


class RecipeFile(Declared):
    """How the assistant of one platform is reached."""

    by: Literal["wenheng", "person"] = Field(
        "person", description="what a person wrote is followed and never overwritten"
    )
    entry: Words = Field("", description="address the way begins at; empty means the platform's")
    learnt: date | None = None
    steps: tuple[Act, ...] = Field((), max_length=MOST_STEPS)
    composer: Place = Field(description="the entry that one writes into")


def read_recipe(file: FilePath) -> RecipeFile:
    """The recipe in `file`.

    Raises:
        FaultyStudy: with all that is wrong in the file.
    """
    gathered, recipe = _checked(file)
    if recipe is None or gathered.problems:
        raise FaultyStudy(file.name, gathered.problems)
    return recipe


def recipe_problems(file: FilePath) -> list[Problem]:
    """All that is wrong with the recipe in `file`, named by its folder and name."""
    named = f"{file.parent.name}/{file.name}"
    return [replace(problem, file=named) for problem in _checked(file)[0].problems]


def _checked(file: FilePath) -> tuple[Gathered, RecipeFile | None]:
    gathered = gather_file(file)
    if gathered.problems:
        return gathered, None
    try:
        return gathered, RecipeFile.model_validate(gathered.raw)
    except ValidationError as error:
        for finding in schema_findings(error, gathered.raw):
            gathered.report(_near(finding))
        return gathered, None


def _near(finding: Finding) -> Finding:
    """A finding about an unknown key, with the nearest key that a recipe has there."""
    if finding.code != "unknown-key":
        return finding
    key, parents = str(finding.path[-1]), finding.path[:-1]
    if "marks" in parents:
        known = list(Mark.__args__)  # type: ignore[attr-defined]
    else:
        known = list((Act if parents else RecipeFile).model_fields)
    return Finding("unknown-key", finding.path, {"key": key, "near": nearest(key, known)})
