"""What a visit asked of the network, as evidence: no bodies, no headers, no secrets."""

import re
import time
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from playwright.async_api import BrowserContext, Page, Request, Response, WebSocket

from wenheng.collection.personal import COVER, covered

KEPT = ("fetch", "xhr", "eventsource", "document", "script")
MOST = 500
LONGEST = 500
LONG_VALUE = 64
"""A longer value of a query, or part of a path, is a token or a text, and is not kept."""

HIDDEN = "…"
SECRET = re.compile(
    r"token|secret|passw|pwd|auth|sign|ticket|sess|sid$|key|code$|credential|cookie|jwt|openid",
    re.IGNORECASE,
)


class NetworkLog:
    """The requests of a context: documents, scripts, and what page code asked for."""

    def __init__(self, context: BrowserContext) -> None:
        self.rows: list[dict[str, Any]] = []
        self.more = 0
        """Requests beyond the first `MOST`."""
        self._started = time.monotonic()
        self._open: dict[Request, float] = {}
        self._answers: dict[Request, Response] = {}
        context.on("request", self._begun)
        context.on("response", self._answered)
        context.on("requestfinished", self._ended)
        context.on("requestfailed", self._ended)
        context.on("page", self._watch)

    def summary(self) -> list[dict[str, Any]]:
        """One row per request, in the order of their ends; those still open come last."""
        for request in list(self._open):
            self._note(request, "open")
        self._open.clear()
        return [*self.rows, *([{"more": self.more}] if self.more else [])]

    def _begun(self, request: Request) -> None:
        if request.resource_type in KEPT:
            self._open[request] = time.monotonic()

    def _answered(self, response: Response) -> None:
        if response.request in self._open:
            self._answers[response.request] = response

    def _ended(self, request: Request) -> None:
        if request in self._open:
            self._note(request, request.failure or "")
            del self._open[request]

    def _note(self, request: Request, failed: str) -> None:
        answer = self._answers.pop(request, None)
        headers = answer.headers if answer else {}
        length = headers.get("content-length", "")
        self._add(
            {
                "method": request.method,
                "url": without_secrets(request.url),
                "type": request.resource_type,
                "status": answer.status if answer else None,
                "media": headers.get("content-type", "").split(";")[0],
                "size": int(length) if length.isdigit() else None,
                "began_s": round(self._open[request] - self._started, 3),
                "took_s": round(time.monotonic() - self._open[request], 3),
                "failed": failed,
            }
        )

    def _watch(self, page: Page) -> None:
        page.on("websocket", self._socket)

    def _socket(self, socket: WebSocket) -> None:
        began_s = round(time.monotonic() - self._started, 3)
        url = without_secrets(socket.url)
        self._add({"method": "GET", "url": url, "type": "websocket", "began_s": began_s})

    def _add(self, row: dict[str, Any]) -> None:
        if len(self.rows) < MOST:
            self.rows.append(row)
        else:
            self.more += 1


def without_secrets(url: str) -> str:
    """`url` without user, password and fragment, without tokens, and without personal data."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https", "ws", "wss"):
        return f"{parts.scheme}:{HIDDEN}"
    host = parts.netloc.rpartition("@")[2]
    path = "/".join(_shown(piece) for piece in parts.path.split("/"))
    fields = parse_qsl(parts.query, keep_blank_values=True, max_num_fields=None)
    query = "&".join(f"{_shown(name)}={_value(name, value)}" for name, value in fields)
    return (f"{parts.scheme}://{host}{path}" + (f"?{query}" if query else ""))[:LONGEST]


def _value(name: str, value: str) -> str:
    return HIDDEN if value and SECRET.search(name) else _shown(value)


def _shown(text: str) -> str:
    plain, semicolon, _parameters = unquote(text).partition(";")  # ;jsessionid=…
    if len(plain) > LONG_VALUE:
        return HIDDEN
    kept = quote(covered(plain)[0], safe="/:,=+@!$'()*~").replace(quote(COVER), COVER)
    return kept + (semicolon and f";{HIDDEN}")
