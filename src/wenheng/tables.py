"""The tables that stages hand to one another: the only thing stages share.

A table is a polars data frame that meets a contract below. A number that may be absent has a
`status` beside it that says why. Ratings once per platform, not per scenario, stand in the
scenario `*`.
"""

import dataframely as dy
import polars as pl

WHOLE_PLATFORM = "*"
"""The scenario of what is rated once per platform."""

OUTCOMES = (
    "replied",
    "no_reply",
    "error_reply",
    "needs_login",
    "app_only",
    "dead_link",
    "form_only",
    "captcha",
    "blocked",
    "unreachable",
    "no_assistant",
    "ambiguous",
)
"""How a session or a turn ended: a closed list, see `wenheng.collection.outcomes`."""

FAULTS = ("theirs", "ours", "nobody")
TURN_KINDS = ("main", "followup", "paraphrase", "vague", "noise", "probe", "option")
"""An `option` was offered in a reply and pressed, not said."""

FEATURES = (
    "voice_input",
    "read_aloud",
    "attachments",
    "satisfaction",
    "hot_questions",
    "suggestions",
    "handoff",
    "history",
    "larger_text",
)
LINK_OUTCOMES = (
    "opens",
    "dead",
    "error",
    "unreachable",
    "blocked",
    "needs_login",
    "refused",
    "not_web",
)
"""What an address in a reply came to; only `dead` says that the link itself is wrong."""
CHECKS = (
    "entry_time",
    "stop",
    "form_offered",
    "submit_offered",
    "handoff_queue",
    "handoff_person",
    "handoff_hours",
    "handoff_message",
    "handoff_refused",
    "rating_per_answer",
    "rating_session",
    "rating_reason",
    "suggestions",
    "text_larger",
    "elder_version",
    "contrast",
    "labels",
    "keyboard",
    "no_popups",
    "axe_critical",
    "axe_serious",
)
"""What is looked at beside the replies in the session of a probe."""

RATING_STATUSES = ("rated", "not_assessed", "no_assistant", "not_applicable")
SCORE_STATUSES = ("scored", "withheld", "not_assessed", "no_assistant", "not_applicable")
RATER_KINDS = ("rule", "model", "person", "adjudicator")
JUDGES = ("machine", "person", "adjudicator")
POLICIES = ("zero", "exclude")
STRENGTHS = ("S", "M", "N", "X")
"""How strongly a statement may be printed: headline, body text, its counter-text, no judgement."""

GATES = ("enough", "fact", "headline", "test", "info")
"""What a condition of a statement is for, see `Ledger`."""

NOISE = 1e-9
"""Two sums of the same numbers may differ by this much; far below any step of a score."""


def known_exactly_when_scored(column: str) -> pl.Expr:
    return pl.col(column).is_not_null() == (pl.col("status") == "scored")


def bounds_hold_the_score() -> pl.Expr:
    low, high = pl.col("low") - NOISE, pl.col("high") + NOISE
    return ((low <= high) & pl.col("score").is_between(low, high).fill_null(True)).fill_null(True)


class PlannedSessions(dy.Schema):
    """A session the study promises to hold: platform × scenario × variant × repeat.

    `session` is its key, `platform/scenario/variant/repeat`; a probe stands as its scenario.
    """

    session = dy.String(primary_key=True)
    platform = dy.String()
    scenario = dy.String()
    variant = dy.String()
    repeat = dy.UInt8(min=1)


class PlannedCells(dy.Schema):
    """A rating the study promises: platform × indicator × scenario, or × `*`.

    Every later denominator is counted here. A cell that does not apply leaves all of them.
    """

    platform = dy.String(primary_key=True)
    scenario = dy.String(primary_key=True)
    indicator = dy.String(primary_key=True)
    applicable = dy.Bool()


LINK = dy.Struct({"text": dy.String(), "url": dy.String()})


class Sessions(dy.Schema):
    """A session that was held, or could not be, with all its turns and evidence.

    Times are seconds from sending the question, by the page's own clock; `entry_clicks` counts
    clicks from the first page to the open assistant. A feature or `has_assistant` is null where
    it is not known, so are `started_at` and `duration_s` of sessions that others held.
    """

    session = dy.String(primary_key=True)
    platform = dy.String()
    scenario = dy.String()
    variant = dy.String()
    repeat = dy.UInt8(min=1)
    attempt = dy.UInt8(min=1)
    transport = dy.String()
    outcome = dy.Enum(OUTCOMES)
    fault = dy.Enum(FAULTS)
    has_assistant = dy.Bool(nullable=True)
    entry_clicks = dy.UInt16(nullable=True)
    features = dy.Struct({name: dy.Bool(nullable=True) for name in FEATURES})
    started_at = dy.Datetime(time_unit="ms", time_zone="UTC", nullable=True)
    duration_s = dy.Float64(min=0, nullable=True)
    note = dy.String()
    turns = dy.List(
        dy.Struct(
            {
                "turn": dy.UInt8(),
                "kind": dy.Enum(TURN_KINDS),
                "question": dy.String(),
                "outcome": dy.Enum(OUTCOMES),
                "text": dy.String(),
                "links": dy.List(LINK),
                "options": dy.List(dy.String()),
                "first_s": dy.Float64(nullable=True),
                "last_s": dy.Float64(nullable=True),
            }
        )
    )
    evidence = dy.List(
        dy.Struct(
            {
                "kind": dy.String(),
                "turn": dy.UInt8(nullable=True),
                "sha256": dy.String(),
                "media": dy.String(),
            }
        )
    )


