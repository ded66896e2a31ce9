"""Looks at addresses in replies: every look is kept, the newest of an address holds."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import polars as pl
from django.db.models import TextField
from django.db.models.functions import Cast

import wenheng.store.booted  # noqa: F401 - the models need Django set up
from wenheng.contracts import checked
from wenheng.store import evidence as heap
from wenheng.store.chain import canonical
from wenheng.store.clean import storable
from wenheng.store.connection import on_database, writing
from wenheng.store.events import Event, append, whole_milliseconds
from wenheng.store.models import LinkRecord
from wenheng.store.ratings import rows_digest
from wenheng.store.run import Run
from wenheng.tables import Links

LOOKED = "links-checked"
_TYPES: dict[str, Any] = dict(Links.create_empty().schema)
LINK = tuple(_TYPES)


@on_database
def add_links(run: Run, looks: Sequence[Mapping[str, Any]], who: str = "") -> None:
    """Keep looks at addresses, in one go.

    Args:
        run: the run whose replies hold them.
        looks: each a row of LINKS whose `sha256` and `size` are made here, of its `content`
            (bytes, or None where there is no snapshot).
        who: who looked; the account of this process where empty.

    Raises:
        TableError: a row breaks the contract of LINKS.
    """
    if not looks:
        return
    rows = [_row(run, look) for look in looks]
    checked(Links, pl.DataFrame(rows, schema=_TYPES, orient="row"))
    with writing(run.workspace.alias):
        detail = {"rows": len(rows), "digest": rows_digest(rows)}
        event = append(run.workspace.alias, Event(LOOKED, "", who, run.key, detail))
        LinkRecord.objects.using(run.workspace.alias).bulk_create(
            LinkRecord(run_id=run.id, event=event, **row) for row in rows
        )


@on_database
def links(run: Run) -> pl.DataFrame:
    """LINKS of the run, in the order of their addresses: the newest look at each."""
    rows = LinkRecord.objects.using(run.workspace.alias).filter(run_id=run.id).order_by("pk")
    names = [Cast(name, TextField()) if name == "redirects" else name for name in LINK]
    frame = _frame(rows.values_list(*names))
    newest = frame.unique("url", keep="last", maintain_order=True).sort("url")
    return checked(Links, newest, where=run.key)


def _row(run: Run, look: Mapping[str, Any]) -> dict[str, Any]:
    content = look["content"]
    kept = None if content is None else heap.keep(run.workspace.evidence, content)
    made = {"sha256": kept, "size": None if content is None else len(content)}
    row = storable({name: {**look, **made}[name] for name in LINK})
    row["checked_at"] = whole_milliseconds(row["checked_at"])
    row["redirects"] = json.loads(canonical(row["redirects"]))
    return dict(row)


def _frame(rows: Iterable[tuple[Any, ...]]) -> pl.DataFrame:
    schema = _TYPES | {"redirects": pl.String}
    frame = pl.DataFrame(list(rows), schema=schema, orient="row")
    return frame.with_columns(pl.col("redirects").str.json_decode(_TYPES["redirects"]))
