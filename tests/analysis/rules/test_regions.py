"""R03: one region above another."""

from tests.analysis.rules.made_up import OF, PLATFORMS, UNITS, WEB, alike, presence_of, say, scored


def test_regions_by_coverage():
    east = {name for name in PLATFORMS if OF[name].region == "east"}

    given = {"presence": presence_of(lambda p: "present" if p in east or p in WEB else "absent")}
    clear = next(f for f in say("R03", given) if f["measure"] == "coverage")
    even = say("R03", {"presence": presence_of(lambda p: "present" if p in WEB else "absent")})

    assert (clear["strength"], clear["value"]) == ("S", 50)
    assert clear["sentence_zh"].startswith(
        "按覆盖率，东部（100.00）高于西部（50.00），相差 50.00 个百分点"
    )
    assert even[0]["strength"] == "N"


def test_unknown_platforms_keep_coverage_of_regions_unsaid():
    east = {name for name in PLATFORMS if OF[name].region == "east"}

    given = {
        "presence": presence_of(
            lambda p: "present" if p in WEB else "unknown" if p in east else "absent"
        )
    }

    assert say("R03", given)[0]["strength"] == "X"


def test_regions_by_score_of_all_and_of_those_with_an_assistant():
    better = scored(alike(lambda name: 0.8 * (OF[name].region == "east"), spread=0.5))

    found = {f["measure"]: f for f in say("R03", better)}

    assert (found["score"]["strength"], found["covered"]["strength"]) == ("S", "S")
    assert found["covered"]["sentence_zh"].startswith("按已上线者的得分（百分制），东部（")


def test_bases_that_disagree_leave_only_the_covered():
    west = [unit for unit in UNITS if UNITS[unit].region == "west"]
    gone = [name for name in PLATFORMS if OF[name].id in west and west.index(OF[name].id) % 5]
    lower = alike(lambda name: -0.5 * (OF[name].region == "east"), spread=0.1)

    found = {f["measure"]: f for f in say("R03", scored(lower, absent=gone))}

    assert found["score"]["value"] > 20 > 0 > found["covered"]["value"]
    assert found["score"]["q"] < 0.05
    assert found["score"]["strength"] == "N"
