"""Rules about who stands first: R06, R14; and labels of units."""

from collections.abc import Callable

import numpy as np
import polars as pl

from wenheng.analysis.replicates import rank_replicates
from wenheng.analysis.rules.coverage import channels
from wenheng.analysis.rules.draft import Draft, Gate, Said, silent
from wenheng.analysis.rules.inference import Bools, Ints, overlap_p
from wenheng.analysis.rules.material import Material
from wenheng.analysis.rules.phrases import (
    group_name,
    level_name,
    number,
    unit_names,
)
from wenheng.analysis.rules.reading import Reading
from wenheng.arrays import Floats
from wenheng.contracts import checked
from wenheng.study.model import Study
from wenheng.tables import Labels

DUAL, RISING = "dual-strong", "rising-star"
SURE, MAYBE = 0.8, 0.10
"""Share of resamples for a named place, and to count as one that may be first."""


def labels(study: Study, ranks: pl.DataFrame, leaders: int = 10) -> pl.DataFrame:
    """Units that the patterns of the study's labels name: a LABELS table.

    `dual-strong`: among the first `leaders` of its level on each of two channels. `rising-star`:
    of a region other than the first of the study, and among the first `leaders` of its level on
    the last channel. Labels that the study does not declare are left out.

    Args:
        study: `grading.labels`, roster.
        ranks: RANKS; platforms within level/channel, by the first policy in it.
        leaders: how many are in front.
    """
    front = _front(study, ranks, leaders) if ranks.height else set()
    last, first_region = study.channels[-1].id, study.regions[0].id
    found = {
        DUAL: [u.id for u in study.units if all((u.id, c.id) in front for c in study.channels)],
        RISING: [u.id for u in study.units if u.region != first_region and (u.id, last) in front],
    }
    declared = {label.id for label in study.grading.labels}
    rows = [(label, unit) for label, units in found.items() if label in declared for unit in units]
    schema = dict.fromkeys(Labels.column_names(), pl.String)
    return checked(Labels, pl.DataFrame(rows, schema=schema, orient="row"))


def on_both(m: Material) -> list[Draft]:
    """R06: units among the first of their level on both channels, and whether chance gives them."""
    if len(m.study.channels) != 2:
        return [silent("R06", Said("not-two-channels"), measure="rank")]
    strong = named(m, DUAL)
    if strong is None:
        return [silent("R06", Said("no-ranks"), measure="rank")]
    return [_on_both(m, level.id, strong) for level in m.study.levels]


def first_places(m: Material) -> list[Draft]:
    """R14: who is first of its level, and of each level/channel, and who may be."""
    if m.observed is None:
        return [silent("R14", Said("no-scores"), measure="rank")]
    groups = [level.id for level in m.study.levels]
    cells = list(dict.fromkeys(m.who.cells.tolist()))
    return [_first(m, group) for group in (*groups, *cells)]


def _front(study: Study, ranks: pl.DataFrame, leaders: int) -> set[tuple[str, str]]:
    """(unit, channel) of platforms among the first of their level/channel."""
    homes = {p.id: (p.unit, p.channel) for p in study.platforms}
    main = ranks.filter(
        (pl.col("kind") == "platform") & (pl.col("policy") == ranks["policy"][0]),
        pl.col("rank") <= leaders,
        pl.col("group").str.contains("/", literal=True),
    )
    return {homes[id_] for id_ in main["id"]}


def named(m: Material, label: str) -> list[str] | None:
    """Units of a label, by the LABELS table or else by ranks; None where there are neither."""
    if "labels" in m.tables:
        table = m.tables["labels"]
    elif "ranks" in m.tables and m.tables["ranks"].height:
        table = labels(m.study, m.tables["ranks"], m.limits.leaders)
    else:
        return None
    return table.filter(pl.col("label") == label)["unit"].to_list()


def _on_both(m: Material, level: str, strong: list[str]) -> Draft:
    here = [unit.id for unit in m.study.units if unit.level == level]
    found = [unit for unit in strong if unit in here]
    n, tops = _comparable(m, level, here)
    k, chance = len(found), tops[0] * tops[1] / n if n else 0.0
    p = overlap_p(k, n, *tops) if n else 1.0
    gates: tuple[Gate, ...] = (
        Gate("least-leaders", "enough", n, "≥", 2 * m.limits.leaders),
        Gate("more-than-chance", "fact", k - chance, ">", 0),
    )
    holds = None
    if m.resampled is not None and n:
        together = _front_draws(m, level, m.resampled)
        firm = [unit for unit in found if together[:, m.who.units.index(unit)].mean() >= SURE]
        gates += (
            Gate("firm", "fact", len(firm), "≥", 1),
            Gate("firm-all", "headline", len(firm), "≥", k),
        )
        found = firm or found

        def holds(reading: Reading) -> Bools:
            counts = _front_draws(m, level, reading).sum(axis=1)
            return np.array([overlap_p(int(c), n, *tops) < m.limits.alpha for c in counts])

    said = {
        "group": level_name(m, level),
        "units": unit_names(m, found),
        "k": k,
        "chance": number(chance, 1),
        "top": m.limits.leaders,
        "n": n,
    }
    counter = "R06-counter" if found else "R06-nobody"
    return Draft(
        "R06",
        Said("R06", said),
        Said(counter, said),
        Said(counter + "-few", said),
        level,
        "rank",
        "overlap",
        float(k),
        n=n,
        gates=gates,
        p=p,
        holds=holds,
    )


