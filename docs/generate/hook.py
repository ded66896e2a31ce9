"""MkDocs hook: pages of the reference that are made when the site is built, and page footers.

`on_files` names the generated pages, `on_page_read_source` writes them; nothing is put on disk.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

from closed_lists import outcomes, problems
from command_line import command_line
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import event_priority
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from study_files import study_files
from table_contracts import table_contracts
from word_list import word_list
from written import pick

PAGES: dict[str, Callable[[Any], str]] = {
    "reference/cli": command_line,
    "reference/study-files": study_files,
    "reference/tables": table_contracts,
    "reference/outcomes": outcomes,
    "reference/errors": problems,
    "reference/words": word_list,
}
ENDS = {".en.md": "en", ".md": "zh"}


@event_priority(100)  # before the plugin that sorts files by language
def on_files(files: Files, config: MkDocsConfig) -> Files:
    for name in PAGES:
        for end in ENDS:
            files.append(
                File(f"{name}{end}", config.docs_dir, config.site_dir, config.use_directory_urls)
            )
    return files


def on_page_read_source(page: Page, config: MkDocsConfig) -> str | None:
    return generated(page.file.src_uri)


@cache
def generated(src_uri: str) -> str | None:
    """The text of a generated page; None where `src_uri` is no such page."""
    end = next(end for end in (*ENDS, "") if src_uri.endswith(end))
    make = PAGES.get(src_uri.removesuffix(end)) if end else None
    return make(ENDS[end]) if make else None


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    owner, reviewed = page.meta.get("owner"), page.meta.get("reviewed")
    if not owner:
        return markdown
    language = config.theme["language"]
    if reviewed == "generated":
        reviewed = pick(language, "随程序生成", "generated")
    line = pick(
        language, f"维护：{owner} · 审阅：{reviewed}", f"Owner: {owner} · reviewed: {reviewed}"
    )
    return f"{markdown}\n\n<small>{line}</small>\n"
