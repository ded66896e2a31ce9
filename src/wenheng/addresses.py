"""Addresses of the web: those that stand in a text, and their hosts."""

import re
from urllib.parse import SplitResult, urlsplit

_ADDRESS = re.compile(
    r"(?:https?://|www\.)[A-Za-z0-9.-]+\.[a-z]{2,}(?::\d+)?(?:/[\w\-./%?=&#+~!]*)?", re.I
)
_TAIL = ".,;!?"


def addresses_in(text: str) -> list[tuple[str, str]]:
    """Each address in `text` as it stands there, and without the punctuation that follows it."""
    return [(found.group(), found.group().rstrip(_TAIL)) for found in _ADDRESS.finditer(text)]


def host_of(url: str) -> str:
    """The host of `url` without `www.`; empty where it has none."""
    return (split(url).hostname or "").removeprefix("www.") if url else ""


def split(url: str) -> SplitResult:
    """The parts of `url`, also of one without a scheme; all empty where it is no address."""
    try:
        return urlsplit(url if "://" in url or url.startswith("//") else f"//{url}")
    except ValueError:
        return urlsplit("")


def is_under(host: str, suffixes: tuple[str, ...]) -> bool:
    """Whether `host` is one of `suffixes` or lies below one: a.gov.cn is under gov.cn."""
    plain = [suffix.strip(".").lower() for suffix in suffixes]
    return any(host == suffix or host.endswith(f".{suffix}") for suffix in plain if suffix)
