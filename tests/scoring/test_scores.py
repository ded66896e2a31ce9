"""The whole way from ratings to ranks: an independent oracle, and what must always hold."""

from fractions import Fraction
from random import Random
from statistics import median
from typing import Any

import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import wenheng.scoring.scores as scores_module
from wenheng.contracts import checked
from wenheng.scoring.scores import Scores, score, score_study
from wenheng.study.load import load_study
from wenheng.study.model import Study
from wenheng.study.plan import planned_cells
from wenheng.tables import Cells, Grades, Nodes, Ranks, Totals

UNITS = (
    {"id": "gz", "name": "广州", "level": "city", "region": "south"},
    {"id": "gd", "name": "广东", "level": "province", "region": "south"},
)
GRADING = {
    "grades": [
        {"id": "A", "type": "t", "from_percent": 60},
        {"id": "D", "type": "t", "from_percent": 0},
    ],
    "types": [{"id": "t", "name": "t"}],
}
FACTS = ("not_assessed", "no_assistant", "not_applicable")
Rating = tuple[str, str, str, str, Any, str]

seeded = given(seed=st.integers(0, 2**32))
"""Whole data sets are drawn from a seed: a failing one is found again, not made smaller."""


def drawn(seed: int, make_study: Any, make_plan: Any) -> tuple[Study, pl.DataFrame, list[Rating]]:
    """A small study with random options, its plan with holes, and random ratings of it."""
    dice = Random(seed)
    scoring = {
        "absent_policy": dice.choice(["zero", "exclude", "both"]),
        "min_completeness": dice.choice([0, 0.3, 2 / 3, 1]),
        "consensus": dice.choice(["mean", "median", "adjudicated"]),
        "channel_weights": {"web": dice.choice([1, 2, 0.5])},
        "total": dice.choice(["sum", "mean", "percent"]),
    }
    study = make_study(units=UNITS, scoring=scoring, grading=GRADING)
    cells = make_plan(study).select("platform", "scenario", "indicator").rows()
    away = dice.sample(cells, dice.randint(0, 6))
    gone = dice.sample([platform.id for platform in study.platforms], dice.randint(0, 2))
    fullness = dice.choice([0.5, 0.9])
    ratings = [
        (*cell, f"rater-{i}", "no_assistant" if cell[0] in gone else said, kind)
        for cell in cells
        if cell not in away and dice.random() < fullness
        for i, (said, kind) in enumerate(_voices(dice))
    ]
    return study, make_plan(study, *away), ratings


def _voices(dice: Random) -> list[tuple[Any, str]]:
    kinds = ["rule"] * dice.randint(0, 1) + ["person"] * dice.randint(0, 3)
    kinds += ["adjudicator"] * (dice.random() < 0.1)
    return [
        (dice.choice(FACTS) if dice.random() < 0.1 else dice.randint(0, 3), kind) for kind in kinds
    ]


class Oracle:
    """The specification once more, in exact fractions, one cell and node at a time."""

    def __init__(
        self, study: Study, plan: pl.DataFrame, ratings: list[Rating], policy: str
    ) -> None:
        self.study, self.policy = study, policy
        self.floor = Fraction(study.scoring.min_completeness).limit_denominator(100)
        self.applies = {row[:3]: row[3] for row in plan.rows()}
        self.said: dict[tuple[str, ...], list[tuple[Any, str]]] = {}
        for *cell, _, said, kind in ratings:
            self.said.setdefault(tuple(cell), []).append((said, kind))

    def cell(self, key: tuple[str, str, str]) -> tuple[str, Fraction | None]:
        if not self.applies[key]:
            return "not_applicable", None
        rows = self.said.get(key, [])
        judged = [(said, kind) for said, kind in rows if said != "not_assessed"]
        for group in (
            [said for said, kind in rows if kind == "adjudicator"],
            [said for said, kind in judged if kind == "person"],
            [said for said, kind in judged if kind in ("rule", "model")],
        ):
            if group:
                return self.agreed(group)
        return "not_assessed", None

    def agreed(self, said: list[Any]) -> tuple[str, Fraction | None]:
        levels = [Fraction(word) for word in said if isinstance(word, int)]
        if not levels:
            facts = ("no_assistant", "not_applicable", "not_assessed")
            return next(fact for fact in facts if fact in said), None
        option = self.study.scoring.consensus
        wide = max(levels) - min(levels) >= 2
        if option == "adjudicated" and wide and len(levels) < 3:
            return "withheld", None
        if option == "median" or (wide and len(levels) >= 3):
            return "scored", Fraction(median(levels))
        return "scored", sum(levels) / len(levels)

    def leaf(self, platform: str, indicator: str) -> dict[str, Any]:
        keys = [key for key in self.applies if key[0] == platform and key[2] == indicator]
        cells = [self.cell(key) for key in keys]
        top, zero = Fraction(self.study.scale.top), Fraction(0)
        ranges = {"not_assessed": (None, zero, top), "withheld": (None, zero, top)}
        if self.policy == "zero":
            ranges["no_assistant"] = (zero, zero, zero)
        children = []
        for status, score_ in cells:
            value, low, high = ranges.get(status, (score_, score_, score_))
            known = Fraction(int(status in ("scored", "no_assistant")))
            children.append(
                {
                    "facts": {status},
                    "completeness": None if status == "not_applicable" else known,
                    "value": value,
                    "low": low,
                    "high": high,
                    "weight": Fraction(1),
                }
            )
        return self.parent(children, Fraction(0))

    def node(self, platform: str, node: Any) -> dict[str, Any]:
        if node.is_leaf:
            return self.leaf(platform, node.id)
        children = [
            self.node(platform, child) | {"weight": Fraction(child.weight)}
            for child in node.children
        ]
        return self.parent(children, self.floor)

    def platform(self, platform: str) -> dict[str, Any]:
        parts = [
            self.node(platform, part) | {"weight": Fraction(1)} for part in self.study.dimensions
        ]
        return self.parent(parts, self.floor)

    def unit(self, unit: str) -> dict[str, Any]:
        weights = self.study.scoring.channel_weights
        members = [
            self.platform(one.id) | {"weight": Fraction(weights.get(one.channel, 1))}
            for one in self.study.platforms
            if one.unit == unit
        ]
        whole = self.parent(members, self.floor)
        if whole["status"] == "no_assistant" and self.policy == "zero":
            whole |= {"status": "scored", "score": Fraction(0)}
        return whole

    def parent(self, children: list[dict[str, Any]], floor: Fraction) -> dict[str, Any]:
        facts = set().union(*(child["facts"] for child in children))
        completeness = weighted(children, "completeness")
        if completeness is None:
            status = "not_applicable"
        elif completeness == 0:
            status = "withheld" if "withheld" in facts else "not_assessed"
        elif completeness < floor:
            status = "withheld"
        else:
            status = "scored" if "scored" in facts else "no_assistant"
        value = weighted(children, "value")
        return {
            "facts": facts,
            "status": status,
            "value": value,
            "score": value if status == "scored" else None,
            "completeness": completeness,
            "low": weighted(children, "low"),
            "high": weighted(children, "high"),
        }


