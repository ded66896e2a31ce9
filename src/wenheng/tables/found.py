"""What may be said of the scores, how strongly, and why."""

import dataframely as dy
import polars as pl

STRENGTHS = ("S", "M", "N", "X")
"""How strongly a statement may be printed: headline, body text, its counter-text, no judgement."""

GATES = ("enough", "fact", "headline", "test", "info")
"""What a condition of a statement is for, see `Ledger`."""


class Findings(dy.Schema):
    """A statement that was considered, printed or not, and how strongly it may be printed.

    `rule` is that of the catalogue of rules, `about` what it speaks of (`all`, a level, a
    level/channel, a node, a unit), `measure` by what. `strength`: `S` a headline, `M` body text
    with its qualifier, `N` only `counter` is true enough, `X` too little to judge. `sentence` is
    what may be printed: `text` with qualifiers, `counter`, or why there is no judgement; `text`
    and `counter` stand beside whatever was chosen. `value`, with `low` and `high` where there is
    an interval, is the `statistic` over `n`; `p` is that of its test, `q` its false discovery
    rate and `p_family` the same after Holm, both over all tests of the table; `stability` is the
    share of resamples in which it holds, `robustness` the share of other weights and of scenarios
    left out, whichever is less.
    """

    rule = dy.String(primary_key=True)
    about = dy.String(primary_key=True)
    measure = dy.String(primary_key=True)
    strength = dy.Enum(STRENGTHS)
    statistic = dy.String()
    value = dy.Float64(nullable=True)
    low = dy.Float64(nullable=True)
    high = dy.Float64(nullable=True)
    n = dy.UInt32()
    p = dy.Float64(nullable=True, min=0, max=1)
    q = dy.Float64(nullable=True, min=0, max=1)
    p_family = dy.Float64(nullable=True, min=0, max=1)
    stability = dy.Float64(nullable=True, min=0, max=1)
    robustness = dy.Float64(nullable=True, min=0, max=1)
    condition_zh = dy.String()
    condition_en = dy.String()
    sentence_zh = dy.String()
    sentence_en = dy.String()
    text_zh = dy.String()
    text_en = dy.String()
    counter_zh = dy.String()
    counter_en = dy.String()


class Ledger(dy.Schema):
    """One condition of a statement: what was asked, what was found, whether it held.

    `kind` says what a failure does: `enough` forbids any judgement, `fact` and `test` leave the
    counter-text, `headline` leaves body text, `info` is for the record alone.
    """

    rule = dy.String(primary_key=True)
    about = dy.String(primary_key=True)
    measure = dy.String(primary_key=True)
    gate = dy.String(primary_key=True)
    kind = dy.Enum(GATES)
    value = dy.Float64(nullable=True)
    sense = dy.String()
    bound = dy.Float64(nullable=True)
    holds = dy.Bool(nullable=True)
    words_zh = dy.String()
    words_en = dy.String()


class Advice(dy.Schema):
    """What a platform could better first: an indicator that counts and in which peers are ahead.

    `value` is its score, `quartile` the lower quartile of the same indicator among the assistants
    of its level and channel, both on 0–3; `weight` its share of the total; `wanted` what the
    top level of the rubric asks for, in the words of the study.
    """

    unit = dy.String()
    platform = dy.String(primary_key=True)
    indicator = dy.String(primary_key=True)
    value = dy.Float64(min=0, max=3)
    quartile = dy.Float64(min=0, max=3)
    weight = dy.Float64(min=0, max=1)
    peers = dy.UInt32()
    wanted = dy.String()
    text_zh = dy.String()
    text_en = dy.String()


STANDING_STATUSES = ("resampled", "gaps", "not-resampled")
"""Whether a position was resampled: not if its score is missing in some resample (`gaps`), or
if nothing of the study can be resampled."""


class Standings(dy.Schema):
    """How sure the position of a platform or unit is, among the `of` ranked members of a group.

    `low` and `high` are the interval of its score on the study's total scale, `rank_low` and
    `rank_high` its rank set, both at the level asked for, from resampled scenarios. Members of
    the same `band` are not told apart. `p_first` and `p_leaders` are the shares of resamples in
    which it is first, and among the first ten. Rank sets, bands and shares are null where no
    comparison can be made: in groups of one or of very many, and, but for the sets, where a
    member has gaps.
    """

    kind = dy.Enum(("platform", "unit"), primary_key=True)
    id = dy.String(primary_key=True)
    group = dy.String(primary_key=True)
    rank = dy.UInt32(min=1)
    of = dy.UInt32(min=1)
    low = dy.Float64(nullable=True)
    high = dy.Float64(nullable=True)
    rank_low = dy.UInt32(nullable=True, min=1)
    rank_high = dy.UInt32(nullable=True, min=1)
    band = dy.UInt32(nullable=True, min=1)
    p_first = dy.Float64(nullable=True, min=0, max=1)
    p_leaders = dy.Float64(nullable=True, min=0, max=1)
    status = dy.Enum(STANDING_STATUSES)

    @dy.rule()
    def interval_is_known_exactly_when_resampled(cls) -> pl.Expr:
        return pl.col("low").is_not_null() == (pl.col("status") == "resampled")


