"""``crimebook custodian``: what a custodian does on a machine of their own, and what a named reader reads.

It needs no book and no network: requests come as files, and answers go as files.
"""

import os
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crimebook.zones.cli.files import MAX_SHARES_BYTES, read_file, write_file
from crimebook.zones.cli.session import now, print_line, say, visible
from crimebook.zones.cli.unlocking import CUSTODIAN, passphrase

if TYPE_CHECKING:
    from crimebook.sealing.manifest import Manifest
    from crimebook.sealing.requests import Card, Handover, IdentityRequest
    from crimebook.work.opening.custodian import CustodianFolder, Standing
    from crimebook.work.opening.remembered import Before

custodian = typer.Typer(
    help="A custodian's keys, and answers to who asks for a name.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Home = Annotated[Path, typer.Option(help="The custodian's own folder.", envvar="CRIMEBOOK_CUSTODIAN")]
Asked = Annotated[Path, typer.Argument(metavar="REQUEST", help="The request, as the desk sent it.")]
Out = Annotated[Path, typer.Option(help="The file to write, which goes to the desk and every custodian.")]
HOME = Path("custodian")


@custodian.command("keys")
def keys(
    jurisdiction: Annotated[
        str, typer.Option(help="Whose courts and police reach this custodian: two letters, as LT.")
    ],
    home: Home = HOME,
) -> None:
    """Make this custodian's keys and print the line that the manifest needs of them."""
    card = _folder(home).make_keys(passphrase(CUSTODIAN, is_new=True), jurisdiction)
    say(f"made: {home}. Without it and its passphrase this custodian's shares can never be opened.")
    _say_fingerprint(card)
    print_line(f"{card.recipient} {card.sign_key} {card.jurisdiction}")


@custodian.command("follow")
def follow(
    root: Annotated[Path, typer.Option(help="The root's public key.")],
    manifest: Annotated[Path, typer.Option(help="The manifest in force.")],
    home: Home = HOME,
) -> None:
    """Take a book's manifest up, and its root the first time: compare the fingerprint with others first."""
    from crimebook.terms.digests import sha256_hex

    key = read_file(root)
    folder = _folder(home)
    followed = folder.follow(key, read_file(manifest), now())
    say(f"root {sha256_hex(key)}")
    say(f"manifest {followed.serial} of {followed.origin}, good until {followed.expires}")
    say(f"{followed.custodians_needed} of {len(followed.custodians)} custodians open an identity")
    _say_place(folder, followed)


@custodian.command("root")
def root(
    change: Annotated[Path, typer.Argument(metavar="CHANGE", help="The note that both roots signed.")],
    home: Home = HOME,
) -> None:
    """Let another root follow the one that this folder follows. Then follow the next manifest with it."""
    from crimebook.terms.digests import sha256_hex

    new = _folder(home).change_root(read_file(change))
    say(f"followed from now on: {new.name}, root {sha256_hex(str(new).encode())}")
    say("! Who took the old root's secrets can make such a note too: compare this with others by voice.")


@custodian.command("show")
def show(request: Asked, home: Home = HOME) -> None:
    """Show what is asked, and begin the wait."""
    asked = _read_request(request)
    _say_request(asked, _folder(home).look(asked, now()))


@custodian.command("approve")
def approve(
    request: Asked,
    out: Out,
    home: Home = HOME,
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask again.")] = False,
) -> None:
    """Seal this custodian's share to the recipient that the request names, and to nobody else."""
    asked, folder = _read_request(request), _folder(home)
    _say_request(asked, folder.look(asked, now()))
    if not yes:
        typer.confirm(
            f"Give your share of this one report to {visible(asked.to_name)}?", abort=True, err=True
        )
    from crimebook.sealing.strict import write_value

    write_file(out, write_value(folder.approve(asked, folder.unlock(passphrase(CUSTODIAN)), now())))
    say(f"approved: {out}")


@custodian.command("deny")
def deny(
    request: Asked,
    reason: Annotated[str, typer.Option(help="Why. It is kept, and shown with every later request.")],
    out: Out,
    home: Home = HOME,
) -> None:
    """Stop a request. One denial is enough."""
    from crimebook.sealing.strict import write_value

    asked, folder = _read_request(request), _folder(home)
    write_file(out, write_value(folder.deny(asked, folder.unlock(passphrase(CUSTODIAN)), reason, now())))
    say(f"denied: {out}")


@custodian.command("note")
def note(
    request: Asked,
    stop: Annotated[
        Path, typer.Argument(metavar="STOP", help="Another custodian's denial, or the desk's veto.")
    ],
    home: Home = HOME,
) -> None:
    """Keep another custodian's denial, or the desk's veto: then this one approves no more either."""
    from crimebook.sealing.errors import EnvelopeError
    from crimebook.sealing.requests import parse_answer, parse_veto

    content, asked, folder = read_file(stop), _read_request(request), _folder(home)
    try:
        veto = parse_veto(content)
    except EnvelopeError:
        told = parse_answer(content)
        folder.note(told, asked, now())
        say(f"custodian {told.custodian}: {told.verdict}")
    else:
        folder.note_veto(veto, asked, now())
        say(f"vetoed at the desk by {veto.by}: {veto.reason}")


@custodian.command("handover")
def handover(
    shares: Annotated[Path, typer.Argument(metavar="SHARES", help="The file of `identities handover`.")],
    out: Annotated[Path, typer.Option(help="The file to write, which goes back to the desk.")],
    fingerprint: Annotated[
        str,
        typer.Option(
            help="The successor's fingerprint as they read it out: whole, or what is not shown. "
            "Asked for without it."
        ),
    ] = "",
    home: Home = HOME,
) -> None:
    """Seal every share of this custodian to who takes the place: without a wait, and nobody vetoes it.

    Only to whom the manifest names for this seat, and only when their fingerprint was heard from them.
    """
    from crimebook.sealing.requests import parse_handover
    from crimebook.sealing.strict import write_value

    folder = _folder(home)
    wanted = parse_handover(read_file(shares, max_bytes=MAX_SHARES_BYTES))
    _say_handover(folder, wanted)
    # Only half of it was shown: whoever is shown all of it reads the screen, and asks nobody.
    typed = fingerprint or typer.prompt("The groups that the successor reads out", err=True)
    done = folder.hand_over(wanted, folder.unlock(passphrase(CUSTODIAN)), typed, now())
    write_file(out, write_value(done))
    say(f"handed over: {len(done.shares)} shares. What you still have of them opens what it opened before.")


@custodian.command("check")
def check(
    shares: Annotated[Path, typer.Argument(metavar="SHARES", help="What a custodian handed over.")],
    home: Home = HOME,
) -> None:
    """Open every share that was handed over to this custodian, before the other one's keys go."""
    from crimebook.sealing.requests import parse_handover
    from crimebook.work.opening.custodian import check_handed

    keys = _folder(home).unlock(passphrase(CUSTODIAN))
    handed = parse_handover(read_file(shares, max_bytes=MAX_SHARES_BYTES))
    say(f"good: {check_handed(handed, keys.identity)} shares")


@custodian.command("compare")
def compare(
    openings: Annotated[list[Path], typer.Argument(metavar="OPENING", help="What the desk released.")],
    identity: Annotated[Path, typer.Option("--identity", "-i", help="A file with your own identity.")],
) -> None:
    """Say which of several opened names may be one person's. No name is shown, and nothing is kept."""
    from crimebook.sealing.requests import parse_opening
    from crimebook.work.opening.agefiles import read_identity_file
    from crimebook.work.opening.comparing import compare_openings

    opened = [parse_opening(read_file(path)) for path in openings]
    pairs = compare_openings(opened, read_identity_file(identity), os.urandom)
    say(f"{len(opened)} names compared by tags, {len(pairs)} pairs may be one person: a person decides")
    for pair in pairs:
        print_line(f"{pair.bits:+7.2f} bits  {pair.left}  {pair.right}")
        for term in pair.terms:
            print_line(f"        {term.bits:+7.2f} {term.name:8} {term.reason}")


@custodian.command("read")
def read(
    opening: Annotated[Path, typer.Argument(metavar="OPENING", help="What the desk released.")],
    identity: Annotated[Path, typer.Option("--identity", "-i", help="A file with your own identity.")],
) -> None:
    """Read a name that was opened for you. It is shown and kept nowhere."""
    from crimebook.sealing.requests import parse_opening
    from crimebook.work.opening.agefiles import read_identity_file
    from crimebook.work.opening.custodian import read_opening

    found = read_opening(parse_opening(read_file(opening)), read_identity_file(identity))
    for index in found.wrong:
        say(f"the share of custodian {index} is not the one that was given out: tell the others")
    for question, value in found.content.said.items():
        for part, words in value.items() if isinstance(value, dict) else [("", value)]:
            print_line(f"{question}.{part}: {words}")


def _folder(home: Path) -> "CustodianFolder":
    from crimebook.work.opening.custodian import CustodianFolder

    return CustodianFolder(home, os.urandom)


def _read_request(path: Path) -> "IdentityRequest":
    from crimebook.sealing.requests import parse_request

    return parse_request(read_file(path))


def _say_fingerprint(card: "Card") -> None:
    from crimebook.sealing.fingerprints import key_fingerprint

    groups = " ".join(key_fingerprint(card.recipient))
    say(f"fingerprint {groups}: read it out to the root's keeper, and to whoever hands a place over to you")


def _say_place(folder: "CustodianFolder", followed: "Manifest") -> None:
    """Say as whom a manifest names the keys of this folder, or loudly that it does not."""
    place = folder.place_in(followed)
    if place:
        say(f"you are number {place.index} of the custodians, in {place.jurisdiction}")
        _say_fingerprint(folder.card())
        return
    say(f"! NONE of the {len(followed.custodians)} custodians of this manifest has the keys of this folder.")
    say("! If you gave no place up, shares go to somebody else: call the root's keeper and the others.")


def _say_handover(folder: "CustodianFolder", wanted: "Handover") -> None:
    from crimebook.sealing.fingerprints import SHOWN_GROUPS, key_fingerprint

    successor = folder.successor_of(wanted, now())
    shown = " ".join(key_fingerprint(successor.recipient)[:SHOWN_GROUPS])
    say(f"{len(wanted.shares)} shares: all that custodian {successor.index} of {wanted.origin} hands over")
    say(f"  to who takes seat {successor.index}, in {successor.jurisdiction}; fingerprint {shown} …")
    say("  They have your part of each of them then, for ever. Call them: they read the fingerprint out.")


def _say_request(asked: "IdentityRequest", standing: "Standing") -> None:
    header = asked.header
    say(f"request {asked.id} of {asked.origin}, asked at {asked.asked_at}")
    say(f"  report: {asked.ref}; sealed for: {header.aim}")
    say(f"  who asks: {asked.asked_by}")
    say(f"  why: {asked.reason}")
    say(f"  who would read it: {asked.to_name}")
    say(f"  {header.needed} of {len(header.shares)} custodians open it")
    for each in asked.earlier:
        say(
            f"  before: {each.asked_at} for {each.to_name}: {each.outcome} {'; '.join(each.reasons)}".rstrip()
        )
    for denial in standing.denials:
        say(f"  denied by custodian {denial.custodian}: {denial.reason}")
    if standing.veto:
        say(f"  vetoed at the desk by {standing.veto.by}: {standing.veto.reason}")
    for before in standing.before:
        _say_before(before)
    begins, ends = (each.astimezone(UTC).isoformat() for each in (standing.opens_at, asked.lapses_at))
    say(f"  approvals from {begins} until {ends}")


def _say_before(before: "Before") -> None:
    """Say what this machine itself remembers of another request for the same report."""
    asked = before.request
    say(f"  seen on this machine: {asked.aim} for {asked.to_name}, asked at {asked.asked_at}")
    say(f"    by {asked.asked_by}: {asked.reason}")
    if before.is_left_out:
        say("    ! THE DESK LEAVES IT OUT of what was asked for before: tell the other custodians")
    for denial in before.denials:
        say(f"    denied by custodian {denial.custodian}: {denial.reason}")
    if before.veto:
        say(f"    vetoed at the desk by {before.veto.by}: {before.veto.reason}")
