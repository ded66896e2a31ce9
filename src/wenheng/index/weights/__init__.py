"""Weights of indicators, by judgement or from data: never negative, and they sum to 1.

What is told from data (all but `equal`, `ahp`, `bwm`) depends on who is in the table; it says how
far a result hangs on the weights, and is no reason to weigh so.
"""

from wenheng.index.weights.conflict import critic, merec
from wenheng.index.weights.frontier import bod
from wenheng.index.weights.judged import ahp, bwm, equal
from wenheng.index.weights.spread import entropy, pca, stdev
from wenheng.index.weights.tuning import optimise

__all__ = ["ahp", "bod", "bwm", "critic", "entropy", "equal", "merec", "optimise", "pca", "stdev"]
