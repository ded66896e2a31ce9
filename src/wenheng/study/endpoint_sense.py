"""Whether a declared endpoint can work: its paths, what is filled in, what must not stand there."""

from collections.abc import Iterator
from typing import Any

from wenheng.study.endpoints import COOKIE, ENV, GIVEN, HEADER, MARK, is_own, marks_in
from wenheng.study.names import items
from wenheng.study.places import value_at
from wenheng.study.problems import Finding, Path, nearest

PATHS = ("reply", "links", "options", "end")
STEPS = ("start", "then")
SENT = ("url", "headers", "query", "body")
SECRET = ("authorization", "x-api-key", "api-key", "apikey", "token", "secret", "access_token")
STREAMS = ("lines", "events", "socket")


def endpoint_findings(path: Path, platform: dict[str, Any]) -> Iterator[Finding]:
    """What is wrong with the `http` and `openai` blocks of the platform at `path`."""
    http, openai = platform.get("http"), platform.get("openai")
    if isinstance(openai, dict):
        yield from _marks((*path, "openai"), openai, GIVEN)
        yield from _secrets((*path, "openai"), openai)
    if not isinstance(http, dict):
        return
    path = (*path, "http")
    requests = [((), http), *(((step,), http[step]) for step in STEPS if _is_table(http, step))]
    if not any("question" in marks_in([part.get(key) for key in SENT]) for _, part in requests):
        yield Finding("http-no-question", path)
    yield from _taken(path, http)
    for way, request in requests:
        yield from _secrets((*path, *way), request)
        yield from _elsewhere((*path, *way), request, str(platform.get("entry") or ""))
    yield from _json_paths(path, http)
    yield from _idle(path, http)


def model_findings(part: str, reached: dict[str, Any]) -> Iterator[Finding]:
    """What is wrong with the endpoint of the model in `part`, `judge` or `simulated`."""
    openai = reached.get("openai")
    if isinstance(openai, dict):
        yield from _marks((part, "openai"), openai, ())
        yield from _secrets((part, "openai"), openai)


def _taken(path: Path, http: dict[str, Any]) -> Iterator[Finding]:
    """What is filled in must be known by then: the question may use what the start took."""
    start, then = http.get("start"), http.get("then")
    first = [name for name in GIVEN if name not in ("question", "turn")]
    yield from _marks((*path, "start"), start, first)
    known = [*GIVEN, *_names(start), *_names(http)]  # its own of the turn before
    yield from _marks(path, {key: http.get(key) for key in SENT}, known)
    yield from _marks((*path, "then"), then, [*known, *_names(then)])


def _names(request: Any) -> list[str]:
    return [str(name) for name, _ in items(value_at(request, ("take",)))]


def _marks(path: Path, request: Any, known: list[str] | tuple[str, ...]) -> Iterator[Finding]:
    for key in SENT:
        for way, text in _texts(value_at(request, (key,))):
            for mark in MARK.findall(text):
                if not mark.startswith(ENV) and mark not in known:
                    values = {"mark": "{" + mark + "}", "near": nearest(mark, known)}
                    yield Finding("http-unknown-mark", (*path, key, *way), values)


def _secrets(path: Path, request: dict[str, Any]) -> Iterator[Finding]:
    for part in ("headers", "query", "body"):
        for key, value in items(request.get(part)):
            secret = str(key).lower() in SECRET and isinstance(value, str) and value
            if secret and not marks_in(value):
                yield Finding("http-secret", (*path, part, key), {"key": key})


def _elsewhere(path: Path, request: dict[str, Any], entry: str) -> Iterator[Finding]:
    """Only the host of the entry is spoken to, as it is its pace that is kept."""
    url = request.get("url")
    if isinstance(url, str) and "//" in url and not is_own(url, entry):
        yield Finding("http-elsewhere", (*path, "url"), {"url": url})


def _json_paths(path: Path, http: dict[str, Any]) -> Iterator[Finding]:
    places: list[tuple[Path, Any]] = [((key,), http.get(key)) for key in PATHS]
    places.append((("then", "until"), value_at(http, ("then", "until"))))
    for step in ((), ("start",), ("then",)):
        taken = items(value_at(http, (*step, "take")))
        places += [((*step, "take", name), value) for name, value in taken]
    for way, value in places:
        if isinstance(value, str) and value and not value.startswith((COOKIE, HEADER)):
            why = _fault_of(value)
            if why:
                yield Finding("http-bad-path", (*path, *way), {"path": value, "why": why})


def _fault_of(json_path: str) -> str:
    """What is wrong with a JSONPath; empty where nothing is."""
    import jsonpath

    if not json_path.startswith("$"):
        return f"$.{json_path}?"
    try:
        jsonpath.compile(json_path)
    except jsonpath.JSONPathError as error:
        return str(error).split("\n", 1)[0]
    return ""


def _idle(path: Path, http: dict[str, Any]) -> Iterator[Finding]:
    """Keys that have no effect beside the others."""
    answer = http.get("answer", "json")
    idle = {
        "end": answer not in STREAMS,
        "pieces": answer not in STREAMS,
        "quiet_s": answer != "socket",
        "then": answer == "socket",
    }
    for key, is_idle in idle.items():
        if is_idle and http.get(key):
            yield Finding("http-idle-key", (*path, key), {"key": key, "answer": answer})


def _is_table(http: dict[str, Any], step: str) -> bool:
    return isinstance(http.get(step), dict)


def _texts(value: Any) -> Iterator[tuple[Path, str]]:
    if isinstance(value, str):
        yield (), value
    for key, inner in items(value):
        yield from (((key, *path), text) for path, text in _texts(inner))
