"""Meet one assistant, without a study."""

import asyncio
import mimetypes
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from wenheng.actions.writing import writable
from wenheng.collection.browser import Visitor
from wenheng.collection.recipe_book import write_recipe, written
from wenheng.collection.recording import record
from wenheng.collection.transcript import Evidence, Question, Transcript, Turn
from wenheng.collection.transport import Target
from wenheng.collection.transports import Transports
from wenheng.errors import CollectError, StudyError
from wenheng.language import say
from wenheng.study.options import Pace
from wenheng.study.roster import Platform

PRINTED_FEATURES = ("voice_input", "attachments", "satisfaction", "hot_questions", "handoff")
GAP_S = 1.0
PERSON_S = 300.0
"""So long at least a person may take to show the way."""


@dataclass(frozen=True)
class Visit:
    """What is visited: an address, and how."""

    url: str
    mobile: bool = False
    limit_s: float = 120.0
    contact: str = ""
    recipe: Path | None = None
    """File that says how the assistant is reached."""


def record_recipe(visit: Visit) -> None:
    """Open a window in which a person shows the way to the assistant; write it to `visit.recipe`.

    Raises:
        StudyError: `visit.url` is no address.
        CollectError: there is no display or no browser, or nothing was shown.
    """
    _refuse_other_than_web(visit.url)
    assert visit.recipe is not None
    visitor = Visitor(visit.contact, visit.mobile)
    shown = asyncio.run(record(visit.url, visitor, max(visit.limit_s, PERSON_S)))
    if shown is None:
        raise CollectError(say("probe.nothing-shown"), hint=say("probe.show-hint"))
    with writable(visit.recipe.parent):
        write_recipe(visit.recipe, written(shown, visit.url, by="person"))


def probe(visit: Visit, questions: Sequence[str], evidence: Path) -> dict[str, Any]:
    """Hold one session and return its document, as `wenheng probe --json` prints it.

    Evidence is written below the directory `evidence`, each file under its SHA-256.

    Raises:
        StudyError: `visit.url` is no address.
            Or its recipe is missing or no recipe.
        CollectError: we could not observe at all, for instance without a browser.
    """
    _refuse_other_than_web(visit.url)
    if visit.recipe and not visit.recipe.is_file():
        raise StudyError(say("probe.no-recipe", file=visit.recipe), hint=say("probe.record-hint"))
    with writable(evidence):  # before the visit, which nobody wants to make in vain
        pass
    transcript = asyncio.run(_hold(visit, questions or [say("probe.question")]))
    return {
        "url": visit.url,
        "outcome": transcript.outcome,
        "has_assistant": transcript.has_assistant,
        "entry": {
            "steps": list(transcript.entry_steps or ()),
            "clicks": None if transcript.entry_steps is None else len(transcript.entry_steps),
        },
        "features": {name: transcript.features.get(name) for name in PRINTED_FEATURES},
        "turns": [_turn(turn) for turn in transcript.turns],
        "evidence": [_keep(item, evidence) for item in transcript.evidence],
        **({"note": transcript.note} if transcript.note else {}),
    }


def _refuse_other_than_web(url: str) -> None:
    if not url.startswith(("http://", "https://")):
        raise StudyError(say("probe.no-address", url=url), hint=say("probe.address-hint"))


async def _hold(visit: Visit, questions: Sequence[str]) -> Transcript:
    transport = _likely_transport(visit.url)
    recipe = visit.recipe.name if visit.recipe else ""
    folder = visit.recipe.parent if visit.recipe else None
    platform = Platform(
        id="p", unit="u", channel="c", entry=visit.url, transport=transport, recipe=recipe
    )
    reply_limit_s = min(30.0, visit.limit_s)
    pace = Pace(gap_s=GAP_S, reply_limit_s=reply_limit_s, session_limit_s=visit.limit_s)
    asked = [Question("main" if n == 0 else "followup", say_) for n, say_ in enumerate(questions)]
    async with Transports(visit.contact, folder) as transports:
        holder = await transports.of(transport)
        return await holder.hold(Target(platform, visit.mobile, pace), asked, _Breath())


class _Breath:
    """A pause before every turn but the first."""

    def __init__(self) -> None:
        self._first = True

    async def __call__(self) -> None:
        if not self._first:
            await asyncio.sleep(GAP_S)
        self._first = False


def _likely_transport(url: str) -> Literal["browser", "openai"]:
    path = url.split("?")[0].rstrip("/")
    return "openai" if path.endswith(("/chat/completions", "/v1")) else "browser"


def _turn(turn: Turn) -> dict[str, Any]:
    return {
        "question": turn.question,
        "outcome": turn.outcome,
        "reply": {
            "text": turn.reply.text,
            "links": [{"text": link.text, "url": link.url} for link in turn.reply.links],
            "options": [{"text": option} for option in turn.reply.options],
        },
        "first_s": _seconds(turn.first_s),
        "last_s": _seconds(turn.last_s),
    }


def _seconds(value: float | None) -> float | None:
    return None if value is None else round(value, 3)


def _keep(item: Evidence, folder: Path) -> dict[str, str]:
    name = item.sha256 + (mimetypes.guess_extension(item.media) or "")
    path = folder / name
    if not path.exists():
        path.write_bytes(item.content)
    return {"kind": item.kind, "path": str(path), "sha256": item.sha256}
