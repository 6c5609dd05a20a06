"""``crimebook keys root``: the keys that sign manifests, on a machine that is never connected."""

import os
from pathlib import Path
from typing import Annotated

import typer

from crimebook.terms.notes import Root
from crimebook.zones.cli.files import read_file, write_file
from crimebook.zones.cli.session import enter_book, now, print_line, say
from crimebook.zones.cli.unlocking import NEW_ROOT, ROOT, passphrase
from crimebook.zones.cli.vaults import vault_at, vault_of

root = typer.Typer(
    help="The root that signs manifests, away from every network.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
WORDS_A_LINE = 6


@root.command("new")
def new(
    folder: Annotated[Path, typer.Argument(help="The folder to make, best on a stick that lies in a safe.")],
    name: Annotated[str, typer.Option(help="What the root is called, without spaces.")] = "crimebook-root",
) -> None:
    """Make a root: two secrets in a folder under a passphrase, and the public file of them."""
    from crimebook.stores.vault.folder import Room
    from crimebook.work.opening.rooting import PUBLIC, RootOrder, make_root

    vault = vault_at(folder)
    made = make_root(vault, RootOrder(name, passphrase(ROOT, is_new=True)), os.urandom)
    say(f"made: {folder}. Keep a second copy elsewhere; without one a lost stick is a lost root.")
    say(f"to hand out: {vault.path(Room.PUBLIC, PUBLIC)}")
    show_root(made, "en")


@root.command("pin")
def pin(
    file: Annotated[Path, typer.Argument(help="The root's public file.")],
    fingerprint: Annotated[
        str,
        typer.Option(
            help="The whole fingerprint, digits or words, as the root's keeper says it. Asked for without it."
        ),
    ] = "",
    *,
    instead: Annotated[
        bool, typer.Option(help="In the place of a root that is lost or in other hands.")
    ] = False,
) -> None:
    """Pin the book's root: from then on nothing counts that it did not sign."""
    folder = enter_book()
    from crimebook.work.actors import operator
    from crimebook.work.opening.rotating import pin as pin_root

    made = read_root(file)
    # Asked for and not shown: whoever is shown one says yes to it.
    typed = fingerprint or typer.prompt("The fingerprint that the root's keeper reads out", err=True)
    vault = vault_of(folder)
    pin_root(vault, operator(), made, typed, at=now(), is_instead=instead)
    say(f"pinned: {made.name}")


@root.command("change")
def change(
    old: Annotated[Path, typer.Argument(help="The folder of the root that everybody has pinned.")],
    new_root: Annotated[
        Path, typer.Argument(metavar="NEW", help="The folder of the root that follows it; made by root new.")
    ],
    out: Annotated[Path, typer.Argument(help="The file to write: the note that both sign.")],
) -> None:
    """Let another root follow this one. Both sign it; the desk and intakes install it like a manifest."""
    from crimebook.work.opening.rooting import open_root, sign_change

    vaults = vault_at(old), vault_at(new_root)
    keys = open_root(vaults[0], passphrase(ROOT)), open_root(vaults[1], passphrase(NEW_ROOT))
    write_file(out, sign_change(vaults[0], keys[0], vaults[1], keys[1], at=now()))
    say(f"signed by both: {out}. Sign the next manifest with the new root.")


def read_root(path: Path) -> Root:
    """Read a root's public file, or raise `NoteError`."""
    return Root.parse(read_file(path).decode("utf-8", "replace"))


def show_root(shown: Root, language: str) -> None:
    """Print a root's name and its fingerprint, in groups and in words."""
    from crimebook.sealing.fingerprints import fingerprint, fingerprint_groups, fingerprint_words

    digest = fingerprint(shown)
    print_line(shown.name)
    print_line(" ".join(fingerprint_groups(digest)))
    words = fingerprint_words(digest, language)
    for at in range(0, len(words), WORDS_A_LINE):
        print_line(" ".join(words[at : at + WORDS_A_LINE]))
