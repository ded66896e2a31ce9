"""The anonymised variant: codes for units and platforms, nothing that names or quotes them."""

import hashlib
import hmac
import re
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

import polars as pl

from wenheng.errors import TableError
from wenheng.language import say
from wenheng.report.package.contracts import CONTRACTS
from wenheng.study.model import Study

MASK = "█"
LETTERS = 10
"""Of a code: hexadecimal digits of a keyed hash, 40 bits."""

LEFT_OUT = frozenset({"links", "reply_links", "reply_options", "evidence"})
"""Tables that are addresses, texts of pages, or hashes of pictures that may be public."""

WITHOUT: dict[str, tuple[str, ...]] = {
    "study_units": ("name_zh", "name_en"),
    "study_platforms": ("entry",),
    "sessions": ("note", "started_at"),
    "turns": ("question", "text"),
    "checks": ("detail",),
    "ratings": ("reason", "reason_en", "span"),
    "findings": tuple(
        f"{part}_{tongue}"
        for part in ("condition", "sentence", "text", "counter")
        for tongue in ("zh", "en")
    ),
    "ledger": ("words_zh", "words_en"),
    "advice": ("text_zh", "text_en"),
}
"""Columns that name, quote or date what was observed."""

CODED = {"unit": "u", "platform": "p", "session": "s"}
"""Columns of ids that become codes, and how these begin."""

CODE = re.compile(rf"[ups]-[0-9a-f]{{{LETTERS}}}")

EITHER = ("id", "about")
"""Columns that may hold the id of a unit or of a platform."""

Frames = Mapping[str, pl.DataFrame]


def anonymous_frames(study: Study, frames: Frames, salt: bytes) -> dict[str, pl.DataFrame]:
    """`frames` without what names, quotes or locates a unit; the same salt gives the same codes.

    Args:
        study: whose units and platforms are hidden.
        frames: as `package_frames` gives them.
        salt: stays with the owner: with it, and only with it, codes can be made again.

    Raises:
        TableError: a name or host of the study still stands somewhere; where it does.
    """
    codes = _codes(frames, salt)
    kept = {name: frame for name, frame in frames.items() if name not in LEFT_OUT}
    mask = masking(study)
    hidden = {name: _hidden(name, frame, codes, mask) for name, frame in kept.items()}
    _nothing_stands(hidden, _naming(study))
    return hidden


def names_of(study: Study) -> list[str]:
    """What names a unit: names in both languages, and the hosts of its platforms; longest first."""
    named = [name for unit in study.units for name in (unit.name.zh, unit.name.en)]
    named += [text for one in study.platforms if one.name for text in (one.name.zh, one.name.en)]
    named += [urlsplit(one.entry).hostname or "" for one in study.platforms]
    return sorted({name for name in named if len(name) > 1}, key=lambda name: (-len(name), name))


def masking(study: Study) -> Callable[[str], str]:
    """What puts a block where a text names a unit or its host."""
    named = _naming(study)
    return (lambda text: named.sub(MASK, text)) if named else str


def _naming(study: Study) -> re.Pattern[str] | None:
    """What finds any of the names; one in Latin letters only as a word of its own."""
    names = names_of(study)
    return re.compile("|".join(map(_alone, names)), re.IGNORECASE) if names else None


def _alone(name: str) -> str:
    latin = "[0-9A-Za-z]"
    before = rf"(?<!{latin})" if name[0].isascii() and name[0].isalnum() else ""
    after = rf"(?!{latin})" if name[-1].isascii() and name[-1].isalnum() else ""
    return f"{before}{re.escape(name)}{after}"


def _codes(frames: Frames, salt: bytes) -> dict[str, dict[str, str]]:
    """Kind → id → code, of every id that stands anywhere, also of sessions that were not held."""
    return {
        kind: {
            id_: _code(kind, id_, salt)
            for frame in frames.values()
            if kind in frame.columns
            for id_ in frame[kind].drop_nulls().unique().to_list()
        }
        for kind in CODED
    }


def _code(kind: str, id_: str, salt: bytes) -> str:
    digest = hmac.new(salt, f"{kind}:{id_}".encode(), hashlib.sha256).hexdigest()
    return f"{CODED[kind]}-{digest[:LETTERS]}"


def _hidden(
    name: str, frame: pl.DataFrame, codes: dict[str, dict[str, str]], mask: Callable[[str], str]
) -> pl.DataFrame:
    kept = frame.drop(WITHOUT.get(name, ()), strict=False)
    either = codes["unit"] | codes["platform"]
    coded = [pl.col(c).replace(codes[c]) for c in CODED if c in kept.columns]
    coded += [pl.col(c).replace(either) for c in EITHER if c in kept.columns]
    hidden = kept.with_columns(coded)
    texts = [c for c, kind in hidden.schema.items() if kind == pl.String and c not in CODED]
    masked = hidden.with_columns(
        pl.Series(c, [None if text is None else mask(text) for text in hidden[c]], pl.String)
        for c in texts
    )
    return masked.sort([c for c in CONTRACTS[name].primary_key() if c in masked.columns])


def _nothing_stands(frames: Frames, named: re.Pattern[str] | None) -> None:
    """The last look: ids are codes, and no text names anybody."""
    found = [
        f"{name}.{column}"
        for name, frame in frames.items()
        for column, kind in frame.schema.items()
        if kind == pl.String
        for text in frame[column].drop_nulls().unique()
        if (not CODE.fullmatch(text) if column in CODED else named and named.search(text))
    ]
    if found:
        raise TableError(say("package.still-named"), where=", ".join(dict.fromkeys(found)))
