"""The files of a data package, and what describes them: Frictionless v2 and schema.org."""

import hashlib
import io
import json
import re
from collections.abc import Callable, Mapping
from typing import Any

import polars as pl

from wenheng.language import LANGUAGES, say, speaking
from wenheng.report.material import RunFacts, beijing
from wenheng.report.package.anonymous import anonymous_frames, masking
from wenheng.report.package.described import codebook, schema, words_of
from wenheng.report.package.rows import package_frames
from wenheng.study.model import Study
from wenheng.workbooks import for_spreadsheets

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
PARQUET = "application/vnd.apache.parquet"
MOMENT = "%Y-%m-%dT%H:%M:%S%.3fZ"

Files = dict[str, bytes]


def data_package(
    study: Study,
    tables: Mapping[str, pl.DataFrame],
    facts: RunFacts,
    salt: bytes | None = None,
    look: Callable[[Mapping[str, pl.DataFrame]], None] = lambda frames: None,
) -> Files:
    """The files of the data package by path; the same input makes the same bytes.

    Args:
        study: what was declared.
        tables: by name, each under its contract.
        facts: about the run.
        salt: where given, the anonymised variant is made, with codes by this key.
        look: sees all tables before they are written, and may refuse them.

    Raises:
        TableError: a table breaks its contract, or is refused; a name stands in what was to be
            anonymous.
    """
    frames = package_frames(study, tables)
    words: Callable[[str], str] = str
    if salt is not None:
        frames, words = anonymous_frames(study, frames, salt), masking(study)
    look(frames)
    frames["codebook"] = codebook(frames)
    files = {path: data for name, frame in frames.items() for path, data in _written(name, frame)}
    about = _About(study, facts, words, salt is not None)
    files["datapackage.json"] = _json(_descriptor(about, frames, files))
    files["dataset.jsonld"] = _json(_dataset(about, frames, files))
    for language in LANGUAGES:
        name = "README.md" if language == "en" else f"README.{language}.md"
        with speaking(language):
            files[name] = _readme(about, frames).encode()
    sums = [f"{_sha256(data)}  {path}" for path, data in sorted(files.items())]
    files["SHA256SUMS"] = ("\n".join(sums) + "\n").encode()
    return files


class _About:
    """What is said of a package as a whole, in words that name no unit where it is anonymous."""

    def __init__(
        self, study: Study, facts: RunFacts, words: Callable[[str], str], anonymous: bool
    ) -> None:
        self.study, self.facts, self.anonymous = study, facts, anonymous
        self.title_zh, self.title_en = words(study.title.zh), words(study.title.en)
        self.status_zh, self.status_en = words(study.status.zh), words(study.status.en)
        self.contact = words(study.contact)

    @property
    def created(self) -> str | None:
        made = self.facts.made_at
        return made.strftime("%Y-%m-%dT%H:%M:%SZ") if made else None

    @property
    def name(self) -> str:
        plain = re.sub(r"[^a-z0-9._-]", "-", self.study.id.lower())
        return f"{plain}-anonymous" if self.anonymous else plain

    @property
    def licence(self) -> dict[str, str]:
        """The study's licence as Frictionless has it: an address, or a name."""
        given = self.study.licence
        return {"path": given} if given.startswith(("http://", "https://")) else {"name": given}


def _written(name: str, frame: pl.DataFrame) -> list[tuple[str, bytes]]:
    """CSV as spreadsheets and programs read it, Parquet as it is."""
    parquet = io.BytesIO()
    frame.write_parquet(parquet)
    text = for_spreadsheets(frame).write_csv(include_bom=True, datetime_format=MOMENT)
    return [(f"data/{name}.csv", text.encode()), (f"data/{name}.parquet", parquet.getvalue())]


def _descriptor(about: _About, frames: Mapping[str, pl.DataFrame], files: Files) -> dict[str, Any]:
    described = {
        "$schema": PROFILE,
        "name": about.name,
        "title": about.title_zh,
        "title_en": about.title_en,
        "description": about.status_zh,
        "description_en": about.status_en,
        "version": str(about.study.version),
        "created": about.created,
        "licenses": [about.licence] if about.study.licence else None,
        "contributors": [{"title": about.contact, "roles": ["contact"]}] if about.contact else None,
        "wave": about.facts.wave,
        "inputs_sha256": about.facts.inputs_sha256,
        "software": about.facts.software,
        "anonymous": about.anonymous,
        "resources": [resource for name in frames for resource in _resources(name, frames, files)],
    }
    return {key: value for key, value in described.items() if value not in (None, "")}


