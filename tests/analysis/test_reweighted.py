"""Ranks under other weights."""

import numpy as np
import polars as pl
import pytest
from tests.analysis.rules.made_up import OF, PLATFORMS, STUDY, alike, scored

from wenheng.analysis import reweighted
from wenheng.analysis.reweighted import weight_ranks
from wenheng.study.tree import parts

GONE = PLATFORMS[5:120:9]


@pytest.fixture(scope="module")
def tables():
    return scored(alike(), absent=GONE)


def ranges(tables, **how):
    return weight_ranks(STUDY, tables["cells"], tables["ranks"], **how)


def test_under_the_declared_weights_ranks_are_those_published(tables, monkeypatch):
    monkeypatch.setattr(reweighted, "SPREAD", (1, 1))

    found = ranges(tables, draws=3)

    assert found.height == 64
    for end in ("low", "high", "best", "worst"):
        assert found[end].equals(found["rank"].alias(end))


def test_one_set_of_weights_gives_the_ranks_that_means_by_hand_give(tables):
    dice = np.random.default_rng([7, 3])
    ids = dict.fromkeys([*(node.id for node in STUDY.nodes()), *parts(STUDY)])
    factor = {id_: dice.uniform(0.75, 1.25, 1)[0] for id_ in ids}
    leaf = {(r["platform"], r["node"]): r["score"] for r in tables["indicators"].to_dicts()}
    totals = {}
    for unit in STUDY.units:
        mine = []
        for platform in (p for p in PLATFORMS if OF[p].id == unit.id):
            of_parts = {}
            for part in parts(STUDY):
                below = [
                    (c.weight * factor[c.id], leaf[platform, c.id])
                    for c in STUDY.indicator(part).children
                ]
                known = [(w, x) for w, x in below if x is not None]
                if known:
                    of_parts[part] = sum(w * x for w, x in known) / sum(w for w, _ in known)
            weight = sum(factor[part] for part in of_parts)
            mine.append(
                sum(factor[p] * x for p, x in of_parts.items()) / weight if of_parts else 0.0
            )
        totals[unit.id] = sum(mine) / len(mine)

    found = ranges(tables, draws=1, seed=7)

    for row in found.iter_rows(named=True):
        peers = [u.id for u in STUDY.units if u.level == row["level"]]
        assert row["best"] == 1 + sum(totals[p] > totals[row["unit"]] + 1e-9 for p in peers)


def test_a_range_holds_the_declared_rank_or_lies_beside_it_and_more_draws_widen_it(tables):
    few, many = ranges(tables, draws=20), ranges(tables, draws=500)

    assert (many["worst"] - many["best"]).sum() > (few["worst"] - few["best"]).sum()
    assert ((many["best"] <= many["rank"]) & (many["rank"] <= many["worst"])).all()


def test_a_unit_without_a_rank_is_not_ranked_again(tables):
    ranks = tables["ranks"].filter(pl.col("id") != "beijing")

    assert "beijing" not in weight_ranks(STUDY, tables["cells"], ranks, draws=5)["unit"].to_list()


def test_where_weights_alone_do_not_make_the_scores_nothing_is_said(tables):
    scoring = STUDY.scoring.model_copy(update={"aggregation": {"A": "geometric"}})
    study = STUDY.model_copy(update={"scoring": scoring})

    assert weight_ranks(study, tables["cells"], tables["ranks"]).is_empty()


def test_how_many_sets_of_weights_are_tried_at_a_time_changes_nothing(tables, monkeypatch):
    whole = ranges(tables, draws=20)

    monkeypatch.setattr(reweighted, "BLOCK", 7)

    assert ranges(tables, draws=20).equals(whole)
