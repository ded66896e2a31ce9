"""Units are counted by their two channels once, and nothing unknown is guessed."""

import polars as pl
import pytest

from wenheng.analysis.pairs import channel_pairs
from wenheng.study.load import load_study
from wenheng.tables import Presence, Totals

STUDY = load_study("default-2021r")
STATUS = ("present", "absent", "unknown")


def presence(known):
    """PRESENCE in which each named unit has these statuses on web and mobile."""
    rows = [
        (f"{unit}-{channel}", status, False, None, None)
        for unit, statuses in known.items()
        for channel, status in zip(("web", "mobile"), statuses, strict=True)
    ]
    return pl.DataFrame(rows, schema=Presence.create_empty().schema, orient="row")


def totals(scores):
    empty = dict.fromkeys(("percent", "completeness", "low", "high"))
    rows = [
        {"kind": "platform", "id": f"{unit}-{channel}", "policy": "zero", "score": score, **empty,
         "percent": score, "assessed": 1, "applicable": 1,
         "status": "not_assessed" if score is None else "scored"}
        for unit, both in scores.items()
        for channel, score in zip(("web", "mobile"), both, strict=True)
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=Totals.create_empty().schema)


def row(known, scores=None, level="province"):
    table = channel_pairs(STUDY, presence(known), totals(scores or {}))
    return next(one for one in table.iter_rows(named=True) if one["level"] == level)


def test_a_unit_is_counted_by_what_both_channels_have():
    found = row(
        {
            "beijing": ("present", "present"),
            "hebei": ("present", "absent"),
            "shanxi": ("absent", "present"),
            "tianjin": ("absent", "absent"),
        }
    )

    counts = [found[key] for key in ("both", "first_only", "second_only", "neither")]
    assert counts == [1, 1, 1, 1]
    assert (found["n"], found["unknown"]) == (32, 28)


@pytest.mark.parametrize("other", STATUS)
def test_a_unit_with_a_channel_that_is_not_known_is_unknown(other):
    assert row({"beijing": ("unknown", other)})["unknown"] == 32


def test_only_units_with_two_scores_are_compared_and_noise_is_no_lead():
    scores = {"beijing": (3.0, 1.0), "hebei": (2.0, 2.0 + 1e-12), "shanxi": (5.0, None)}

    found = row({}, scores)

    assert (found["scored"], found["first_higher"], found["second_higher"]) == (2, 1, 0)
    assert found["median"] == pytest.approx(1.0)


def test_levels_add_up_to_all():
    table = channel_pairs(STUDY, presence({}), totals({}))

    assert table["level"].to_list() == ["province", "city", "all"]
    assert table["n"].to_list() == [32, 32, 64]


def test_without_two_channels_there_are_no_pairs():
    one = STUDY.model_copy(update={"channels": STUDY.channels[:1]})

    assert channel_pairs(one, presence({}), totals({})).is_empty()
