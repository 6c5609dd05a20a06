"""``crimebook age``: seal and open plain age files.

Sealing is to post-quantum recipients alone. Opening also takes X25519 identities, for files of others; it
exits with 0 if the file was opened and with 1 if it was refused, and then writes nothing.
"""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

from crimebook.terms.errors import InvalidValueError
from crimebook.zones.cli.session import notices, print_line, say

age = typer.Typer(help="Seal and open plain age files.", no_args_is_help=True, rich_markup_mode=None)

Source = Annotated[Path, typer.Argument(metavar="IN", help="The file to read.")]
Target = Annotated[Path, typer.Argument(metavar="OUT", help="The file to write.")]


@age.command("keys")
def keys(
    target: Annotated[Path, typer.Argument(metavar="OUT", help="The file of the identity: keep it secret.")],
) -> None:
    """Make an identity of one's own, and print the recipient that others seal to."""
    from crimebook.work.opening.agefiles import make_identity_file

    if target.exists():
        raise InvalidValueError("a name that no file has yet", target.name)
    recipient = make_identity_file(target, os.urandom)
    say(f"{target}: whoever has this file opens what is sealed to you")
    print_line(str(recipient))


@age.command("seal")
def seal(
    source: Source,
    target: Target,
    *,
    recipient: Annotated[
        list[str], typer.Option("--recipient", "-r", help="age1pq1…; may stand several times.")
    ],
) -> None:
    """Seal a file to recipients."""
    from crimebook.sealing.recipients import parse_recipient
    from crimebook.work.opening.agefiles import seal_file

    recipients = [parse_recipient(each) for each in recipient]
    with _bar(f"seal {source.name}") as progress:
        seal_file(source, target, recipients, random=os.urandom, progress=progress)
    say(f"{target}: sealed to {len(recipients)} recipients")


@age.command("open")
def open_(
    source: Source,
    target: Target,
    *,
    identity: Annotated[
        list[Path],
        typer.Option("--identity", "-i", help="A file with an identity a line; may stand several times."),
    ],
) -> None:
    """Open a sealed file. A file that was cut or changed leaves nothing behind."""
    from crimebook.work.opening.agefiles import open_file, read_identity_file

    identities = [found for each in identity for found in read_identity_file(each)]
    with _bar(f"open {source.name}") as progress:
        open_file(source, target, identities, random=os.urandom, progress=progress)
    say(f"{target}: opened")


@contextmanager
def _bar(title: str) -> Iterator[Callable[[int, int], None]]:
    """Show a bar on a terminal."""
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    with Progress(*columns, console=notices, transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task(title, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