class Links(dy.Schema):
    """What was found behind an address that stands in a reply, by the newest look of a run.

    `opens`: it answered with a page or file. `dead`: no such page, or redirects in a circle.
    `error`: the server failed twice. `unreachable`: no answer within the limit, or no such host
    known here. `blocked`: the visit was refused. `refused`: we did not go there, as it leads to a
    private address. `not_web`: another kind of address. `reason` says more in a few words.
    `official` is by the host that answered. `sha256` and `size` are of the snapshot, the first MB
    of what came.
    """

    url = dy.String(primary_key=True)
    outcome = dy.Enum(LINK_OUTCOMES)
    reason = dy.String()
    status = dy.UInt16(nullable=True)
    redirects = dy.List(dy.Struct({"url": dy.String(), "status": dy.UInt16()}))
    final_url = dy.String()
    host = dy.String()
    official = dy.Bool()
    title = dy.String()
    media = dy.String()
    sha256 = dy.String(nullable=True)
    size = dy.UInt32(nullable=True)
    checked_at = dy.Datetime(time_unit="ms", time_zone="UTC")
    took_s = dy.Float64(min=0)

    @dy.rule()
    def a_snapshot_has_hash_and_size(cls) -> pl.Expr:
        return pl.col("sha256").is_null() == pl.col("size").is_null()


class Checks(dy.Schema):
    """One thing that was looked at beside the replies of a session, by the evidence `checks`.

    `holds` is null where it is not known, or where the item is a figure: then `value` has it
    (seconds to the open assistant, violations of an accessibility rule). `detail` says in few
    words what it rests on.
    """

    session = dy.String(primary_key=True)
    item = dy.Enum(CHECKS, primary_key=True)
    holds = dy.Bool(nullable=True)
    value = dy.Float64(nullable=True)
    detail = dy.String()


class Presence(dy.Schema):
    """Whether a planned platform has an assistant, and by which session that was shown.

    `usable`: it was present and answered.
    """

    platform = dy.String(primary_key=True)
    status = dy.Enum(("present", "absent", "unknown"))
    usable = dy.Bool()
    outcome = dy.Enum(OUTCOMES, nullable=True)
    session = dy.String(nullable=True)

    @dy.rule()
    def usable_only_when_present(cls) -> pl.Expr:
        return ~pl.col("usable") | (pl.col("status") == "present")


class Ratings(dy.Schema):
    """A rater's judgement of one cell, or why there is none.

    `reason` and `reason_en` say in words what the level rests on, `span` quotes it,
    `confidence` is how sure the rater is (0–1), `session` is where it was seen.
    """

    platform = dy.String(primary_key=True)
    scenario = dy.String(primary_key=True)
    indicator = dy.String(primary_key=True)
    rater = dy.String(primary_key=True)
    rater_kind = dy.Enum(RATER_KINDS)
    status = dy.Enum(RATING_STATUSES)
    level = dy.UInt8(nullable=True, max=9)
    reason = dy.String()
    reason_en = dy.String()
    span = dy.String()
    confidence = dy.Float64(nullable=True, min=0, max=1)
    session = dy.String(nullable=True)

    @dy.rule()
    def level_is_known_exactly_when_rated(cls) -> pl.Expr:
        return pl.col("level").is_not_null() == (pl.col("status") == "rated")


class Cells(dy.Schema):
    """The consensus of one planned cell, 0 … top of the scale; a row for every planned cell.

    `judged_by` says whose judgement counts: an adjudicator's before people's before machines'.
    `raters` and `spread` (highest − lowest level) count the independent ratings, an adjudicator's
    not among them: people's where people judged, else machines'. `machine_score` is what rules
    and models alone would give, kept beside.
    """

    platform = dy.String(primary_key=True)
    scenario = dy.String(primary_key=True)
    indicator = dy.String(primary_key=True)
    score = dy.Float64(nullable=True, min=0)
    raters = dy.UInt8()
    spread = dy.UInt8(nullable=True)
    judged_by = dy.Enum(JUDGES, nullable=True)
    machine_score = dy.Float64(nullable=True, min=0)
    status = dy.Enum(SCORE_STATUSES)

    @dy.rule()
    def score_is_known_exactly_when_scored(cls) -> pl.Expr:
        return known_exactly_when_scored("score")

    @dy.rule()
    def spread_is_known_exactly_when_rated(cls) -> pl.Expr:
        return pl.col("spread").is_not_null() == (pl.col("raters") > 0)


