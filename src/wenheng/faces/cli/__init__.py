"""The command line: parse, call one action, print. It decides nothing.

Exit codes: 0 fine, 1 the answer is no, 2 wrong use, 3 our fault, 130 interrupted.
"""

import os
import sys
import traceback
from collections.abc import Sequence
from itertools import pairwise, takewhile

from wenheng.errors import CollectError, NotScorable, WenhengError
from wenheng.language import LANGUAGES, say

INTERRUPTED = 130


def main() -> None:
    """Run the command line and leave with its exit code."""
    _speak(sys.argv[1:])
    try:
        from wenheng.faces.cli.commands import app

        app()
    except WenhengError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(_exit_code(error))
    except SystemExit as end:
        if end.code == INTERRUPTED:  # so ends Ctrl-C in typer
            _tell_interrupted()
        raise
    except KeyboardInterrupt:  # while the commands were being loaded
        _tell_interrupted()
        sys.exit(INTERRUPTED)
    except Exception as error:
        if isinstance(error.__cause__, KeyboardInterrupt):  # Ctrl-C while a class was being made
            _tell_interrupted()
            sys.exit(INTERRUPTED)
        sys.stderr.write(traceback.format_exc() + say("cli.our-fault") + "\n")
        sys.exit(3)


def _tell_interrupted() -> None:
    sys.stderr.write(say("cli.interrupted") + "\n")


def _speak(arguments: Sequence[str]) -> None:
    """Speak what `--lang` before the command asks for: help is worded as the commands load."""
    before = takewhile(lambda word: word.startswith("--") or word in LANGUAGES, arguments)
    words = " ".join(before).replace("=", " ").split()
    for option, value in pairwise(words):
        if option == "--lang" and value in LANGUAGES:
            os.environ["WENHENG_LANG"] = value


def _exit_code(error: WenhengError) -> int:
    if isinstance(error, NotScorable):
        return 1
    return 3 if isinstance(error, CollectError) else 2
