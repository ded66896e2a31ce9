"""An answer of a model → a verdict, or why it is refused. Nothing in it is trusted."""

import json
import re
from collections.abc import Iterable, Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict, StrictBool, StrictInt, StrictStr, ValidationError

from wenheng.rating.model.exhibits import CUT, Said
from wenheng.rating.text import folded
from wenheng.wire.completion import completed

LONGEST = 20_000
"""Characters; no verdict is that long."""

LONGEST_REASON, LONGEST_SPAN = 600, 300
_SPACE = re.compile(r"\s")


class RefusedError(ValueError):
    """An answer cannot be used; `code` is the key of the sentence that says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Verdict(BaseModel):
    """What a model said of one cell, once it has been looked at; `level` None: it cannot tell."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    level: StrictInt | None
    span: StrictStr
    reason: StrictStr
    addressed: StrictBool = False


def verdict(raw: str, levels: Iterable[int], said: Sequence[Said]) -> Verdict:
    """The verdict in `raw`, all that an endpoint sent for one vote.

    Prose and thinking around the JSON object are passed over. A level must be one of `levels`, a
    reason be given; the span must stand in a reply of `said`, whatever its spaces and widths, and
    is returned as it stands there. Without a span only the lowest level is accepted.

    Raises:
        RefusedError: anything is amiss.
    """
    answer = completed(raw)
    if answer.notes.get("finish_reason") == "length":
        raise RefusedError("refused-cut")
    found = _shaped(_object(answer.said))
    if found.level is not None and found.level not in levels:
        raise RefusedError("refused-level")
    if not found.reason.strip():
        raise RefusedError("refused-no-reason")
    span = _quoted(found.span, said)
    if not span and found.level:
        raise RefusedError("refused-no-span")
    return found.model_copy(update={"span": span, "reason": _short(found.reason)})


def _object(text: str) -> dict[str, Any]:
    """The one JSON object with a level in `text`."""
    if not text.strip():
        raise RefusedError("refused-empty")
    if len(text) > LONGEST:
        raise RefusedError("refused-long")
    found: list[dict[str, Any]] = []
    decoder, at = json.JSONDecoder(), text.find("{")
    while at >= 0:
        try:
            value, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            end = at + 1
        else:
            found += [value] if "level" in value and value not in found else []
        at = text.find("{", end)
    if len(found) != 1:
        raise RefusedError("refused-several" if found else "refused-no-json")
    return found[0]


def _shaped(value: dict[str, Any]) -> Verdict:
    try:
        return Verdict.model_validate(value)
    except ValidationError as error:
        wrong = {str(one["loc"][0]) for one in error.errors()}
        raise RefusedError("refused-level" if wrong == {"level"} else "refused-shape") from error


def _quoted(span: str, said: Sequence[Said]) -> str:
    """`span` as a reply has it."""
    sought, _ = _bare(span.strip().strip("“”\"'「」"))
    if not sought:
        return ""
    for words in (one.words for one in said):
        bare, places = _bare(words)
        at = bare.find(sought)
        if at >= 0 and CUT not in sought:
            return words[places[at] : places[at + len(sought) - 1] + 1][:LONGEST_SPAN]
    raise RefusedError("refused-span")


def _bare(text: str) -> tuple[str, list[int]]:
    """`text` folded and without spaces, and where each of its characters stood."""
    plain = folded(text)
    places = [at for at, sign in enumerate(plain) if not _SPACE.match(sign)]
    return "".join(plain[at] for at in places), places


def _short(reason: str) -> str:
    """`reason` in one line, cut where it is long, without halves of characters."""
    whole = reason.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    one_line = " ".join(whole.split())
    return one_line if len(one_line) <= LONGEST_REASON else one_line[:LONGEST_REASON] + "…"
