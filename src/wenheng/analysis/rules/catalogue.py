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
from wenheng.analysis.rules.regions import gap
from wenheng.analysis.rules.spread import content_and_technique
from wenheng.analysis.rules.totals import channels_compared, conditions, height, scenes, together
from wenheng.analysis.rules.types import composition, poles
from wenheng.analysis.rules.variance import parts_of_variance
from wenheng.analysis.rules.waves import covered_more, risers


@dataclass(frozen=True)
class Rule:
    """A question that tables are asked."""

    id: str
    drafts: Callable[[Material], list[Draft]]


RULES = (
    Rule("R01", more_than_half),
    Rule("R02", order),
    Rule("R03", gap),
    Rule("R03b", parts_of_variance),
    Rule("R04", which_first),
    Rule("R04b", channels_compared),
    Rule("R05", poles),
    Rule("R06", on_both),
    Rule("R07", risers),
    Rule("R08", partial(contrast, rule="R08")),
    Rule("R09", partial(contrast, rule="R09")),
    Rule("R10", weakest),
    Rule("R11", content_and_technique),
    Rule("R12", levels_compared),
    Rule("R13", composition),
    Rule("R14", first_places),
    Rule("R15", exemplary),
    Rule("R16", height),
    Rule("R17", zeros),
    Rule("R18", together),
    Rule("R19", covered_more),
    Rule("R20", conditions),
    Rule("R21", scenes),
    Rule("R23", unreached),
    Rule("R24", shared),
)
"""All but R22, which is what judging does to every headline: see `strengths`."""
