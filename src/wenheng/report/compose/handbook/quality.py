"""How judgements are checked: by a second rater, a third, an adjudicator, and a sample."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil

from wenheng.language import catalogue, say
from wenheng.report.compose.handbook.said import rows, share_of, table
from wenheng.report.document import Block, Heading, Paragraph
from wenheng.report.material import Material
from wenheng.report.names import listed
from wenheng.report.numbers import number
from wenheng.report.plain import typeset
from wenheng.study.model import Study
from wenheng.study.plan import planned_cells


@dataclass(frozen=True)
class SpotCheck:
    """Look at `n` of `lot` ratings: at most `faults` wrong ones, and the lot passes.

    It passes a lot with a share of `acceptable` faults, and fails one with `rejectable`, each
    with a risk of error of at most `risk`.
    """

    lot: int
    acceptable: float
    rejectable: float
    risk: float
    n: int
    faults: int


def quality(data: Material) -> tuple[Block, ...]:
    """Double rating, cross-check, adjudication, and agreement to be reached."""
    return tuple(_quality(data.study))


def checked_again(study: Study, spots: Sequence[SpotCheck]) -> Iterator[Block]:
    """The spot check that the study declares, and plans of known risks beside it."""
    declared = study.quality
    lot = int(planned_cells(study)["applicable"].sum())
    wanted = max(ceil(declared.spot_check_share * lot), declared.spot_check_min)
    yield Heading(3, say("handbook.spot"), "spot")
    yield Paragraph(
        say(
            "handbook.spot-text",
            share=share_of(declared.spot_check_share),
            least=declared.spot_check_min,
            lot=lot,
            n=min(lot, wanted),
        )
    )
    if declared.spot_check_note:
        yield Paragraph(typeset(declared.spot_check_note))
    if not spots:
        yield Paragraph(say("handbook.spot-small"))
        return
    yield Paragraph(say("handbook.spot-plans", lot=lot, risk=share_of(spots[0].risk)))
    plans = (
        (share_of(one.acceptable), share_of(one.rejectable), one.n, one.faults, one.faults + 1)
        for one in spots
    )
    yield table("spot-table", rows(plans), 0, 1, 2, 3, 4)
    yield Paragraph(say("handbook.spot-failed"))


def _quality(study: Study) -> Iterator[Block]:
    declared = study.quality
    yield Paragraph(say("handbook.quality-text"))
    yield Heading(3, say("handbook.double"), "double")
    yield Paragraph(say("handbook.double-text", raters=declared.raters))
    yield Heading(3, say("handbook.differences"), "differences")
    yield table("differences-table", rows(_differences(study)))
    yield Heading(3, say("handbook.agreement"), "agreement")
    names = listed(_coefficient(name) for name in declared.agreement)
    floor = number(declared.agreement_floor)
    yield Paragraph(say("handbook.agreement-text", names=names, floor=floor))
    bars = (study.calibration.alone, study.calibration.pre_score)
    marks = {"alpha": "≥", "alpha_low": "≥", "kappa": "≥", "bias": "≤", "length": "≤"}
    fields = (
        (
            say(f"calibration.mark-{name}"),
            *(f"{sign} {getattr(bar, name):g}" for bar in bars),
        )
        for name, sign in {"least_n": "≥", **marks}.items()
    )
    yield table("bars", rows(fields), 1, 2)
    yield Paragraph(say("handbook.retest", share=share_of(declared.retest_share)))


def _differences(study: Study) -> Iterator[tuple[str, str]]:
    discuss = study.quality.discuss_from_difference
    third = study.quality.adjudicate_from_difference
    top = study.scale.top
    if discuss > 1:
        yield say("handbook.levels-below", n=discuss), say("handbook.take-consensus")
    else:
        yield say("handbook.levels-none"), say("handbook.take-agreed")
    if discuss < third:
        between = say("handbook.levels-from", low=discuss, high=third - 1)
        same = say("handbook.levels-of", n=discuss)
        yield (same if discuss == third - 1 else between), say("handbook.take-discussed")
    above = say("handbook.levels-from", low=third, high=top)
    yield (say("handbook.levels-of", n=top) if third >= top else above), say("handbook.take-third")
    yield say("handbook.levels-ruled"), say("handbook.take-ruling")


def _coefficient(name: str) -> str:
    key = f"coefficient-{name}"
    return say(f"handbook.{key}") if key in catalogue("handbook") else typeset(name)
