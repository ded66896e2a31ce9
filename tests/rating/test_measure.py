import pytest

from wenheng.rating.measure import Verdicts, measure, quadratic_kappa


def reply(facts, levels=None, type_="answer"):
    return {"id": "r", "kind": "k", "facts": facts, "levels": levels or {}, "reply_type": type_}


def test_precision_recall_and_f1_of_a_label():
    rows = [reply({"a": "stated", "b": "stated", "c": "absent"})]
    said = {"a": "stated", "b": "absent", "c": "stated"}

    found = measure(rows, lambda _: Verdicts(said, "answer", {}))

    assert (found.stated.precision, found.stated.recall, found.stated.f1) == (0.5, 0.5, 0.5)
    assert found.contradicted.f1 == 0
    assert [miss.what for miss in found.misses] == ["b", "c"]


def test_kappa_of_the_worked_example():
    # Seen: one pair, one step apart: 1. By chance, all 16 pairs of margins: 9 + 3 + 5 + 15 = 32.
    pairs = [(0, 0), (1, 1), (2, 2), (3, 2)]

    assert quadratic_kappa(pairs) == 1 - 4 * 1 / 32


def test_kappa_is_one_for_agreement_and_zero_for_a_constant_guess():
    assert quadratic_kappa([(0, 0), (3, 3)]) == 1
    assert quadratic_kappa([(0, 2), (1, 2), (3, 2)]) == pytest.approx(0)


def test_silence_where_there_is_a_level_counts_as_zero_and_a_null_label_is_left_out():
    rows = [reply({}, {"A1": 3, "B1": None}), reply({}, {"A1": 0, "B1": None})]

    found = measure(rows, lambda _: Verdicts({}, "answer", {"A1": None, "B1": 2}))

    assert list(found.kappa) == ["A1"]
    assert found.kappa["A1"] == pytest.approx(0)
