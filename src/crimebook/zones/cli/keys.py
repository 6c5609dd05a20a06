"""``crimebook keys``: the keys to which reports are sealed, made, listed and destroyed."""

import os
import shutil
from pathlib import Path
from typing import Annotated

import typer

from crimebook.zones.cli.session import enter_book, now, say
from crimebook.zones.cli.unlocking import FIRST, ROOT, SECOND, desk_folders, passphrase

keys = typer.Typer(help="The keys to which reports are sealed.", no_args_is_help=True, rich_markup_mode=None)


@keys.command("new")
def new(
    root: Annotated[
        Path,
        typer.Option(
            help="The folder of the root key: a stick that is not on the desk. Made if there is none."
        ),
    ],
    months: Annotated[int, typer.Option(help="For how many months from this one on.")] = 2,
    origin: Annotated[
        str, typer.Option(help="The name of the book's log, for its first manifest; it can never change.")
    ] = "",
    publish: Annotated[
        Path | None, typer.Option(help="A folder for the manifest and the root's public key: the intake's.")
    ] = None,
) -> None:
    """Make what is missing and sign the manifest of it. What is there is kept."""
    folder = enter_book()
    from crimebook.stores.vault.folder import Room, Vault
    from crimebook.work.opening.keymaking import MANIFEST, ROOT_PUBLIC, KeyOrder, make_keys
    from crimebook.work.opening.keyring import ARCHIVE_PUBLIC, Passphrases

    vault = Vault(desk_folders(folder).vault, os.urandom)
    is_new = not vault.has(Room.ARCHIVE, ARCHIVE_PUBLIC)
    words = Passphrases(passphrase(FIRST, is_new=is_new), passphrase(SECOND, is_new=is_new))
    order = KeyOrder(now(), months, origin, root_passphrase=passphrase(ROOT, is_new=not root.exists()))
    _, made = make_keys(vault, Vault(root, os.urandom), words, order, os.urandom)
    say(f"made: {', '.join(made.months) or 'nothing, all of these months have their keys'}")
    say(f"manifest {made.serial}, good until {made.expires}: {vault.path(Room.PUBLIC, MANIFEST)}")
    if made.has_new_archive:
        say("Two people now hold one half each. Without both nothing that is sealed can ever be read again.")
    if publish is not None:
        publish.mkdir(parents=True, exist_ok=True)
        for name, as_the_intake_calls_it in ((MANIFEST, "manifest.txt"), (ROOT_PUBLIC, "root.txt")):
            shutil.copyfile(vault.path(Room.PUBLIC, name), publish / as_the_intake_calls_it)
        say(f"published: {publish}")


@keys.command("list")
def list_() -> None:
    """List the months whose secret is there, and which of them are due to be destroyed."""
    folder = enter_book()
    from crimebook.stores.vault.folder import Vault
    from crimebook.work.opening.keymaking import month_is_due, months_kept

    today = now().date()
    for month in months_kept(Vault(desk_folders(folder).vault, os.urandom)):
        typer.echo(f"{month}{'  due to be destroyed' if month_is_due(month, today) else ''}")


@keys.command("destroy")
def destroy(
    month: Annotated[str, typer.Argument(help="Such as 2026-01.")],
    *,
    early: Annotated[
        bool, typer.Option(help="Although it has not been 90 days since the month ended.")
    ] = False,
) -> None:
    """Destroy a month's secret. What was sealed to it and not opened yet can never be opened."""
    folder = enter_book()
    from crimebook.stores.vault.folder import Vault
    from crimebook.work.actors import operator
    from crimebook.work.opening.keydestroying import destroy_month

    vault = Vault(desk_folders(folder).vault, os.urandom)
    destroy_month(vault, operator(), month, at=now(), is_early=early)
    say(f"{month}: destroyed")
