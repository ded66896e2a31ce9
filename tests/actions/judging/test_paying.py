"""What a model costs: set aside before it is asked, never more than the budget, never twice."""

import pytest
import yaml
from tests.actions.judged import REPLY, UNITS, bring, declare, kept, rows
from tests.actions.models import GOOD, Response

from wenheng.actions.judging import Order, judge_collected


def test_the_same_question_is_never_paid_for_twice(study, endpoint):
    bring(study, {"south-web": {"s0": f"{REPLY}（norths0）"}})
    declare(study, endpoint.entry)
    document = yaml.safe_load((study / "study.yaml").read_text("utf-8"))
    document["units"] = [{**unit, "name": "同名"} for unit in document["units"]]
    (study / "study.yaml").write_text(yaml.safe_dump(document, allow_unicode=True), "utf-8")
    bring(study, {f"{u}-web": {"s0": REPLY} for u in UNITS})

    first = judge_collected(study)
    again = judge_collected(study)

    assert (first.cells, first.asked, first.new) == (2, 1, 2)
    assert (again.asked, again.reused, again.new) == (0, 1, 0)


def test_no_more_is_asked_than_the_budget_pays_for_however_often_it_is_called(study, endpoint):
    declare(study, endpoint.entry)
    most = judge_collected(study, Order(estimate=True)).most.tokens / 6
    budget = round(most + 2.5 * 560)
    declare(study, endpoint.entry, budget_tokens=budget, at_once=4)

    calls = [judge_collected(study) for _ in range(3)]

    assert 0 < len(endpoint.asked) < 6
    assert [call.stopped for call in calls] == ["budget"] * 3
    assert calls[-1].spent.tokens <= budget
    assert calls[-1].spent.tokens == 560 * len(endpoint.asked)


def test_what_an_endpoint_does_not_say_counts_as_the_most_that_it_can_have_been(study, endpoint):
    endpoint.behave = lambda _asked, _number: Response(GOOD, usage=None)
    declare(study, endpoint.entry)
    most = judge_collected(study, Order(estimate=True)).most.tokens

    judged = judge_collected(study)

    assert judged.spent.tokens == most
    assert not judged.spent.known


def test_an_answer_that_used_more_than_it_was_allowed_ends_the_asking(study, endpoint):
    endpoint.behave = lambda _asked, _number: Response(
        GOOD, usage={"prompt_tokens": 10, "completion_tokens": 999_999}
    )
    declare(study, endpoint.entry)

    judged = judge_collected(study)

    assert (judged.asked, judged.stopped) == (1, "over")


def test_money_is_counted_in_the_prices_of_the_study(study, endpoint):
    prices = {"input_per_million": 2, "output_per_million": 8, "currency": "CNY"}
    declare(study, endpoint.entry, prices=prices, budget_cost=1.0)

    judged = judge_collected(study)

    assert judged.spent.cost == pytest.approx(6 * (500 * 2 + 60 * 8) / 1e6)
    assert judged.most.cost > judged.likely.cost > 0


def test_an_estimate_asks_nothing_and_keeps_nothing(study, endpoint):
    declare(study, endpoint.entry)

    judged = judge_collected(study, Order(estimate=True))

    assert judged.left == 6 and judged.most.tokens > judged.likely.tokens > 0
    assert endpoint.asked == [] and kept(study) == [] and rows(study) == []


def test_what_was_asked_before_there_were_prices_is_paid_from_the_same_budget(study, endpoint):
    declare(study, endpoint.entry)
    judge_collected(study)
    prices = {"input_per_million": 1000, "output_per_million": 1000, "currency": "CNY"}
    declare(study, endpoint.entry, prices=prices, budget_cost=1.0, votes=2)

    judged = judge_collected(study)

    assert judged.spent.cost == pytest.approx(6 * 560 * 1000 / 1e6)
    assert (judged.asked, judged.stopped) == (0, "budget")
