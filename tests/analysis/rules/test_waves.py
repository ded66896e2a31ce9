"""R07, R19: change between two waves."""

from tests.analysis.rules.made_up import OF, WEB, alike, presence_of, say, scored


def test_coverage_of_two_waves():
    now = {"presence": presence_of(lambda p: "present")}
    then = {"presence": presence_of(lambda p: "present" if p in WEB else "absent")}

    (more,), (same,), (alone,) = say("R19", now, then), say("R19", now, now), say("R19", now)

    assert (more["strength"], same["strength"], alone["strength"]) == ("S", "N", "X")
    assert "由 50.00% 升至 100.00%" in more["sentence_zh"]


def test_a_riser_rises_more_than_its_first_score_lets_expect():
    then, now = alike(), alike(lambda name: 1.5 if OF[name].id == "gansu" else 0.0)

    found = {f["about"]: f for f in say("R07", scored(now), scored(then)) if f["measure"] == "rise"}

    assert found["gansu"]["strength"] == "S"
    assert found["gansu"]["sentence_zh"].startswith("甘肃两轮的平均等级提高")
    assert all(f["strength"] != "S" for about, f in found.items() if about != "gansu")
