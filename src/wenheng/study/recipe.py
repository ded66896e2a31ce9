"""How the assistant of one platform is reached: a file that is learnt, and that people may write.

A recipe pins choices that the finder would make anyway; it is no second way of finding.
"""

from dataclasses import replace
from datetime import date
from pathlib import Path as FilePath
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from wenheng.study.base import Declared
from wenheng.study.lone import checked_lone, read_lone
from wenheng.study.problems import Finding, Problem

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
    return read_lone(file, RecipeFile, _known)


def recipe_problems(file: FilePath) -> list[Problem]:
    """All that is wrong with the recipe in `file`, named by its folder and name."""
    named = f"{file.parent.name}/{file.name}"
    return [replace(one, file=named) for one in checked_lone(file, RecipeFile, _known)[1]]


def _known(finding: Finding) -> list[str]:
    parents = finding.path[:-1]
    if "marks" in parents:
        return list(Mark.__args__)  # type: ignore[attr-defined]
    return list((Act if parents else RecipeFile).model_fields)
