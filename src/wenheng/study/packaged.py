"""Studies and packs that come with Wenheng, by name."""

from functools import cache
from pathlib import Path

from wenheng.study.places import MAIN

PACK = "pack.yaml"
WAVE = "wave.yaml"


def packaged_studies() -> dict[str, Path]:
    """The studies that come with Wenheng: name → directory."""
    return {place.name: place for place in _folders() if (place / MAIN).is_file()}


def packaged_packs() -> dict[str, Path]:
    """The packs that come with Wenheng: name → file."""
    return {place.name: place / PACK for place in _folders() if (place / PACK).is_file()}


def packaged_waves() -> dict[str, Path]:
    """The synthetic waves that come with Wenheng: name → file; each makes a study of its own."""
    return {place.name: place / WAVE for place in _folders() if (place / WAVE).is_file()}


@cache
def _folders() -> tuple[Path, ...]:
    package = Path(__file__).parents[1]
    homes = (package / "studies", package.parents[1] / "studies")
    home = next((home for home in homes if home.is_dir()), None)
    return tuple(sorted(home.iterdir())) if home else ()
