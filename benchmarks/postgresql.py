"""A PostgreSQL of one's own, for tests and benchmarks: `python -m benchmarks.postgresql COMMAND…`.

It lies in a temporary folder, listens on a free port of this machine only, and is gone with the
command, which finds its address in `WENHENG_TEST_POSTGRESQL`. Where Debian's package is missing
the command runs all the same, without that variable.
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ADDRESS = "WENHENG_TEST_POSTGRESQL"
SETTINGS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200")
"""What is lost with a power cut is lost with the folder anyway."""


@dataclass
class Server:
    """A running server; `url` names its database `postgres`, where others may be made."""

    folder: Path
    port: int

    @property
    def url(self) -> str:
        return f"postgresql://wenheng@127.0.0.1:{self.port}/postgres"

    def restart(self, away_s: float = 0.0) -> None:
        """Stop it as a crash would, and start it again after `away_s` seconds."""
        self.stop("immediate")
        time.sleep(away_s)
        self.start()

    def start(self) -> None:
        options = " ".join(f"-c {setting}" for setting in self._settings())
        _run("pg_ctl", "-D", self.folder / "data", "-w", "-o", options, "-l", self._log, "start")

    def stop(self, how: str = "fast") -> None:
        _run("pg_ctl", "-D", self.folder / "data", "-w", "-m", how, "stop")

    @property
    def _log(self) -> Path:
        return self.folder / "log"

    def _settings(self) -> tuple[str, ...]:
        place = (f"port={self.port}", "listen_addresses=127.0.0.1", "unix_socket_directories=")
        return (*place, *SETTINGS)


@contextmanager
def server() -> Iterator[Server]:
    """A fresh server, stopped and removed at the end of the block, whatever ends it."""
    folder = Path(tempfile.mkdtemp(prefix="wenheng-postgresql-"))
    shutil.chown(folder, _account())
    made = Server(folder, _free_port())
    try:
        _run("initdb", "-D", folder / "data", "-U", "wenheng", "-A", "trust", "-E", "UTF8", "-N")
        made.start()
        try:
            yield made
        finally:
            made.stop("immediate")
    finally:
        shutil.rmtree(folder)


def program(name: str) -> str | None:
    """Where a program of PostgreSQL is; Debian keeps those of a server off the PATH."""
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: float(p.parent.name))
    return shutil.which(name) or shutil.which(name, path=":".join(map(str, reversed(places))))


def _run(name: str, *arguments: str | Path) -> None:
    """Run a program of PostgreSQL, which root may not."""
    found = program(name)
    assert found is not None
    done = subprocess.run(
        [found, *map(str, arguments)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,  # a pipe would be held open by the server
        stderr=subprocess.DEVNULL,
        user=_account(),
        group=pwd.getpwnam(_account()).pw_gid,
        extra_groups=[] if os.geteuid() == 0 else None,
        start_new_session=True,  # Ctrl-C is for the command: the server goes last
        cwd="/",
    )
    if done.returncode:
        raise SystemExit(f"{name} ended with {done.returncode}")


def _account() -> str:
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid()).pw_name
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _beside(command: list[str]) -> int:
    """Run `command` and return its exit code; what would end us is passed on to it first."""
    with subprocess.Popen(command) as running:
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda got, _frame: running.send_signal(got))
        while True:
            try:
                return running.wait()
            except KeyboardInterrupt:
                continue  # the command has heard it, too


def main(command: list[str]) -> int:
    if program("initdb") is None:
        print("no PostgreSQL here: its tests will be skipped", file=sys.stderr)
        return _beside(command)
    with server() as made:
        os.environ[ADDRESS] = made.url
        return _beside(command)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