class Chances(dy.Schema):
    """The share of resamples in which a unit has a grade; over its grades they add up to 1."""

    unit = dy.String(primary_key=True)
    grade = dy.String(primary_key=True)
    probability = dy.Float64(min=0, max=1)


PEER_STANDINGS = ("strong", "weak", "level", "few")
"""Ahead of its peers, behind them, neither, or too few of them to say."""


class Peers(dy.Schema):
    """A stated score of a node beside the `peers` of its level and channel, itself among them.

    `place` 1 is the highest, ties share the smallest.
    """

    platform = dy.String(primary_key=True)
    node = dy.String(primary_key=True)
    group = dy.String()
    value = dy.Float64(min=0)
    lower = dy.Float64(min=0)
    median = dy.Float64(min=0)
    upper = dy.Float64(min=0)
    best = dy.Float64(min=0)
    place = dy.UInt32(min=1)
    peers = dy.UInt32(min=1)
    standing = dy.Enum(PEER_STANDINGS)


PATH_STATUSES = ("reachable", "out_of_reach", "best", "no_grade", "unclear")
"""Whether steps of one level lead to the next grade; `unclear` where they do not simply add up."""


class Paths(dy.Schema):
    """How far a unit is from its next grade: `gap` points of 100, at least so many `steps`."""

    unit = dy.String(primary_key=True)
    grade = dy.String(nullable=True)
    percent = dy.Float64(nullable=True, min=0, max=100)
    gap = dy.Float64(nullable=True)
    steps = dy.UInt32()
    status = dy.Enum(PATH_STATUSES)

    @dy.rule()
    def steps_exactly_when_reachable(cls) -> pl.Expr:
        return (pl.col("steps") > 0) == (pl.col("status") == "reachable")


class Steps(dy.Schema):
    """A step to the next grade: an indicator of a platform rises from `value` to `to`.

    `gain` is what this adds to the unit's percentage, which it then reaches with all steps before.
    """

    unit = dy.String(primary_key=True)
    step = dy.UInt32(primary_key=True, min=1)
    platform = dy.String()
    indicator = dy.String()
    value = dy.Float64(min=0)
    to = dy.Float64(min=0)
    gain = dy.Float64(min=0)
    percent = dy.Float64(min=0)


class Pairs(dy.Schema):
    """Units of a level, or `all`, by which of the study's two channels has an assistant.

    `n` units have a platform on both. In `both`, `first_only`, `second_only` and `neither` nothing
    is left open; the others are `unknown`. `scored` have a score on both: of these `first_higher`
    and `second_higher`, the rest equal; `median` is that of first − second, on the total scale.
    """

    level = dy.String(primary_key=True)
    first = dy.String()
    second = dy.String()
    n = dy.UInt32(min=1)
    both = dy.UInt32()
    first_only = dy.UInt32()
    second_only = dy.UInt32()
    neither = dy.UInt32()
    unknown = dy.UInt32()
    scored = dy.UInt32()
    first_higher = dy.UInt32()
    second_higher = dy.UInt32()
    median = dy.Float64(nullable=True)

    @dy.rule()
    def every_unit_is_counted_once(cls) -> pl.Expr:
        parts = ("both", "first_only", "second_only", "neither", "unknown")
        return pl.sum_horizontal(parts) == pl.col("n")


class Covered(dy.Schema):
    """The score of a unit over those of its platforms that have an assistant, on 0–100.

    Units of which no platform has a score are left out.
    """

    unit = dy.String(primary_key=True)
    percent = dy.Float64(min=0, max=100)


class Regions(dy.Schema):
    """Scores of COVERED by region, within a level or over `all`: `n` of its `of` units have one.

    `low` … `high` is a 95 % interval of the mean by resampling units; null with fewer than five.
    """

    level = dy.String(primary_key=True)
    region = dy.String(primary_key=True)
    of = dy.UInt32(min=1)
    n = dy.UInt32(min=1)
    mean = dy.Float64(min=0, max=100)
    median = dy.Float64(min=0, max=100)
    low = dy.Float64(nullable=True)
    high = dy.Float64(nullable=True)

    @dy.rule()
    def some_have_a_score(cls) -> pl.Expr:
        return pl.col("n") <= pl.col("of")


class Splits(dy.Schema):
    """How much of the differences between scores of COVERED lies between regions, 0 … 1.

    `variance` over `all` is that within levels, as in the findings; `theil` is Theil's T of one
    level. Left out are levels in one region, with no more units
    than regions, or without any difference.
    """

    level = dy.String(primary_key=True)
    measure = dy.Enum(("variance", "theil"), primary_key=True)
    n = dy.UInt32(min=2)
    between = dy.Float64(min=0, max=1)


class Cases(dy.Schema):
    """A case worth showing, in the order in which cases are printed.

    At the `indicator` the platform is at the top level in `top` of `n` scored cells; `session` is
    where it is seen, `picture` the SHA-256 of a picture of it, null where there is none. Captions
    are empty where nobody wrote any.
    """

    platform = dy.String(primary_key=True)
    indicator = dy.String(primary_key=True)
    top = dy.UInt32(min=1)
    n = dy.UInt32(min=1)
    session = dy.String()
    picture = dy.String(nullable=True)
    caption_zh = dy.String()
    caption_en = dy.String()

    @dy.rule()
    def top_is_at_most_its_cells(cls) -> pl.Expr:
        return pl.col("top") <= pl.col("n")
