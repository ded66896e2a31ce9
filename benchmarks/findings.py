"""How often the rules say what is not so, and how often what is: made-up studies, rated by two.

    python benchmarks/findings.py [ROUNDS [WORLDS]]

Each round makes up the default study's 64 units: who has an assistant, how good it is, what two
raters give each cell. In `nothing` no group, channel, part or scene differs from another, and any
comparison that is printed is a false alarm. In the others one thing differs by as much as its
name says. A second table holds what names single units against the truth: wrong names, of all
named. A third is the coverage of rank sets made from resampled scenarios.
"""

import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from functools import cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

from wenheng.analysis.ranking import rank_sets
from wenheng.analysis.rules.catalogue import RULES
from wenheng.analysis.rules.draft import Limits
from wenheng.analysis.rules.material import Chance, Material, material
from wenheng.analysis.rules.strengths import Judged, judged
from wenheng.analysis.rules.types import wide
from wenheng.scoring.scores import score
from wenheng.study.load import load_study
from wenheng.study.model import Study
from wenheng.study.plan import planned_cells

DRAWS, TRIALS, WORKERS = 200, 999, 2
SCENARIO, SESSION, CELL, RATER = 0.3, 0.3, 0.6, 0.4
"""Spread on the scale of levels: of scenarios, sessions, cells, and of a rater's error."""
COMPARING = ("R03", "R03b", "R04", "R04b", "R06", "R08", "R09", "R10", "R11", "R12", "R20", "R21")
"""Rules that test a difference or a connection, so that data without any can only mislead them."""
KINDS = ("facts", "printed", "S")
ASKED = (*COMPARING, "R07", "R14")
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class World:
    """What truly differs: on the latent scale of levels, whose spread among platforms is 0.5."""

    name: str
    covered: float = 0.6
    together: float = 0.0
    """Correlation of the two platforms of a unit."""
    west: float = 0.0
    web: float = 0.0
    city: float = 0.0
    parts: dict[str, float] = field(default_factory=dict)
    scene: float = 0.0
    web_only: float = 0.0
    """Added to the coverage of web, taken from that of mobile."""


WORLDS = (
    World("nothing"),
    World("nothing, channels of a unit alike", together=0.7),
    World("nothing, 95 % covered", covered=0.95),
    World("channels of a unit alike, 95 % covered", covered=0.95, together=0.7),
    World("west lower by 0.5", west=-0.5),
    World("web higher by 0.3", web=0.3),
    World("city higher by 0.4", city=0.4),
    World("A1 +0.4, A3 −0.6", parts={"A1": 0.4, "A3": -0.6}),
    World("B higher by 0.3", parts={"B1": 0.3, "B2": 0.3, "B3": 0.3}),
    World("handling harder by 0.3", scene=-0.3),
    World("web first: coverage ± 0.2", web_only=0.2),
)


@cache
def study() -> Study:
    return load_study("default-2021r")


@cache
def plan() -> pl.DataFrame:
    return planned_cells(study()).filter("applicable").drop("applicable")


def made_up(world: World, seed: int) -> tuple[pl.DataFrame, Floats, pl.DataFrame]:
    """Ratings by two, the true total of each platform, and a condition that means nothing."""
    dice = np.random.default_rng([2021, seed])
    units = {unit.id: i for i, unit in enumerate(study().units)}
    rows = [(units[p.unit], p.channel == "web") for p in study().platforms]
    unit, web = np.array([row[0] for row in rows]), np.array([row[1] for row in rows])
    common = dice.normal(size=len(units))[unit] * np.sqrt(world.together)
    quality = 0.5 * (common + dice.normal(size=unit.size) * np.sqrt(1 - world.together))
    west = np.array([u.region == "west" for u in study().units])[unit]
    city = np.array([u.level == "city" for u in study().units])[unit]
    quality = quality + world.west * west + world.web * web + world.city * city
    covered = dice.random(unit.size) < world.covered + world.web_only * np.where(web, 1, -1)
    quality = np.where(covered, quality, np.nan)
    ratings, truth = _ratings(world, quality, dice)
    nothing = pl.DataFrame({"unit": list(units), "nothing": dice.normal(size=len(units))})
    return ratings, truth, nothing


