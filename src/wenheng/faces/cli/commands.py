"""All commands, in the order in which `wenheng --help` lists them."""

import os
from typing import Annotated

import typer

from wenheng.faces.cli import (
    comparisons,
    demo,
    design,
    facts,
    judge,
    operate,
    probe,
    releases,
    sandbox,
    screenshots,
    steer,
)
from wenheng.language import LANGUAGES, Language, say

app = typer.Typer(
    name="wenheng",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help=say("cli.wenheng"),
)
design.add_to(app)
facts.add_to(app)
probe.add_to(app)
operate.add_to(app)
releases.add_to(app)
judge.add_to(app)
comparisons.add_to(app)
steer.add_to(app)
screenshots.add_to(app)
sandbox.add_to(app)
demo.add_to(app)


@app.callback()
def _language(
    lang: Annotated[str | None, typer.Option(help=say("cli.lang"), metavar="zh|en")] = None,
) -> None:
    if lang is None:
        return
    chosen: Language | None = next((known for known in LANGUAGES if known == lang), None)
    if chosen is None:
        raise typer.BadParameter(say("cli.no-language", lang=lang), param_hint="--lang")
    os.environ["WENHENG_LANG"] = chosen  # for the whole process: its threads and children, too
