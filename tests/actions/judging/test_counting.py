"""What a level of a model counts, and where: after people, once calibrated, and never instead of them."""

from pathlib import Path

import pytest
import yaml
from tests.actions.judged import PICTURE, REPLY, bring, declare, no_network, rows
from tests.actions.models import GOOD, Response

from wenheng.actions.evaluate import rate_collected, score_collected
from wenheng.actions.judging import Order, judge_collected
from wenheng.errors import StudyError


def test_a_model_gives_each_cell_a_level_with_a_reason_and_the_words_it_rests_on(study, endpoint):
    declare(study, endpoint.entry)

    judged = judge_collected(study)

    assert (judged.cells, judged.asked, judged.left, judged.new) == (6, 6, 0, 6)
    first = rows(study)[0]
    assert first["rater"] == judged.rater and first["rater"].startswith("model:model@")
    assert (first["level"], first["span"], first["confidence"]) == (2, "身份证", 1.0)
    assert "回复说明了材料。" in first["reason"] and first["reason_en"].startswith("Model:")


def test_a_rating_by_a_model_never_counts_until_a_calibration_admits_it(study, endpoint):
    declare(study, endpoint.entry)
    judged = judge_collected(study)

    before = score_collected(study)["cells"]
    admit(study, judged.rater)
    after = score_collected(study)["cells"]
    admit(study, "model:model@000000000000")
    other = score_collected(study)["cells"]
    admit(study, judged.rater, role="pre-score")
    pre = score_collected(study)["cells"]

    assert before["score"].null_count() == 6 and before["machine_score"].null_count() == 6
    assert after["score"].to_list() == [2.0] * 6
    assert other.equals(before) and pre.equals(before)


def admit(study: Path, rater: str, role: str = "alone") -> None:
    row = {"rater": rater, "kind": "model", "indicator": "Q", "role": role, "n": 100}
    (study / "calibration.yaml").write_text(yaml.safe_dump({"calibrated": [row]}), "utf-8")


def test_what_a_study_leaves_to_people_no_model_rates(study, endpoint):
    document = yaml.safe_load((study / "study.yaml").read_text("utf-8"))
    document["indicators"][0]["children"][0]["automation"] = {"level": "human"}
    (study / "study.yaml").write_text(yaml.safe_dump(document, allow_unicode=True), "utf-8")
    bring(study, {"north-web": {"s0": REPLY}})
    declare(study, endpoint.entry)
    judged = judge_collected(study)
    admit(study, judged.rater)

    assert judged.new == 1
    assert score_collected(study)["cells"]["score"].null_count() == 6


def test_the_lowest_level_needs_no_span_and_no_level_says_why(study, endpoint):
    said = [
        {**GOOD, "level": 0, "span": ""},
        {**GOOD, "level": None, "span": "", "reason": "缺链接"},
    ]
    endpoint.behave = lambda _asked, number: Response(said[number % 2])
    declare(study, endpoint.entry)

    judged = judge_collected(study)

    assert judged.by_status == {"rated": 3, "not_assessed": 3}
    assert {row["level"] for row in rows(study)} == {0, None}
    assert any("缺链接" in row["reason"] for row in rows(study))


def test_a_span_is_kept_as_the_reply_has_it(study, endpoint):
    endpoint.behave = lambda _asked, _number: Response({**GOOD, "span": "办理。工本费１０元"})
    declare(study, endpoint.entry)

    judge_collected(study)

    assert rows(study)[0]["span"] == "办理。\n工本费 10 元"


def test_votes_are_repeats_and_their_median_counts_with_its_variance(study, endpoint):
    levels = [2, 3, 3]
    endpoint.behave = lambda _asked, number: Response({**GOOD, "level": levels[number % 3]})
    declare(study, endpoint.entry, votes=3)

    judged = judge_collected(study)

    assert (judged.asked, {row["level"] for row in rows(study)}) == (18, {3})
    first = rows(study)[0]
    assert "2 3 3" in first["reason"] and "0.22" in first["reason"]
    assert first["confidence"] == pytest.approx(2 / 3, abs=1e-3)


def test_votes_that_are_far_apart_are_no_judgement(study, endpoint):
    endpoint.behave = lambda _asked, number: Response({**GOOD, "level": (1, 3, 3)[number % 3]})
    declare(study, endpoint.entry, votes=3)

    assert judge_collected(study).by_status == {"not_assessed": 6}


def test_another_model_prompt_or_temperature_is_another_rater(study, endpoint):
    declare(study, endpoint.entry)
    names = {judge_collected(study, Order(estimate=True)).rater}
    for change in ({"model": "other"}, {"temperature": 0.5}, {"votes": 3}, {"language": "en"}):
        declare(study, endpoint.entry, **change)
        names.add(judge_collected(study, Order(estimate=True)).rater)
    declare(study, endpoint.entry, budget_tokens=5, at_once=9, key_env="K")
    names.add(judge_collected(study, Order(estimate=True)).rater)

    assert len(names) == 5


def test_cells_without_a_reply_are_not_asked_about(study, endpoint):
    bring(study, {"north-web": {"s0": PICTURE}})
    declare(study, endpoint.entry)

    assert judge_collected(study).cells == 5


def test_without_a_model_all_works_the_same_and_nothing_is_asked_of_any_network(study, endpoint):
    with no_network():
        rate_collected(study)
        plain = score_collected(study)["cells"]
        with pytest.raises(StudyError):
            judge_collected(study)
    declare(study, endpoint.entry)
    with no_network():
        rate_collected(study)
        declared = score_collected(study)["cells"]

    assert declared.equals(plain)
    assert endpoint.asked == []
