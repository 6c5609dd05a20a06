"""``crimebook serve``, ``sign-in`` and ``sessions``: the desk's pages, and beside them the intake."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from crimebook.terms.errors import InvalidValueError
from crimebook.zones.cli.intake import DEFAULT_PORT as INTAKE_PORT
from crimebook.zones.cli.intake import INTAKE_VARIABLE, PROGRAM
from crimebook.zones.cli.session import enter_book, now, print_line, say
from crimebook.zones.cli.unlocking import lend_passphrases

DEFAULT_PORT = 8020

sessions = typer.Typer(
    help="Who is signed in at the desk's pages.", no_args_is_help=True, rich_markup_mode=None
)


def sign_in(
    *,
    member: Annotated[str, typer.Option(help="Whom it is for; without it, the operator.")] = "",
) -> None:
    """Print a link that signs one of the team in, once."""
    enter_book()
    print_line(sign_in_address(DEFAULT_PORT, member))


@sessions.command("end")
def end() -> None:
    """Sign everybody out of the desk's pages, and void every link that was not used yet."""
    enter_book()
    from crimebook.work.actors import operator
    from crimebook.work.signing_in import end_sessions

    ended = end_sessions(operator(), at=now())
    say(f"ended: {ended.sessions} sessions, {ended.links} links that nobody had used")


@sessions.callback()
def _sessions() -> None:
    """Keep ``end`` a command of its own while it is the only one."""


def sign_in_address(port: int, member: str = "") -> str:
    """Return the address of a new one-time link, for the operator or for another member."""
    from crimebook.work.actors import operator
    from crimebook.work.signing_in import offer_link, offer_link_to

    token = offer_link_to(operator(), member, at=now()) if member else offer_link(operator(), at=now())
    return f"http://127.0.0.1:{port}/en/sign-in/{token}/"


def serve(
    port: Annotated[int, typer.Option(help="The port on loopback.")] = DEFAULT_PORT,
    intake_port: Annotated[
        int, typer.Option(help="The port of the book's intake, if it has one; 0 for none.")
    ] = INTAKE_PORT,
) -> None:
    """Serve the desk's pages on loopback and print a one-time sign-in link; the intake in its own process."""
    folder = enter_book()
    check_port(port)
    lend_passphrases(folder)
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    print_line(f"Crimebook's desk: http://127.0.0.1:{port}/")
    print_line(f"Sign in (this link works once): {sign_in_address(port)}")
    with _intake_beside(folder.intake_folder, intake_port):
        print_line("Stop with Ctrl+C.")
        Server(
            "crimebook.zones.desk.wsgi:application",
            address="127.0.0.1",
            port=port,
            interface=Interfaces.WSGI,
            blocking_threads=4,
            log_access=False,
            log_level=LogLevels.warning,
        ).serve()


@contextmanager
def _intake_beside(folder: Path, port: int) -> Iterator[None]:
    """Run the intake while the desk is served: a program of its own, which shares nothing but the spool."""
    if not port or not folder.is_dir():
        yield
        return
    check_port(port)
    print_line(f"Crimebook's intake: http://127.0.0.1:{port}/")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CRIMEBOOK_")}
    kept.pop("DJANGO_SETTINGS_MODULE", None)
    arguments = [sys.executable, "-m", PROGRAM, "--port", str(port), "--workers", "2"]
    intake = subprocess.Popen(arguments, env={**kept, INTAKE_VARIABLE: str(folder)})  # noqa: S603 - our own program
    try:
        yield
    finally:
        intake.terminate()
        intake.wait()


def check_port(port: int) -> None:
    """Raise `InvalidValueError` where another program already listens."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise InvalidValueError(
                f"port {port} to be free", "a program that uses it", "stop it, or choose another with --port"
            ) from error
