"""``crimebook intake``: serve the pages where people report, say what is missing, make the offline form."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from crimebook.terms.errors import InvalidValueError
from crimebook.zones.cli.session import now, say

INTAKE_VARIABLE = "CRIMEBOOK_INTAKE"
DEFAULT_PORT = 8030
PROGRAM = "crimebook.zones.intake.serving"
OFFLINE_PROGRAM = "crimebook.zones.intake.offline"

intake = typer.Typer(help="Where people report.", no_args_is_help=True, rich_markup_mode=None)

Folder = Annotated[
    Path | None, typer.Option("--folder", help="The intake's folder; CRIMEBOOK_INTAKE says the same.")
]


@intake.command("check")
def check(folder: Folder = None) -> None:
    """Say what an intake has and what is missing; exit with 1 if it must not be opened."""
    if not _check(_path(folder), is_brief=False):
        raise typer.Exit(1)


@intake.command("serve")
def serve(
    folder: Folder = None,
    port: Annotated[int, typer.Option(help="The port on loopback.")] = DEFAULT_PORT,
    socket: Annotated[
        Path | None, typer.Option(help="A Unix socket instead, for an onion service on the same machine.")
    ] = None,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Processes that answer.")] = 2,
) -> None:
    """Serve an intake. Nothing is logged; a restart loses the drafts that people have open."""
    path = _path(folder)
    if not _check(path, is_brief=True):
        raise InvalidValueError("an intake that can be opened", "one that lacks something", "see above")
    say(f"The intake: {socket or f'http://127.0.0.1:{port}/'}")
    say("Stop with Ctrl+C.")
    arguments = ["--port", str(port), "--workers", str(workers)]
    arguments += ["--socket", str(socket)] if socket else []
    _become(PROGRAM, path, arguments)


@intake.command("offline")
def offline(
    out: Annotated[
        Path | None, typer.Argument(metavar="OUT.html", help="The file; without it, the one handed out.")
    ] = None,
    folder: Folder = None,
) -> None:
    """Make the form that works without a server: one file for a stick. Make it again with each manifest."""
    path = _path(folder)
    _become(OFFLINE_PROGRAM, path, [str(path), *([str(out)] if out else [])])


def _become(program: str, folder: Path, arguments: list[str]) -> None:
    """Run another program in the place of this one, which has loaded rooms that the intake must not."""
    os.environ[INTAKE_VARIABLE] = str(folder.resolve())
    os.execv(sys.executable, [sys.executable, "-m", program, *arguments])  # noqa: S606 - our own program


@intake.command("install")
def install(
    note: Annotated[Path, typer.Argument(help="What the root signed: a manifest, or a change of the root.")],
    folder: Folder = None,
) -> None:
    """Put in force what the book's root signed; a lower number and another root are refused."""
    from crimebook.sealing.manifest import Manifest
    from crimebook.work.receiving.installing import install_note
    from crimebook.zones.cli.files import read_file

    taken = install_note(_path(folder), read_file(note), now())
    if isinstance(taken, Manifest):
        say(f"in force: manifest {taken.serial}, good until {taken.expires}")
    else:
        say(f"the root is now {taken.name}; restart the intake")


def _path(folder: Path | None) -> Path:
    return folder or Path(os.environ.get(INTAKE_VARIABLE, "intake"))


def _check(path: Path, *, is_brief: bool) -> bool:
    from crimebook.work.receiving.checking import check_intake

    # Read as files: no module of the intake's is loaded here.
    scripts = Path(__file__).parents[1] / "intake/static/intake/js"
    findings = check_intake(path, now(), scripts=scripts)
    for each in findings:
        if not (is_brief and each.is_good):
            say(f"{'good   ' if each.is_good else 'missing' if each.stops else 'notice '}  {each.text}")
    return not any(each.stops for each in findings)
