import pytest

from wenheng.sandbox.knowledge import known_matters
from wenheng.sandbox.planted import ladder


def planted(**values):
    return ladder()[0][0].model_copy(update={"links": "none", "sources": "none", **values})


def states(known):
    return [held.state for matter in known for held in matter.held]


@pytest.mark.parametrize("coverage", [0, 0.3, 0.65, 1])
def test_the_planted_share_of_facts_is_known_of_every_matter(yuncang, coverage):
    matters = yuncang.matters_of(yuncang.places[0])

    known = known_matters(matters, planted(coverage=coverage), "seed")

    for one in known:
        assert abs(len(one.held) - coverage * len(one.matter.statements)) <= 1
    facts = sum(len(m.statements) for m in matters)
    assert abs(sum(len(one.held) for one in known) - coverage * facts) <= 1


def test_the_planted_share_of_known_facts_is_wrong(yuncang):
    matters = yuncang.matters_of(yuncang.places[0])

    known = known_matters(matters, planted(coverage=0.8, wrong=0.25), "seed")

    share = states(known).count("wrong") / len(states(known))
    assert share == pytest.approx(0.25, abs=0.01)


def test_old_rules_are_planted_only_where_there_was_one(yuncang):
    matters = yuncang.matters_of(yuncang.places[0])

    known = known_matters(matters, planted(coverage=1, wrong=0, stale=1), "seed")

    stale = {h.statement.fact for k in known for h in k.held if h.state == "stale"}
    assert {"S01.7", "S06.3", "S11.3"} <= stale
    assert all(h.statement.stale for k in known for h in k.held if h.state == "stale")


def test_a_planted_link_or_source_is_always_a_known_fact(yuncang):
    matters = yuncang.matters_of(yuncang.places[0])
    quality = planted(coverage=0.3, wrong=0.9, links="apply", sources="document")

    known = known_matters(matters, quality, "seed")

    held = {h.statement.fact: h.state for k in known for h in k.held}
    assert held["S02.9"] == held["S07.8"] == held["S04.10"] == "true"


def test_a_platform_always_says_a_thing_in_the_same_words(yuncang):
    matters = yuncang.matters_of(yuncang.places[0])

    assert known_matters(matters, planted(), "x") == known_matters(matters, planted(), "x")
    assert known_matters(matters, planted(), "x") != known_matters(matters, planted(), "y")