def weighted(children: list[dict[str, Any]], what: str) -> Fraction | None:
    there = [child for child in children if child[what] is not None]
    total = sum(child["weight"] for child in there)
    return sum(child["weight"] * child[what] for child in there) / total if total else None


def same(found: dict[str, Any], oracle: dict[str, Any], scale: float = 1) -> bool:
    if found["status"] != oracle["status"]:
        return False
    for name in ("score", "low", "high", "completeness"):
        factor = 1 if name == "completeness" else scale
        a, b = found[name], oracle[name]
        if (a is None) != (b is None) or (a is not None and abs(a - float(b) * factor) > 1e-9):
            return False
    return True


@settings(max_examples=25)
@seeded
def test_every_node_and_total_is_what_the_specification_says(
    seed: int, make_study, make_plan, make_ratings
):
    study, plan, rows = drawn(seed, make_study, make_plan)

    scores = score_study(study, plan, make_ratings(*rows))

    first = "exclude" if study.scoring.absent_policy == "exclude" else "zero"
    oracle = Oracle(study, plan, rows, first)
    for cell in scores.cells.rows(named=True):
        status, value = oracle.cell((cell["platform"], cell["scenario"], cell["indicator"]))
        assert (cell["status"], cell["score"]) == (
            status,
            None if value is None else pytest.approx(float(value)),
        )
    for row in pl.concat([scores.indicators, scores.dimensions]).rows(named=True):
        assert same(row, oracle.node(row["platform"], study.indicator(row["node"])))
    scale = {"sum": 3, "mean": 1, "percent": 100 / 3}[study.scoring.total]
    for row in scores.totals.rows(named=True):
        reading = Oracle(study, plan, rows, row["policy"])
        whole = (
            reading.platform(row["id"]) if row["kind"] == "platform" else reading.unit(row["id"])
        )
        assert same(row, whole, scale)


@settings(max_examples=10)
@seeded
def test_the_order_of_ratings_and_of_the_plan_never_matters(
    seed: int, make_study, make_plan, make_ratings
):
    study, plan, rows = drawn(seed, make_study, make_plan)
    shuffled = Random(seed).sample(rows, len(rows))

    scores = score_study(study, plan, make_ratings(*rows)).as_dict()
    again = score_study(study, plan, make_ratings(*shuffled)).as_dict()
    turned = score_study(study, plan.reverse(), make_ratings(*rows)).as_dict()

    for name, table in scores.items():
        assert table.equals(again[name])
        assert alike(table, turned[name])


def alike(a: pl.DataFrame, b: pl.DataFrame) -> bool:
    """The same rows in any order, numbers up to the noise of summing."""
    key = [name for name, dtype in a.schema.items() if dtype in (pl.String, pl.Enum)]
    rounded = [frame.sort(key).with_columns(pl.selectors.float().round(9)) for frame in (a, b)]
    return rounded[0].equals(rounded[1])


