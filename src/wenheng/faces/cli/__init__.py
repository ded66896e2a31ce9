"""The command line: parse, call one action, print. It decides nothing.

Exit codes: 0 fine, 1 the answer is no, 2 wrong use, 3 our fault, 130 interrupted.
"""

import os
import sys
import traceback
from typing import Annotated

import typer

from wenheng.errors import CollectError, NotScorable, WenhengError
from wenheng.faces.cli import demo, design, operate, probe, sandbox, screenshots, steer
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
probe.add_to(app)
operate.add_to(app)
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


def main() -> None:
    """Run the command line and leave with its exit code."""
    try:
        app()
    except WenhengError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(_exit_code(error))
    except SystemExit as end:
        if end.code == operate.INTERRUPTED:  # so ends Ctrl-C in typer
            sys.stderr.write(say("cli.interrupted") + "\n")
        raise
    except Exception as error:
        if isinstance(error.__cause__, KeyboardInterrupt):  # Ctrl-C while a class was being made
            sys.stderr.write(say("cli.interrupted") + "\n")
            sys.exit(operate.INTERRUPTED)
        sys.stderr.write(traceback.format_exc() + say("cli.our-fault") + "\n")
        sys.exit(3)


def _exit_code(error: WenhengError) -> int:
    if isinstance(error, NotScorable):
        return 1
    return 3 if isinstance(error, CollectError) else 2
