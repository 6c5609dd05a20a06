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
from contextlib import contextmanager
from pathlib import Path


def main(command: list[str]) -> int:
    """Run the command and return its exit code."""
    given = os.environ.get("CRIMEBOOK_TEST_PG")
    if given:
        return run_with(given, command)
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        print("NOT RUN on PostgreSQL: no server here; ask for: apt-get install postgresql", file=sys.stderr)
        return 1 if os.environ.get("CRIMEBOOK_NEED_PG") else 0
    with server(found[-1].parent) as url:
        return run_with(url, command)


def run_with(url: str, command: list[str]) -> int:
    """Run the command with the database's address in its environment."""
    return subprocess.run(command, check=False, env=os.environ | {"CRIMEBOOK_DATABASE": url}).returncode


@contextmanager
def server(binaries: Path) -> Iterator[str]:
    """Start a server and yield its URL; the server refuses to run as root, so root borrows a user."""
    folder = Path(tempfile.mkdtemp(prefix="crimebook-pg-"))
    prefix = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
    if prefix:
        shutil.chown(folder, "postgres")
    data = str(folder / "data")

    def call(program: str, *arguments: str) -> None:
        subprocess.run(
            [*prefix, str(binaries / program), *arguments], check=True, stdout=subprocess.DEVNULL, cwd=folder
        )

    call("initdb", "-D", data, "-A", "trust", "-U", "crimebook", "-E", "UTF8", "--locale=C.UTF-8")
    options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
    # What a book of a million wants: fewer checkpoints while much is written, more of it kept in memory.
    options += " -c shared_buffers=256MB -c max_wal_size=8GB -c checkpoint_timeout=30min"
    call("pg_ctl", "-D", data, "-o", options, "-w", "-l", str(folder / "log"), "start")
    try:
        yield f"postgresql://crimebook@{str(folder).replace('/', '%2F')}/postgres"
    finally:
        call("pg_ctl", "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
