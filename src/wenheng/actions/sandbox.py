"""The sandbox: an invented country of planted quality, served, with a study of it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wenheng.errors import CollectError
from wenheng.language import say
from wenheng.study.load import load_study

if TYPE_CHECKING:
    from wenheng.sandbox import Served


@dataclass(frozen=True)
class SandboxOrder:
    """What kind of country is wanted.

    `study` is whose facts its assistants know, or `guides` a file of service items instead;
    `port` the first of a row of ports, 0 for any free row; `directory` where to write a study of
    it, if anywhere.
    """

    study: str = "default-2021r"
    guides: Path | None = None
    seed: int = 2021
    size: int = 12
    port: int = 0
    directory: Path | None = None


@asynccontextmanager
async def sandbox(order: SandboxOrder) -> AsyncIterator["Served"]:
    """The country of `order`, served for as long as the context lasts.

    Raises:
        StudyError: the study or the guides cannot be read, or the directory holds something else.
        CollectError: the ports are in use, or the extra `sandbox` is not installed.
    """
    try:
        from wenheng.sandbox import country, serve, write_study
    except ModuleNotFoundError as error:
        hint = say("sandbox.install")
        raise CollectError(say("sandbox.no-extra", name=error.name), hint=hint) from error
    study = load_study(order.study)
    invented = country(study, seed=order.seed, size=order.size, guides=order.guides)
    async with serve(invented, order.port) as served:
        if order.directory is not None:
            write_study(order.directory, served)
        yield served


def planted_document(served: "Served") -> dict[str, Any]:
    """What was planted, as plain values: seed, formula, quality of units, and every platform."""
    from wenheng.sandbox import planted

    return planted(served)
