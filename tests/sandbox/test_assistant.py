from dataclasses import replace
from itertools import pairwise

import pytest

from wenheng.sandbox.assistant import THRESHOLD
from wenheng.sandbox.knowledge import known_matters

CARD = "社会保障卡怎么办理和领取?"


@pytest.fixture
def made(yuncang):
    """An assistant with the given planted values, knowing everything true unless told otherwise."""

    def make(**planted):
        site = next(s for s in yuncang.sites if s.planted.level == "excellent")
        values = {"coverage": 1.0, "wrong": 0.0, "stale": 0.0, **planted}
        quality = site.planted.model_copy(update=values)
        matters = tuple(known.matter for known in site.known)
        known = known_matters(matters, quality, "seed")
        return replace(site, planted=quality, known=known).assistant()

    return make


def questions(study, kind):
    for scenario in study.scenarios:
        said = getattr(scenario.utterances, kind)
        for question in (said,) if isinstance(said, str) else said:
            yield scenario.id, question.replace("{place}", "鹭汀市")


def understood(assistant, study, kind):
    """The share of questions answered with what is known of the right matter."""
    right = []
    for scenario, question in questions(study, kind):
        reply = assistant.reply(question, f"session of {question}")
        known = next(k for k in assistant.known if k.matter.id == scenario)
        right.append(any(held.text in reply.plain for held in known.held))
    return sum(right) / len(right)


@pytest.mark.parametrize("tier", THRESHOLD)
def test_the_main_question_of_every_scenario_is_understood(made, study, tier):
    assert understood(made(understands=tier), study, "main") == 1


def test_each_step_of_understanding_meets_more_rewordings(made, study):
    shares = [understood(made(understands=tier), study, "paraphrases") for tier in THRESHOLD]

    assert shares == sorted(shares)
    assert shares[0] < 0.35
    assert shares[3] > 0.85
    assert min(b - a for a, b in pairwise(shares)) > 0.08


def test_what_is_about_nothing_it_knows_is_not_understood(made):
    for tier in THRESHOLD:
        assert made(understands=tier).reply("明天股票会涨吗?", "a").kind == "not_understood"


def test_a_follow_up_is_answered_by_the_one_that_remembers(made):
    assistant = made(memory="whole")
    assistant.reply(CARD, "a")

    reply = assistant.reply("办好以后怎么激活?", "a")

    assert "激活" in reply.text
    assert reply.kind == "answer"


def test_a_follow_up_means_nothing_to_the_one_without_memory(made):
    assistant = made(memory="none", understands="words")
    assistant.reply(CARD, "a")

    assert assistant.reply("办好以后怎么激活?", "a").kind == "not_understood"


def test_memory_for_one_follow_up_fails_the_second(made):
    assistant = made(memory="once", understands="words")
    assistant.reply(CARD, "a")

    assert assistant.reply("办好以后怎么激活?", "a").kind == "answer"
    assert assistant.reply("要交多少钱?", "a").kind == "not_understood"


def test_conversations_are_kept_apart(made):
    assistant = made(memory="whole", understands="words")
    assistant.reply(CARD, "a")

    assert assistant.reply("办好以后怎么激活?", "b").kind == "not_understood"


def test_most_follow_ups_of_the_study_are_met_by_a_good_memory_and_few_without(made, study):
    def share(memory):
        assistant = made(memory=memory, understands="words")
        right = []
        for scenario in study.scenarios:
            assistant.reply(scenario.utterances.main, scenario.id)
            known = next(k for k in assistant.known if k.matter.id == scenario.id)
            texts = {held.statement.fact: held.text for held in known.held}
            for follow_up in scenario.utterances.followups:
                reply = assistant.reply(follow_up.say, scenario.id)
                right.append(any(texts[fact] in reply.text for fact in follow_up.expect))
        return sum(right) / len(right)

    assert share("whole") > 0.75
    assert share("none") < 0.1


def test_exactly_the_planted_share_of_turns_fails(made):
    assistant = made(errors=0.15)

    kinds = [assistant.reply(CARD, "a").kind for _ in range(40)]

    assert kinds.count("error") == 6


def test_a_menu_holds_the_matter_and_a_click_on_it_answers(made):
    assistant = made(hits="menu")
    menu = assistant.reply(CARD, "a")

    answer = assistant.reply(menu.options[0], "a")

    assert (menu.kind, len(menu.options), menu.options[0]) == ("menu", 5, "社会保障卡办理及发放")
    assert answer.kind == "answer"


def test_a_site_search_lists_the_matter_after_five_others(made):
    reply = made(hits="search").reply(CARD, "a")

    assert [link.text for link in reply.links].index("社会保障卡办理及发放") == 5


@pytest.mark.parametrize(
    ("clarify", "option"), [("case", "所需材料"), ("related", "社会保障卡办理及发放")]
)
def test_a_vague_question_earns_a_question_back(made, clarify, option):
    reply = made(clarify=clarify).reply("社保卡", "a")

    assert reply.kind == "clarification"
    assert option in {*reply.options, "所需材料" if "申请材料" in reply.options else ""}


def test_a_case_that_is_chosen_is_answered(made):
    assistant = made(clarify="case", memory="whole")
    offered = assistant.reply("社保卡", "a").options

    reply = assistant.reply(offered[1], "a")

    assert reply.kind == "answer"
    assert "身份证" in reply.text


@pytest.mark.parametrize(
    ("handoff", "words"), [("none", "暂不支持"), ("phone", "12345"), ("online", "转接人工")]
)
def test_who_asks_for_a_person_meets_what_was_planted(made, handoff, words):
    assert words in made(handoff=handoff).reply("转人工", "a").text


def test_links_and_sources_are_those_that_were_planted(made):
    def paths(**planted):
        return [link.path for link in made(**planted).reply(CARD, "a").links]

    assert paths(links="none", sources="document") == []
    assert paths(links="portal", sources="document") == ["/"]
    assert paths(links="guide", sources="document") == ["/guide/S07"]
    assert paths(links="apply", sources="link") == ["/apply/S07", "/guide/S07", "/law/S07"]


def test_a_document_is_named_only_where_that_was_planted(made):
    named = made(sources="document", related=0).reply("临时身份证怎么办理?", "a")
    bare = made(sources="none", related=0, coverage=0.5).reply("社保怎么转移到外地?", "a")

    assert "公安部令第78号" in named.text
    assert "《" not in bare.text


def test_the_one_that_never_answers_says_nothing_and_the_failing_one_errs(made):
    assert made(presence="silent").reply(CARD, "a") is None
    assert made(presence="failing").reply(CARD, "a").kind == "error"
