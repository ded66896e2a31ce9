"""Serves the zoo: every file in pages/ as a page of an invented portal, with a backend that counts.

Run `python -m tests.collection.zoo.server --port 8900` and open http://127.0.0.1:8900/.
"""

import argparse
import asyncio
import html
import json
from collections import Counter

from aiohttp import WSMsgType, web
from tests.collection.zoo.rows import PAGES, Row, rows
from tests.collection.zoo.shells import dressed, picture, section

COUNTS = web.AppKey("counts", Counter[str])
ROWS = web.AppKey("rows", dict[str, Row])
WAITING = web.AppKey("waiting", dict[str, list[str]])
TASKS = web.AppKey("tasks", set[asyncio.Task[None]])
NOT_UNDERSTOOD = "抱歉，我没有听懂您的问题。"
LONG_POLL_S = 2.0


def make_app() -> web.Application:
    """The whole zoo; `app[COUNTS]` counts questions by page id, and posts as `post:<id>`."""
    app = web.Application()
    app[COUNTS] = Counter()
    app[ROWS] = {row.id: row for row in rows()}
    app[WAITING] = {}
    app[TASKS] = set()
    app.add_routes(
        [
            web.get("/", index),
            web.get("/p/{id}", page),
            web.get("/p/{id}/{part}", page),
            web.post("/say/{id}", say),
            web.get("/say/{id}", say),
            web.get("/sse/{id}", stream),
            web.get("/events/{id}", standing_stream),
            web.get("/ws/{id}", socket),
            web.post("/drop/{id}", drop),
            web.get("/fetch/{id}", fetched),
            web.route("*", "/post/{id}", posted),
            web.get("/img/{name}", image),
            web.get("/{section}", plain),
            web.get("/{section}/{n}", plain),
        ]
    )
    return app


async def index(request: web.Request) -> web.Response:
    links = [
        f'<li><a href="/p/{r.id}">{r.id}</a> {html.escape(r.note)}'
        for r in request.app[ROWS].values()
    ]
    return _html("<!doctype html><meta charset=utf-8><ul>" + "\n".join(links) + "</ul>")


async def page(request: web.Request) -> web.Response:
    row = _row(request)
    part = request.match_info.get("part", "")
    if not part:
        return _html(dressed(row))
    path = PAGES / f"{row.id}.{part}.html"
    if not path.is_file():
        raise web.HTTPNotFound
    return _html(path.read_text("utf-8").replace("{{id}}", row.id))


async def say(request: web.Request) -> web.Response:
    """The answer as JSON, or as a script where a `callback` is named."""
    row = _row(request)
    posted = request.method == "POST"
    question = str((await request.json())["q"]) if posted else request.query["q"]
    answer = {"text": await _answered(request, row, question)}
    callback = request.query.get("callback")
    if callback:
        text = f"{callback}({json.dumps(answer, ensure_ascii=False)})"
        return web.Response(text=text, content_type="text/javascript")
    return web.json_response(answer)


async def stream(request: web.Request) -> web.StreamResponse:
    """The answer as server-sent events, a few characters each; `pause` seconds after the first half."""
    row = _row(request)
    text = await _answered(request, row, request.query["q"])
    response = await _events(request)
    pieces = [text[n : n + 4] for n in range(0, len(text), 4)]
    for number, piece in enumerate(pieces):
        await response.write(f"data: {json.dumps(piece)}\n\n".encode())
        half = number == len(pieces) // 2
        await asyncio.sleep(row.pause if half else 0.06)
    await response.write(b"event: end\ndata: {}\n\n")
    return response


async def standing_stream(request: web.Request) -> web.StreamResponse:
    """A connection that stays: what is dropped comes back over it as an event."""
    row = _row(request)
    response = await _events(request)
    waiting = request.app[WAITING]
    for _ in range(600):
        for text in waiting.pop(row.id, []):
            await response.write(f"data: {json.dumps({'text': text})}\n\n".encode())
        await asyncio.sleep(0.1)
    return response


async def socket(request: web.Request) -> web.WebSocketResponse:
    row = _row(request)
    ws = web.WebSocketResponse()
    await ws.prepare(request)
    async for message in ws:
        if message.type == WSMsgType.TEXT:
            text = await _answered(request, row, message.data)
            await ws.send_json({"text": text})
    return ws


async def drop(request: web.Request) -> web.Response:
    """Take a question; its answer is fetched by polling or comes over the standing stream."""
    row = _row(request)
    question = str((await request.json())["q"])
    request.app[COUNTS][row.id] += 1

    async def later() -> None:
        await asyncio.sleep(row.delay)
        request.app[WAITING].setdefault(row.id, []).append(
            row.answers.get(question, NOT_UNDERSTOOD)
        )

    request.app[TASKS].add(asyncio.create_task(later()))
    return web.json_response({"ok": True})


async def fetched(request: web.Request) -> web.Response:
    """What came since: at once, or after `LONG_POLL_S` where `long` is asked for."""
    row = _row(request)
    waiting = request.app[WAITING]
    for _ in range(int(LONG_POLL_S * 20) if "long" in request.query else 1):
        if waiting.get(row.id):
            break
        await asyncio.sleep(0.05)
    return web.json_response({"texts": waiting.pop(row.id, [])})


async def posted(request: web.Request) -> web.Response:
    """Where nothing may ever arrive: it would have been public, or in an office's in-tray."""
    request.app[COUNTS][f"post:{_row(request).id}"] += 1
    return web.json_response({"text": "提交成功"})


async def image(request: web.Request) -> web.Response:
    return web.Response(text=picture(request.match_info["name"]), content_type="image/svg+xml")


async def plain(request: web.Request) -> web.Response:
    return _html(section(request.match_info["section"]))


def _row(request: web.Request) -> Row:
    row = request.app[ROWS].get(request.match_info["id"])
    if row is None:
        raise web.HTTPNotFound
    return row


async def _answered(request: web.Request, row: Row, question: str) -> str:
    request.app[COUNTS][row.id] += 1
    await asyncio.sleep(row.delay)
    return row.answers.get(question, NOT_UNDERSTOOD)


async def _events(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream; charset=utf-8"})
    await response.prepare(request)
    return response


def _html(text: str) -> web.Response:
    return web.Response(text=text, content_type="text/html")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=8900)
    web.run_app(make_app(), host="127.0.0.1", port=parser.parse_args().port, print=None)


if __name__ == "__main__":
    main()
