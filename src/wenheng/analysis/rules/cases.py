"""R15: cases to look at."""

from wenheng.analysis.exemplars import tops
from wenheng.analysis.rules.draft import Draft, Gate, Said, silent
from wenheng.analysis.rules.material import Material
from wenheng.analysis.rules.phrases import channel_name


def exemplary(m: Material) -> list[Draft]:
    """R15: platforms of leading units with the top level nearly everywhere, seen by people."""
    if m.observed is None or "cells" not in m.tables or not any(m.grades):
        return [silent("R15", Said("no-evidence"), measure="case")]
    best = m.study.grading.grades[0].type
    leading = {g.id for g in m.study.grading.grades if g.type == best}
    units = {u for u, grade in zip(m.who.units, m.grades, strict=True) if grade in leading}
    drafts = []
    for platform, found in tops(m.study, m.tables["cells"]).items():
        unit = m.study.platform(platform).unit
        if unit in units:
            drafts.append(_case(m, platform, found))
    return drafts or [silent("R15", Said("no-evidence"), measure="case")]


def _case(m: Material, platform: str, found: list[tuple[str, int, int]]) -> Draft:
    one = m.study.platform(platform)
    features = [
        Said("feature", {"name": m.study.indicator(id_).name, "top": top, "n": n})
        for id_, top, n in found
    ]
    said = Said(
        "R15",
        {
            "unit": m.study.unit(one.unit).name,
            "channel": channel_name(m, one.channel),
            "features": features,
        },
    )
    gates = (Gate("features", "fact", len(found), "≥", 1),)
    return Draft(
        "R15",
        said,
        said,
        about=platform,
        measure="case",
        statistic="count",
        value=float(len(found)),
        n=len(found),
        gates=gates,
        resampled=False,
    )
