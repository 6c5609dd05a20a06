"""``crimebook keys``: the keys to which reports are sealed, made, listed, replaced and destroyed."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crimebook.stores.folder.book import BookFolder
from crimebook.zones.cli.manifests import manifest
from crimebook.zones.cli.roots import root as root_commands
from crimebook.zones.cli.session import enter_book, now, print_line, say
from crimebook.zones.cli.unlocking import (
    FIRST,
    NEW_FIRST,
    NEW_SECOND,
    ROOT,
    SECOND,
    passphrase,
    unlock,
)
from crimebook.zones.cli.vaults import publish_to, say_changes, say_draft, vault_at, vault_of

if TYPE_CHECKING:
    from crimebook.work.opening.keyring import Passphrases

keys = typer.Typer(help="The keys to which reports are sealed.", no_args_is_help=True, rich_markup_mode=None)
keys.add_typer(manifest, name="manifest")
keys.add_typer(root_commands, name="root")

Months = Annotated[int, typer.Option(help="For how many months from this one on.")]
Draft = Annotated[
    Path | None, typer.Option(help="The file to write the draft to, for whoever keeps the root.")
]


@keys.command("new")
def new(
    root: Annotated[
        Path | None,
        typer.Option(
            help="The folder of a root that is at hand: it signs at once. Made if there is none. "
            "Without it a draft is made, and the root signs it on a machine that is not connected."
        ),
    ] = None,
    months: Months = 2,
    origin: Annotated[
        str, typer.Option(help="The name of the book's log, for its first manifest; it can never change.")
    ] = "",
    publish: Annotated[
        Path | None, typer.Option(help="A folder for the manifest and the root's public key: the intake's.")
    ] = None,
    draft: Draft = None,
) -> None:
    """Make what is missing, and draft the manifest of it. What is there is kept."""
    folder = enter_book()
    from crimebook.stores.vault.folder import Room
    from crimebook.work.actors import operator
    from crimebook.work.opening.keymaking import KeyOrder
    from crimebook.work.opening.keyring import ARCHIVE_PUBLIC
    from crimebook.work.opening.rotating import begin_keys, begin_keys_with_root

    vault = vault_of(folder)
    is_new = not vault.has(Room.ARCHIVE, ARCHIVE_PUBLIC)
    words = _passphrases(is_new=is_new)
    if root is None:
        made, _ = begin_keys(vault, operator(), words, KeyOrder(now(), months, origin), os.urandom)
        _say_made(made.months)
        say_draft(vault, draft)
    else:
        order = KeyOrder(now(), months, origin, root_passphrase=passphrase(ROOT, is_new=not root.exists()))
        made = begin_keys_with_root(vault, vault_at(root), operator(), words, order, os.urandom)
        _say_made(made.months)
        say(f"manifest {made.serial}, good until {made.expires}")
        say("The root was used on this machine: whoever takes over the machine can sign what they like.")
    if made.has_new_archive:
        say("Two people now hold one half each. Without both nothing that is sealed can ever be read again.")
    if publish is not None and root is not None:
        publish_to(vault, publish)


@keys.command("rotate")
def rotate(months: Months = 2, draft: Draft = None) -> None:
    """Make the keys of the coming months and a draft of the next manifest. It needs no passphrase."""
    folder = enter_book()
    from crimebook.work.actors import operator
    from crimebook.work.opening.keymaking import KeyOrder
    from crimebook.work.opening.rotating import rotate as rotate_keys

    vault = vault_of(folder)
    made, drafted = rotate_keys(vault, operator(), KeyOrder(now(), months), os.urandom)
    _say_made(made.months)
    say_changes(vault, drafted)
    say_draft(vault, draft)
    _say_duties(folder)


@keys.command("replace")
def replace(
    month: Annotated[str, typer.Argument(help="Such as 2026-01, or 2026-offline.")],
) -> None:
    """Make another key for a month whose secret is in other hands. The next manifest names it."""
    folder = enter_book()
    from crimebook.work.actors import operator
    from crimebook.work.opening.rotating import replace_key

    name = replace_key(vault_of(folder), operator(), month, os.urandom, at=now())
    say(f"made: {name}, in the place of {month}. Now: crimebook keys rotate, sign, install")


@keys.command("list")
def list_() -> None:
    """List the months' keys: those that are kept, those that are due to go, those that were destroyed."""
    folder = enter_book()
    from crimebook.work.opening.keynames import month_is_due
    from crimebook.work.opening.rotating import known_keys

    today = now().date()
    for each in known_keys(vault_of(folder)):
        if each.is_kept:
            told = "  due to be destroyed" if month_is_due(each.name, today) else ""
        else:
            when = f" {each.destroyed_at} by {each.destroyed_by}" if each.destroyed_at else ""
            told = f"  destroyed{when}: {each.told}"
        print_line(each.name + told)


