"""The rules as data: which there are, what each asks, in the order of the ledger."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from wenheng.analysis.rules.advice import shared
from wenheng.analysis.rules.cases import exemplary
from wenheng.analysis.rules.coverage import more_than_half, order, unreached, which_first
from wenheng.analysis.rules.draft import Draft
from wenheng.analysis.rules.leaders import first_places, on_both
from wenheng.analysis.rules.levels import levels_compared
from wenheng.analysis.rules.material import Material
from wenheng.analysis.rules.nodes import contrast, weakest, zeros
from wenheng.analysis.rules.regions import gap, parts_of_variance
from wenheng.analysis.rules.spread import content_and_technique
from wenheng.analysis.rules.totals import channels_compared, conditions, height, scenes, together
from wenheng.analysis.rules.types import composition, poles
from wenheng.analysis.rules.waves import covered_more, risers


@dataclass(frozen=True)
class Rule:
    """A question that tables are asked. `needs` are the tables without which it stays silent."""

    id: str
    needs: tuple[str, ...]
    drafts: Callable[[Material], list[Draft]]


SCORES = ("totals", "dimensions")

RULES = (
    Rule("R01", ("coverage",), more_than_half),
    Rule("R02", ("coverage",), order),
    Rule("R03", ("presence", *SCORES), gap),
    Rule("R03b", ("presence", *SCORES), parts_of_variance),
    Rule("R04", ("presence",), which_first),
    Rule("R04b", SCORES, channels_compared),
    Rule("R05", ("grades",), poles),
    Rule("R06", ("ranks",), on_both),
    Rule("R07", ("cells", *SCORES), risers),
    Rule("R08", SCORES, partial(contrast, rule="R08")),
    Rule("R09", SCORES, partial(contrast, rule="R09")),
    Rule("R10", SCORES, weakest),
    Rule("R11", SCORES, content_and_technique),
    Rule("R12", SCORES, levels_compared),
    Rule("R13", ("grades",), composition),
    Rule("R14", SCORES, first_places),
    Rule("R15", ("grades", "cells"), exemplary),
    Rule("R16", SCORES, height),
    Rule("R17", ("presence", "indicators"), zeros),
    Rule("R18", SCORES, together),
    Rule("R19", ("presence",), covered_more),
    Rule("R20", SCORES, conditions),
    Rule("R21", ("cells",), scenes),
    Rule("R23", ("coverage",), unreached),
    Rule("R24", ("indicators",), shared),
)
"""All but R22, which is what judging does to every headline: see `strengths`."""
