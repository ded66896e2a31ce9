"""The plan owns every denominator."""

import random
from collections import Counter

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wenheng.study.load import load_study
from wenheng.study.options import SessionPlan
from wenheng.study.plan import planned_cells, planned_sessions
from wenheng.study.questions import WHOLE_PLATFORM
from wenheng.tables import WHOLE_PLATFORM as TABLES_WHOLE_PLATFORM

DEFAULT = load_study("default-2021r")
SCENARIOS = [scenario.id for scenario in DEFAULT.scenarios]
UNHURRIED = settings(deadline=None, max_examples=40)
PROBES = [probe.id for probe in DEFAULT.probes]


def chosen(ids):
    return st.just("all") | st.lists(st.sampled_from(ids), unique=True).map(tuple)


plans = st.builds(
    SessionPlan,
    variants=st.fixed_dictionaries(
        {},
        optional={
            "main": chosen(SCENARIOS),
            "paraphrases": chosen(SCENARIOS),
            "vague": chosen(SCENARIOS),
            "noise": chosen(SCENARIOS),
            "probes": chosen(PROBES),
        },
    ),
    repeats=st.integers(1, 4),
)


def study_with(plan, platforms=3):
    return DEFAULT.model_copy(update={"sessions": plan, "platforms": DEFAULT.platforms[:platforms]})


def cells_of(study, indicator):
    return set(planned_cells(study).filter(pl.col("indicator") == indicator)["scenario"])


def test_a_session_is_named_by_platform_scenario_variant_and_repeat(small):
    sessions = planned_sessions(load_study(small))

    asked = sessions.filter(pl.col("platform") == "qingshi-web")["session"].to_list()

    assert [session.removeprefix("qingshi-web/") for session in asked] == [
        "bus-pass/main/1",
        "bus-pass/main/2",
        "bus-pass/paraphrase-1/1",
        "bus-pass/paraphrase-1/2",
        "id-card/main/1",
        "id-card/main/2",
        "id-card/paraphrase-1/1",
        "id-card/paraphrase-1/2",
        "id-card/paraphrase-2/1",
        "id-card/paraphrase-2/2",
        "id-card/vague/1",
        "id-card/vague/2",
        "P1/probe/1",
        "P1/probe/2",
    ]


def test_the_default_study_plans_8704_sessions_and_25728_cells():
    sessions, cells = planned_sessions(DEFAULT), planned_cells(DEFAULT)

    assert dict(Counter(sessions["variant"])) == {
        "main": 1536,
        "paraphrase-1": 1536,
        "paraphrase-2": 1536,
        "paraphrase-3": 1536,
        "vague": 1536,
        "probe": 768,
        "probe-1": 128,
        "probe-2": 128,
    }
    assert cells.height == 128 * (16 * 12 + 9)


@UNHURRIED
@given(plans)
def test_sessions_multiply_platforms_by_variants_by_repeats(plan):
    counts = Counter()
    for scenario in DEFAULT.scenarios:
        said = scenario.utterances
        sizes = {"main": 1, "paraphrases": 3, "vague": 1, "noise": len(said.noise)}
        counts["asked"] += sum(
            size
            for kind, size in sizes.items()
            if plan.variants.get(kind) == "all" or scenario.id in plan.variants.get(kind, ())
        )
    counts["probed"] = sum(
        bool(probe.say)
        * max(1, len(probe.when))
        * (plan.variants.get("probes") == "all" or probe.id in plan.variants.get("probes", ()))
        for probe in DEFAULT.probes
    )

    sessions = planned_sessions(study_with(plan))

    assert sessions.height == 3 * plan.repeats * counts.total()
    assert sessions["session"].n_unique() == sessions.height


@UNHURRIED
@given(plans, st.randoms(use_true_random=False))
def test_the_order_of_platforms_scenarios_and_indicators_is_irrelevant(plan, rng: random.Random):
    study = study_with(plan)
    mixed = {
        name: tuple(rng.sample(getattr(study, name), len(getattr(study, name))))
        for name in ("platforms", "scenarios", "indicators", "probes")
    }

    shuffled = study.model_copy(update=mixed)

    for planned in (planned_sessions, planned_cells):
        first, second = planned(study), planned(shuffled)
        assert first.sort(first.columns).equals(second.sort(first.columns))


@UNHURRIED
@given(plans)
def test_a_scenario_is_rated_on_rewording_exactly_where_it_is_reworded(plan):
    study = study_with(plan)

    reworded = planned_sessions(study).filter(pl.col("variant").str.starts_with("paraphrase"))

    assert cells_of(study, "B2.5") == set(reworded["scenario"])


@UNHURRIED
@given(plans)
def test_what_is_rated_once_per_platform_is_always_planned(plan):
    study = study_with(plan)

    assert cells_of(study, "A3.1") == {"*"}
    assert cells_of(study, "B2.3") == {"*"}


def test_context_is_rated_only_where_there_is_a_follow_up(small):
    assert cells_of(load_study(small), "A2") == {"id-card"}


def test_an_indicator_is_rated_only_in_the_scenarios_it_applies_to(small, change):
    change("indicators.yaml", "applies_to: [id-card, bus-pass]", "applies_to: [bus-pass]")

    assert cells_of(load_study(small), "B1") == {"bus-pass"}


def test_an_indicator_that_names_no_turns_is_rated_in_every_scenario(small, change):
    change("indicators.yaml", "        turns: [vague]\n", "")

    assert cells_of(load_study(small), "B2") == {"bus-pass", "id-card"}


def test_a_pack_is_planned_when_it_is_switched_on(small, change):
    change("packs/extra.yaml", "indicators:", "on: true\nindicators:")
    change("study.yaml", "probes: all", "probes: all, noise: all")
    on = load_study(small)
    off = on.model_copy(update={"packs": ()})

    assert cells_of(on, "X1") == {"id-card"}
    assert cells_of(off, "X1") == set()
    assert str(on.indicator("X1").name) == "Noise"


def test_what_does_not_exist_at_a_place_is_not_asked_there_and_does_not_apply(small, change):
    change("facts/qingshi.yaml", "facts:", "not_applicable: [bus-pass, id-days]\nfacts:")
    study = load_study(small)

    sessions, cells = planned_sessions(study), planned_cells(study)

    asked = sessions.filter(pl.col("scenario") == "bus-pass")
    assert set(asked["platform"]) == {"hewan-web"}
    inapplicable = cells.filter(~pl.col("applicable"))
    assert set(inapplicable["platform"]) == {"qingshi-web", "qingshi-app"}
    assert set(inapplicable["scenario"]) == {"bus-pass"}
    everywhere = study.model_copy(update={"references": ()})
    assert cells.height == planned_cells(everywhere).height


def test_a_changed_copy_of_a_study_forgets_what_was_worked_out_before():
    assert len(DEFAULT.leaves) == 25

    copy = DEFAULT.model_copy(update={"indicators": DEFAULT.indicators[:1]})

    assert len(copy.leaves) == 9


def test_the_whole_platform_has_one_name():
    assert WHOLE_PLATFORM == TABLES_WHOLE_PLATFORM


@pytest.mark.parametrize("planned", [planned_sessions, planned_cells])
def test_a_study_that_plans_nothing_has_an_empty_plan(planned):
    nothing = study_with(SessionPlan(variants={})).model_copy(
        update={"indicators": (DEFAULT.indicator("B2.5"),)}
    )

    assert planned(nothing).is_empty()
