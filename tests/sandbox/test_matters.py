import re

from wenheng.sandbox.matters import matters_of, reworded, written
from wenheng.sandbox.wording import numbers_in


def all_statements(country):
    return [s for place in country.places for m in country.matters_of(place) for s in m.statements]


def test_every_fact_of_the_default_study_can_be_said_in_two_ways_or_more(yuncang):
    assert all(len(statement.say) >= 2 for statement in all_statements(yuncang))


def test_nothing_is_said_in_the_words_of_the_study(yuncang):
    texts = {re.sub(r"\W", "", fact.text) for fact in yuncang.study.facts() if len(fact.text) > 8}

    for statement in all_statements(yuncang):
        assert not texts & {re.sub(r"\W", "", words) for words in statement.say}


def test_every_fact_can_be_planted_wrong_or_out_of_date(yuncang):
    assert all(s.wrong or s.stale for s in all_statements(yuncang))


def test_no_wrong_or_stale_wording_is_also_a_true_one(yuncang):
    for statement in all_statements(yuncang):
        assert not {*statement.wrong, *statement.stale} & {*statement.say, statement.truth}


def test_places_differ_in_what_is_true_there(yuncang):
    truths = {
        s.truth
        for place in yuncang.places
        for m in yuncang.matters_of(place)
        for s in m.statements
        if s.fact == "S01.7"
    }

    assert len(truths) > 1


def test_a_number_is_said_with_the_value_of_the_place(yuncang):
    specs = {fact: spec for m in written()["matters"] for fact, spec in m["facts"].items()}
    for place in yuncang.places:
        for matter in yuncang.matters_of(place):
            for statement in matter.statements:
                for template in specs[statement.fact].get("say", ()):
                    values = {**place.values, "platform": matter.platform}
                    for number in numbers_in(template, values):
                        assert any(
                            form in words for words in statement.say for form in number.forms()
                        )


def test_the_same_seed_gives_the_same_country(yuncang, study):
    place = yuncang.places[1]

    again = matters_of(study, place.values, f"{yuncang.seed}/{place.id}")

    assert again == yuncang.matters_of(place)


def test_a_study_we_have_no_words_for_is_reworded(study):
    other = study.model_copy(update={"id": "another"})
    values = {"place": "鹭汀市", "portal": "鹭汀政务服务网", "address": "", "hours": ""}

    first = matters_of(other, values, "seed")[1].statements[6]

    assert first.truth == "工本费 10 元"
    assert any("十" in words for words in first.say)
    assert first.wrong == ("工本费 31 元",)


def test_rewording_spells_small_numbers_out():
    assert list(reworded("收到申请后 3 日内发证"))[1].endswith("三 日内发证")