def _ratings(
    world: World, quality: Floats, dice: np.random.Generator
) -> tuple[pl.DataFrame, Floats]:
    """Levels by two raters, and what the total would be over endless scenarios and raters.

    What is rated once per platform is a lasting trait of it, seen through the error of raters;
    scenarios are a sample, each hard or easy for all, and more or less so for each platform.
    """
    cells = plan()
    places = {p.id: i for i, p in enumerate(study().platforms)}
    platform = cells["platform"].replace_strict(places).to_numpy()
    scenes = {s.id: s.scene == "在线办事" for s in study().scenarios} | {"*": False}
    latent = 1.5 + quality[platform]
    part = cells["indicator"].str.slice(0, 2).replace_strict(world.parts, default=0.0)
    latent = latent + part.cast(pl.Float64).to_numpy()
    latent = latent + world.scene * cells["scenario"].replace_strict(scenes).to_numpy()
    whole = (cells["scenario"] == "*").to_numpy()
    own = cells.select("platform", "scenario").to_struct().rank("dense").to_numpy() - 1
    lasting = dice.normal(0, CELL, cells.height)
    truth = _true_totals(cells, np.where(whole, latent + lasting, latent), whole)
    hard = cells["scenario"].rank("dense").to_numpy() - 1
    sampled = dice.normal(0, SCENARIO, hard.max() + 1)[hard]
    sampled = sampled + dice.normal(0, SESSION, own.max() + 1)[own]
    latent = latent + lasting + np.where(whole, 0.0, sampled)
    parts = []
    for rater in ("ann", "bob"):
        given = np.clip(np.round(latent + dice.normal(0, RATER, cells.height)), 0, 3)
        gone = np.isnan(given)
        level = pl.Series("level", np.where(gone, 0, given).astype(np.int64))
        parts.append(
            cells.with_columns(
                pl.when(pl.Series(~gone)).then(level).alias("level"),
                rater=pl.lit(rater),
                rater_kind=pl.lit("person"),
                status=pl.Series(np.where(gone, "no_assistant", "rated")),
            )
        )
    return pl.concat(parts), truth


def _true_totals(cells: pl.DataFrame, latent: Floats, whole: NDArray[np.bool_]) -> Floats:
    """0–100 by platform, NaN where there is no assistant."""
    noise = np.hypot(np.hypot(SCENARIO, SESSION), np.hypot(CELL, RATER))
    level = np.where(whole, np.interp(latent, *_curve(RATER)), np.interp(latent, *_curve(noise)))
    rows = cells.with_columns(level=pl.Series(level), part=cells["indicator"].str.slice(0, 2))
    for keys in (["platform", "part", "indicator"], ["platform", "part"], ["platform"]):
        rows = rows.group_by(keys, maintain_order=True).agg(pl.col("level").mean())
    found = dict(zip(rows["platform"], rows["level"] * 100 / 3, strict=True))
    return np.array([found[p.id] for p in study().platforms])


@cache
def _curve(noise: float) -> tuple[Floats, Floats]:
    """Latent level → expected level of a cell, by drawing."""
    grid, errors = np.linspace(-4, 8, 241), np.random.default_rng(1).normal(0, noise, 20_000)
    return grid, np.array([np.clip(np.round(x + errors), 0, 3).mean() for x in grid])


def judge(world: World, seed: int) -> tuple[Material, list[Judged], Floats]:
    ratings, truth, nothing = made_up(world, seed)
    tables = score(study(), ratings).as_dict()
    m = material(study(), tables, Limits(), Chance(DRAWS, TRIALS, seed))
    m = replace(m, conditions=nothing)
    drafts = [draft for rule in RULES if rule.id in ASKED for draft in rule.drafts(m)]
    return m, judged(m, drafts), truth


def one(task: tuple[World, int]) -> tuple[Counter[tuple[str, str]], Counter[str]]:
    """What one round printed, by rule and strength, and how its names and ranks fared."""
    world, seed = task
    m, found, truth = judge(world, seed)
    said: Counter[tuple[str, str]] = Counter()
    for rule in COMPARING:
        strengths = [f.strength for f in found if f.draft.rule == rule]
        said[rule, "S"] += "S" in strengths
        said[rule, "printed"] += bool({"S", "M"} & set(strengths))
        said[rule, "facts"] += any(_facts(f) for f in found if f.draft.rule == rule)
    for kind in KINDS:
        said["any", kind] += any(said[rule, kind] for rule in COMPARING)
    return said, _names(m, found, truth) + _ranks(m, truth)


def _facts(found: Judged) -> bool:
    """Whether it is true of the data and large enough: what would be printed without tests."""
    wanted = [g for g in found.draft.gates if g.kind in ("enough", "fact")]
    return all(gate.holds for gate in wanted)


def _names(m: Material, found: list[Judged], truth: Floats) -> Counter[str]:
    """Names of first places, bright spots and levels, and how many of them are wrong."""
    counts: Counter[str] = Counter()
    units = np.zeros(len(m.who.units))
    np.add.at(units, m.who.unit_of, np.nan_to_num(truth) / 2)
    for f in found:
        about, rule = f.draft.about, f.draft.rule
        if f.strength not in "SM" or rule not in ("R14", "R07"):
            continue
        if rule == "R14" and "/" in about:
            here = np.flatnonzero(m.who.cells == about)
            named = here[np.nanargmax(m.observed.total[0][here])]
            wrong = truth[named] < np.nanmax(truth[here])
        elif rule == "R14":
            here = np.flatnonzero(m.who.levels == about)
            named = here[np.nanargmax(m.observed.units[0][here])]
            wrong = units[named] < units[here].max()
        else:
            place = m.who.units.index(about)
            here = np.flatnonzero(m.who.levels == m.who.levels[place])
            wrong = (units[here] > units[place]).sum() >= 10
        counts[f"{rule} named"] += 1
        counts[f"{rule} wrong"] += int(wrong)
    return counts


