"""What scores look like: means, differences, counts, each with its n; where it is one, how sure."""

import dataframely as dy
import polars as pl

SIDES = ("channel", "level")
"""What a contrast is between: channels of the same units, or levels of units."""

REPLY_TYPES = (
    "answer",
    "menu",
    "search_results",
    "clarification",
    "not_understood",
    "handoff",
    "error",
    "off_topic",
    "unread",
)
"""What a reply is; `unread` no rule can read, such as a picture."""

ENDS = ("session", "reply")
"""What a failure is of: a planned session, or a reply to a main question."""


def interval_holds() -> pl.Expr:
    """Ends are both there or both not, and in order."""
    low, high = pl.col("low"), pl.col("high")
    return (low.is_null() == high.is_null()) & (low - 1e-9 <= high).fill_null(True)


class UnitMeans(dy.Schema):
    """A node of a unit: the mean over those of its platforms that have a score in it."""

    unit = dy.String(primary_key=True)
    node = dy.String(primary_key=True)
    score = dy.Float64(min=0)
    platforms = dy.UInt32(min=1)


class GroupMeans(dy.Schema):
    """The mean of a node over the `n` platforms of a group that have a score in it.

    Groups are each level/channel, and `all`. `low` … `high` is a 95 % interval by resampling units;
    null where fewer than five units have a score.
    """

    node = dy.String(primary_key=True)
    group = dy.String(primary_key=True)
    mean = dy.Float64(min=0)
    low = dy.Float64(nullable=True)
    high = dy.Float64(nullable=True)
    n = dy.UInt32(min=1)

    @dy.rule()
    def ends_are_in_order(cls) -> pl.Expr:
        return interval_holds()


class Contrasts(dy.Schema):
    """How much higher a node is on one side than on the other: `first` − `second`.

    Of channels: the mean paired difference over the units that have a score on both, which are
    `n_first` and `n_second` alike. Of levels: the difference of the means over units. `low` …
    `high` is a 95 % interval by resampling units; null with fewer than five units on a side.
    """

    node = dy.String(primary_key=True)
    side = dy.Enum(SIDES, primary_key=True)
    first = dy.String(primary_key=True)
    second = dy.String(primary_key=True)
    difference = dy.Float64()
    low = dy.Float64(nullable=True)
    high = dy.Float64(nullable=True)
    n_first = dy.UInt32(min=1)
    n_second = dy.UInt32(min=1)

    @dy.rule()
    def ends_are_in_order(cls) -> pl.Expr:
        return interval_holds()


class LevelCounts(dy.Schema):
    """How many planned and applicable cells of an indicator came to each level.

    `outcome` is the level as a digit (a consensus between two levels counts for the nearer, the
    higher in the middle), `not_assessed`, or `no_assistant`.
    """

    indicator = dy.String(primary_key=True)
    outcome = dy.String(primary_key=True)
    n = dy.UInt32()


class SceneMeans(dy.Schema):
    """The mean over platforms of what is rated by scenario, in one scene × business × channel.

    `n` platforms have a score there, over `scenarios` scenarios; the interval is that of
    GROUP MEANS.
    """

    scene = dy.String(primary_key=True)
    business = dy.String(primary_key=True)
    channel = dy.String(primary_key=True)
    mean = dy.Float64(min=0)
    low = dy.Float64(nullable=True)
    high = dy.Float64(nullable=True)
    n = dy.UInt32(min=1)
    scenarios = dy.UInt32(min=1)

    @dy.rule()
    def ends_are_in_order(cls) -> pl.Expr:
        return interval_holds()


class Priorities(dy.Schema):
    """What an indicator has to gain: its distance to the top, and how many have nothing of it.

    `gap` is the top of the scale less the mean over the `scored` platforms; `zeros` of the
    `present` platforms with an assistant score 0; `weight` is its share of the total.
    """

    indicator = dy.String(primary_key=True)
    gap = dy.Float64(min=0)
    zeros = dy.UInt32()
    scored = dy.UInt32(min=1)
    present = dy.UInt32(min=1)
    weight = dy.Float64(min=0, max=1)

    @dy.rule()
    def counts_fit_into_each_other(cls) -> pl.Expr:
        return (pl.col("zeros") <= pl.col("scored")) & (pl.col("scored") <= pl.col("present"))


class WeightRanks(dy.Schema):
    """Where a unit ranks within its level under other weights, each × 0.75–1.25.

    `low` … `high` holds 95 % of the draws, `best` … `worst` all of them; 1 is best.
    """

    unit = dy.String(primary_key=True)
    level = dy.String()
    rank = dy.UInt32(min=1)
    of = dy.UInt32(min=1)
    low = dy.UInt32(min=1)
    high = dy.UInt32(min=1)
    best = dy.UInt32(min=1)
    worst = dy.UInt32(min=1)

    @dy.rule()
    def the_middle_lies_within_all(cls) -> pl.Expr:
        inner = (pl.col("best") <= pl.col("low")) & (pl.col("high") <= pl.col("worst"))
        return inner & (pl.col("low") <= pl.col("high")) & (pl.col("worst") <= pl.col("of"))


class Replies(dy.Schema):
    """What the reply to a main question is, by rules; `linked`: whether a link came with it."""

    session = dy.String(primary_key=True)
    type = dy.Enum(REPLY_TYPES)
    linked = dy.Bool()


class Failures(dy.Schema):
    """How often sessions and replies end in something other than an answer: k of n.

    Of sessions n is all that are planned, and `kind` an outcome or `not_held`; of replies n is all
    main questions that got one, and `kind` a type of reply, or `no_link`: an answer without a link.
    """

    end = dy.Enum(ENDS, primary_key=True)
    kind = dy.String(primary_key=True)
    k = dy.UInt32()
    n = dy.UInt32(min=1)

    @dy.rule()
    def k_is_at_most_n(cls) -> pl.Expr:
        return pl.col("k") <= pl.col("n")


class Agreement(dy.Schema):
    """How far people agreed on an indicator, by one coefficient, over what two or more rated.

    `value` is null where the coefficient is undefined; `reason` says why.
    """

    indicator = dy.String(primary_key=True)
    coefficient = dy.String(primary_key=True)
    subjects = dy.UInt32()
    raters = dy.UInt32()
    value = dy.Float64(nullable=True)
    se = dy.Float64(nullable=True)
    low = dy.Float64(nullable=True)
    high = dy.Float64(nullable=True)
    reason = dy.String()
