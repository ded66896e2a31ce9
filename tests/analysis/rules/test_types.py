"""R05, R13: types of development."""

from tests.analysis.rules.made_up import OF, PLATFORMS, UNITS, alike, say, scored


def test_types_crowd_at_both_ends():
    high = {u for i, u in enumerate(UNITS) if i % 2}

    findings = say(
        "R05", scored(alike(lambda name: 1.2 if OF[name].id in high else -9.0, spread=0.1))
    )

    assert {f["strength"] for f in findings} == {"S"}
    assert all("呈两极分化" in f["sentence_zh"] for f in findings)


def test_having_one_or_not_is_no_polarisation():
    gone = [p for p in PLATFORMS if list(UNITS).index(OF[p].id) % 2]

    findings = say("R05", scored(alike(lambda name: 0.8, spread=0.1), absent=gone))

    assert {f["strength"] for f in findings} == {"M"}
    assert all("主要是有与无之别" in f["sentence_zh"] for f in findings)


def test_the_commonest_type():
    findings = say("R13", scored(alike(spread=0.1)))

    assert {f["strength"] for f in findings} == {"S"}
    assert findings[0]["sentence_zh"].startswith("省级以")
