"""The `http` transport: any JSON endpoint, declared in the study."""

import json
import uuid
from collections.abc import Sequence
from typing import Any

import aiohttp
import jsonpath

from wenheng.collection.dialogue import Question
from wenheng.collection.exchange import Exchange, hold_exchanges
from wenheng.collection.transcript import Link, Reply, Transcript
from wenheng.collection.transport import Pause, Target
from wenheng.errors import CollectError
from wenheng.language import say
from wenheng.study.roster import HttpEndpoint

MOST_FOUND = 60


class HttpTransport:
    """Holds sessions with JSON endpoints; one session id per conversation."""

    def __init__(self, client: aiohttp.ClientSession) -> None:
        self._client = client

    async def hold(self, target: Target, questions: Sequence[Question], pause: Pause) -> Transcript:
        """Ask `questions` one after another in one conversation.

        Raises:
            CollectError: the platform declares no `http` block.
        """
        declared = target.platform.http
        if declared is None:
            raise CollectError(say("collect.no-http"), where=target.platform.id)
        session = uuid.uuid4().hex

        async def ask(question: Question) -> Exchange:
            exchange = Exchange(target.platform.entry)
            body = _filled(declared.body, {"question": question.say, "session": session})
            post = self._client.post(
                exchange.address, json=body, headers=declared.headers, allow_redirects=False
            )
            limit_s = target.pace.reply_limit_s
            await exchange.over(post, lambda r: _read(exchange, r, declared), limit_s)
            return exchange

        return await hold_exchanges(target, questions, pause, ask)


def _filled(template: Any, values: dict[str, str]) -> Any:
    """`template` with `{question}` and `{session}` filled into every text in it."""
    if isinstance(template, dict):
        return {key: _filled(value, values) for key, value in template.items()}
    if isinstance(template, list):
        return [_filled(value, values) for value in template]
    if not isinstance(template, str):
        return template
    for name, value in values.items():
        template = template.replace("{" + name + "}", value)
    return template


async def _read(
    exchange: Exchange, response: aiohttp.ClientResponse, declared: HttpEndpoint
) -> None:
    answer = json.loads(await exchange.body(response))
    exchange.heard()
    texts = [value for value in _found(declared.reply, answer) if isinstance(value, str)]
    links = tuple(filter(None, map(_link, _found(declared.links, answer))))
    options = tuple(filter(None, map(_option, _found(declared.options, answer))))
    exchange.reply = Reply("\n".join(texts).strip(), links, options)


def _found(path: str, answer: Any) -> list[Any]:
    """What stands at `path`; a list that is found alone stands for its items."""
    if not path:
        return []
    found = jsonpath.findall(path, answer)
    if len(found) == 1 and isinstance(found[0], list):
        found = found[0]
    return found[:MOST_FOUND]


def _link(value: Any) -> Link | None:
    if isinstance(value, str):
        return Link("", value)
    if not isinstance(value, dict):
        return None
    url = value.get("url") or value.get("href") or value.get("link")
    text = value.get("text") or value.get("title") or value.get("name") or ""
    return Link(str(text), str(url)) if url else None


def _option(value: Any) -> str:
    if isinstance(value, dict):
        value = value.get("text") or value.get("title") or value.get("label") or ""
    return str(value).strip()[:200]
