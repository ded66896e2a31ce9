"""The annex says who is to rate an indicator, and never that people did where none has looked."""

import polars as pl
import pytest

from wenheng.report.compose.codebook import codebook
from wenheng.report.material import material
from wenheng.study.indicators import Automation


def named(nodes, level):
    """`nodes` with all leaves to be rated in this way."""
    how = Automation(level=level, how="人工判定")
    return tuple(
        node.model_copy(
            update={"automation": how}
            if node.is_leaf
            else {"children": named(node.children, level)}
        )
        for node in nodes
    )


@pytest.fixture
def rated(country):
    """What the annex says of A1.1, where it is to be rated so and scores go by whose judgement."""

    def rated(level, *judges):
        nodes = named(country.study.indicators, level)
        study = country.study.model_copy(update={"indicators": nodes})
        its = pl.col("indicator") == "A1.1"
        scored = country.tables["cells"].filter(its, pl.col("status") == "scored")
        cells = pl.concat(
            [scored[:1].with_columns(judged_by=pl.lit(j), scenario=pl.lit(j)) for j in judges]
        )
        data = material(study, {**country.tables, "cells": cells}, country.facts)
        (row,) = [row for row in codebook(data)[0].rows if row[0].text.startswith("A1.1")]
        return row[3].text

    return rated


@pytest.mark.parametrize("level", ["human", "assisted"])
def test_what_people_are_to_judge_and_rules_alone_did_is_told_with_its_count(rated, level):
    told = rated(level, "machine", "person")

    assert "人工" in told and "2个得分中" in told and "1个仅由规则或模型给出" in told


@pytest.mark.parametrize("level", ["human", "assisted"])
def test_where_people_have_looked_at_all_of_it_nothing_is_added(rated, level):
    assert "规则或模型" not in rated(level, "person", "adjudicator")


def test_what_is_left_to_rules_is_told_as_planned(rated):
    assert "个得分" not in rated("auto", "machine")
