"""The contracts of the tables that stages hand to one another."""

import dataframely as dy
import polars as pl
import pytest

from wenheng import tables
from wenheng.contracts import checked, places, unknown_names
from wenheng.errors import TableError
from wenheng.language import catalogue, speaking
from wenheng.tables import Coverage, Nodes, Presence, Ranks

CONTRACTS = [
    contract
    for contract in vars(tables).values()
    if isinstance(contract, type) and issubclass(contract, dy.Schema) and contract is not dy.Schema
]


def nodes(**changes: object) -> pl.DataFrame:
    row = {
        "platform": "gz-web",
        "node": "A",
        "score": 2.0,
        "completeness": 0.5,
        "assessed": 1,
        "applicable": 2,
        "low": 1.0,
        "high": 2.5,
        "status": "scored",
    }
    return pl.DataFrame([row | changes])


def broken(contract: type[dy.Schema], frame: pl.DataFrame) -> str:
    with speaking("en"), pytest.raises(TableError) as error:
        checked(contract, frame)
    return str(error.value)


def test_a_good_table_comes_back_with_the_types_and_order_of_its_contract():
    table = checked(Nodes, nodes().select(pl.all().reverse()).with_columns(surplus=pl.lit(1)))

    assert table.schema == Nodes.create_empty().schema


def test_a_missing_column_is_named_beside_those_that_are_there():
    said = broken(Nodes, nodes().drop("low", "high").select("status", "score"))

    assert "low" in said
    assert "columns present: status, score" in said


def test_every_broken_rule_is_named_with_its_rows_and_values():
    frame = pl.concat(
        [nodes(), nodes(), nodes(node="B", completeness=1.5), nodes(node="C", low=2.4)]
    )

    said = broken(Nodes, frame)

    assert "keys must not repeat: broken by 2 rows, such as gz-web/A; gz-web/A" in said
    assert "completeness must not be above its greatest value" in said
    assert "gz-web/B (1.5)" in said
    assert "the score must lie within its bounds: broken by 1 rows, such as gz-web/C" in said


def test_a_gap_is_not_a_zero_and_a_number_is_not_a_gap():
    unexplained = broken(Nodes, nodes(score=None))
    contradictory = broken(Nodes, nodes(status="withheld"))

    assert "a score exactly when status is scored" in unexplained
    assert "a score exactly when status is scored" in contradictory


def test_nan_never_stands_for_a_gap():
    assert "must not be NaN" in broken(Nodes, nodes(score=float("nan")))


def test_a_status_outside_the_closed_list_is_shown():
    assert "gz-web/A (maybe)" in broken(Nodes, nodes(status="maybe"))


def test_a_column_of_an_impossible_type_is_a_table_error():
    assert "cannot be converted" in broken(Nodes, nodes(low=[1, 2]))


def test_bounds_may_differ_from_the_score_by_the_noise_of_summing_only():
    checked(Nodes, nodes(low=2.0 + 1e-12))

    assert "within its bounds" in broken(Nodes, nodes(low=2.0 + 1e-6))


def test_only_a_present_assistant_is_usable():
    frame = pl.DataFrame(
        {
            "platform": ["a"],
            "status": ["absent"],
            "usable": [True],
            "outcome": None,
            "session": None,
        }
    )

    assert "only an assistant that is present" in broken(Presence, frame)


def test_no_rank_exceeds_the_size_of_its_group():
    row = {"kind": "unit", "id": "a", "policy": "zero", "group": "all", "rank": 3, "of": 2}

    assert "cannot exceed the size" in broken(Ranks, pl.DataFrame([row | {"tied": False}]))


def test_covered_and_unknown_fit_into_the_planned_platforms():
    row = {"level": "all", "channel": "all", "region": "all", "n": 2, "k": 1, "usable": 1}
    frame = pl.DataFrame([row | {"unknown": 2, "low": 0.5, "high": 1.0}])

    assert "cannot exceed n" in broken(Coverage, frame)


@pytest.mark.parametrize("contract", CONTRACTS, ids=lambda contract: contract.__name__)
def test_every_contract_is_explained_and_its_own_rules_have_words(contract: type[dy.Schema]):
    own = [name for name in contract._validation_rules(with_cast=False) if "|" not in name]

    assert contract.__doc__
    assert {f"rule-{name.replace('_', '-')}" for name in own} <= set(catalogue("tables"))


def test_row_numbers_are_drawn_together():
    with speaking("en"):
        assert places([9, 4, 3, 5, 11]) == "rows 3–5, 9, 11"
        assert places([7]) == "row 7"


def test_an_unknown_name_is_shown_with_its_rows_and_the_nearest_known_one():
    frame = pl.DataFrame({"platform": ["gz-webb", "sz-web", "gz-webb", "xyz"]})

    with speaking("en"):
        said = unknown_names(frame, "platform", ["gz-web", "sz-web"])

    assert said == [
        "platform 'gz-webb' is not in the study; the nearest is 'gz-web' (rows 1, 3)",
        "platform 'xyz' is not in the study (row 4)",
    ]
