"""Which ratings of models may count."""

import polars as pl

from wenheng.scoring.admitted import counting
from wenheng.study.judging import Admission
from wenheng.study.load import load_study


def rows(*raters: tuple[str, str, str]) -> pl.DataFrame:
    named = [("p", "s", indicator, rater, kind, 2) for rater, kind, indicator in raters]
    names = ["platform", "scenario", "indicator", "rater", "rater_kind", "level"]
    return pl.DataFrame(named, schema=names, orient="row")


def test_only_the_very_rater_on_the_very_indicator_that_was_found_to_stand_alone_counts():
    given = rows(
        ("model:m@1", "model", "B1.1"),
        ("model:m@1", "model", "B1.4"),
        ("model:m@2", "model", "B1.1"),
        ("rule:r", "rule", "B1.1"),
        ("ann", "person", "B1.4"),
    )
    found = Admission(rater="model:m@1", kind="model", indicator="B1.1", role="alone", n=200)
    study = load_study("default-2021r").model_copy(update={"calibrated": (found,)})

    kept = counting(study, given)

    told = kept.select("rater", "indicator").rows()
    assert told == [("model:m@1", "B1.1"), ("rule:r", "B1.1"), ("ann", "B1.4")]


def test_on_what_the_study_leaves_to_people_no_model_counts():
    found = Admission(rater="model:m@1", kind="model", indicator="A2.3", role="alone", n=200)
    study = load_study("default-2021r").model_copy(update={"calibrated": (found,)})

    assert counting(study, rows(("model:m@1", "model", "A2.3"))).is_empty()
