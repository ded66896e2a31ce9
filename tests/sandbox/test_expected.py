from dataclasses import replace
from itertools import combinations

import pytest

from wenheng.sandbox import expected_levels, quality, unit_quality
from wenheng.sandbox.planted import ladder


def site_at(yuncang, level):
    return next(s for s in yuncang.sites if s.planted.level == level and s.planted.answers)


def test_the_ladder_falls_from_excellent_to_poor(yuncang):
    levels = ("excellent", "very-good", "good", "fair", "middling", "weak", "poor")

    best = [
        max(quality(s) or 0 for s in yuncang.sites if s.planted.level == name) for name in levels
    ]

    assert best == sorted(best, reverse=True)
    assert best[0] > 0.95
    assert best[-1] < 0.15


def test_every_kind_of_site_occurs(yuncang):
    planted = [site.planted for site in yuncang.sites]

    assert len(yuncang.places) == 12
    assert len({place.region for place in yuncang.places}) == 4
    assert {p.presence for p in planted} == {
        "present", "absent", "dead", "login", "silent", "failing",
    }  # fmt: skip
    assert {p.transport for p in planted} == {"browser", "openai", "http"}
    assert len({p.page for p in planted}) == 8
    assert len({p.chat for p in planted if p.chat}) == 7


def test_a_site_without_a_usable_assistant_earns_nothing(yuncang):
    for site in yuncang.sites:
        if not site.planted.answers:
            unseen = site.planted.presence in ("login", "dead")
            assert quality(site) == (None if unseen else 0)


@pytest.mark.parametrize(
    ("worse", "indicator"),
    [
        ({"links": "none"}, "A2.1"),
        ({"sources": "none"}, "B1.5"),
        ({"memory": "none"}, "B2.6"),
        ({"understands": "exact"}, "B2.5"),
        ({"first_s": 9.0}, "B2.2"),
        ({"errors": 0.2}, "B2.3"),
        ({"related": 0}, "A1.3"),
        ({"hits": "menu"}, "A1.1"),
        ({"entry": "region"}, "B2.1"),
        ({"rating": "none"}, "A3.3"),
    ],
)
def test_what_is_planted_worse_is_expected_lower(yuncang, worse, indicator):
    site = site_at(yuncang, "excellent")
    spoilt = replace(site, planted=site.planted.model_copy(update=worse))

    assert expected_levels(spoilt)[indicator] < expected_levels(site)[indicator]
    assert quality(spoilt) < quality(site)


def test_quality_is_the_mean_of_dimensions_over_three(yuncang):
    levels = expected_levels(site_at(yuncang, "good"))
    dimensions = {}
    for indicator, level in levels.items():
        dimensions.setdefault(indicator[:2], []).append(level)

    by_hand = sum(sum(v) / len(v) for v in dimensions.values()) / len(dimensions) / 3

    assert quality(site_at(yuncang, "good")) == pytest.approx(by_hand)


def test_a_unit_is_the_mean_of_its_sites_but_what_cannot_be_seen_is_left_out(yuncang):
    hidden = 0
    for place in yuncang.places:
        sites = yuncang.sites_of(place)
        seen = [q for site in sites if (q := quality(site)) is not None]
        hidden += len(sites) - len(seen)
        assert unit_quality(yuncang)[place.id] == sum(seen) / len(seen)

    assert hidden == 2


def test_units_stand_in_the_order_of_the_planted_file(yuncang):
    rows = {row: number for number, row in enumerate(ladder())}
    order = [
        rows[tuple(site.planted for site in yuncang.sites_of(place))] for place in yuncang.places
    ]

    values = list(unit_quality(yuncang).values())
    pairs = list(combinations(range(len(order)), 2))
    agreeing = sum((order[a] < order[b]) == (values[a] > values[b]) for a, b in pairs)

    assert 2 * agreeing / len(pairs) - 1 > 0.85
