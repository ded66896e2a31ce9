import dataframely as dy
import polars as pl
import pytest

from wenheng.errors import TableError
from wenheng.store.events import events
from wenheng.store.ratings import add_ratings, rating_history, ratings
from wenheng.tables import Ratings


def test_ratings_come_back_as_they_were_entered(run, ratings_row):
    entered = pl.concat(
        [ratings_row("alpha"), ratings_row("beta", level=None, status="not_assessed")]
    )

    assert add_ratings(run, entered, "ann") == 2

    assert ratings(run).equals(entered)


def test_whatever_the_contract_allows_is_kept(run):
    entered = Ratings.sample(200, generator=dy.random.Generator(7))

    add_ratings(run, entered, "ann")

    assert ratings(run).equals(entered.sort(Ratings.primary_key()))


def test_the_same_table_entered_twice_adds_nothing(run, ratings_row):
    unrated = ratings_row("beta", level=None, confidence=None, status="no_assistant", session=None)
    table = pl.concat([ratings_row("alpha"), unrated])
    add_ratings(run, table, "ann")

    assert add_ratings(run, table, "ann") == 0
    assert rating_history(run).height == 2


def test_a_correction_holds_and_the_history_says_who_and_why(run, ratings_row):
    add_ratings(run, ratings_row(level=1), "ann")
    add_ratings(run, ratings_row(level=2), "bob", "appeal 7 upheld")

    assert ratings(run)["level"].to_list() == [2]
    history = rating_history(run)
    assert history["level"].to_list() == [1, 2]
    assert history["who"].to_list() == ["ann", "bob"]
    assert history["why"].to_list() == ["", "appeal 7 upheld"]


def test_only_the_rows_that_changed_are_added(run, ratings_row):
    add_ratings(run, pl.concat([ratings_row("alpha"), ratings_row("beta")]), "ann")

    added = add_ratings(run, pl.concat([ratings_row("alpha"), ratings_row("beta", level=0)]), "ann")

    assert added == 1
    assert events(run.workspace)["what"].to_list()[1:] == ["ratings-added", "ratings-added"]


def test_a_table_that_breaks_the_contract_is_refused_whole(run, ratings_row):
    broken = pl.concat([ratings_row("alpha"), ratings_row("beta")]).with_columns(
        level=pl.lit(None, pl.UInt8)
    )

    with pytest.raises(TableError):
        add_ratings(run, broken, "ann")

    assert ratings(run).height == 0


def test_raters_do_not_overwrite_each_other(run, ratings_row):
    add_ratings(run, ratings_row(rater="ann", level=1), "ann")
    add_ratings(run, ratings_row(rater="bob", level=3), "bob")

    assert ratings(run)["level"].to_list() == [1, 3]
