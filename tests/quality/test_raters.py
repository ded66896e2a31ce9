"""Tables over RATINGS."""

from datetime import date

import numpy as np
import polars as pl
import pytest

import wenheng as wh
from wenheng.errors import TableError
from wenheng.language import speaking
from wenheng.tables import Ratings

KINDS = {"rules": "rule", "chief": "adjudicator"}


def ratings(*rows: tuple[str, str, str, int | None]) -> pl.DataFrame:
    """RATINGS from (platform, indicator, rater, level)."""
    table = [
        {
            "platform": platform,
            "scenario": "late",
            "indicator": indicator,
            "rater": rater,
            "rater_kind": KINDS.get(rater, "person"),
            "status": "not_assessed" if level is None else "rated",
            "level": level,
            "reason": "",
            "reason_en": "",
            "span": "",
            "confidence": None,
            "session": None,
        }
        for platform, indicator, rater, level in rows
    ]
    return Ratings.cast(pl.DataFrame(table, schema_overrides={"level": pl.UInt8}))


def rated(**levels: list[int | None]) -> pl.DataFrame:
    """One indicator, a list of levels per rater."""
    return ratings(
        *(
            (f"p{i}", "A1", rater, level)
            for rater, given in levels.items()
            for i, level in enumerate(given)
        )
    )


def test_each_indicator_has_its_coefficients_before_adjudication():
    ann, bob, chief = [0, 1, 2, 3, 3, 1], [0, 1, 3, 3, 2, 1], [3] * 6

    table = wh.quality.agreement(rated(ann=ann, bob=bob, chief=chief, rules=chief))

    value = dict(zip(table["coefficient"], table["value"], strict=True))
    assert list(value) == ["alpha", "ac2", "exact", "within_one", "icc"]
    assert value["alpha"] == wh.quality.krippendorff_alpha([ann, bob], "ordinal").value
    scale = wh.quality.gwet_ac([ann, bob], "quadratic", categories=range(4))
    assert value["ac2"] == pytest.approx(scale.value)
    assert value["exact"] == pytest.approx(4 / 6)
    assert value["within_one"] == 1
    assert table["subjects"].to_list() == [6] * 5
    assert table["raters"].to_list() == [2] * 5


def test_what_is_undefined_is_a_gap_with_its_reason():
    with speaking("en"):
        table = wh.quality.agreement(rated(ann=[2, 2, 2], bob=[2, 2, 2]))

    alpha, exact = (
        table.filter(coefficient=name).row(0, named=True) for name in ("alpha", "exact")
    )
    assert alpha["value"] is None
    assert "all ratings are one level" in alpha["reason"]
    assert (exact["value"], exact["reason"]) == (1, "")


def test_severity_is_the_mean_distance_from_the_other_people():
    table = wh.quality.severity(
        rated(ann=[1, 1, 3], bob=[2, 2, 3], eve=[3, 0, None], rules=[0, 1, 0])
    )

    overall = table.filter(indicator="*")
    assert dict(zip(overall["rater"], overall["severity"], strict=True)) == pytest.approx(
        {
            "ann": np.mean([1 - 2.5, 1 - 1, 0]),
            "bob": np.mean([2 - 2, 2 - 0.5, 0]),
            "eve": np.mean([3 - 1.5, 0 - 1.5]),
            "rules": np.mean([0 - 2, 1 - 1, 0 - 3]),
        }
    )
    assert overall["cells"].to_list() == [3, 3, 2, 3]
    assert (overall["low"] < overall["severity"]).all()


def test_who_shares_no_cell_has_no_severity():
    table = wh.quality.severity(ratings(("a", "A1", "ann", 1), ("b", "A1", "bob", 2)))

    assert table["cells"].to_list() == [0, 0, 0, 0]
    assert table["severity"].null_count() == 4


def test_an_adjudicator_moves_nobodys_severity():
    before = rated(ann=[1, 1], bob=[2, 2])

    after = wh.quality.severity(rated(ann=[1, 1], bob=[2, 2], chief=[0, 0]))

    assert after.equals(wh.quality.severity(before))


def test_drift_is_severity_by_round_and_its_change_since_the_first():
    table = rated(ann=[2, 2, 3, 3], bob=[1, 1, 1, 1])
    rounds = pl.DataFrame(
        {
            "platform": ["p0", "p1", "p2", "p3"],
            "round": [date(2026, 1, 1)] * 2 + [date(2026, 2, 1)] * 2,
        }
    )

    found = wh.quality.drift(table, rounds)

    assert found["rater"].to_list() == ["ann", "ann", "bob", "bob"]
    assert found["severity"].to_list() == [1, 2, -1, -2]
    assert found["change"].to_list() == [0, 1, 0, -1]


def test_every_rating_needs_its_round_once():
    table = rated(ann=[1, 1], bob=[1, 1])
    one = pl.DataFrame({"platform": ["p0"], "round": [1]})

    with speaking("en"), pytest.raises(TableError, match="2 ratings have no round"):
        wh.quality.drift(table, one)
    with speaking("en"), pytest.raises(TableError, match="more than once"):
        wh.quality.drift(table, pl.concat([one, one]))
    with speaking("en"), pytest.raises(TableError, match="no usable column round"):
        wh.quality.drift(table, one.drop("round"))


def test_disputes_wait_in_the_queue_widest_first_until_they_are_settled():
    table = ratings(
        ("near", "A1", "ann", 1), ("near", "A1", "bob", 2),
        ("far", "A1", "ann", 1), ("far", "A1", "bob", 3),
        ("farther", "A1", "ann", 0), ("farther", "A1", "bob", 3), ("farther", "A1", "eve", 1),
        ("settled", "A1", "ann", 0), ("settled", "A1", "bob", 3), ("settled", "A1", "chief", 2),
        ("rule", "A1", "ann", 0), ("rule", "A1", "rules", 3),
    )  # fmt: skip

    queue = wh.quality.adjudication_queue(table)

    assert queue.select("platform", "difference", "levels", "needs").rows() == [
        ("farther", 3, [0, 3, 1], "ruling"),
        ("far", 2, [1, 3], "third_rating"),
    ]
    assert wh.quality.adjudication_queue(table, from_difference=1).height == 3
