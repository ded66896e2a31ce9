"""The recipes of a workspace on disk: learnt, followed, healed; a person's stay as they are."""

import os
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, Protocol

import yaml

from wenheng.collection.recipes import Recipe, Step
from wenheng.study.recipe import RECIPES, Place, RecipeFile, read_recipe
from wenheng.study.roster import Platform

EARLIER = "earlier"
MOST_EARLIER = 5
"""So many earlier recipes of a platform are kept."""

HEAD = """\
# 怎样走到这个平台的智能问答。可以改；改过后写上 by: person，问衡就只照做，不再改写。
# How the assistant of this platform is reached. Edit it as you like; with by: person Wenheng
# follows it and never overwrites it.
"""

Fate = Literal["followed", "learnt", "healed", "person's failed", "overtaken", "not kept"]


@dataclass(frozen=True)
class Kept:
    """A recipe as it stands on disk."""

    text: str
    by_person: bool
    recipe: Recipe


class Book(Protocol):
    """Where a transport keeps how assistants are reached."""

    def of(self, platform: Platform) -> Kept | None:
        """The recipe of `platform`, None where there is none for its address."""

    def learn(self, platform: Platform, recipe: Recipe, before: Kept | None) -> Fate:
        """Note that `recipe` led to the assistant where `before` stood when the session began."""


class NoBook:
    """Keeps nothing: for visits outside of a workspace."""

    def of(self, _platform: Platform) -> Kept | None:
        """See `Book.of`."""
        return None

    def learn(self, _platform: Platform, _recipe: Recipe, _before: Kept | None) -> Fate:
        """See `Book.learn`."""
        return "not kept"


class RecipeBook:
    """One YAML file per platform below `folder`: its own `recipe`, else `recipes/<id>.yaml`.

    Files are replaced as a whole, so that any number of workers may write; who comes later
    leaves what another has learnt meanwhile.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def of(self, platform: Platform) -> Kept | None:
        """See `Book.of`.

        Raises:
            FaultyStudy: the file is no recipe; all that is wrong with it is said.
        """
        file = self._file(platform)
        if not file.exists():
            return None
        declared = read_recipe(file)
        if declared.entry and declared.entry != platform.entry:
            return None  # the platform has moved: the way from its old address says nothing
        return Kept(file.read_text("utf-8"), declared.by == "person", _recipe(declared))

    def learn(self, platform: Platform, recipe: Recipe, before: Kept | None) -> Fate:
        """See `Book.learn`."""
        if before and before.by_person:
            return "person's failed"
        file = self._file(platform)
        now = file.read_text("utf-8") if file.exists() else None
        if now is not None and before and now != before.text:
            return "overtaken"
        if now is not None and not before and self.of(platform):
            return "overtaken"
        if now is not None:
            _keep_earlier(file, now)
        write_recipe(file, written(recipe, platform.entry, by="wenheng"))
        return "healed" if now is not None else "learnt"

    def _file(self, platform: Platform) -> Path:
        return self._folder / (platform.recipe or f"{RECIPES}/{platform.id}.yaml")


def written(recipe: Recipe, entry: str, by: Literal["wenheng", "person"]) -> str:
    """`recipe` as the text of its file."""
    document: dict[str, Any] = {
        "by": by,
        "entry": entry,
        "learnt": datetime.now(UTC).date().isoformat(),
        "steps": [{"act": step.act, **_place(step)} for step in recipe.steps],
        "composer": _place(recipe.composer),
    }
    RecipeFile.model_validate(document)
    return HEAD + yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=100)


def write_recipe(file: Path, text: str) -> None:
    """Put `text` in the place of `file` at once: nobody ever reads half of it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, unfinished = tempfile.mkstemp(prefix=f".{file.stem}-", dir=file.parent)
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        stream.write(text)
    Path(unfinished).chmod(0o644)
    Path(unfinished).replace(file)


def _recipe(declared: RecipeFile) -> Recipe:
    steps = tuple(Step(act.act, _marks(act), act.frame) for act in declared.steps)
    return Recipe(steps, Step("write", _marks(declared.composer), declared.composer.frame))


def _marks(place: Place) -> tuple[tuple[str, str], ...]:
    return tuple((str(name), value) for name, value in place.marks.items())


def _place(step: Step) -> dict[str, Any]:
    return {"marks": dict(step.marks), "frame": step.frame_path}


def _keep_earlier(file: Path, text: str) -> None:
    folder = file.parent / EARLIER
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
    write_recipe(folder / f"{file.stem}-{stamp}.yaml", text)
    old = sorted(folder.glob(f"{file.stem}-????????T??????.yaml"))
    for one in old[:-MOST_EARLIER]:
        one.unlink(missing_ok=True)
