"""``crimebook keys manifest``: drafted at the desk, signed by the root, installed at the desk."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crimebook.terms.errors import InvalidValueError
from crimebook.zones.cli.files import read_file, write_file
from crimebook.zones.cli.roots import read_root
from crimebook.zones.cli.session import enter_book, now, print_line, say
from crimebook.zones.cli.unlocking import ROOT, passphrase
from crimebook.zones.cli.vaults import publish_to, say_changes, vault_at, vault_of

if TYPE_CHECKING:
    from crimebook.sealing.manifest import Custodian

manifest = typer.Typer(
    help="The signed list of keys by which reports are sealed.", no_args_is_help=True, rich_markup_mode=None
)


@manifest.command("draft")
def draft(  # noqa: PLR0913, PLR0917 - every option is a field of the manifest
    out: Annotated[Path, typer.Argument(help="The file to write, for whoever keeps the root.")],
    months: Annotated[int, typer.Option(help="For how many months from this one on.")] = 2,
    expires: Annotated[str, typer.Option(help="An instant such as 2026-03-01T00:00:00Z.")] = "",
    custodians: Annotated[
        Path | None, typer.Option(help="A file with a line INDEX RECIPIENT SIGN_KEY JURISDICTION each.")
    ] = None,
    custodians_needed: Annotated[int, typer.Option(help="How many of them open an identity.")] = 0,
    log_key: Annotated[str | None, typer.Option(help="The verifier key of the log; empty for none.")] = None,
    leaves: Annotated[int, typer.Option(help="How many leaves the log takes in an interval.")] = 0,
    interval: Annotated[int, typer.Option(help="How long an interval is, in seconds.")] = 0,
    witness: Annotated[
        list[str] | None, typer.Option(help="The verifier key of a witness; repeat it.")
    ] = None,
    witnesses_needed: Annotated[int, typer.Option(help="How many witnesses must sign.")] = 0,
    script_hash: Annotated[
        str | None, typer.Option(help="The SHA-256 of the script that seals; empty for none.")
    ] = None,
    above: Annotated[int, typer.Option(help="A number that an intake has seen, though you have not.")] = 0,
) -> None:
    """Draft the next manifest from the keys that the desk has; what is not named stays as it was."""
    folder = enter_book()
    from crimebook.sealing.manifest import WitnessPolicy
    from crimebook.work.actors import operator
    from crimebook.work.opening.keymaking import KeyOrder
    from crimebook.work.opening.rooting import draft_text
    from crimebook.work.opening.rotating import rotate

    decided: dict[str, Any] = {
        name: value
        for name, value in (("log_key", log_key), ("script_hash", script_hash))
        if value is not None
    }
    decided |= {"expires": expires} if expires else {}
    decided |= {"leaves_per_interval": leaves} if leaves else {}
    decided |= {"interval_s": interval} if interval else {}
    decided |= {"serial": above + 1} if above else {}
    if custodians is not None:
        decided |= {"custodians": _read_custodians(custodians), "custodians_needed": custodians_needed}
    if witness is not None:
        decided["witnesses"] = WitnessPolicy(witnesses_needed, tuple(witness))
    vault = vault_of(folder)
    _, made = rotate(vault, operator(), KeyOrder(now(), months), os.urandom, **decided)
    write_file(out, draft_text(made))
    say_changes(vault, made)
    say(f"draft: {out}")


@manifest.command("sign")
def sign(
    draft_file: Annotated[Path, typer.Argument(metavar="DRAFT", help="What the desk drafted.")],
    root: Annotated[Path, typer.Argument(help="The root's folder.")],
    out: Annotated[Path, typer.Argument(help="The file to write: the signed manifest.")],
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask again.")] = False,
) -> None:
    """Sign a draft with the root, after showing what it changes against the last that was signed."""
    from crimebook.work.opening.rooting import look_at_draft, open_root, sign_draft

    vault = vault_at(root)
    seen = look_at_draft(vault, read_file(draft_file), now())
    for each in seen.changes:
        say(f"{'!' if each.is_grave else ' '} {each.text}")
    if any(each.is_grave for each in seen.changes):
        say("What stands behind ! hands something to other keys. Ask the desk about it by voice.")
    if not yes:
        typer.confirm(f"Sign number {seen.manifest.serial}?", abort=True, err=True)
    write_file(out, sign_draft(vault, seen.manifest, open_root(vault, passphrase(ROOT))))
    say(f"signed: {out}")


@manifest.command("install")
def install(
    note: Annotated[Path, typer.Argument(help="What the root signed: a manifest, or a change of the root.")],
    publish: Annotated[
        Path | None, typer.Option(help="A folder to copy the manifest and the root's public key to.")
    ] = None,
) -> None:
    """Put in force what the root signed. A lower number, or keys that are not ours, are refused."""
    folder = enter_book()
    from crimebook.sealing.manifest import Manifest
    from crimebook.work.actors import operator
    from crimebook.work.opening.rotating import install as install_note

    vault = vault_of(folder)
    taken = install_note(vault, operator(), read_file(note), at=now())
    if isinstance(taken, Manifest):
        say(f"in force: manifest {taken.serial}, good until {taken.expires}")
    else:
        say(f"pinned: {taken.name}, which follows the root before it")
    if publish is not None:
        publish_to(vault, publish)


@manifest.command("show")
def show(
    file: Annotated[
        Path | None, typer.Argument(help="A draft or a signed manifest. Without it, the one in force.")
    ] = None,
    root: Annotated[Path | None, typer.Option(help="The root's public file, to check it by.")] = None,
) -> None:
    """Say in plain words what a manifest or a draft says, and whether a root signed it."""
    from crimebook.sealing.changes import manifest_facts

    if file is None:
        folder = enter_book()
        from crimebook.work.opening.publishing import current_manifest

        shown, told = current_manifest(vault_of(folder)), "signed by the book's root"
    else:
        from crimebook.work.opening.rooting import read_any

        shown, told = read_any(read_file(file), read_root(root) if root else None)
    print_line(f"number {shown.serial} of {shown.origin}, {told}")
    for each in manifest_facts(shown):
        print_line(each)


def _read_custodians(path: Path) -> "tuple[Custodian, ...]":
    """Read lines of a number, a recipient, a key, a country; `check_manifest` says whether they are good."""
    from crimebook.sealing.manifest import Custodian

    rows = [line.split() for line in read_file(path).decode("utf-8", "replace").splitlines() if line.strip()]
    if not all(len(row) == 4 and row[0].isdecimal() for row in rows):
        raise InvalidValueError("lines INDEX RECIPIENT SIGN_KEY JURISDICTION", f"others in {path.name}")
    return tuple(Custodian(int(index), recipient, key, country) for index, recipient, key, country in rows)
