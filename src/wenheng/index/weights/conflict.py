"""Weights from what an indicator adds to the others."""

from collections.abc import Sequence

import numpy as np

from wenheng.errors import NotScorable, TableError
from wenheng.language import say
from wenheng.values import Numbers, Values, complete, flagged, flat, listed, refuse


def critic(x: Values) -> Numbers:
    """Weights by criteria importance through intercriteria correlation.

    Of indicators scaled to 0–1 by minimum and maximum: weight ∝ σⱼ Σₖ (1 − rⱼₖ).

    Args:
        x: units × indicators, none missing, all better in the same direction.

    Returns:
        Weights in the order of the indicators.

    Raises:
        TableError: a value is missing.
        NotScorable: an indicator does not vary, fewer than two indicators, or indicators that
            all correlate by 1.

    Source:
        Diakoulaki, Mavrotas & Papayannakis (1995), Determining objective weights in multiple
        criteria problems: the CRITIC method, Computers & Operations Research 22, 763–770.
    """
    table = complete(x)
    values, names = table.x, table.names
    wrong = [name for name, column in zip(names, values.T, strict=True) if flat(column)]
    if wrong:
        raise NotScorable(say("index.no-spread", columns=listed(wrong)))
    if len(names) < 2:
        raise NotScorable(say("index.one-indicator"))
    scaled = (values - values.min(axis=0)) / np.ptp(values, axis=0)
    conflict = (1 - np.corrcoef(scaled, rowvar=False)).sum(axis=0)
    if conflict.max() < 1e-9:
        raise NotScorable(say("index.no-conflict"))
    information = scaled.std(axis=0) * np.clip(conflict, 0, None)
    return np.asarray(information / information.sum())


def merec(x: Values, benefit: Sequence[bool]) -> Numbers:
    """Weights by the effect of removing a criterion.

    n = min / x where more is better, x / max where less is; Sᵢ = ln(1 + Σⱼ|ln nᵢⱼ| / k); S′ᵢⱼ the
    same without criterion j (still ÷ k); weight ∝ Σᵢ |S′ᵢⱼ − Sᵢ|.

    Args:
        x: units × indicators, above 0, none missing.
        benefit: of each indicator, whether more is better.

    Returns:
        Weights in the order of the indicators; 0 where all units are equal.

    Raises:
        TableError: a value is missing or not above 0; `benefit` is not as long as the indicators.
        NotScorable: no indicator on which units differ.

    Source:
        Keshavarz-Ghorabaee et al. (2021), Determination of objective weights using a new method
        based on the removal effects of criteria (MEREC), Symmetry 13(4), 525.
    """
    table = complete(x)
    values, names = table.x, table.names
    if len(benefit) != len(names):
        raise TableError(say("index.benefit-length", given=len(benefit), columns=len(names)))
    refuse(flagged("index.not-above-zero", zip(names, (values <= 0).T, strict=True)))
    normal = np.where(benefit, values.min(axis=0) / values, values / values.max(axis=0))
    logs = np.abs(np.log(normal))
    total = logs.sum(axis=1, keepdims=True)
    k = len(names)
    effect = np.abs(np.log1p((total - logs) / k) - np.log1p(total / k)).sum(axis=0)
    if effect.sum() < 1e-12:
        raise NotScorable(say("index.all-flat"))
    return np.asarray(effect / effect.sum())
