"""``crimebook ledger``: the book's log, and what others do to keep it honest.

``mirror`` and what begins with ``witness`` need no book: another organisation runs them on its own machine.
"""

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from crimebook.stores.folder.book import BookFolder
from crimebook.terms.errors import CrimebookError
from crimebook.zones.cli.session import enter_book, notices, now, print_line, print_text, progress_of, say
from crimebook.zones.cli.witnesses import (
    From,
    LogKey,
    ask_for_note,
    fetch_notes,
    mirror_its_anchors,
    policy_of_key,
    witness,
    witness_key,
    witness_serve,
)

if TYPE_CHECKING:
    from crimebook.custody.keychanges import KeyChange
    from crimebook.work.anchoring import Anchoring
    from crimebook.work.ledger.booklog import BookLog, LogPlaces
    from crimebook.work.ledger.publishing import Published
    from crimebook.work.ledger.rekeying import Rekeying


ledger = typer.Typer(help="The log that everybody can check.", no_args_is_help=True, rich_markup_mode=None)


@ledger.command("key")
def key() -> None:
    """Print the log's verifier key, by which mirrors, witnesses and readers know it."""
    print_line(str(log_of(enter_book()).terms.key.of_log))


@ledger.command("publish")
def publish(
    *,
    at_once: Annotated[
        bool, typer.Option("--at-once", help="Do not wait for the next whole minute.")
    ] = False,
) -> None:
    """Publish the interval that is due: to be run by a timer, at least once an interval."""
    done = publish_interval(enter_book(), (lambda: None) if at_once else _wait_for_minute)
    if done.is_new:
        say(f"published: {done.checkpoint.size} leaves, {done.waiting} wait for the next interval")
    else:
        say(f"nothing is due: {done.checkpoint.size} leaves are published, {done.waiting} wait")


@ledger.command("rotate-key")
def rotate_key() -> None:
    """Make the log's next key; once a manifest that names it is in force, sign by it from then on."""
    folder = enter_book()
    from crimebook.work.actors import operator
    from crimebook.work.ledger.rekeying import begin_log_key

    done = _change_key(folder)
    if done is None:
        key = begin_log_key(operator(), _rekeying(folder))
        say("Now: keys rotate (the draft names this key), sign, install. Then run this command again.")
        print_line(str(key))
        return
    say(f"changed after {done.last.size} leaves. Tell everybody who watches the log its key, by voice:")
    print_line(str(done.new))


@ledger.command("audit")
def audit(
    *,
    whole: Annotated[
        bool,
        typer.Option(
            "--whole", "--all", help="Open the first leaf of every interval, check every signature anew."
        ),
    ] = False,
) -> None:
    """Hash everything again and compare it; end with 1 where anything is wrong."""
    folder = enter_book()
    from crimebook.work.actors import operator
    from crimebook.work.ledger.auditing import audit as audit_log

    with progress_of("ledger audit", folder) as advance:
        found = audit_log(operator(), log_of(folder), advance, is_whole=whole)
    for each in found.faults:
        print_line(each)
    size = found.checkpoint.size if found.checkpoint else 0
    say(
        f"{size} leaves published in {found.intervals} intervals, {found.events} events, "
        f"{found.compared} of them as the audit before left them, "
        f"{found.waiting} leaves wait: {len(found.faults) or 'no'} faults"
    )
    if found.faults:
        raise typer.Exit(1)


@ledger.command("anchor")
def anchor() -> None:
    """Have the newest checkpoint stamped by those whom anchors.toml names, and renew what ends."""
    folder = enter_book()
    from crimebook.custody.checkpoints import check_checkpoint
    from crimebook.custody.tiles import CHECKPOINT
    from crimebook.work.actors import operator
    from crimebook.work.anchoring import anchor_ledger

    log = log_of(folder)
    note = log.public.fetch(CHECKPOINT)
    size = check_checkpoint(note, log.terms.signed).checkpoint.size
    run = anchor_ledger(
        operator(), note, ledger=folder.ledger_folder, book=folder.path, at=now(), random=os.urandom
    )
    _tell(f"anchored: {size} leaves", run.anchored)
    for each in run.waited:
        _tell(f"asked again: {each.name[:24]}", each)
    if run.renewed:
        _tell("stamped again", run.renewed)
    for told in (run.renewal_fault, *(f"nobody stamped in time: {each}" for each in run.lapsed), *run.faults):
        if told:
            say(told)
    if not run.anchored.is_enough:
        say("not enough yet: timestamps of two authorities are wanted. Run it again later")
        raise typer.Exit(1)


@ledger.command("cosignatures")
def cosignatures(
    sources: Annotated[
        list[str] | None, typer.Argument(metavar="[FROM]...", help="Where witnesses show what they signed.")
    ] = None,
    *,
    ask: Annotated[
        list[str] | None, typer.Option(help="The address of a witness that signs when asked; repeat it.")
    ] = None,
) -> None:
    """Take witnesses' signatures under our checkpoint, from folders and addresses, or by asking them."""
    folder = enter_book()
    from crimebook.work.actors import operator
    from crimebook.work.ledger.cosigning import take_cosignatures

    log = log_of(folder)
    notes, faults = fetch_notes(sources or ()), []
    for prefix in ask or ():
        try:
            notes.append(ask_for_note(log, prefix))
        except CrimebookError as error:
            # The others are asked all the same; one that refuses must not take their signatures with it.
            faults.append(f"{prefix}: {error}")
    count = take_cosignatures(operator(), log, notes)
    for each in faults:
        say(each)
    say(f"signed by {count} of {len(log.terms.witnesses)} witnesses, {log.terms.quorum} are needed")
    if faults:
        raise typer.Exit(1)