def _comparable(m: Material, level: str, here: list[str]) -> tuple[int, tuple[int, int]]:
    """Units that could stand in front on both channels, and how many of them do on each.

    Only units with a ranked assistant on both channels can; counting those with one as if they
    could would let coverage alone look like strength. Where ranks are not at hand, all can.
    """
    top = m.limits.leaders
    if "ranks" not in m.tables:
        return len(here), (min(top, len(here)), min(top, len(here)))
    homes = {p.id: (p.unit, p.channel) for p in m.study.platforms}
    ranked = m.tables["ranks"].filter(
        (pl.col("kind") == "platform") & (pl.col("policy") == m.tables["ranks"]["policy"][0])
    )
    seen = {homes[id_] for id_ in ranked["id"]}
    names = [channel.id for channel in m.study.channels]
    able = [unit for unit in here if all((unit, channel) in seen for channel in names)]
    front = _front(m.study, m.tables["ranks"], top)
    first, second = (sum((unit, channel) in front for unit in able) for channel in names)
    return len(able), (first, second)


def _front_draws(m: Material, level: str, reading: Reading) -> Bools:
    """Whether units are among the first of their level on both channels, V × units."""
    found = np.zeros((reading.versions, len(m.who.units)), np.bool_)
    pairs = channels(m)
    pairs = pairs[m.who.levels[m.who.unit_of[pairs[:, 0]]] == level]
    fronts = [_among_first(m, f"{level}/{channel.id}", reading) for channel in m.study.channels]
    found[:, m.who.unit_of[pairs[:, 0]]] = fronts[0][:, pairs[:, 0]] & fronts[1][:, pairs[:, 1]]
    return found


def _among_first(m: Material, cell: str, reading: Reading) -> Bools:
    """Whether platforms are among the first of their cell, V × platforms."""
    here = np.flatnonzero(m.who.cells == cell)
    found = np.zeros(reading.total.shape, np.bool_)
    ranks = ranks_within(reading.total[:, here])
    found[:, here] = ranks <= m.limits.leaders
    return found


def ranks_within(scores: Floats) -> Ints:
    """Ranks within each version; who has no score comes last."""
    if not scores.shape[1]:
        return np.empty(scores.shape, np.int64)
    known = np.isfinite(scores)
    ranks = rank_replicates(np.where(known, scores, -1.0)).astype(np.int64)
    return np.where(known, ranks, scores.shape[1] + 1)


def _first(m: Material, group: str) -> Draft:
    assert m.observed is not None
    of_platforms = "/" in group
    here = np.flatnonzero((m.who.cells if of_platforms else m.who.levels) == group)

    def pick(reading: Reading) -> Floats:
        return np.asarray((reading.total if of_platforms else reading.units)[:, here])

    scores = pick(m.observed)[0]
    known = np.isfinite(scores)
    if known.sum() < 2:
        return silent("R14", Said("too-few-units"), about=group, measure="rank")
    highest = float(np.nanmax(scores))
    tops = np.flatnonzero(known & (scores >= highest - 1e-9))
    ids = [m.who.units[m.who.unit_of[i] if of_platforms else i] for i in here]
    tier, firm = [ids[i] for i in tops], None
    if m.resampled is not None:
        draws = pick(m.resampled)
        leader = draws[:, tops[0]]
        near = [i for i in range(here.size) if known[i] and (draws[:, i] >= leader).mean() > MAYBE]
        tier = [ids[i] for i in sorted(near, key=lambda i: -scores[i])]
        among = (ranks_within(draws) <= m.limits.leaders).mean(axis=0)
        now = np.flatnonzero(ranks_within(scores[None])[0] <= m.limits.leaders)
        firm = float((among[now] >= SURE).sum())
    gates: tuple[Gate, ...] = (
        Gate("least", "enough", int(known.sum()), "≥", m.limits.least),
        Gate("alone-first", "fact", float(tops.size == 1), "≥", 1),
    )
    if firm is not None:
        gates += (Gate("firm-leaders", "info", firm, "≥", min(m.limits.leaders, int(known.sum()))),)
    others = [one for one in tier if one != ids[tops[0]]]
    said = {
        "group": group_name(m, group),
        "unit": m.study.unit(ids[tops[0]]).name,
        "others": unit_names(m, others[:9]),
        "count": len(others),
        "score": number(highest),
    }
    counter = "R14-counter" if others else "R14-alone"
    return Draft(
        "R14",
        Said("R14", said),
        Said(counter, said),
        about=group,
        measure="rank",
        statistic="score",
        value=highest,
        n=int(known.sum()),
        gates=gates,
        holds=_is_first(pick, int(tops[0])),
        stable=(SURE, SURE),
    )


def _is_first(pick: Callable[[Reading], Floats], place: int) -> Callable[[Reading], Bools]:
    return lambda reading: np.asarray(ranks_within(pick(reading))[:, place] == 1)
