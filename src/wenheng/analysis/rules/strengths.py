"""From drafts to findings: tests of one family, resamples, other weights, and the strength."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from wenheng.analysis.rules.draft import Draft, Gate, Said
from wenheng.analysis.rules.inference import holm
from wenheng.analysis.rules.material import Material
from wenheng.analysis.rules.phrases import both, has, number, percent, probability, sentences
from wenheng.analysis.waves import false_discovery_rate
from wenheng.contracts import checked
from wenheng.tables import Findings, Ledger


@dataclass(frozen=True)
class Judged:
    """A draft with what was found out about it, and its strength."""

    draft: Draft
    strength: str
    q: float | None
    p_family: float | None
    stability: float | None
    robustness: float | None
    gates: tuple[Gate, ...]
    notes: tuple[Said, ...]


def judged(m: Material, drafts: Sequence[Draft]) -> list[Judged]:
    """Each draft held to its gates; what is tested is one family, whatever its rule.

    Body text wants a false discovery rate below the limit (of all comparisons printed, so many
    are false), a headline Holm's p (of all reports, so many hold any false headline).
    """
    tested = {i: draft.p for i, draft in enumerate(drafts) if draft.p is not None and _known(draft)}
    p = list(tested.values())
    rates = false_discovery_rate(np.array(p, np.float64)).tolist()
    adjusted = dict(zip(tested, zip(rates, holm(p), strict=True), strict=True))
    return [_judged(m, draft, adjusted.get(i)) for i, draft in enumerate(drafts)]


def tables(found: Sequence[Judged]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """FINDINGS, a row for each statement, and LEDGER, a row for each of their gates."""
    ledger = [_gate_row(one.draft, gate) for one in found for gate in one.gates]
    return (
        checked(Findings, pl.DataFrame([_row(one) for one in found], infer_schema_length=None)),
        checked(Ledger, pl.DataFrame(ledger, infer_schema_length=None)),
    )


def _known(draft: Draft) -> bool:
    return all(gate.holds for gate in draft.gates if gate.kind == "enough")


def _judged(m: Material, draft: Draft, adjusted: tuple[float, float] | None) -> Judged:
    first = _held(m, draft, adjusted)
    if first.strength != "S" or draft.holds is None:
        return first
    shares = [float(draft.holds(x).mean()) for x in (m.other_weights, m.left_out) if x is not None]
    if not shares:
        return first
    gate = Gate("robust", "headline", min(shares), "≥", m.limits.robust)
    notes = first.notes if gate.holds else (*first.notes, Said("note-weights"))
    return replace(
        first,
        strength="S" if gate.holds else "M",
        robustness=min(shares),
        gates=(*first.gates, gate),
        notes=notes,
    )


def _held(m: Material, draft: Draft, adjusted: tuple[float, float] | None) -> Judged:
    gates, notes = list(draft.gates), []
    share = None
    if not _known(draft):
        return Judged(draft, "X", None, None, None, None, tuple(gates), ())
    q, p_family = adjusted or (None, None)
    if q is not None and p_family is not None:
        gates.append(Gate("q", "test", q, "<", m.limits.alpha))
        gates.append(Gate("p-family", "headline", p_family, "<", m.limits.alpha))
    failed = {gate.kind for gate in gates if not gate.holds}
    if draft.resampled and not failed & {"fact", "test"}:
        share = _stability(m, draft)
        top, bottom = draft.stable or m.limits.stable
        if "cells" in m.tables:
            gates.append(Gate("repeated", "headline", float(m.repeated), "≥", 1))
        gates.append(Gate("stability", "headline", share, "≥", top))
        if share is not None:
            gates.append(Gate("stability-least", "fact", share, "≥", bottom))
    failed = {gate.kind for gate in gates if not gate.holds} - {"info"}
    strength = "N" if failed & {"fact", "test"} else "M" if failed else "S"
    if strength == "M":
        notes = [note for gate in gates if not gate.holds and (note := _note(gate))]
    return Judged(draft, strength, q, p_family, share, None, tuple(gates), tuple(notes))


def _stability(m: Material, draft: Draft) -> float | None:
    if draft.holds is None or m.resampled is None:
        return None
    return float(np.mean(draft.holds(m.resampled)))


def _note(gate: Gate) -> Said | None:
    """The qualifier that a gate which keeps a statement from the headline asks for."""
    if gate.name == "stability" and gate.value is None:
        return Said("note-not-resampled")
    if gate.name == "stability" and gate.value is not None:
        return Said("note-stability", {"share": percent(gate.value, 0)})
    if gate.name == "p-family" and gate.value is not None:
        return Said("note-p-family", {"p": probability(gate.value)})
    return Said(f"note-{gate.name}") if has(f"note-{gate.name}") else None


def _row(one: Judged) -> dict[str, object]:
    draft = one.draft
    chosen = {"S": draft.text, "M": draft.text, "N": draft.counter, "X": draft.unknown}
    said = sentences([chosen[one.strength], *one.notes])
    conditions = [_words(gate) for gate in one.gates if gate.kind != "info"]
    (text_zh, text_en), (counter_zh, counter_en) = both(draft.text), both(draft.counter)
    return {
        "rule": draft.rule,
        "about": draft.about,
        "measure": draft.measure,
        "strength": one.strength,
        "statistic": draft.statistic,
        "value": _finite(draft.value),
        "low": _finite(draft.low),
        "high": _finite(draft.high),
        "n": draft.n,
        "p": draft.p,
        "q": one.q,
        "p_family": one.p_family,
        "stability": one.stability,
        "robustness": one.robustness,
        "condition_zh": "；".join(zh for zh, _ in conditions),
        "condition_en": "; ".join(en for _, en in conditions),
        "sentence_zh": said[0],
        "sentence_en": said[1],
        "text_zh": text_zh,
        "text_en": text_en,
        "counter_zh": counter_zh,
        "counter_en": counter_en,
    }


def _gate_row(draft: Draft, gate: Gate) -> dict[str, object]:
    zh, en = _words(gate)
    value = _finite(gate.value)
    return {
        "rule": draft.rule,
        "about": draft.about,
        "measure": draft.measure,
        "gate": gate.name,
        "kind": gate.kind,
        "value": value,
        "sense": gate.sense,
        "bound": gate.bound,
        "holds": None if gate.value is None else gate.holds,
        "words_zh": zh,
        "words_en": en,
    }


def _words(gate: Gate) -> tuple[str, str]:
    """A condition in words: what is asked, of whom, how much."""
    name, _, of = gate.name.partition(".")
    zh, en = both(Said(f"gate-{name}"))
    whom = (f"（{of}）", f" ({of})") if of else ("", "")
    if gate.bound == 1 and gate.sense == "≥" and gate.value in (0.0, 1.0):
        return zh + whom[0], en + whom[1]
    bound = number(gate.bound, 2).rstrip("0").rstrip(".")
    return f"{zh}{whom[0]} {gate.sense} {bound}", f"{en}{whom[1]} {gate.sense} {bound}"


def _finite(value: float | None) -> float | None:
    return None if value is None or not np.isfinite(value) else float(value)
