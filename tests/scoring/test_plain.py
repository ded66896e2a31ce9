"""Ratings that are laid into the tensor at once, or piece by piece from a file."""

from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

import wenheng as wh
import wenheng.scoring.stream as stream
from wenheng.errors import TableError
from wenheng.language import speaking
from wenheng.scoring.layout import layout_of, whole_layout
from wenheng.scoring.plain import plain_tensor
from wenheng.scoring.ratings import accepted_ratings
from wenheng.scoring.tensor import tensor_of
from wenheng.study.load import load_study
from wenheng.study.plan import planned_cells

CELL = ("gz-web", "card", "A1.1")
SPOILT: tuple[dict[str, Any], ...] = (
    {"platform": "gz-wep"},
    {"scenario": "*"},
    {"indicator": "B1.1"},
    {"indicator": "A9"},
    {"rater": None},
    {"rater": " ann"},
    {"rater": ""},
    {"rater": "bob", "rater_kind": "adjudicator"},
    {"rater_kind": "person"},
    {"rater_kind": "judge"},
    {"rater_kind": None},
    {"level": 4},
    {"level": -1},
    {"level": 300},
    {"level": None},
    {"level": None, "status": "no_assistant"},
    {"level": None, "status": "not_applicable"},
    {"level": None, "status": "not_rated"},
    {"status": "not_assessed"},
    {"status": None},
    {"level": None, "status": None},
)


@settings(max_examples=80)
@given(seed=st.integers(0, 2**32))
def test_what_is_plain_would_be_accepted_as_it_is(seed: int, make_study, make_plan, make_ratings):
    dice = Random(seed)
    study = make_study(scale={"allow_na": dice.random() < 0.5})
    plan = make_plan(study, *([CELL] if dice.random() < 0.2 else []))
    rows = make_ratings(
        *((*CELL, "ann", 2, "person"), (*CELL, "bob", dice.choice([3, "no_assistant"]), "rule")),
        ("gz-web", "move", "A1.1", "ann", 1, "person"),
    ).to_dicts()
    if dice.random() < 0.8:
        rows[dice.randrange(3)] |= dice.choice(SPOILT)
    rows += [rows[0]] * (dice.random() < 0.1)
    ratings = pl.DataFrame(rows, make_ratings().schema)
    layout = layout_of(study, plan)

    plain = plain_tensor(study, layout, ratings)

    try:
        accepted = accepted_ratings(study, plan, ratings)
    except TableError:
        assert plain is None
    else:
        slots = np.sort(tensor_of(layout, accepted).levels, axis=1)
        assert plain is None or (np.sort(plain.levels, axis=1) == slots).all()


def test_the_layout_of_a_whole_study_is_that_of_its_plan():
    study = load_study("default-2021r")
    spared = {"unit": study.units[0].id, "not_applicable": [study.scenarios[0].id]}
    reference = study.references[0].model_copy(update=spared)
    study = study.model_copy(update={"references": (reference,)})

    whole, planned = whole_layout(study), layout_of(study, planned_cells(study))

    assert whole.columns == planned.columns
    assert whole.platforms == planned.platforms
    assert (whole.applicable == planned.applicable).all()
    assert not whole.applicable.all()


@pytest.fixture
def large(tmp_path: Path, monkeypatch, make_study) -> tuple[Any, pl.DataFrame, Path]:
    """A study, ratings of it in random order, and a file of them that is read in three pieces."""
    study = make_study()
    dice = np.random.default_rng(5)
    cells = planned_cells(study).drop("applicable")
    ratings = cells.join(pl.DataFrame({"rater": ["ann", "bob", "cid"]}), how="cross")
    levels = dice.integers(0, 4, ratings.height)
    ratings = ratings.with_columns(level=pl.Series(levels, dtype=pl.Int8))
    ratings = ratings.sample(fraction=0.9, shuffle=True, seed=3)
    monkeypatch.setattr(stream, "PIECE", ratings.height // 3 + 1)
    return study, ratings, tmp_path / "ratings.parquet"


def test_a_file_is_scored_in_pieces_as_it_would_be_at_once(large):
    study, ratings, file = large
    ratings.write_parquet(file)

    totals = wh.totals(study, pl.scan_parquet(file))

    assert_frame_equal(totals, wh.score(study, ratings).totals)
    assert_frame_equal(totals, wh.totals(study, ratings))


def test_what_has_a_status_or_is_text_is_read_in_pieces_too(large):
    study, ratings, file = large
    told = ratings.with_columns(
        status=pl.when(pl.int_range(pl.len()) % 5 == 0)
        .then(pl.lit("no_assistant"))
        .otherwise(pl.lit("rated")),
    ).with_columns(level=pl.when(pl.col("status") == "rated").then("level").cast(pl.String))
    told.write_parquet(file)

    totals = wh.totals(study, pl.scan_parquet(file))

    assert_frame_equal(totals, wh.score(study, told).totals)


def test_a_rating_that_stands_in_two_pieces_is_refused(large):
    study, ratings, file = large
    pl.concat([ratings, ratings.head(1)]).write_parquet(file)

    with speaking("en"), pytest.raises(TableError, match="1 cells were rated more than once") as it:
        wh.totals(study, pl.scan_parquet(file))

    assert "/".join(ratings.row(0)[:4]) in str(it.value)


def test_what_is_wrong_in_a_piece_is_told_with_the_place_of_the_piece(large):
    study, ratings, file = large
    last = ratings.tail(1).with_columns(level=pl.lit(7, pl.Int8))
    pl.concat([ratings.head(-1), last]).write_parquet(file)

    with speaking("en"), pytest.raises(TableError, match="has the levels 0–3, not 7") as raised:
        wh.totals(study, pl.scan_parquet(file))

    assert f"after row {2 * stream.PIECE}" in str(raised.value)


def test_more_raters_than_have_a_slot_are_not_read_in_pieces(large):
    study, ratings, file = large
    many = ratings.with_columns(rater=pl.int_range(pl.len()).cast(pl.String))
    many.write_parquet(file)

    with speaking("en"), pytest.raises(TableError, match="cannot be read in pieces"):
        wh.totals(study, pl.scan_parquet(file))
    assert wh.totals(study, many).height
