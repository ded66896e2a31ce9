"""Counts by indicator, and how sessions and replies failed."""

import polars as pl
import pytest
from tests.analysis.rules.made_up import PLATFORMS, STUDY, alike, presence_of, scored

from wenheng.analysis.tallies import failures, level_counts, priorities
from wenheng.study.plan import planned_sessions
from wenheng.tables import FEATURES, Replies, Sessions

GONE = PLATFORMS[:7]


@pytest.fixture(scope="module")
def tables():
    found = scored(alike(), absent=GONE)
    return found | {"presence": presence_of(lambda p: "absent" if p in GONE else "present")}


def test_every_applicable_cell_is_counted_once(tables):
    counts = level_counts(STUDY, tables["cells"])

    applicable = tables["cells"].filter(pl.col("status") != "not_applicable")
    assert counts["n"].sum() == applicable.height
    gone = counts.filter(outcome="no_assistant", indicator="A1.1")["n"].item()
    assert gone == 7 * len(STUDY.scenarios)


def test_a_consensus_between_two_levels_counts_for_the_nearer_one(tables):
    first = tables["cells"].filter(indicator="A1.1", status="scored").head(3)
    cells = first.with_columns(score=pl.Series([0.4, 0.5, 1.6]))

    counts = dict(
        level_counts(STUDY, cells).filter(indicator="A1.1").select("outcome", "n").iter_rows()
    )

    assert (counts["0"], counts["1"], counts["2"]) == (1, 1, 1)


def test_what_was_not_assessed_is_no_zero(tables):
    lost = tables["cells"].with_columns(
        score=pl.lit(None, pl.Float64),
        status=pl.when(pl.col("status") == "scored")
        .then(pl.lit("not_assessed"))
        .otherwise(pl.col("status").cast(pl.String)),
    )

    counts = level_counts(STUDY, lost)

    assert counts.filter(outcome="0")["n"].sum() == 0
    assert counts.filter(outcome="not_assessed")["n"].sum() == 121 * (
        sum(len(STUDY.scenarios) if leaf.per == "scenario" else 1 for leaf in STUDY.leaves)
    ) - (lost.filter(pl.col("status") == "not_applicable").height)


def test_gap_and_zeros_are_of_those_that_have_an_assistant(tables):
    row = priorities(STUDY, tables["indicators"], tables["presence"]).row(0, named=True)

    scores = tables["indicators"].filter(pl.col("node") == row["indicator"])["score"].drop_nulls()
    assert row["gap"] == pytest.approx(3 - scores.mean())
    assert (row["scored"], row["present"]) == (121, 121)
    assert row["zeros"] == (scores == 0).sum()


def test_weights_of_indicators_are_shares_of_the_total(tables):
    assert priorities(STUDY, tables["indicators"], tables["presence"])[
        "weight"
    ].sum() == pytest.approx(1)


def session(number, outcome):
    key = {
        "session": f"s{number}",
        "platform": PLATFORMS[number],
        "scenario": STUDY.scenarios[0].id,
    }
    return {
        **key, "variant": "main", "repeat": 1, "attempt": 1, "transport": "browser",
        "outcome": outcome, "fault": "nobody", "has_assistant": None, "entry_clicks": None,
        "features": dict.fromkeys(FEATURES), "started_at": None, "duration_s": None, "note": "", "turns": [],
        "evidence": [],
    }  # fmt: skip


def test_failures_are_counted_of_what_was_planned_and_of_what_was_replied():
    outcomes = ["replied"] * 4 + ["no_reply", "no_reply", "captcha"]
    schema = Sessions.create_empty().schema
    held = pl.DataFrame([session(i, o) for i, o in enumerate(outcomes)], schema)
    types = [("answer", True), ("answer", False), ("off_topic", True), ("unread", False)]
    replies = Replies.cast(
        pl.DataFrame(
            [(f"s{i}", *t) for i, t in enumerate(types)], Replies.column_names(), orient="row"
        )
    )

    found = {
        (row["end"], row["kind"]): (row["k"], row["n"])
        for row in failures(STUDY, held, replies).to_dicts()
    }

    planned = planned_sessions(STUDY).height
    assert found == {
        ("session", "not_held"): (planned - 7, planned),
        ("session", "no_reply"): (2, planned),
        ("session", "captcha"): (1, planned),
        ("reply", "no_link"): (1, 4),
        ("reply", "off_topic"): (1, 4),
    }
