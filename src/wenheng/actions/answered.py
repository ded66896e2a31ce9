"""What a model was asked and said, as it is kept: from frozen answers to levels and ratings."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import polars as pl

from wenheng.actions.asking import Outcome, is_settled, outcome
from wenheng.actions.line import Document
from wenheng.actions.opened import Opened
from wenheng.rating.model.exhibits import Exhibit
from wenheng.rating.model.prompts import WORDINGS, Prompt, Wording, prompt, rater
from wenheng.rating.model.purse import Spent, priced, together
from wenheng.rating.model.votes import voted
from wenheng.store.answers import answers
from wenheng.study.judging import ModelJudge
from wenheng.study.model import Study
from wenheng.study.reached import Prices
from wenheng.study.simulating import SIMULATED
from wenheng.tables import Ratings

Kept = Mapping[str, list[Document]]
"""Digest of a prompt → the answers to it, oldest first."""

WORDED = {
    **dict.fromkeys(("platform", "scenario", "indicator", "rater", "wording"), pl.String),
    "level": pl.Int64,
}


@dataclass(frozen=True)
class Hearing:
    """The cells that a judge is asked about, each in all its votes; also reworded if `sample`."""

    study: Study
    judge: ModelJudge
    shown: tuple[Exhibit, ...]
    sample: bool = False
    _made: dict[tuple[int, Wording, int], Prompt] = field(default_factory=dict, repr=False)

    @cached_property
    def rater(self) -> str:
        return rater(self.study, self.judge)

    @cached_property
    def prompts(self) -> dict[str, Prompt]:
        """What is to be asked, by digest: the same question of two cells is one."""
        return {one.digest: one for exhibit in self.shown for one in self._of(exhibit)}

    def outcome(self, one: Prompt, kept: Kept) -> Outcome:
        """What the kept answers to `one` come to."""
        return outcome(self.study, one, kept.get(one.digest, []))

    def open(self, kept: Kept) -> dict[str, Prompt]:
        """What of `prompts` is not settled by `kept`."""
        return {
            digest: one
            for digest, one in self.prompts.items()
            if not is_settled(self.judge, self.outcome(one, kept))
        }

    def refused(self, kept: Kept) -> dict[str, int]:
        """Answers that were refused, by reason."""
        codes = (code for one in self.prompts.values() for code in self.outcome(one, kept).refused)
        return dict(Counter(codes))

    def ratings(self, kept: Kept) -> pl.DataFrame:
        """RATINGS of the cells whose votes are all settled by `kept`."""
        rows = []
        for exhibit in self.shown:
            found = [self.outcome(one, kept) for one in self._plain(exhibit)]
            if all(is_settled(self.judge, one) for one in found):
                verdicts = [one.verdict for one in found if one.verdict is not None]
                refused = [one.refused[-1] for one in found if one.verdict is None]
                rows.append(voted(exhibit, self.rater, verdicts, refused))
        return pl.DataFrame(rows, schema=Ratings.create_empty().schema, orient="row")

    def worded(self, kept: Kept) -> pl.DataFrame:
        """The level of the first vote on each cell in each wording that was answered.

        Returns:
            platform, scenario, indicator, rater, wording, level.
        """
        rows = [
            (exhibit.platform, exhibit.scenario, exhibit.indicator, self.rater, wording, its.level)
            for exhibit in self.shown
            for wording in WORDINGS
            if (its := self.outcome(self._prompt(exhibit, wording, 1), kept).verdict)
            and its.level is not None
        ]
        return pl.DataFrame(rows, schema=WORDED, orient="row")

    def _of(self, exhibit: Exhibit) -> Iterator[Prompt]:
        yield from self._plain(exhibit)
        if self.sample:
            yield from (self._prompt(exhibit, wording, 1) for wording in WORDINGS[1:])

    def _plain(self, exhibit: Exhibit) -> list[Prompt]:
        return [self._prompt(exhibit, "plain", vote + 1) for vote in range(self.judge.votes)]

    def _prompt(self, exhibit: Exhibit, wording: Wording, vote: int) -> Prompt:
        key = (id(exhibit), wording, vote)
        if key not in self._made:
            self._made[key] = prompt(self.study, self.judge, exhibit, wording, vote)
        return self._made[key]


def answered(opened: Opened, simulated: bool = False) -> dict[str, list[Document]]:
    """All kept answers of the workspace: to the judge's questions, or as simulated users."""
    kept: dict[str, list[Document]] = defaultdict(list)
    for document in answers(opened.workspace):
        if document["rater"].startswith(SIMULATED) is simulated:
            kept[document["request"]].append(document)
    return dict(kept)


def spent_on(kept: Kept, prices: Prices | None) -> Spent:
    """What the kept answers cost, or may have cost at most where the endpoint did not say.

    What was asked before there were prices in this currency is counted at `prices`.
    """
    return together(_spent(one, prices) for of_one in kept.values() for one in of_one)


def _spent(document: Document, prices: Prices | None) -> Spent:
    now = priced(prices, document["tokens_in"], document["tokens_out"], document["tokens_known"])
    if prices is None or document["cost"] is None or document["currency"] != prices.currency:
        return now
    return replace(now, cost=document["cost"])
