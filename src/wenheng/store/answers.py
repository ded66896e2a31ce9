"""What models said, kept for good: the bytes in the heap, their hash in the chain of events."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import wenheng.store.booted  # noqa: F401 - the models need Django set up
from wenheng.store import evidence as heap
from wenheng.store.chain import canonical
from wenheng.store.clean import storable
from wenheng.store.connection import on_database, writing
from wenheng.store.events import Event, append
from wenheng.store.models import EventRecord
from wenheng.store.run import Run
from wenheng.store.workspace import Workspace

ANSWERED = "model-answered"


@on_database
def add_answer(run: Run, document: Mapping[str, Any], who: str = "") -> str:
    """Keep one answer, with all that was sent for it; returns the SHA-256 of its file."""
    content = canonical(storable(dict(document)))
    digest = heap.keep(run.workspace.evidence, content)
    with writing(run.workspace.alias):
        append(run.workspace.alias, Event(ANSWERED, "", who, run.key, {"sha256": digest}))
    return digest


@on_database
def answers(workspace: Workspace) -> list[dict[str, Any]]:
    """All answers of the workspace, oldest first, of all its runs.

    A file that is lost or was changed is passed over: `verify` names it.
    """
    return list(_read(workspace))


def _read(workspace: Workspace) -> Iterator[dict[str, Any]]:
    rows = EventRecord.objects.using(workspace.alias).filter(what=ANSWERED).order_by("position")
    for detail in rows.values_list("detail", flat=True):
        digest = str(detail.get("sha256", ""))
        if heap.intact(workspace.evidence, digest):
            yield json.loads(heap.place_of(workspace.evidence, digest).read_bytes())
