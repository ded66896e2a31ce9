"""What was seen: sessions, links, checks beside the replies, and who is there at all."""

import dataframely as dy
import polars as pl

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

TURN_KINDS = (
    "main",
    "followup",
    "paraphrase",
    "vague",
    "noise",
    "probe",
    "option",
    "simulated",
)
"""An `option` was offered in a reply and pressed, not said; `simulated`: a model chose the words,
or the script did for a dialogue that a model goes on with."""

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
    "ai_label",
)
"""What is looked at beside the replies in the session of a probe."""

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