def _ranks(m: Material, truth: Floats) -> Counter[str]:
    """Coverage of true ranks within provincial web by rank sets of resampled totals."""
    here = np.flatnonzero((m.who.cells == "province/web") & np.isfinite(truth))
    ranks = (truth[here][:, None] < truth[here]).sum(axis=1) + 1
    counts: Counter[str] = Counter()
    for kind in ("marginal", "simultaneous"):
        sets = rank_sets(m.observed.total[0][here], m.resampled.total[:, here], 0.95, kind)
        held = (sets[0] <= ranks) & (ranks <= sets[1])
        counts[f"{kind} units"] += here.size
        counts[f"{kind} covered"] += int(held.sum())
        counts[f"{kind} width"] += int((sets[1] - sets[0] + 1).sum())
        counts[f"{kind} all"] += bool(held.all())
    return counts


SHAPES = {
    "one hump": (0.10, 0.40, 0.40, 0.10),
    "leaning low": (0.40, 0.30, 0.20, 0.10),
    "four in ten without": (0.40, 0.20, 0.25, 0.15),
    "even": (0.25, 0.25, 0.25, 0.25),
    "two humps, blurred": (0.35, 0.15, 0.15, 0.35),
    "two humps": (0.42, 0.08, 0.08, 0.42),
}
"""Shares of the types of development, the worst first."""


def poles(n: int, few: int) -> Iterator[tuple[str, float, float]]:
    """How often R05 prints that n units of each shape are spread, and that they are polarised."""
    m = material(study(), {}, Limits(), Chance(1, 99, 0))
    names = [grade.type for grade in study().grading.grades][::-1]
    kinds = list(dict.fromkeys(names))
    members = [np.flatnonzero(np.array(names) == kind) for kind in kinds]
    for shape, shares in SHAPES.items():
        dice, printed, headline = np.random.default_rng(n), 0, 0
        for _ in range(few):
            types = dice.choice(4, n, p=shares)
            grades = np.array([dice.choice(members[kind]) for kind in types])
            printed += wide(m, grades, np.empty(0))[0]
            headline += wide(m, grades, (types + dice.random(n)) * 25)[1]
        yield shape, printed / few, headline / few


def rounds(world: World, n: int, pool: ProcessPoolExecutor) -> Iterator[tuple[Counter, Counter]]:
    yield from pool.map(one, [(world, seed) for seed in range(n)], chunksize=4)


def main() -> None:
    few = int(sys.argv[1]) if len(sys.argv) > 1 else 40
    worlds = WORLDS[: int(sys.argv[2])] if len(sys.argv) > 2 else WORLDS
    print(
        f"{few} rounds each, of nothing three times as many, {DRAWS} resamples, {TRIALS} shuffles\n"
    )
    print(f"| world | | {' | '.join([*COMPARING, 'any'])} |")
    print(f"|---|---|{'--:|' * (len(COMPARING) + 1)}")
    extras = {}
    with ProcessPoolExecutor(WORKERS) as pool:
        for world in worlds:
            said, extra = Counter(), Counter()
            n = few * (3 if world.name.startswith("nothing") else 1)
            for one_said, one_extra in rounds(world, n, pool):
                said.update(one_said)
                extra.update(one_extra)
            extras[world.name] = extra + Counter(rounds=n)
            for kind in KINDS:
                cells = [f"{said[rule, kind] / n:.0%}" for rule in (*COMPARING, "any")]
                print(f"| {world.name} | {kind} | {' | '.join(cells)} |", flush=True)
    print("\n| world | R14 named | wrong | R07 named | wrong |\n|---|--:|--:|--:|--:|")
    for name, extra in extras.items():
        row = [extra[f"{rule} {what}"] for rule in ("R14", "R07") for what in ("named", "wrong")]
        print(f"| {name} | {' | '.join(map(str, row))} |")
    print("\n| types | units | R05 printed | headline |\n|---|--:|--:|--:|")
    for units in (32, 64, 128):
        for shape, printed, headline in poles(units, 2 * few):
            print(f"| {shape} | {units} | {printed:.1%} | {headline:.1%} |", flush=True)
    total = sum(extras.values(), Counter())
    print("\n| rank sets of 95 % | one unit | all at once | mean width |\n|---|--:|--:|--:|")
    for kind in ("marginal", "simultaneous"):
        units = total[f"{kind} units"]
        row = (
            f"{total[f'{kind} covered'] / units:.1%} | "
            f"{total[f'{kind} all'] / total['rounds']:.1%} | {total[f'{kind} width'] / units:.1f}"
        )
        print(f"| {kind} | {row} |")


if __name__ == "__main__":
    main()
