"""Which unit of a study a place's name means."""

import re
from collections.abc import Iterable

from wenheng.guides.cleaning import data
from wenheng.study.model import Study
from wenheng.study.roster import NATION, Unit

_PART = re.compile(r".+?(?:自治区|特别行政区|自治州|地区|省|市|县|区|旗)")


class Places:
    """The units of a study by the names of their places."""

    def __init__(self, study: Study) -> None:
        self._study = study
        self._known: dict[str, list[Unit]] = {}
        for unit in study.units:
            own = study.reference(unit.id)
            for name in {stem(unit.name.zh), stem(own.place) if own else ""} - {""}:
                self._known.setdefault(name, []).append(unit)

    def unit_of(self, place: str) -> str:
        """The unit whose place `place` is, like 广东省广州市; empty where it is none's."""
        if place in data("words")["nation"]:
            return NATION
        parts = _PART.findall(place) or [place]
        named = self._known.get(stem(parts[-1]), [])
        above = [stem(part) for part in parts[:-1]]
        fit = [unit for unit in named if self._lies_in(unit, above)]
        if len(fit) > 1:  # 吉林省, 吉林市
            is_province = parts[-1].endswith(("省", "自治区"))
            fit = [unit for unit in fit if (unit.parent is None) == is_province]
        return fit[0].id if len(fit) == 1 else ""

    def _lies_in(self, unit: Unit, above: Iterable[str]) -> bool:
        """Whether the units above `unit` have the names that the place gives, as far as known."""
        if unit.parent is None:
            return True
        return all(stem(self._study.unit(unit.parent).name.zh) == name for name in above)


def stem(name: str) -> str:
    """A place's name without its kind: 广州 of 广州市."""
    for end in data("words")["place_ends"]:
        if name.endswith(end) and len(name) > len(end) + 1:
            return name.removesuffix(end)
    return name
