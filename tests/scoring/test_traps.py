"""The traps named in the scoring specification, one test each.

Weights found by entropy or by principal components, the last of its traps, come with the index.
"""

from typing import Any

import polars as pl
import pytest

from wenheng.errors import TableError
from wenheng.language import speaking
from wenheng.scoring.scores import Scores, score_study
from wenheng.study.model import Study

CARD = ("gz-web", "card", "A1.1")


@pytest.fixture(scope="module")
def scored(make_plan):
    def scores(study: Study, *frames: pl.DataFrame) -> Scores:
        return score_study(study, make_plan(study), pl.concat(frames))

    return scores


@pytest.fixture(scope="module")
def refused(make_study, make_plan):
    def said(ratings: pl.DataFrame) -> str:
        with speaking("en"), pytest.raises(TableError) as error:
            score_study(make_study(), make_plan(make_study()), ratings)
        return str(error.value)

    return said


def unit(scores: Scores, id_: str) -> dict[str, Any]:
    (found,) = scores.totals.filter((pl.col("id") == id_) & (pl.col("policy") == "zero")).to_dicts()
    return found


def test_a_government_is_not_rewarded_for_having_no_assistant(scored, make_study, rate_all):
    study = make_study()

    scores = scored(
        study,
        rate_all(study, 3, ["gz-web"]),
        rate_all(study, 2, ["sz-web", "sz-mobile"]),
        rate_all(study, "no_assistant", ["gz-mobile"]),
    )

    assert unit(scores, "gz")["score"] < unit(scores, "sz")["score"]


def test_na_in_the_place_of_a_level_is_refused_not_swallowed(refused, make_ratings):
    ratings = make_ratings((*CARD, "ann", 2), (*CARD, "bob", 2)).with_columns(
        level=pl.Series(["2", "NA"]), status=None
    )

    assert "level 'NA' is no whole number" in refused(ratings)


def test_a_row_given_twice_is_refused_not_counted_twice(refused, make_ratings):
    ratings = make_ratings((*CARD, "ann", 0), (*CARD, "bob", 3), (*CARD, "bob", 3))

    assert "bob rated gz-web/card/A1.1 more than once (rows 2–3)" in refused(ratings)


def test_a_renamed_government_is_refused_not_lost(refused, make_ratings):
    ratings = make_ratings(
        ("gz-web", "card", "A1.1", "ann", 2), ("gzh-web", "card", "A1.1", "ann", 2)
    )

    assert "'gzh-web' is not in the study; the nearest is 'gz-web' (row 2)" in refused(ratings)


def test_one_zero_does_not_make_a_geometric_mean_zero(scored, make_study, rate_all):
    study = make_study(scoring={"aggregation": {"A1": "geometric"}})
    ratings = rate_all(study, 3, ["gz-web"]).with_columns(
        level=pl.when(pl.col("indicator") == "A1.1").then(0).otherwise("level")
    )

    dimensions = scored(study, ratings).dimensions

    node = (pl.col("platform") == "gz-web") & (pl.col("node") == "A1")
    assert dimensions.filter(node)["score"].item() == pytest.approx(1)


def test_a_unit_that_enters_moves_nobody_elses_score(scored, make_study, rate_all):
    few = make_study()
    newcomer = {"id": "new", "name": "新", "level": "city", "region": "north"}
    units = [unit.model_dump(exclude={"name"}) | {"name": unit.id} for unit in few.units]
    more = make_study(units=[*units, newcomer])
    ratings = rate_all(few, 2)

    alone = scored(few, ratings)
    joined = scored(more, ratings, rate_all(more, 3, ["new-web", "new-mobile"]))

    ids = alone.totals["id"].implode()
    assert joined.totals.filter(pl.col("id").is_in(ids)).equals(alone.totals)


def test_a_pooled_mean_is_not_a_mean_of_cell_means(scored, make_study, make_ratings):
    rows = [(*CARD, name, 3) for name in ("ann", "bob", "cid")]
    indicators = scored(
        make_study(), make_ratings(*rows, ("gz-web", "move", "A1.1", "ann", 0))
    ).indicators

    node = (pl.col("platform") == "gz-web") & (pl.col("node") == "A1.1")
    assert indicators.filter(node)["score"].item() == 1.5


def test_a_denominator_comes_from_the_plan_not_from_the_rows_there_are(
    scored, make_study, rate_all
):
    study = make_study()

    scores = scored(study, rate_all(study, 3, ["gz-web"]).head(1))

    assert scores.cells.height == 6 * 7
    assert unit(scores, "gz")["applicable"] == 14
    assert unit(scores, "gz")["status"] == "withheld"
    assert unit(scores, "sz")["status"] == "not_assessed"
