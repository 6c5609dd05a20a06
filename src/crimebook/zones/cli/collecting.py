"""``crimebook collect``: what waits at the intake, from a folder or over a network."""

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crimebook.stores.folder.book import BookFolder
from crimebook.terms.errors import InvalidValueError
from crimebook.zones.cli.reports import say_refused
from crimebook.zones.cli.session import enter_book, now, progress_of, say
from crimebook.zones.cli.unlocking import unlock

if TYPE_CHECKING:
    from crimebook.work.collecting import Collected


def collect(
    folder: Annotated[
        Path | None, typer.Argument(help="The intake's spool. Without it, the one beside the book.")
    ] = None,
    *,
    from_: Annotated[
        str, typer.Option("--from", help="The address of an intake elsewhere: https://HOST or an onion.")
    ] = "",
    proxy: Annotated[
        str, typer.Option(help="A SOCKS proxy; for an onion, Tor on this machine if none is named.")
    ] = "",
    ca: Annotated[
        Path | None, typer.Option(help="A file of certificates to trust in the place of the system's.")
    ] = None,
) -> None:
    """Collect what waits at the intake to both shelves, and sign for it. Again is no harm."""
    if folder is not None and from_:
        raise InvalidValueError("a folder or --from", "both", "leave one away")
    book = enter_book()
    if from_:
        done = _pull(book, from_, proxy, ca)
    else:
        from crimebook.work.actors import operator
        from crimebook.work.collecting import collect_folder

        desk = unlock(book)
        with progress_of("collecting", book) as advance:
            done = collect_folder(desk, operator(), folder or book.spool_folder, at=now(), advance=advance)
    say(f"collected: {len(done.names)}")
    if done.replies:
        say(f"replies brought there: {done.replies}")
    say_refused(done.refused)


def _pull(book: BookFolder, address: str, proxy: str, ca: Path | None) -> "Collected":
    from crimebook.stores.spool.remote import Line
    from crimebook.work.actors import operator
    from crimebook.work.pulling import collect_remote

    line = Line.parse(address, proxy=proxy, authorities=ca)
    desk = unlock(book)
    with progress_of("collecting", book) as advance:
        return collect_remote(desk, operator(), line, at=now(), clock=time.time, advance=advance)