class Nodes(dy.Schema):
    """An indicator, dimension or core indicator of one platform, 0 … top of the scale.

    `assessed` of its `applicable` planned cells tell something; `completeness` is the same as a
    share, weighted as the score is. `low` and `high` are the score with every gap filled by 0 and
    by the top of the scale; null where nothing applies, or where an absent assistant leaves the
    mean.
    """

    platform = dy.String(primary_key=True)
    node = dy.String(primary_key=True)
    score = dy.Float64(nullable=True, min=0)
    completeness = dy.Float64(nullable=True, min=0, max=1)
    assessed = dy.UInt32()
    applicable = dy.UInt32()
    low = dy.Float64(nullable=True, min=0)
    high = dy.Float64(nullable=True, min=0)
    status = dy.Enum(SCORE_STATUSES)

    @dy.rule()
    def score_is_known_exactly_when_scored(cls) -> pl.Expr:
        return known_exactly_when_scored("score")

    @dy.rule()
    def bounds_hold_the_score(cls) -> pl.Expr:
        return bounds_hold_the_score()

    @dy.rule()
    def assessed_is_at_most_applicable(cls) -> pl.Expr:
        return pl.col("assessed") <= pl.col("applicable")


class Totals(dy.Schema):
    """The composite score of a platform, or of a unit, under one absent policy.

    `score`, `low` and `high` are on the study's total scale (six dimensions: 0–18), `percent` is
    the score on 0–100. Under the policy `zero` an absent platform counts 0 in its unit, under
    `exclude` it leaves; its own row says `no_assistant` under both.
    """

    kind = dy.Enum(("platform", "unit"), primary_key=True)
    id = dy.String(primary_key=True)
    policy = dy.Enum(POLICIES, primary_key=True)
    score = dy.Float64(nullable=True, min=0)
    percent = dy.Float64(nullable=True, min=0, max=100)
    completeness = dy.Float64(nullable=True, min=0, max=1)
    assessed = dy.UInt32()
    applicable = dy.UInt32()
    low = dy.Float64(nullable=True, min=0)
    high = dy.Float64(nullable=True, min=0)
    status = dy.Enum(SCORE_STATUSES)

    @dy.rule()
    def score_is_known_exactly_when_scored(cls) -> pl.Expr:
        return known_exactly_when_scored("score")

    @dy.rule()
    def percent_is_known_exactly_when_scored(cls) -> pl.Expr:
        return known_exactly_when_scored("percent")

    @dy.rule()
    def bounds_hold_the_score(cls) -> pl.Expr:
        return bounds_hold_the_score()


class Ranks(dy.Schema):
    """Position among the `of` scored members of a group; 1 is best, ties share the smallest.

    Groups are `all`, each level, and for platforms each level/channel. Who has no score has no
    rank and is not counted.
    """

    kind = dy.Enum(("platform", "unit"), primary_key=True)
    id = dy.String(primary_key=True)
    policy = dy.Enum(POLICIES, primary_key=True)
    group = dy.String(primary_key=True)
    rank = dy.UInt32(min=1)
    of = dy.UInt32(min=1)
    tied = dy.Bool()

    @dy.rule()
    def rank_is_at_most_the_size_of_the_group(cls) -> pl.Expr:
        return pl.col("rank") <= pl.col("of")


class Grades(dy.Schema):
    """Grade and type of a unit by the study's cut-offs; both null where it has no score."""

    unit = dy.String(primary_key=True)
    policy = dy.Enum(POLICIES, primary_key=True)
    grade = dy.String(nullable=True)
    type = dy.String(nullable=True)
    status = dy.Enum(SCORE_STATUSES)

    @dy.rule()
    def grade_is_known_exactly_when_scored(cls) -> pl.Expr:
        return known_exactly_when_scored("grade")


class Coverage(dy.Schema):
    """How many of a group's planned platforms have an assistant: k of n, and `unknown` apart.

    `usable` of the k answered, null where others did not say. `low` is the share k/n, `high` the
    share if every unknown platform had one; they are equal when nothing is unknown. A margin over
    a column says `all` there.
    """

    level = dy.String(primary_key=True)
    channel = dy.String(primary_key=True)
    region = dy.String(primary_key=True)
    n = dy.UInt32(min=1)
    k = dy.UInt32()
    usable = dy.UInt32(nullable=True)
    unknown = dy.UInt32()
    low = dy.Float64(min=0, max=1)
    high = dy.Float64(min=0, max=1)

    @dy.rule()
    def counts_fit_into_n(cls) -> pl.Expr:
        answered = pl.col("usable").fill_null(0) <= pl.col("k")
        return (pl.col("k") + pl.col("unknown") <= pl.col("n")) & answered


class Types(dy.Schema):
    """How many units of a level are of each type, worst type last: counts, and shares of 100 %."""

    level = dy.String(primary_key=True)
    type = dy.String(primary_key=True)
    n = dy.UInt32()
    percent = dy.Float64(min=0, max=100)


class Labels(dy.Schema):
    """A unit that a pattern of results gives a name, such as strong on both channels."""

    label = dy.String(primary_key=True)
    unit = dy.String(primary_key=True)


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