@keys.command("due")
def due() -> None:
    """Say what must be done about keys; exit with 1 if there is anything, for a timer to watch."""
    if _say_duties(enter_book()):
        raise typer.Exit(1)
    say("nothing is due")


@keys.command("destroy")
def destroy(
    month: Annotated[str, typer.Argument(help="Such as 2026-01.")],
    *,
    early: Annotated[
        bool, typer.Option(help="Although it has not been 90 days since the month ended.")
    ] = False,
    lose: Annotated[
        bool, typer.Option(help="Although reports are sealed to it that were not opened: they are lost.")
    ] = False,
) -> None:
    """Destroy a month's secret, once all that was sealed to it was opened and is kept under other keys."""
    folder = enter_book()
    from crimebook.work.actors import operator
    from crimebook.work.opening.keydestroying import destroy_month

    destroy_month(unlock(folder), operator(), month, at=now(), is_early=early, may_lose=lose)
    say(f"{month}: destroyed")


@keys.command("passphrases")
def passphrases() -> None:
    """Take new passphrases for both halves of the archive key; a half that was copied fits no more."""
    folder = enter_book()
    from crimebook.work.actors import operator
    from crimebook.work.opening.rotating import take_passphrases

    old, new = _passphrases(), _new_passphrases()
    take_passphrases(vault_of(folder), operator(), old, new, os.urandom, at=now())
    say("Both halves are new. Destroy the copies of the old ones.")


@keys.command("archive")
def archive() -> None:
    """Make another archive key and wrap every secret to it: after both halves were in other hands."""
    folder = enter_book()
    from crimebook.work.actors import operator
    from crimebook.work.opening.rotating import take_archive

    old, new = _passphrases(), _new_passphrases()
    take_archive(vault_of(folder), operator(), old, new, os.urandom, at=now())
    say("Every secret is wrapped to another archive key. What was copied before can still be opened.")


@keys.command("desk")
def desk() -> None:
    """Make another key for the desk's signatures under events: after its disk was in other hands."""
    folder = enter_book()
    from crimebook.sealing.changes import short_key
    from crimebook.work.actors import operator
    from crimebook.work.opening.rotating import replace_desk_key

    # Said as the root's keeper is shown it, who asks about it by voice.
    key = short_key(replace_desk_key(vault_of(folder), operator(), os.urandom, at=now()))
    say(
        f"the desk signs by the key {key} from now on. Restart it; then: crimebook keys rotate, sign, install"
    )


@keys.command("answers")
def answers() -> None:
    """Make another key for the desk's answers: after an unlocked desk was in other hands."""
    folder = enter_book()
    from crimebook.work.actors import operator
    from crimebook.work.opening.rotating import replace_answers_key

    replace_answers_key(vault_of(folder), operator(), os.urandom, at=now())
    say("Answers that were not fetched yet will be refused. Now: crimebook keys rotate, sign, install")


@keys.command("fingerprint")
def fingerprint(
    file: Annotated[
        Path | None, typer.Argument(help="A root's public file. Without it, the root that the book pinned.")
    ] = None,
    language: Annotated[str, typer.Option(help="Of the words: be, ru or en.")] = "en",
) -> None:
    """Print the fingerprint of a root, in digits and in words, to be compared aloud."""
    from crimebook.zones.cli.roots import read_root, show_root

    if file is not None:
        show_root(read_root(file), language)
        return
    folder = enter_book()
    from crimebook.work.opening.publishing import pinned_roots

    for each in pinned_roots(vault_of(folder)):
        show_root(each, language)


def _say_made(months: tuple[str, ...]) -> None:
    say(f"made: {', '.join(months) or 'nothing, all of these months have their keys'}")


def _say_duties(folder: BookFolder) -> int:
    from crimebook.work.opening.keyduties import key_duties

    duties = key_duties(folder.vault_folder, now())
    for each in duties:
        say(f"{'late' if each.is_late else 'soon'}  {each.told}")
    return len(duties)


def _passphrases(*, is_new: bool = False) -> "Passphrases":
    from crimebook.work.opening.keyring import Passphrases

    return Passphrases(passphrase(FIRST, is_new=is_new), passphrase(SECOND, is_new=is_new))


def _new_passphrases() -> "Passphrases":
    from crimebook.work.opening.keyring import Passphrases

    return Passphrases(passphrase(NEW_FIRST, is_new=True), passphrase(NEW_SECOND, is_new=True))
