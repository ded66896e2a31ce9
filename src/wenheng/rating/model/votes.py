"""Votes on one cell → one row of RATINGS: the median where they agree enough, else no level."""

from collections.abc import Sequence
from statistics import median_low, pvariance

from wenheng.language import LANGUAGES, Language, catalogue
from wenheng.rating.model.exhibits import Exhibit
from wenheng.rating.model.verdict import Verdict
from wenheng.rating.rows import Row

TOO_FAR = 2
"""Votes of one model on one reply that differ by so many levels are no judgement."""


def voted(exhibit: Exhibit, rater: str, verdicts: Sequence[Verdict], refused: Sequence[str]) -> Row:
    """The row of `exhibit` by `rater`: `rated` by the lower median of its votes.

    It is `not_assessed` where more votes are refused than given, where most say that they cannot
    tell, or where two differ by `TOO_FAR`; the reason says which. Confidence is the share of all
    votes that gave the level.

    Args:
        exhibit: the cell.
        rater: the model's name as a rater.
        verdicts: votes that were accepted.
        refused: codes of the votes that came to nothing.
    """
    levels = [one.level for one in verdicts if one.level is not None]
    key = {name: getattr(exhibit, name) for name in ("platform", "scenario", "indicator")}
    row: Row = {**key, "rater": rater, "rater_kind": "model", "session": exhibit.session}
    row |= {"status": "not_assessed", "level": None, "confidence": None, "span": ""}
    if len(refused) > len(verdicts) or not verdicts:
        return row | _spoken("void", exhibit, verdicts, why=f"refused:{refused[0]}")
    if 2 * len(levels) <= len(verdicts):
        mute = next(one for one in verdicts if one.level is None)
        return row | _spoken("cannot", exhibit, verdicts, reason=mute.reason)
    if max(levels) - min(levels) >= TOO_FAR:
        return row | _spoken("apart", exhibit, verdicts, levels=_listed(levels))
    chosen = median_low(levels)
    best = next(one for one in verdicts if one.level == chosen)
    share = levels.count(chosen) / (len(verdicts) + len(refused))
    row |= {"status": "rated", "level": chosen, "span": best.span, "confidence": round(share, 4)}
    lost = len(verdicts) + len(refused) - len(levels)
    return row | _spoken("rated", exhibit, verdicts, reason=best.reason, votes=(levels, lost))


def _spoken(
    key: str, exhibit: Exhibit, verdicts: Sequence[Verdict], **values: object
) -> dict[str, str]:
    zh, en = (_sentence(key, language, exhibit, verdicts, values) for language in LANGUAGES)
    return {"reason": zh, "reason_en": en}


def _sentence(
    key: str,
    language: Language,
    exhibit: Exhibit,
    verdicts: Sequence[Verdict],
    values: dict[str, object],
) -> str:
    words = {name: its[language] for name, its in catalogue("model").items()}
    filled = dict(values)
    if isinstance(votes := values.get("votes"), tuple):
        filled["votes"] = _votes(words, *votes)
    if str(why := values.get("why", "")).startswith("refused:"):
        filled["why"] = words[str(why).removeprefix("refused:")]
    said = words[key].format(**filled)
    if exhibit.spoken:
        said += words["spoken"].format(words="“" + "”“".join(exhibit.spoken)[:200] + "”")
    elif any(one.addressed for one in verdicts):
        said += words["noticed"]
    return said


def _votes(words: dict[str, str], levels: Sequence[int], lost: int) -> str:
    if len(levels) == 1:
        said = words["votes-one"]
    else:
        variance = f"{pvariance(levels):.2f}"
        said = words["votes-many"].format(levels=_listed(levels), variance=variance)
    return said + (words["votes-lost"].format(lost=lost) if lost else "")


def _listed(levels: Sequence[int]) -> str:
    return " ".join(map(str, levels))
