"""Screenshots → transcript, against pages whose words and sides are known: python -m benchmarks.ocr

Every look is rendered by Chromium and photographed as a phone would; `jpeg` is the same at quality
60, `3x` at three pixels a point, `joined` one long talk in windows that overlap. Prints per look:
messages, messages on the right side, characters wrong (spaces, width and case do not count), and
seconds a picture; then every message that was read otherwise than written.
"""

import argparse
import io
import shutil
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright
from tests.collection.chats.pages import LOOKS, SAID, Camera, Chat, chat, chats

from wenheng.collection.screenshots.layout import layout
from wenheng.collection.screenshots.lines import Reader, pixels_of, reader
from wenheng.collection.screenshots.messages import Message, messages
from wenheng.collection.screenshots.windows import joined
from wenheng.forms import plain


@dataclass
class Tally:
    """What was counted of one look."""

    pictures: int = 0
    messages: int = 0
    sides: int = 0
    characters: int = 0
    wrong: int = 0
    seconds: float = 0.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("looks", nargs="*", default=list(LOOKS))
    told = parser.parse_args()
    read, failures, rows = reader(), [], {}
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        chromium = shutil.which("chromium") or sys.exit("there is no Chromium")
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for name, page, shots in taken(browser, told.looks, Path(folder)):
            tally = rows.setdefault(name, Tally())
            failures += [f"{name}: {line}" for line in counted(tally, page, shots, read)]
        browser.close()
    report(rows, failures)


def taken(browser, looks: Sequence[str], folder: Path) -> Iterator[tuple[str, Chat, list[Path]]]:
    """Name of the row, page, and its screenshots on the disk."""
    camera, sharp = Camera(browser), Camera(browser, 3)
    for number, page in enumerate(chats(looks=looks)):
        shots = camera.scrolled(page)
        yield page.look, page, stored(folder, f"{number}-{{}}.png", shots)
        yield "jpeg", page, stored(folder, f"{number}-{{}}.jpg", map(as_jpeg, shots))
        if number % 5 == 0:
            yield "3x", page, stored(folder, f"{number}-{{}}-sharp.png", sharp.scrolled(page))
    for look in looks:
        page = chat(look, SAID)
        yield "joined", page, stored(folder, f"{look}-{{}}.png", camera.scrolled(page))


def counted(tally: Tally, page: Chat, shots: list[Path], read: Reader) -> list[str]:
    """Add what was read of `shots` to `tally`; returns what was read otherwise than written."""
    begun = time.monotonic()
    windows = [layout(read(pixels), pixels) for pixels in map(pixels_of, shots)]
    found = messages(joined(windows))
    tally.seconds += time.monotonic() - begun
    tally.pictures += len(shots)
    failures = []
    for (side, text), message in paired(page.said, found):
        distance = apart(plain(text), plain(message.text)) if message else len(plain(text))
        tally.messages += 1
        tally.characters += len(plain(text))
        tally.wrong += distance
        tally.sides += bool(message) and message.side == side
        if distance or not message or message.side != side:
            said = f"{message.side} {message.text!r}" if message else "nothing"
            failures.append(f"{page.look}, {distance} wrong: {side} {text!r}\n    read as {said}")
    return failures


def paired(
    said: Sequence[tuple[str, str]], found: Sequence[Message]
) -> Iterator[tuple[tuple[str, str], Message | None]]:
    """Each message with what was read of it: the likest from the last pair on."""
    at = 0
    for side, text in said:
        likeness = [likeness_of(text, one.text) for one in found[at : at + 3]]
        best = max(range(len(likeness)), key=lambda n: likeness[n], default=None)
        if best is None or likeness[best] < 0.5:
            yield (side, text), None
            continue
        yield (side, text), found[at + best]
        at += best + 1


def likeness_of(one: str, other: str) -> float:
    longest = max(len(plain(one)), len(plain(other)), 1)
    return 1 - apart(plain(one), plain(other)) / longest


def apart(one: str, other: str) -> int:
    """Characters to be added, taken away or changed to get from one text to the other."""
    row = list(range(len(other) + 1))
    for n, a in enumerate(one, 1):
        before, row[0] = row[0], n
        for m, b in enumerate(other, 1):
            before, row[m] = row[m], min(row[m] + 1, row[m - 1] + 1, before + (a != b))
    return row[-1]


def as_jpeg(png: bytes) -> bytes:
    content = io.BytesIO()
    Image.open(io.BytesIO(png)).convert("RGB").save(content, "JPEG", quality=60)
    return content.getvalue()


def stored(folder: Path, name: str, shots: Iterable[bytes]) -> list[Path]:
    paths = []
    for number, content in enumerate(shots):
        paths.append(folder / name.format(number))
        paths[-1].write_bytes(content)
    return paths


def report(rows: dict[str, Tally], failures: list[str]) -> None:
    print(f"{'look':10}{'pictures':>9}{'messages':>10}{'right side':>12}{'wrong':>9}{'s each':>8}")
    for name, one in rows.items():
        sides, wrong = one.sides / one.messages, one.wrong / one.characters
        each = one.seconds / one.pictures
        print(f"{name:10}{one.pictures:9}{one.messages:10}{sides:12.1%}{wrong:9.2%}{each:8.2f}")
    print(f"\n{len(failures)} messages read otherwise than written")
    for line in failures:
        print(f"  {line}")


if __name__ == "__main__":
    main()
