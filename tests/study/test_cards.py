"""What a person is told who holds a planned session."""

from wenheng.study.cards import task_cards
from wenheng.study.load import load_study


def test_a_probe_with_windows_has_a_card_for_each_that_says_when_and_where_to_stop(small, change):
    change(
        "probes.yaml",
        "stop: 不提交",
        "when: [工作日 10:00–11:00, 每天 20:00–21:00]\n    stop: 不提交",
    )

    cards = [c for c in task_cards(load_study(small)) if c.scenario == "P1" and c.repeat == 1]

    assert [(c.variant, c.when) for c in cards[:2]] == [
        ("probe-1", "工作日 10:00–11:00"),
        ("probe-2", "每天 20:00–21:00"),
    ]
    assert {c.stop for c in cards} == {"不提交"}
    assert cards[0].questions[0].say == "怎么投诉?"


def test_every_planned_session_of_the_default_study_has_a_card():
    study = load_study("default-2021r")

    cards = task_cards(study.model_copy(update={"platforms": study.platforms[:1]}))

    assert {"probe", "probe-1", "probe-2", "main", "vague"} <= {card.variant for card in cards}
    assert all(card.when == "" for card in cards if card.scenario != "P4")
