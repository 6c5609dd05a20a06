"""What mirrors and witnesses of the log run, on a machine without a book, and how a book asks one."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crimebook.zones.cli.session import now, print_line, say

if TYPE_CHECKING:
    from crimebook.custody.checkpoints import Policy
    from crimebook.custody.tilereader import Fetch
    from crimebook.stores.ledger.public import PublicLog
    from crimebook.work.ledger.booklog import BookLog

LogKey = Annotated[
    str, typer.Option("--key", help="The log's verifier key, as crimebook ledger key prints it.")
]
From = Annotated[str, typer.Argument(metavar="FROM", help="A folder or an address of a log's files.")]
DEFAULT_PORT = 8040


def witness_key(
    folder: Annotated[Path, typer.Argument(help="The folder to make; it holds the witness's secret.")],
    name: Annotated[str, typer.Argument(help="What the witness is called, such as witness.example.org.")],
    *,
    post_quantum: Annotated[
        bool, typer.Option("--post-quantum", help="Make a second key, of ML-DSA-44, and print it too.")
    ] = False,
) -> None:
    """Make a witness's key, and print what the log's keepers put into their manifest."""
    from crimebook.stores.ledger.witnesskey import make_second_key, make_witness_key

    print_line(str(make_witness_key(folder, name, os.urandom).of_witness))
    if post_quantum:
        print_line(str(make_second_key(folder, os.urandom).of_witness))


def witness(
    source: From,
    folder: Annotated[Path, typer.Argument(help="The witness's folder.")],
    *,
    key: LogKey,
) -> None:
    """Look at a log, refuse it if it shrank or forked, sign its checkpoint if it only grew."""
    from crimebook.stores.ledger.remote import reading_log
    from crimebook.stores.ledger.witnesskey import read_second_key, read_witness_key
    from crimebook.work.ledger.witnessing import Witness
    from crimebook.work.ledger.witnessing import witness as look

    by = Witness(read_witness_key(folder), folder, read_second_key(folder))
    policy = policy_of_key(key)
    with reading_log(source) as fetch:
        seen = look(fetch, by, policy, now())
    grown = seen.checkpoint.size - seen.since
    say(f"{policy.origin}: {seen.checkpoint.size} leaves, {grown} more than before; signed")
    print_line(str(by.folder_of(policy.origin)))


def witness_serve(
    folder: Annotated[Path, typer.Argument(help="The witness's folder.")],
    key: Annotated[
        list[str], typer.Option(help="The verifier key of a log; repeat it. Two where one changes its key.")
    ],
    port: Annotated[int, typer.Option(help="The port on loopback, behind your own server.")] = DEFAULT_PORT,
) -> None:
    """Answer logs that ask for a signature over HTTP (C2SP tlog-witness, add-checkpoint)."""
    from crimebook.stores.ledger.witnesskey import read_witness_key
    from crimebook.zones.cli.serving import check_port

    by = read_witness_key(folder)
    origins = sorted({policy_of_key(each).origin for each in key})
    check_port(port)
    os.environ |= {"CRIMEBOOK_WITNESS": str(folder.resolve()), "CRIMEBOOK_WITNESS_LOGS": " ".join(key)}
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    print_line(f"{by.name} signs for {', '.join(origins)}: http://127.0.0.1:{port}/add-checkpoint")
    print_line("Stop with Ctrl+C.")
    Server(
        "crimebook.zones.witness.wsgi:application",
        address="127.0.0.1",
        port=port,
        interface=Interfaces.WSGI,
        blocking_threads=2,
        log_access=False,
        log_level=LogLevels.warning,
    ).serve()


def policy_of_key(key: str) -> "Policy":
    """Return by what a log's checkpoints are known whose verifier key this is."""
    from crimebook.custody.checkpoints import Policy
    from crimebook.terms.notes import VerifierKey

    found = VerifierKey.parse(key)
    return Policy(found.name, found)


def fetch_notes(sources: Iterable[str]) -> list[bytes]:
    """Return the checkpoints that witnesses show at folders or addresses."""
    from crimebook.custody.tiles import CHECKPOINT
    from crimebook.stores.ledger.remote import reading_log

    notes = []
    for each in sources:
        with reading_log(each) as fetch:
            notes.append(fetch(CHECKPOINT))
    return notes


def ask_for_note(log: "BookLog", prefix: str) -> bytes:
    """Return our checkpoint with the signature of the witness at a submission prefix."""
    from crimebook.stores.ledger.witnesses import asking_witness
    from crimebook.work.ledger.asking import ask_witness

    with asking_witness(prefix) as submit:
        return ask_witness(log, submit)


def mirror_its_anchors(fetch: "Fetch", copy: "PublicLog", target: Path, policy: "Policy") -> bool:
    """Copy the anchors of a log that was copied; say what was not taken, and whether all was."""
    from crimebook.custody.checkpoints import check_checkpoint
    from crimebook.custody.keychanges import read_key_changes, with_former
    from crimebook.custody.tilereader import TileReader
    from crimebook.custody.tiles import CHECKPOINT
    from crimebook.stores.anchors.folder import AnchorFolder

    try:
        from crimebook.work.ledger.anchormirror import mirror_anchors
    except ImportError:
        say("anchors were not copied: that takes the packages rfc3161-client and opentimestamps")
        return True
    whole = with_former(policy, read_key_changes(copy.fetch, policy.origin))
    found = check_checkpoint(copy.fetch(CHECKPOINT), whole).checkpoint
    reader = TileReader(copy.fetch, found.size, found.root)
    done = mirror_anchors(fetch, AnchorFolder(target), reader, whole)
    if done.new_files:
        say(f"{done.new_files} new files of anchors")
    for each in done.faults:
        say(f"not taken: {each}")
    return not done.faults