@settings(max_examples=10)
@seeded
def test_other_names_of_platforms_change_nothing_but_the_names(
    seed: int, make_study, make_plan, make_ratings
):
    study, plan, rows = drawn(seed, make_study, make_plan)
    new = {platform.id: f"x{i}" for i, platform in enumerate(reversed(study.platforms))}
    renamed = study.model_copy(
        update={"platforms": tuple(p.model_copy(update={"id": new[p.id]}) for p in study.platforms)}
    )

    before = score_study(study, plan, make_ratings(*rows)).totals
    after = score_study(
        renamed,
        plan.with_columns(pl.col("platform").replace(new)),
        make_ratings(*((new[row[0]], *row[1:]) for row in rows)),
    ).totals

    assert before.with_columns(pl.col("id").replace(new)).equals(after)


@settings(max_examples=12)
@seeded
def test_a_better_rating_never_lowers_a_score(seed: int, make_study, make_plan, make_ratings):
    study, plan, rows = drawn(seed, make_study, make_plan)
    # A third rating turns the mean into the median, and the median need not follow the mean.
    rows = [row for row in rows if row[3] in ("rater-0", "rater-1")]
    low = [i for i, row in enumerate(rows) if isinstance(row[4], int) and row[4] < 3]
    assume(low and study.scoring.consensus != "adjudicated")
    chosen = Random(seed).choice(low)
    raised = [(*row[:4], row[4] + 1, row[5]) if i == chosen else row for i, row in enumerate(rows)]

    before = score_study(study, plan, make_ratings(*rows)).totals
    after = score_study(study, plan, make_ratings(*raised)).totals

    assert after["status"].equals(before["status"])
    for number in ("score", "low", "high"):
        assert (after[number] >= before[number] - 1e-9).fill_null(True).all()


@settings(max_examples=12)
@seeded
def test_a_lost_rating_never_raises_completeness(seed: int, make_study, make_plan, make_ratings):
    study, plan, rows = drawn(seed, make_study, make_plan)
    rows = [row for row in rows if row[5] == "person" and row[4] != "not_applicable"]
    assume(rows and study.scoring.consensus != "adjudicated")  # there a loss may end a dispute
    lost = Random(seed).randrange(len(rows))
    fewer = rows[:lost] + rows[lost + 1 :]

    before, after = (score_study(study, plan, make_ratings(*some)) for some in (rows, fewer))

    for name in ("indicators", "dimensions", "totals"):
        was, now = (getattr(scores, name)["completeness"] for scores in (before, after))
        assert (now <= was + 1e-9).fill_null(True).all()


@settings(max_examples=12)
@seeded
def test_the_bounds_hold_whatever_the_missing_ratings_would_have_been(
    seed: int, make_study, make_plan, make_ratings
):
    dice = Random(seed)
    aggregation = dice.choice(["arithmetic", "geometric", "harmonic", "minimum"])
    study = make_study(units=UNITS, scoring={"aggregation": {"A1": aggregation, "A": aggregation}})
    plan = make_plan(study)
    cells = plan.select("platform", "scenario", "indicator").rows()
    whole = [(*cell, "ann", dice.randint(0, 3), "person") for cell in cells]
    kept = [row for row in whole if dice.random() < 0.6]

    true, found = (score_study(study, plan, make_ratings(*rows)) for rows in (whole, kept))

    for name in ("indicators", "dimensions", "totals"):
        score_, bounds = getattr(true, name)["score"], getattr(found, name)
        assert score_.is_between(bounds["low"] - 1e-9, bounds["high"] + 1e-9).all()


def test_the_tables_meet_their_contracts_and_have_names(make_study, make_plan, rate_all):
    study = make_study(grading=GRADING)

    scores = score_study(study, make_plan(study), rate_all(study, 2))

    tables = scores.as_dict()
    contracts = (Cells, Nodes, Nodes, Totals, Ranks, Grades)
    assert list(tables) == ["cells", "indicators", "dimensions", "totals", "ranks", "grades"]
    for table, contract in zip(tables.values(), contracts, strict=True):
        assert table.equals(checked(contract, table))


def test_a_study_is_scored_over_all_that_it_plans(make_study, rate_all):
    study = make_study()

    scores = score(study, rate_all(study, 2, ["gz-web"]))

    assert isinstance(scores, Scores)
    assert scores.cells.height == planned_cells(study).height
    assert scores_module.policies(study) == ("zero",)


@pytest.mark.parametrize(("name", "total"), [("minimal", None), ("default-2021r", 12)])
def test_the_studies_that_come_with_the_program_can_be_scored(name: str, total: float | None):
    study = load_study(name)
    cells = planned_cells(study).filter("applicable").drop("applicable")

    scores = score(study, cells.with_columns(rater=pl.lit("ann"), level=2))

    assert scores.totals["status"].unique().to_list() == ["scored"]
    assert scores.totals["percent"].round(9).unique().to_list() == [round(200 / 3, 9)]
    assert total is None or scores.totals["score"].round(9).unique().to_list() == [total]
    assert scores.ranks["rank"].unique().to_list() == [1]
