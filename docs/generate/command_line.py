"""The page of the command line, asked of the app itself.

Help texts are fixed when the app is imported, in the language of `WENHENG_LANG`: so each language
is a process of its own, `python command_line.py` with that variable set.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from written import code, page, pick, table


def command_line(language: str) -> str:
    """The page in `language`, made by a process that speaks it."""
    made = subprocess.run(
        [sys.executable, str(Path(__file__).resolve()), language],
        env={**os.environ, "WENHENG_LANG": language, "PYTHONIOENCODING": "utf-8"},
        check=True,
        capture_output=True,
        encoding="utf-8",
    )
    return made.stdout


def commands() -> dict[str, Any]:
    """All commands of the app by name, in its order; those of a group as `group command`."""
    import typer

    from wenheng.faces.cli.commands import app

    return dict(_within(typer.main.get_command(app)))


def _within(group: Any, before: str = "") -> Iterator[tuple[str, Any]]:
    for name, one in group.commands.items():
        if hasattr(one, "commands"):
            yield from _within(one, f"{before}{name} ")
        else:
            yield f"{before}{name}", one


def _page(language: str) -> str:
    from wenheng.language import say

    title = ("命令行", "Command line")
    exits = pick(
        language,
        "退出码：0 正常；1 答案为否（研究有错误、没有得到回答、核对不符）；2 用法不当或研究有误；"
        "3 程序自身或本机的问题；130 被中断。凡有 `--json` 的命令，标准输出只有一份 JSON。",
        "Exit codes: 0 fine; 1 the answer is no (a faulty study, no reply, a hash that does not "
        "match); 2 wrong use or a study that cannot be read; 3 our fault or this machine's; 130 "
        "interrupted. With `--json` a command prints one JSON document to standard output.",
    )
    general = table(
        (pick(language, "总选项", "General option"), ""),
        [
            (code("--lang zh|en"), say("cli.lang")),
            (code("WENHENG_LANG"), pick(language, "同上，环境变量", "the same, as a variable")),
        ],
    )
    described = [_command(language, name, one) for name, one in commands().items()]
    python = pick(
        language,
        "在 Python 中做同样的事：[Python 接口](python.md)。",
        "The same from Python: [Python interface](python.md).",
    )
    return page(language, title, "faces", [exits, python, general, *described])


def _command(language: str, name: str, command: Any) -> str:
    arguments = [p for p in command.params if p.param_type_name == "argument"]
    options = [p for p in command.params if p.param_type_name == "option" and p.name != "help"]
    wanted = [a.metavar if a.required else f"[{a.metavar}]" for a in arguments]
    usage = " ".join(["wenheng", name, *wanted, pick(language, "[选项]", "[options]")])
    parts = [f"## wenheng {name}", command.help or "", f"```text\n{usage}\n```"]
    headings = (pick(language, "参数", "Parameter"), "", pick(language, "默认值", "Default"))
    parts.append(table(headings, [_parameter(p) for p in (*arguments, *options)]))
    return "\n\n".join(filter(None, parts))


def _parameter(parameter: Any) -> tuple[str, str, str]:
    if parameter.param_type_name == "argument":
        return code(parameter.metavar), parameter.help or "", _default(parameter)
    name = " ".join(filter(None, [parameter.opts[0], "".join(_metavar(parameter))]))
    return code(name), parameter.help or "", _default(parameter)


def _metavar(option: Any) -> Iterator[str]:
    if not getattr(option, "is_flag", False):
        yield option.metavar or option.name.upper()


def _default(parameter: Any) -> str:
    default = parameter.default
    shown = not callable(default) and default not in (None, False, "", ())
    return code(default) if shown and not parameter.required else ""


if __name__ == "__main__":
    sys.stdout.write(_page(sys.argv[1]))
