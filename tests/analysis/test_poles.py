"""Polarisation: van der Eijk's published examples, and the published types of 2021."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wenheng.analysis.poles import polarisation
from wenheng.errors import NotScorable

PVDA = [2.4, 2.8, 3.2, 6.2, 13.5, 30.4, 41.6]
D66 = [1.6, 2.6, 8.2, 21, 29.3, 27, 10.3]
"""Where Dutch voters placed two parties: van der Eijk (2001)."""


def test_published_examples_of_agreement():
    # van der Eijk (2001), p. 331, and the manual of the R package agrmt.
    assert polarisation([30, 40, 210, 130, 530, 50, 10]).agreement == pytest.approx(
        0.6113333, abs=5e-8
    )
    assert round(polarisation(PVDA).agreement, 2) == 0.61
    assert round(polarisation(D66).agreement, 2) == 0.48
    assert round(polarisation([6, 8, 5, 3, 2]).agreement, 2) == 0.31
    assert round(polarisation([6, 8, 5, 3, 2, 0, 2]).agreement, 2) == 0.39


def test_published_examples_of_polarisation():
    assert round(float(polarisation(PVDA)), 2) == 0.20
    assert round(float(polarisation(D66)), 2) == 0.26


def test_one_class_evenness_and_two_ends():
    assert float(polarisation([0, 7, 0, 0])) == 0
    assert float(polarisation([3, 3, 3, 3])) == 0.5
    assert float(polarisation([5, 0, 0, 5])) == 1
    assert polarisation([5, 0, 0, 5]).leik == 1
    assert polarisation([0, 7, 0, 0]).bimodality is None


@given(st.lists(st.integers(0, 9), min_size=3, max_size=6).filter(any))
def test_agreement_is_what_counting_triples_gives(counts):
    left, total = np.array(counts), 0.0
    while left.any():
        there = left > 0
        thick = left[there].min()
        triples = [tuple(map(int, t)) for t in combinations(there, 3)]
        good, bad = triples.count((1, 1, 0)) + triples.count((0, 1, 1)), triples.count((1, 0, 1))
        k, s = there.size, there.sum()
        unimodal = ((k - 2) * good - (k - 1) * bad) / ((k - 2) * (good + bad)) if good + bad else 1
        total += thick * s * unimodal * (1 - (s - 1) / (k - 1))
        left = left - thick * there

    assert polarisation(counts).agreement == pytest.approx(total / sum(counts), abs=1e-9)


@given(st.lists(st.integers(0, 9), min_size=3, max_size=6).filter(any))
def test_which_end_comes_first_does_not_matter(counts):
    forth, back = polarisation(counts), polarisation(counts[::-1])

    assert float(forth) == pytest.approx(float(back))
    assert forth.leik == pytest.approx(back.leik)
    assert forth.bimodality == pytest.approx(back.bimodality)


@pytest.mark.parametrize("counts", [[1, 2], [0, 0, 0], [1, -1, 2], [1, 2, float("nan")]])
def test_what_has_no_poles_gives_no_number(counts):
    with pytest.raises(NotScorable):
        polarisation(counts)
