"""What a gate that fails does to a statement."""

import numpy as np
import pytest

from wenheng.analysis.rules.draft import Draft, Gate, Limits, Said
from wenheng.analysis.rules.material import Chance, material
from wenheng.analysis.rules.reading import Reading
from wenheng.analysis.rules.strengths import judged, tables
from wenheng.study.load import load_study

STUDY = load_study("minimal")
TEXT, COUNTER = Said("R19-unknown"), Said("R22-unknown")


def draft(*gates, p=None, about="all", holds=None, resampled=False):
    return Draft(
        "R00", TEXT, COUNTER, about=about, gates=gates, p=p, holds=holds, resampled=resampled
    )


def versions(n):
    rows = np.arange(float(n))[:, None]
    return Reading({}, rows, rows, rows)


def judge(*drafts, **parts):
    m = material(STUDY, {}, Limits(), Chance(10, 99, 0))
    for name, part in parts.items():
        object.__setattr__(m, name, part)
    return judged(m, drafts)


@pytest.mark.parametrize(
    ("kind", "strength"),
    [("enough", "X"), ("fact", "N"), ("test", "N"), ("headline", "M"), ("info", "S")],
)
def test_the_kind_of_a_gate_says_what_its_failure_does(kind, strength):
    passed, failed = Gate("gap", "fact", 1.0, "≥", 0.5), Gate("gap", kind, 0.1, "≥", 0.5)

    (found,) = judge(draft(passed, failed))

    assert found.strength == strength


@pytest.mark.parametrize(
    ("sense", "value", "holds"),
    [("≥", 1.0, True), (">", 1.0, False), ("≤", 1.0, True), ("<", 1.0, False), ("≥", None, False)],
)
def test_a_gate_holds_by_its_sense_and_never_without_a_value(sense, value, holds):
    assert Gate("gap", "fact", value, sense, 1.0).holds is holds


def test_body_text_goes_by_the_false_discovery_rate_and_a_headline_by_holm():
    p = [0.001, 0.02, 0.03, 0.2]

    found = judge(*(draft(p=one, about=str(i)) for i, one in enumerate(p)))

    assert [one.strength for one in found] == ["S", "M", "M", "N"]
    assert [one.q for one in found] == pytest.approx([0.004, 0.04, 0.04, 0.2])
    assert [one.p_family for one in found] == pytest.approx([0.004, 0.06, 0.06, 0.2])


def test_what_cannot_be_judged_is_in_no_family():
    lost = draft(Gate("least", "enough", 0, "≥", 5), p=0.9)

    found = judge(draft(p=0.04, about="alone"), lost)

    assert [one.strength for one in found] == ["S", "X"]


@pytest.mark.parametrize(("share", "strength"), [(0.95, "S"), (0.8, "M"), (0.6, "N")])
def test_a_statement_on_scores_must_hold_in_resamples(share, strength):
    def holds(reading):
        return reading.total[:, 0] < share * reading.versions

    (found,) = judge(draft(holds=holds, resampled=True), resampled=versions(100))

    assert found.strength == strength
    assert found.stability == pytest.approx(share)


def test_a_headline_that_other_weights_do_not_bear_falls_to_body_text():
    def holds(reading):
        return reading.total[:, 0] < 90

    parts = {"resampled": versions(90), "other_weights": versions(200), "left_out": versions(12)}
    (found,) = judge(draft(holds=holds, resampled=True), **parts)

    assert (found.strength, found.robustness) == ("M", 0.45)
    assert "对权重或个别场景敏感" in tables([found])[0]["sentence_zh"][0]


def test_the_ledger_says_each_condition_in_words():
    findings, ledger = tables(judge(draft(Gate("gap", "fact", 0.1, "≥", 0.15))))

    assert findings["condition_zh"].to_list() == ["平均差（3 分制） ≥ 0.15"]
    assert ledger.select("gate", "value", "sense", "bound", "holds").rows() == [
        ("gap", 0.1, "≥", 0.15, False)
    ]
    assert findings["sentence_zh"].to_list() == findings["counter_zh"].to_list()
