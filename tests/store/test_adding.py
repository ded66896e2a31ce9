"""Rows added together are the rows that the models' own way adds."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError
from django.forms.models import model_to_dict

from wenheng.store.adding import add_rows
from wenheng.store.models import EventRecord

AT = datetime(2026, 3, 1, 8, 30, 0, 250_000, UTC)
ROW = {
    "run_id": None,
    "position": 1,
    "at": AT,
    "who": "张三 %s",
    "what": "note",
    "why": "'); DROP TABLE store_event; --",
    "detail": {"文": [1, None, "\\"]},
    "digest": "0" * 64,
}


def test_rows_come_back_as_they_were_and_as_the_model_adds_them(workspace):
    rows = EventRecord.objects.using(workspace.alias)
    first = rows.count() + 1000
    add_rows(workspace.alias, EventRecord, [ROW | {"position": first}])
    rows.bulk_create([EventRecord(**ROW | {"position": first + 1})])

    ours, theirs = (rows.get(position=first + n) for n in (0, 1))

    assert (ours.at, ours.why, ours.detail) == (AT, ROW["why"], ROW["detail"])
    assert model_to_dict(ours, exclude=("id", "position")) == model_to_dict(
        theirs, exclude=("id", "position")
    )


def test_a_row_that_is_there_already_or_lacks_a_column_is_refused(workspace):
    add_rows(workspace.alias, EventRecord, [ROW | {"position": 1000}])

    with pytest.raises(IntegrityError):
        add_rows(workspace.alias, EventRecord, [ROW | {"position": 1000}])
    with pytest.raises(KeyError, match="digest"):
        add_rows(workspace.alias, EventRecord, [{k: v for k, v in ROW.items() if k != "digest"}])
