"""All rules together: complete, in any order of rows, and whatever is missing."""

import numpy as np
import polars as pl
import pytest
from tests.scoring.conftest import everything, ratings_of, study_of

from wenheng.analysis.rules.catalogue import RULES
from wenheng.analysis.rules.findings import findings
from wenheng.errors import TableError
from wenheng.rating.presence import presence
from wenheng.scoring.scores import score
from wenheng.study.load import load_study
from wenheng.study.plan import planned_cells
from wenheng.tables import Sessions

DEFAULT = load_study("default-2021r")


def rated(seed=4, raters=("ann", "bob"), share=1.0, gone=0.3):
    """Tables of the default study, from ratings made up by platform."""
    dice = np.random.default_rng(seed)
    cells = planned_cells(DEFAULT).filter("applicable").drop("applicable")
    quality = {p.id: dice.normal(1.5, 0.6) for p in DEFAULT.platforms}
    absent = [p.id for p in DEFAULT.platforms if dice.random() < gone]
    base = cells["platform"].replace_strict(quality).to_numpy()
    parts = []
    for rater in raters:
        level = np.clip(np.round(base + dice.normal(0, 0.7, cells.height)), 0, 3).astype(int)
        parts.append(cells.with_columns(level=pl.Series(level), rater=pl.lit(rater)))
    lost = pl.col("platform").is_in(absent)
    table = pl.concat(parts).filter(pl.Series(dice.random(len(raters) * cells.height) < share))
    return table.with_columns(
        level=pl.when(~lost).then("level"),
        status=pl.when(lost).then(pl.lit("no_assistant")).otherwise(pl.lit("rated")),
        rater_kind=pl.lit("person"),
    )


@pytest.fixture(scope="module")
def tables():
    return score(DEFAULT, rated()).as_dict()


@pytest.fixture(scope="module")
def meaning(tables):
    return findings(DEFAULT, tables, draws=100)


def test_every_rule_is_in_the_ledger_said_or_not(meaning):
    considered = {rule.id for rule in RULES} | {"R22"}

    assert set(meaning.findings["rule"]) == considered
    assert len(considered) == 26
    keys = ["rule", "about", "measure"]
    assert meaning.findings.select(keys).unique().height == meaning.findings.height
    assert meaning.findings.join(meaning.ledger, on=keys, how="anti").is_empty()


def test_what_is_not_a_headline_has_a_gate_that_failed(meaning):
    failed = meaning.ledger.filter(pl.col("kind") != "info", ~pl.col("holds").fill_null(False))
    keys = ["rule", "about", "measure"]

    headlines = meaning.findings.filter(pl.col("strength") == "S")

    assert headlines.height > 5
    assert headlines.join(failed, on=keys, how="semi").is_empty()
    others = meaning.findings.filter(pl.col("strength") != "S")
    assert others.join(failed, on=keys, how="anti").is_empty()


def test_every_sentence_is_whole_in_both_languages(meaning):
    texts = [name for name in meaning.findings.columns if name.endswith(("_zh", "_en"))]

    for name in texts:
        column = meaning.findings[name]
        assert not column.str.contains(r"[{}]|None|\bnan\b").any(), name
        assert (column.str.len_chars() > 0).all(), name


def test_corrected_probabilities_are_never_smaller(meaning):
    tested = meaning.findings.filter(pl.col("p_family").is_not_null())

    assert tested.height > 10
    assert (tested["p"] <= tested["q"] + 1e-12).all()
    assert (tested["q"] <= tested["p_family"] + 1e-12).all()
    body = tested.filter(pl.col("strength").is_in(["S", "M"]))
    assert (body["q"] < 0.05).all()


def test_the_order_of_rows_says_nothing(tables, meaning):
    mixed = {name: table.sample(fraction=1, shuffle=True, seed=1) for name, table in tables.items()}
    for name in ("totals", "ranks", "grades"):
        mixed[name] = mixed[name].sort("policy", maintain_order=True)

    again = findings(DEFAULT, mixed, draws=100)

    keys = ["rule", "about", "measure"]
    chosen = [*keys, "strength", "sentence_zh"]
    assert (
        again.findings.sort(keys).select(chosen).equals(meaning.findings.sort(keys).select(chosen))
    )


def test_the_same_seed_says_the_same(tables, meaning):
    assert findings(DEFAULT, tables, draws=100).findings.equals(meaning.findings)


def test_advice_is_for_indicators_in_which_peers_are_ahead(tables, meaning):
    advice = meaning.advice
    scores = tables["indicators"].select("platform", "score", indicator="node")

    known = advice.join(scores, on=["platform", "indicator"])

    assert advice.height > 50
    assert known.height == advice.height
    assert (known["value"] == known["score"]).all()
    assert (advice["value"] < advice["quartile"]).all()
    row = advice.row(0, named=True)
    platform = DEFAULT.platform(row["platform"])
    level = DEFAULT.unit(platform.unit).level
    peers = [
        p.id
        for p in DEFAULT.platforms
        if p.channel == platform.channel and DEFAULT.unit(p.unit).level == level
    ]
    own = scores.filter(pl.col("platform").is_in(peers), indicator=row["indicator"])["score"]
    assert row["quartile"] == pytest.approx(np.quantile(own.drop_nulls(), 0.25))
    shares = {leaf.id: 1 / 6 / len(d.children) for d in DEFAULT.dimensions for leaf in d.children}
    counting = {id_ for id_, share in shares.items() if share >= np.median([*shares.values()])}
    assert set(advice["indicator"]) <= counting < set(shares)
    assert row["weight"] == pytest.approx(shares[row["indicator"]])
    assert row["wanted"] == DEFAULT.indicator(row["indicator"]).anchors[3]


