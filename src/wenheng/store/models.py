"""The ledger's rows. They are added, never changed; `chain` says how they are hashed."""

from django.db import models

from wenheng.store.append_only import AppendOnly

KEY = 400
HASH = 64


class RunRecord(AppendOnly):
    """One wave of collection with one study and one instrument."""

    class Meta:
        db_table = "store_run"
        constraints = (
            models.UniqueConstraint(
                fields=("study", "study_hash", "protocol", "ordinal"), name="run_ordinal_once"
            ),
        )

    key = models.CharField(max_length=60, unique=True)
    study = models.CharField(max_length=80)
    study_version = models.PositiveIntegerField()
    study_hash = models.CharField(max_length=HASH)
    protocol = models.CharField(max_length=60)
    code_version = models.CharField(max_length=60)
    ordinal = models.PositiveIntegerField()
    started_at = models.DateTimeField()
    note = models.TextField(blank=True)


class SessionRecord(AppendOnly):
    """A session as it was held: one row per attempt."""

    class Meta:
        db_table = "store_session"
        constraints = (
            models.UniqueConstraint(fields=("run", "session", "attempt"), name="session_once"),
            models.UniqueConstraint(fields=("run", "position"), name="session_position_once"),
        )

    run = models.ForeignKey(RunRecord, on_delete=models.PROTECT, related_name="sessions")
    session = models.CharField(max_length=KEY)
    attempt = models.PositiveSmallIntegerField()
    platform = models.CharField(max_length=KEY)
    scenario = models.CharField(max_length=KEY)
    variant = models.CharField(max_length=KEY)
    repeat = models.PositiveSmallIntegerField()
    transport = models.CharField(max_length=40)
    outcome = models.CharField(max_length=20)
    fault = models.CharField(max_length=10)
    has_assistant = models.BooleanField(null=True)
    entry_clicks = models.PositiveIntegerField(null=True)
    features = models.JSONField()
    started_at = models.DateTimeField(null=True)
    duration_s = models.FloatField(null=True)
    note = models.TextField()
    recorded_at = models.DateTimeField()
    position = models.PositiveIntegerField(db_comment="1, 2 … within the run")
    digest = models.CharField(max_length=HASH, db_comment="hash of this link of the chain")


class TurnRecord(AppendOnly):
    """A question and what came back."""

    class Meta:
        db_table = "store_turn"
        constraints = (models.UniqueConstraint(fields=("session", "ordinal"), name="turn_once"),)

    session = models.ForeignKey(SessionRecord, on_delete=models.PROTECT, related_name="turns")
    ordinal = models.PositiveSmallIntegerField()
    turn = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20)
    question = models.TextField()
    outcome = models.CharField(max_length=20)
    text = models.TextField()
    links = models.JSONField()
    options = models.JSONField()
    first_s = models.FloatField(null=True)
    last_s = models.FloatField(null=True)


class EvidenceRecord(AppendOnly):
    """A file that shows what was seen; its bytes lie in the workspace under their hash."""

    class Meta:
        db_table = "store_evidence"
        constraints = (
            models.UniqueConstraint(fields=("session", "ordinal"), name="evidence_once"),
        )

    session = models.ForeignKey(SessionRecord, on_delete=models.PROTECT, related_name="evidence")
    ordinal = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=40)
    turn = models.PositiveSmallIntegerField(null=True)
    sha256 = models.CharField(max_length=HASH, db_index=True)
    media = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()


class EventRecord(AppendOnly):
    """Who did what, when and why: one chain over the whole workspace."""

    class Meta:
        db_table = "store_event"

    run = models.ForeignKey(RunRecord, on_delete=models.PROTECT, null=True, related_name="events")
    position = models.PositiveBigIntegerField(unique=True)
    at = models.DateTimeField()
    who = models.CharField(max_length=200)
    what = models.CharField(max_length=60)
    why = models.TextField()
    detail = models.JSONField()
    digest = models.CharField(max_length=HASH)


class LinkRecord(AppendOnly):
    """A look at an address that stands in a reply; the newest of an address holds.

    Its event holds the hash of all rows entered with it; the snapshot lies with the evidence.
    """

    class Meta:
        db_table = "store_link"

    run = models.ForeignKey(RunRecord, on_delete=models.PROTECT, related_name="links")
    event = models.ForeignKey(EventRecord, on_delete=models.PROTECT, related_name="links")
    url = models.TextField()
    outcome = models.CharField(max_length=20)
    reason = models.TextField()
    status = models.PositiveIntegerField(null=True)
    redirects = models.JSONField()
    final_url = models.TextField()
    host = models.CharField(max_length=KEY)
    official = models.BooleanField()
    title = models.TextField()
    media = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=HASH, null=True)
    size = models.PositiveIntegerField(null=True)
    checked_at = models.DateTimeField()
    took_s = models.FloatField()


class RatingRecord(AppendOnly):
    """A rater's judgement of one cell; the newest row of a rater and cell holds.

    Its event says who entered it, when and why, and holds the hash of all rows entered with it.
    """

    class Meta:
        db_table = "store_rating"

    run = models.ForeignKey(RunRecord, on_delete=models.PROTECT, related_name="ratings")
    event = models.ForeignKey(EventRecord, on_delete=models.PROTECT, related_name="ratings")
    platform = models.CharField(max_length=KEY)
    scenario = models.CharField(max_length=KEY)
    indicator = models.CharField(max_length=80)
    rater = models.CharField(max_length=KEY)
    rater_kind = models.CharField(max_length=20)
    status = models.CharField(max_length=20)
    level = models.PositiveSmallIntegerField(null=True)
    reason = models.TextField()
    reason_en = models.TextField()
    span = models.TextField()
    confidence = models.FloatField(null=True)
    session = models.CharField(max_length=KEY, null=True)
