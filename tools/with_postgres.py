"""Run a command with a PostgreSQL server of its own: python tools/with_postgres.py COMMAND [ARG ...].

The server lives in a temporary folder, listens on a socket there alone, and is gone when the command ends.
Its address stands in CRIMEBOOK_DATABASE. CRIMEBOOK_TEST_PG names a server to use instead. Without any the
command is not run; one line says so, and CRIMEBOOK_NEED_PG=1 makes that a failure.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

# What a book of a million wants: fewer checkpoints while much is written, more of it kept in memory.
FOR_MUCH = ("fsync=off", "shared_buffers=256MB", "max_wal_size=8GB", "checkpoint_timeout=30min")


def main(command: list[str]) -> int:
    """Run the command and return its exit code."""
    given = os.environ.get("CRIMEBOOK_TEST_PG")
    if given:
        return run_with(given, command)
    binaries = find_binaries()
    if binaries is None:
        print("NOT RUN on PostgreSQL: no server here; ask for: apt-get install postgresql", file=sys.stderr)
        return 1 if os.environ.get("CRIMEBOOK_NEED_PG") else 0
    with server(binaries) as running:
        return run_with(running.url, command)


def run_with(url: str, command: list[str]) -> int:
    """Run the command with the database's address in its environment."""
    return subprocess.run(command, check=False, env=os.environ | {"CRIMEBOOK_DATABASE": url}).returncode


def find_binaries() -> Path | None:
    """Return the folder of the newest server that is installed, or None."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return found[-1].parent if found else None


class Server:
    """A server in a folder of its own. It refuses to run as root, so root borrows a user."""

    def __init__(self, binaries: Path, folder: Path, options: tuple[str, ...]) -> None:
        self._binaries, self._folder = binaries, folder
        self._prefix = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        own = ("listen_addresses=''", f"unix_socket_directories={folder}", *options)
        self._options = " ".join(f"-c {each}" for each in own)
        if self._prefix:
            shutil.chown(folder, "postgres")
        self._call("initdb", "-A", "trust", "-U", "crimebook", "-E", "UTF8", "--locale=C.UTF-8")

    @property
    def url(self) -> str:
        """The address of its first database."""
        return f"postgresql://crimebook@{str(self._folder).replace('/', '%2F')}/postgres"

    def start(self) -> None:
        """Start it, and return when it answers."""
        self._call("pg_ctl", "-o", self._options, "-w", "-l", str(self._folder / "log"), "start")

    def stop_at_once(self) -> None:
        """Stop every process of it where it stands, as a crash would; the next start repairs."""
        self._call("pg_ctl", "-m", "immediate", "stop")

    def _call(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [*self._prefix, str(self._binaries / program), "-D", str(self._folder / "data"), *arguments],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=self._folder,
        )


@contextmanager
def server(binaries: Path, options: tuple[str, ...] = FOR_MUCH) -> Iterator[Server]:
    """Start a server of its own and yield it; the folder goes with it."""
    folder = Path(tempfile.mkdtemp(prefix="crimebook-pg-"))
    try:
        running = Server(binaries, folder, options)
        running.start()
        try:
            yield running
        finally:
            # It may be stopped already.
            with suppress(subprocess.CalledProcessError):
                running.stop_at_once()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