@pytest.mark.parametrize(
    "kept",
    [
        (),
        ("presence",),
        ("coverage",),
        ("grades",),
        ("ranks",),
        ("totals", "dimensions"),
        ("cells",),
        ("totals", "dimensions", "indicators", "cells"),
    ],
)
def test_what_tables_are_missing_leaves_rules_silent(tables, kept):
    part = {name: table for name, table in tables.items() if name in kept}

    found = findings(DEFAULT, part, draws=20).findings

    assert found.filter(pl.col("rule") == "R19")["strength"].to_list() == ["X"]
    if not kept:
        assert set(found["strength"]) <= {"X", "N"}


@pytest.mark.parametrize("absent", [0.0, 1.0])
def test_nobody_and_everybody_absent(absent):
    found = findings(DEFAULT, score(DEFAULT, rated(gone=absent)).as_dict(), draws=20)

    strengths = dict(found.findings.select("rule", "strength").iter_rows())
    assert strengths["R08"] in ("N" if absent == 0 else "X", "M", "S")


def test_no_rating_at_all():
    nothing = rated().head(0)

    found = findings(DEFAULT, score(DEFAULT, nothing).as_dict(), draws=20)

    assert found.findings.filter(pl.col("strength").is_in(["S", "M"])).is_empty()
    assert {rule.id for rule in RULES} <= set(found.findings["rule"])
    assert found.advice.is_empty()


def test_few_ratings_in_two_of_three():
    found = findings(DEFAULT, score(DEFAULT, rated(share=0.7)).as_dict(), draws=20)

    assert found.findings.height > 50


def test_a_small_study_of_other_names():
    study = study_of()
    held = presence(study, pl.DataFrame(schema=Sessions.create_empty().schema))
    given = score(study, everything(study, 2)).as_dict() | {"presence": held}

    found = findings(study, given, draws=20).findings

    assert {rule.id for rule in RULES} <= set(found["rule"])
    assert found.filter(pl.col("strength") == "S", pl.col("measure") == "score").is_empty()


def test_a_single_rating():
    study = study_of()
    one = ratings_of(("gz-web", "card", "A1.1", "ann", 2))

    found = findings(study, score(study, one).as_dict(), draws=20).findings

    assert set(found["strength"]) <= {"X", "N"}


@pytest.mark.parametrize("ratings", [0, 1])
def test_parts_that_no_assistant_has_scores_of_have_no_difference_and_no_p(ratings):
    tables = score(DEFAULT, rated(gone=0).head(ratings)).as_dict()

    found = findings(DEFAULT, tables, draws=20).findings

    parts = found.filter(pl.col("rule").is_in(["R08", "R09", "R10", "R11", "R21"]))
    assert parts.height == 6
    assert set(parts["strength"]) == {"X"}
    assert parts.select("value", "p").null_count().row(0) == (6, 6)
    asked = found.filter(rule="R17")
    assert asked["value"].null_count() >= asked.height - ratings


def test_regions_of_which_one_has_no_score_are_not_compared_and_no_number_stands_for_it():
    east = [p.id for p in DEFAULT.platforms if DEFAULT.unit(p.unit).region == "east"]
    ratings = rated(gone=0).filter(pl.col("platform").is_in(east))

    found = findings(DEFAULT, score(DEFAULT, ratings).as_dict(), draws=20)

    (gap,) = found.findings.filter(rule="R03", measure="score").to_dicts()
    assert (gap["strength"], gap["value"]) == ("X", None)
    assert "单位太少" in gap["sentence_zh"]
    assert not any(sign.isdigit() for sign in gap["text_zh"])


def test_units_that_do_not_differ_leave_no_variance_to_divide():
    same = rated(gone=0).with_columns(level=pl.lit(2))

    found = findings(DEFAULT, score(DEFAULT, same).as_dict(), draws=20)

    parts = found.findings.filter(rule="R03b", measure="score")
    assert parts.select("strength", "value", "p").rows() == [("X", None, None)]
    assert "毫无差异" in parts["sentence_zh"][0]


def test_a_broken_table_is_refused(tables):
    broken = tables | {"totals": tables["totals"].drop("percent")}

    with pytest.raises(TableError, match="percent"):
        findings(DEFAULT, broken)


def test_a_broken_table_of_the_wave_before_is_refused(tables):
    before = {"presence": pl.DataFrame({"platform": ["gansu-web"], "status": ["perhaps"]})}

    with pytest.raises(TableError, match="Presence"):
        findings(DEFAULT, tables, before=before)


@pytest.mark.parametrize(
    ("conditions", "said"),
    [
        ({"name": ["gansu"], "people": [1]}, "unit"),
        ({"unit": ["gansu", "gansu"], "people": [1, 2]}, "gansu"),
        ({"unit": ["gansu"], "people": ["many"]}, "people"),
    ],
)
def test_conditions_that_are_no_numbers_of_units_are_refused_in_words(tables, conditions, said):
    with pytest.raises(TableError, match=said):
        findings(DEFAULT, tables, conditions=pl.DataFrame(conditions))