@ledger.command("prove")
def prove(
    leaf: Annotated[str, typer.Argument(help="A leaf, as 64 hexadecimal digits.")],
) -> None:
    """Print the proof that a leaf is in the log (C2SP tlog-proof)."""
    from crimebook.terms.digests import parse_digest

    wanted = bytes.fromhex(parse_digest(leaf))
    folder = enter_book()
    from crimebook.work.ledger.proving import prove as prove_leaf

    print_text(str(prove_leaf(log_of(folder), wanted)))


@ledger.command("restore")
def restore(
    source: Annotated[
        str, typer.Argument(metavar="FROM", help="A folder or an address; without it, the book's own files.")
    ] = "",
) -> None:
    """Bring the order of leaves back from what was published, after a disk was lost."""
    folder = enter_book()
    from crimebook.stores.ledger.remote import reading_log
    from crimebook.work.actors import operator
    from crimebook.work.ledger.restoring import restore_order

    with reading_log(source or str(folder.ledger_folder)) as fetch:
        count = restore_order(operator(), log_of(folder), fetch)
    say(f"restored: {count} leaves")


@ledger.command("mirror")
def mirror(
    source: From,
    target: Annotated[Path, typer.Argument(metavar="TO", help="The folder to keep the copy in.")],
    *,
    key: LogKey,
) -> None:
    """Copy a log and its anchors, every byte checked; refuse one that does not extend the copy."""
    from crimebook.stores.ledger.disk import FolderDisk
    from crimebook.stores.ledger.public import PublicLog
    from crimebook.stores.ledger.remote import reading_log
    from crimebook.work.ledger.mirroring import mirror as mirror_log

    policy = policy_of_key(key)
    with reading_log(source) as fetch, _bar("mirror") as advance:
        copy = PublicLog(target, FolderDisk())
        done = mirror_log(fetch, copy, policy, advance)
        say(f"{done.checkpoint.origin}: {done.checkpoint.size} leaves, {done.new_leaves} of them new")
        is_whole = mirror_its_anchors(fetch, copy, target, policy)
    if not is_whole:
        raise typer.Exit(1)


ledger.command("witness-key")(witness_key)
ledger.command("witness")(witness)
ledger.command("witness-serve")(witness_serve)


def log_of(folder: BookFolder) -> "BookLog":
    """Return a book's log as its manifest in force tells of it."""
    from crimebook.work.ledger.booklog import BookLog, log_terms
    from crimebook.work.opening.publishing import current_manifest
    from crimebook.work.opening.signingkeys import event_signers
    from crimebook.zones.cli.vaults import vault_of

    vault = vault_of(folder)
    manifest = current_manifest(vault)
    terms = log_terms(manifest, vault, os.urandom, event_signers(vault, manifest, os.urandom))
    return BookLog(_places(folder), terms, now(), os.urandom)


def publish_interval(folder: BookFolder, release: Callable[[], None]) -> "Published":
    """Publish the interval that is due; ``release`` returns when it may be shown."""
    from crimebook.work.actors import operator
    from crimebook.work.ledger.publishing import publish as publish_log

    _change_key(folder)
    return publish_log(operator(), log_of(folder), release)


def _places(folder: BookFolder) -> "LogPlaces":
    from crimebook.work.ledger.booklog import LogPlaces

    database = os.environ.get("CRIMEBOOK_DATABASE", "")
    return LogPlaces(folder.ledger_file, folder.ledger_folder, folder.audited_folder, database)


def _rekeying(folder: BookFolder) -> "Rekeying":
    from crimebook.work.ledger.rekeying import Rekeying
    from crimebook.work.opening.publishing import current_manifest
    from crimebook.zones.cli.vaults import vault_of

    vault = vault_of(folder)
    return Rekeying(vault, current_manifest(vault).origin, _places(folder), now(), os.urandom)


def _change_key(folder: BookFolder) -> "KeyChange | None":
    """Change the log's key if one waits that the manifest in force names."""
    from crimebook.work.actors import operator
    from crimebook.work.ledger.rekeying import change_log_key
    from crimebook.work.opening.publishing import current_manifest
    from crimebook.zones.cli.vaults import vault_of

    named = current_manifest(vault_of(folder)).log_key
    return change_log_key(operator(), _rekeying(folder), named)


def _wait_for_minute() -> None:
    """Return at the next whole minute: how long the interval took to make is nobody's business."""
    from crimebook.work.ledger.publishing import shown_at

    ready = now()
    time.sleep((shown_at(ready) - ready).total_seconds())


@contextmanager
def _bar(title: str) -> Iterator[Callable[[int, int], None]]:
    """Show a bar on a terminal where there is no book to note progress in."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=notices, transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task(title, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _tell(what: str, done: "Anchoring") -> None:
    say(f"{what}: {', '.join(done.taken) or 'nothing new'}")
    for each in done.refused:
        say(f"  {each.name}: {each.reason}")