def _resources(name: str, frames: Mapping[str, pl.DataFrame], files: Files) -> list[dict[str, Any]]:
    said = {"title": words_of(name, "zh"), "title_en": words_of(name, "en")}
    text, columns = f"data/{name}.csv", f"data/{name}.parquet"
    table = {
        "name": name,
        "type": "table",
        "path": text,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        **said,
        "rows": frames[name].height,
        **_measured(files[text]),
        "schema": schema(name, frames),
    }
    whole = {"name": f"{name}.parquet", "type": "file", "path": columns, "mediatype": PARQUET}
    return [table, {**whole, **said, **_measured(files[columns])}]


def _measured(data: bytes) -> dict[str, Any]:
    return {"bytes": len(data), "hash": f"sha256:{_sha256(data)}"}


def _dataset(about: _About, frames: Mapping[str, pl.DataFrame], files: Files) -> dict[str, Any]:
    """The package as a schema.org Dataset, for catalogues and search engines."""
    licence = about.study.licence
    described = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "name": _tongues(about.title_zh, about.title_en),
        "description": _tongues(about.status_zh, about.status_en)
        or _tongues(about.title_zh, about.title_en),
        "inLanguage": ["zh-CN", "en"],
        "version": str(about.study.version),
        "dateModified": about.created,
        "license": licence or None,
        "creator": {"@type": "Organization", "name": about.contact} if about.contact else None,
        "identifier": f"sha256:{about.facts.inputs_sha256}" if about.facts.inputs_sha256 else None,
        "temporalCoverage": _span(frames),
        "variableMeasured": [
            {
                "@type": "PropertyValue",
                "name": node["node"],
                "description": _tongues(node["name_zh"], node["name_en"]),
                "minValue": 0,
                "maxValue": about.study.scale.top,
            }
            for node in frames["study_indicators"].iter_rows(named=True)
        ],
        "distribution": [_download(path, data) for path, data in files.items()],
    }
    return {key: value for key, value in described.items() if value}


def _tongues(zh: str, en: str) -> list[dict[str, str]]:
    pairs = (("zh-CN", zh), ("en", en))
    return [{"@language": tag, "@value": text} for tag, text in pairs if text]


def _download(path: str, data: bytes) -> dict[str, Any]:
    kinds = {"csv": "text/csv", "parquet": PARQUET, "json": "application/json"}
    return {
        "@type": "DataDownload",
        "contentUrl": path,
        "encodingFormat": kinds[path.rsplit(".", 1)[1]],
        "contentSize": str(len(data)),
        "sha256": _sha256(data),
    }


def _span(frames: Mapping[str, pl.DataFrame]) -> str | None:
    """The days from the first to the last session; unknown in what is anonymous."""
    if "started_at" not in frames["sessions"].columns:
        return None
    held = frames["sessions"]["started_at"].drop_nulls()
    if held.is_empty():
        return None
    first, last = held.min(), held.max()
    return f"{beijing(first, '%Y-%m-%d')}/{beijing(last, '%Y-%m-%d')}"  # type: ignore[arg-type]


def _readme(about: _About, frames: Mapping[str, pl.DataFrame]) -> str:
    tongue = say("package.tongue")
    title = about.title_en if tongue == "en" else about.title_zh
    status = about.status_en if tongue == "en" else about.status_zh
    lines = [
        f"# {title or about.title_zh}",
        status or about.status_zh,
        _facts(about),
        say("package.how-to-read"),
        *([say("package.anonymous")] if about.anonymous else []),
        say("package.tables-heading"),
        "\n".join(
            f"- `{name}`: {words_of(name, tongue)} ({frame.height})"  # type: ignore[arg-type]
            for name, frame in frames.items()
        ),
        say("package.check"),
    ]
    return "\n\n".join(line for line in lines if line) + "\n"


def _facts(about: _About) -> str:
    facts, study = about.facts, about.study
    said = {
        "study": say("report.cover-study-value", id=study.id, version=study.version),
        "wave": facts.wave,
        "made": beijing(facts.made_at),
        "software": facts.software,
        "hash": facts.inputs_sha256,
        "licence": study.licence or say("package.no-licence"),
        "contact": about.contact,
    }
    return "\n".join(
        say(f"package.fact-{key}", value=value) for key, value in said.items() if value
    )


def _json(document: Mapping[str, Any]) -> bytes:
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
