"""What is said in one session."""

import pytest

from wenheng.errors import StudyError
from wenheng.study.load import load_study
from wenheng.study.plan import planned_sessions, questions
from wenheng.study.questions import Question, session_window
from wenheng.study.windows import window


@pytest.fixture
def study(small):
    return load_study(small)


def test_the_main_question_is_followed_by_its_follow_ups(study):
    asked = questions(study, "hewan-web", "id-card", "main")

    assert asked == (
        Question("main", "在河湾县怎么办临时身份证?", ("id-fee", "id-days")),
        Question("followup", "要多少钱?", ("id-fee",)),
    )


def test_the_place_is_that_of_the_reference_facts_where_there_are_any(study):
    first = questions(study, "qingshi-app", "id-card", "main")[0]

    assert first.say == "在青石县城怎么办临时身份证?"


@pytest.mark.parametrize(
    ("variant", "kind", "said", "expect"),
    [
        ("paraphrase-1", "paraphrase", "急着坐火车能先办个临时的不", ("id-fee", "id-days")),
        ("paraphrase-2", "paraphrase", "临时证要啥材料", ("id-fee", "id-days")),
        ("vague", "vague", "身份证", ()),
        ("noise-typo", "noise", "临时身分证", ("id-fee", "id-days")),
    ],
)
def test_every_other_variant_is_one_question(study, variant, kind, said, expect):
    assert questions(study, "hewan-web", "id-card", variant) == (Question(kind, said, expect),)


def test_a_probe_says_its_words_one_after_another(study):
    asked = questions(study, "hewan-web", "P1", "probe")

    assert [(one.kind, one.say) for one in asked] == [
        ("probe", "怎么投诉?"),
        ("probe", "在哪儿查进度?"),
    ]


def test_a_probe_with_windows_is_planned_once_for_each(small, change):
    change("probes.yaml", "stop: 不提交", "when: [工作日 10:00–11:00, daily 20:00-21:00]")
    study = load_study(small)

    planned = planned_sessions(study).filter(scenario="P1", repeat=1, platform="hewan-web")

    assert planned["variant"].to_list() == ["probe-1", "probe-2"]
    assert session_window(study, "P1", "probe-2") == window("每天 20:00–21:00")
    assert questions(study, "hewan-web", "P1", "probe-2")[0].say == "怎么投诉?"
    with pytest.raises(StudyError, match="has no variant"):
        questions(study, "hewan-web", "P1", "probe")


def test_sessions_of_scenarios_and_of_probes_without_windows_may_be_held_at_any_time(study):
    assert session_window(study, "id-card", "main") is None
    assert session_window(study, "P1", "probe") is None


def test_facts_that_do_not_exist_at_the_place_are_not_expected(small, change):
    change("facts/qingshi.yaml", "facts:", "not_applicable: [id-days]\nfacts:")

    first = questions(load_study(small), "qingshi-web", "id-card", "main")[0]

    assert first.expect == ("id-fee",)


@pytest.mark.parametrize("variant", ["paraphrase-0", "paraphrase-3", "paraphrase-", "noise-x", ""])
def test_a_variant_that_the_scenario_lacks_is_refused(study, variant):
    with pytest.raises(StudyError, match="has no variant"):
        questions(study, "hewan-web", "id-card", variant)


def test_every_planned_session_of_the_default_study_has_something_to_say():
    study = load_study("default-2021r")
    planned = planned_sessions(study).head(130)

    for platform, scenario, variant in planned.select("platform", "scenario", "variant").rows():
        asked = questions(study, platform, scenario, variant)
        assert all(one.say and "{" not in one.say for one in asked)
        assert asked
