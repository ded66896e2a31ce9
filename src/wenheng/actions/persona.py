"""What the model of a simulated user is sent, and what its answer says."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from wenheng.collection.transcript import Turn
from wenheng.language import catalogue
from wenheng.rating.model.exhibits import cut_out
from wenheng.study.simulating import Persona, SimulatedUsers
from wenheng.wire.completion import completed

LONGEST_REPLY = 4000
"""Characters of one reply that a simulated user is shown."""

LONGEST_ANSWER = 20_000
SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "required": ["say", "done"],
    "properties": {"say": {"type": "string"}, "done": {"type": "boolean"}},
}


def messages(
    users: SimulatedUsers, persona: Persona, matter: str, turns: Sequence[Turn], cut: list[str]
) -> Iterator[dict[str, str]]:
    """The dialogue as its simulated user sees it; each reply between marks that none can hold."""
    words = {name: its[users.language] for name, its in catalogue("persona").items()}
    heard = [_heard(turn, words, cut) for turn in turns]
    everything = "\n".join(heard).encode("utf-8", "replace")
    mark = f"===== {hashlib.sha256(everything).hexdigest()[:16]} ====="
    told = ("；" if users.language == "zh" else "; ").join(persona.tells)
    system = words["system"].format(
        mark=mark,
        who=persona.who,
        tells=told or words["nothing"],
        matter=matter,
        goal=persona.goal or words["matter-goal"],
        stop=persona.stop or words["content"],
        most=users.most_characters,
    )
    yield {"role": "system", "content": system}
    yield {"role": "user", "content": words["begin"]}
    for turn, said in zip(turns, heard, strict=True):
        own = json.dumps({"say": turn.question, "done": False}, ensure_ascii=False)
        yield {"role": "assistant", "content": own}
        yield {"role": "user", "content": words["reply"].format(mark=mark, said=said)}


def _heard(turn: Turn, words: Mapping[str, str], cut: list[str]) -> str:
    spoken: list[str] = []
    text = cut_out(turn.reply.heard[:LONGEST_REPLY], spoken) or words["no-words"]
    options = [cut_out(option, spoken) for option in turn.reply.options]
    cut += [one for one in spoken if one not in cut]
    return text + ("\n" + words["offered"].format(options=" / ".join(options)) if options else "")


def body(
    users: SimulatedUsers, sent: Sequence[dict[str, str]], amiss: Sequence[str]
) -> dict[str, Any]:
    """The request; after a refusal with a word on why."""
    said = list(sent)
    if amiss:
        why = catalogue("simulated")[f"refused-{amiss[-1]}"][users.language]
        again = catalogue("persona")["again"][users.language].format(why=why)
        said.append({"role": "user", "content": again})
    request: dict[str, Any] = {"model": users.model, "messages": said, "stream": False}
    request[users.limit_name] = users.most_tokens
    if users.temperature is not None:
        request["temperature"] = users.temperature
    if users.format == "schema":
        named = {"name": "saying", "strict": True, "schema": SCHEMA}
        request["response_format"] = {"type": "json_schema", "json_schema": named}
    elif users.format == "object":
        request["response_format"] = {"type": "json_object"}
    return request


def digest(users: SimulatedUsers, sent: Sequence[dict[str, str]]) -> str:
    parts = [users.entry, users.openai.body, body(users, sent, ())]
    text = json.dumps(parts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def answer(raw: str) -> tuple[str, bool]:
    """What the one JSON object in an answer says, and whether it is done; "" where it is amiss."""
    text = completed(raw).said
    if len(text) > LONGEST_ANSWER:
        return "", False
    found: list[dict[str, Any]] = []
    decoder, at = json.JSONDecoder(), text.find("{")
    while at >= 0:
        try:
            value, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            end = at + 1
        else:
            found += [value] if isinstance(value, dict) and "say" in value else []
        at = text.find("{", end)
    if len(found) != 1 or not isinstance(found[0]["say"], str):
        return "", False
    words = " ".join(found[0]["say"].split())
    return words, found[0].get("done") is True
