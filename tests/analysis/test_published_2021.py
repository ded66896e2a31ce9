"""What the 2021 report published comes out of its own grades."""

from collections import Counter

import numpy as np
import pytest

from wenheng.analysis.poles import polarisation
from wenheng.rounding import largest_remainder
from wenheng.study.load import load_study

STUDY = load_study("default-2021r")
PUBLISHED = STUDY.published["2021"]
TYPES = {grade.id: grade.type for grade in STUDY.grading.grades}
BEST_LAST = list(TYPES)[::-1]
REGIONS = {unit.id: unit.region for unit in STUDY.units}


def grades_of(level):
    """Unit → its published grade."""
    return {unit: grade for grade, units in PUBLISHED["grades"][level].items() for unit in units}


@pytest.mark.parametrize(
    ("level", "counts", "shares"),
    [
        ("province", [8, 13, 7, 4], [25, 40.63, 21.87, 12.5]),
        ("city", [8, 7, 6, 11], [25, 21.88, 18.75, 34.37]),
    ],
)
def test_types_and_their_printed_shares(level, counts, shares):
    found = Counter(TYPES[grade] for grade in grades_of(level).values())

    names = list(dict.fromkeys(TYPES.values()))
    assert [found[name] for name in names] == counts
    assert largest_remainder([found[name] for name in names]) == shares
    printed = PUBLISHED["type_distribution"][level]
    assert {name: (printed[name]["n"], printed[name]["share"]) for name in names} == {
        name: (n, f"{share:g}%") for name, n, share in zip(names, counts, shares, strict=True)
    }


def test_every_unit_of_the_roster_has_one_grade():
    graded = [*grades_of("province"), *grades_of("city")]

    assert sorted(graded) == sorted(unit.id for unit in STUDY.units)


def test_only_75_of_128_round_to_the_printed_coverage():
    printed = PUBLISHED["coverage"]["overall_pct"]

    assert [k for k in range(129) if round(100 * k / 128, 2) == printed] == [75]


def test_leaders_on_both_platforms_are_as_many_as_chance_gives():
    # Their top tens are lost with the report's figures: what can be held is their number and type.
    strong = PUBLISHED["dual_strong"]

    assert [len(strong[level]) for level in ("province", "city")] == [4, 3]
    assert round(10 * 10 / 32, 1) == 3.1
    for level in ("province", "city"):
        assert {TYPES[grades_of(level)[unit]] for unit in strong[level]} == {"leading"}


def test_provinces_have_one_hump_and_cities_are_nearly_even():
    provinces, cities = polarisation([8, 13, 7, 4]), polarisation([8, 7, 6, 11])

    assert (provinces.ends, cities.ends) == (0.375, pytest.approx(0.594, abs=0.0005))
    assert (round(provinces.agreement, 2), round(cities.agreement, 2)) == (0.29, 0.01)
    assert round(cities.leik, 2) == 0.71
    humps = {
        level: polarisation([list(grades_of(level).values()).count(g) for g in BEST_LAST])
        for level in ("province", "city")
    }
    assert round(humps["province"].bimodality, 2) == 0.43
    assert round(humps["city"].bimodality, 2) == 0.65


@pytest.mark.parametrize(
    ("level", "means"),
    [
        ("province", {"east": 6.00, "central": 5.17, "northeast": 4.33, "west": 2.69}),
        ("city", {"east": 4.45, "central": 4.67, "northeast": 2.25, "west": 1.45}),
    ],
)
def test_means_of_regions_in_steps_of_grades(level, means):
    steps = {unit: BEST_LAST.index(grade) for unit, grade in grades_of(level).items()}

    found = {
        region: np.mean([step for unit, step in steps.items() if REGIONS[unit] == region])
        for region in means
    }

    assert {region: round(mean, 2) for region, mean in found.items()} == means
