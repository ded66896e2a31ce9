"""The `replay` transport: recorded conversations, held again word for word."""

import json
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from wenheng.collection.outcomes import OUTCOMES
from wenheng.collection.transcript import Link, Question, Reply, Transcript, Turn, session_outcome
from wenheng.collection.transport import Pause, Target
from wenheng.errors import CollectError
from wenheng.language import say


class ReplayTransport:
    """Gives the recorded answer to each question.

    A recording is a JSONL file named as the platform's entry, below `folder`; each line has
    `question` and `text`, and may have `links`, `options`, `outcome`, `first_s`, `last_s`.
    A question that stands several times is answered in the order of the lines.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def hold(self, target: Target, questions: Sequence[Question], pause: Pause) -> Transcript:
        """Answer `questions` from the recording.

        Raises:
            CollectError: there is no such recording, or a question does not stand in it.
        """
        started_at, begun = datetime.now(UTC), time.monotonic()
        rows = self._recording(target)
        turns: list[Turn] = []
        left = list(questions)
        while question := await target.next_question(left, turns):
            await pause()
            turns.append(_turn(question, rows, target))
        outcome = session_outcome(tuple(turns))
        return Transcript(
            outcome=outcome,
            started_at=started_at,
            duration_s=time.monotonic() - begun,
            transport="replay",
            turns=tuple(turns),
            has_assistant=OUTCOMES[outcome].has_assistant,
            fault=OUTCOMES[outcome].fault,
        )

    def _recording(self, target: Target) -> list[dict[str, Any]]:
        path = (self._folder / target.platform.entry).resolve()
        if not path.is_relative_to(self._folder.resolve()) or not path.is_file():
            raise CollectError(
                say("collect.no-recording", file=path.name), where=target.platform.id
            )
        try:
            lines = path.read_text("utf-8").splitlines()
            return [json.loads(line) for line in lines if line.strip()]
        except ValueError as error:
            raise CollectError(
                say("collect.bad-recording", file=path.name), where=target.platform.id
            ) from error


def _turn(question: Question, rows: list[dict[str, Any]], target: Target) -> Turn:
    row = next((row for row in rows if row.get("question") == question.say), None)
    if row is None:
        raise CollectError(
            say("collect.not-recorded", question=question.say), where=target.platform.id
        )
    if sum(other.get("question") == question.say for other in rows) > 1:
        rows.remove(row)
    links = tuple(Link(link.get("text", ""), link["url"]) for link in row.get("links", ()))
    reply = Reply(row.get("text", ""), links, tuple(row.get("options", ())))
    outcome = row.get("outcome") or ("replied" if reply != Reply() else "no_reply")
    times = (row.get("first_s"), row.get("last_s"))
    return Turn(question.kind, question.say, outcome, reply, *times)
