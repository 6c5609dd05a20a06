"""``crimebook custody``: chains of custody, handed over to whoever checks them without the book."""

import os
from pathlib import Path
from typing import Annotated

import typer

from crimebook.zones.cli.files import write_file
from crimebook.zones.cli.session import enter_book, now, say

custody = typer.Typer(
    help="Chains of custody, to be checked elsewhere.", no_args_is_help=True, rich_markup_mode=None
)


@custody.callback()
def _custody() -> None:
    """Keep ``export`` a command of its own while it is the only one."""


@custody.command("export")
def export(
    object_id: Annotated[str, typer.Argument(metavar="OBJECT", help="The object, as blob:… or source:name.")],
    out: Annotated[Path, typer.Argument(help="The file to write.")],
) -> None:
    """Write an object's chain of custody with its signatures and proofs, for `crimebook-verify chain`."""
    book = enter_book()
    from crimebook.work.actors import operator
    from crimebook.work.chain_exporting import export_chain
    from crimebook.work.ledger.booklog import LogPlaces

    places = LogPlaces(
        book.ledger_file, book.ledger_folder, book.audited_folder, os.environ.get("CRIMEBOOK_DATABASE", "")
    )
    chain = export_chain(operator(), object_id, places, at=now())
    write_file(out, chain.to_json())
    proofs = sum(each.proof is not None for each in chain.events)
    say(f"{len(chain.events)} events of {object_id}, {proofs} with a proof of the ledger")
    if chain.head is None:
        say("the ledger says nothing of this chain yet: nobody can see whether its end was cut off")
