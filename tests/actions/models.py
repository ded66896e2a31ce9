"""A model behind an endpoint of our own, which behaves as it is told, and misbehaves as well."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

GOOD = {"level": 2, "span": "身份证", "reason": "回复说明了材料。", "addressed": False}
USAGE = {"prompt_tokens": 500, "completion_tokens": 60}


@dataclass
class Response:
    """What the endpoint sends: `raw` bytes as they are, else a completion with `content`."""

    content: Any = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    raw: bytes | None = None
    usage: Any = field(default_factory=lambda: dict(USAGE))
    message: dict[str, Any] = field(default_factory=dict)
    finish: str = "stop"
    model: str = "m-2026"
    sleep_s: float = 0.0

    def body(self) -> bytes:
        if self.raw is not None:
            return self.raw
        said = (
            self.content
            if isinstance(self.content, str)
            else json.dumps(self.content, ensure_ascii=False)
        )
        choice = {
            "message": {"role": "assistant", "content": said, **self.message},
            "finish_reason": self.finish,
        }
        return json.dumps(
            {"model": self.model, "choices": [choice], "usage": self.usage}, ensure_ascii=False
        ).encode()


Behaviour = Callable[[dict[str, Any], int], Response]
"""(request, how many came before) → what is sent back."""


@dataclass
class Model:
    """The endpoint: its address, what it was asked, with which headers."""

    entry: str
    behave: Behaviour
    asked: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)


@contextmanager
def model(behave: Behaviour | None = None) -> Iterator[Model]:
    """Serves until the block ends."""
    lock, stop = threading.Lock(), threading.Event()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            with lock:
                number = len(its.asked)
                its.asked.append(asked)
                its.headers.append(dict(self.headers))
            response = its.behave(asked, number)
            stop.wait(response.sleep_s)
            body = response.body()
            try:
                self.send_response(response.status)
                for name, value in {"Content-Length": str(len(body)), **response.headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)
            except OSError:
                pass  # whoever asked has gone

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    its = Model(
        f"http://127.0.0.1:{server.server_port}/v1",
        behave or (lambda _asked, _number: Response(GOOD)),
    )
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield its
    finally:
        stop.set()
        server.shutdown()
        thread.join()
        server.server_close()
