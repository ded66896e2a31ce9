"""Study files → `Study`; how the files are laid out is said in `wenheng.study.gather`."""

from pathlib import Path

from wenheng.errors import StudyError
from wenheng.language import say
from wenheng.study.check import check_study
from wenheng.study.gather import SHEET, gather
from wenheng.study.model import Study
from wenheng.study.packaged import packaged_studies
from wenheng.study.places import MAIN
from wenheng.study.problems import FaultyStudy, nearest
from wenheng.study.recipe import RECIPES


def load_study(source: str | Path) -> Study:
    """The study in a directory or a YAML file, or one of the studies that come with Wenheng.

    Args:
        source: a directory with a `study.yaml`, a YAML file that holds a whole study, or the name
            of a packaged study: `default-2021r`, `minimal`. A path wins over a name.

    Returns:
        The study, frozen; every name in it stands for something that it declares.

    Raises:
        FaultyStudy: a `StudyError` whose `problems` say all that is wrong, in all files.
        StudyError: there is no such path and no packaged study of that name.
    """
    checked = check_study(find_study(source), warnings=False)
    if checked.study is None:
        raise FaultyStudy(str(source), checked.problems)
    return checked.study


def find_study(source: str | Path) -> Path:
    """The directory or file that `load_study(source)` reads.

    Raises:
        StudyError: there is no such path and no packaged study of that name.
    """
    path = Path(source).expanduser()
    if path.exists():
        return path.parent if path.name == MAIN and path.is_file() else path
    packaged = packaged_studies()
    if str(source) in packaged:
        return packaged[str(source)]
    near = nearest(str(source), packaged)
    raise StudyError(say("check.no-study", source=source), hint=near)


def study_files(directory: Path) -> dict[str, bytes]:
    """All that `load_study` reads of the study in `directory`, and its recipes: path → content.

    Written into another directory they are the same study; packs of Wenheng's own are among them.
    """
    recipes = (f"{RECIPES}/{file.name}" for file in (directory / RECIPES).glob("*.yaml"))
    beside = {name: directory / name for name in (SHEET, *recipes)}
    found = {name: file.read_bytes() for name, file in beside.items() if file.is_file()}
    return dict(sorted({**gather(directory).read, **found}.items()))
