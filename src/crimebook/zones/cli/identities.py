"""``crimebook identities``: the desk asks custodians for a name, and passes on what it cannot open itself."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crimebook.zones.cli.files import MAX_SHARES_BYTES, read_file, write_file
from crimebook.zones.cli.session import enter_book, now, print_line, say
from crimebook.zones.cli.unlocking import desk_folders, unlock

if TYPE_CHECKING:
    from crimebook.sealing.requests import IdentityRequest

identities = typer.Typer(
    help="Names that custodians keep: ask for one, hand over, drill.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

ONLY_ZONE_SIGNED = (
    "Recorded with your reason, and signed by the desk's key alone: no hardware key is asked on the command "
    "line. That you did it is the book's word."
)

Reason = Annotated[str, typer.Option(help="Why. Custodians read it, and it is kept.")]
To = Annotated[Path, typer.Option(help="A file with the recipient age1pq1… of who would read it.")]
Name = Annotated[str, typer.Option(help="Who that is, in words for the custodians.")]
Out = Annotated[Path, typer.Option(help="The file to write.")]


@identities.command("request")
def request(
    ref: Annotated[
        str, typer.Argument(help="The report's reference, or SOURCE:ID of a record that a list brought.")
    ],
    reason: Reason,
    to: To,
    name: Name,
    out: Out,
    *,
    danger: Annotated[
        bool, typer.Option(help="Whom to reach if the reporter is in danger: two custodians, at once.")
    ] = False,
) -> None:
    """Ask custodians to open one name. The file goes to every one of them."""
    book = enter_book()
    from crimebook.sealing.shares import Aim
    from crimebook.work.actors import operator
    from crimebook.work.custodians import Wish, ask

    aim = Aim.DANGER if danger else Aim.IDENTITY
    wish = Wish(ref.removeprefix("reports:"), reason, read_file(to).decode().strip(), name, aim)
    _hand_out(ask(unlock(book), operator(), wish, at=now()), out)


@identities.command("take")
def take(
    answers: Annotated[list[Path], typer.Argument(metavar="ANSWER...", help="What custodians answered.")],
) -> None:
    """Take in what custodians answered."""
    book = enter_book()
    from crimebook.sealing.requests import parse_answer
    from crimebook.work.actors import operator
    from crimebook.work.custodians import take as take_answer

    desk = unlock(book)
    for path in answers:
        answer = parse_answer(read_file(path))
        found = take_answer(desk, operator(), answer, at=now())
        needed = found.request.header.needed
        say(f"custodian {answer.custodian}: {answer.verdict}; {len(found.approvals)} of {needed} approve")


@identities.command("notify")
def notify(
    request_id: Annotated[str, typer.Argument(metavar="REQUEST_ID", help="The request's id.")],
    custodians: Annotated[
        list[int], typer.Argument(metavar="CUSTODIAN...", help="The numbers of those it was sent to.")
    ],
) -> None:
    """Note to whom a request was sent. Nothing is released before each of them had a day to deny it."""
    book = enter_book()
    from crimebook.work.actors import operator
    from crimebook.work.custodians import notify as notify_custodians

    found = notify_custodians(unlock(book), operator(), request_id, custodians, at=now())
    if found.untold:
        say(f"not sent yet to custodian {', '.join(map(str, found.untold))}")
    elif found.opens_at:
        say(f"every custodian was sent it; the wait ends at {found.opens_at.isoformat()}")


@identities.command("veto")
def veto(
    request_id: Annotated[str, typer.Argument(metavar="REQUEST_ID", help="The request's id.")],
    reason: Annotated[str, typer.Option(help="Why. It is kept, and shown with every later request.")],
    out: Out,
) -> None:
    """Stop a request for ever. The file goes to every custodian, so that their machines refuse it too."""
    book = enter_book()
    from crimebook.sealing.strict import write_value
    from crimebook.work.actors import operator
    from crimebook.work.custodians import veto as veto_request

    stopped = veto_request(unlock(book), operator(), request_id, reason, at=now())
    write_file(out, write_value(stopped))
    say(f"vetoed: send {out} to every custodian")
    say(ONLY_ZONE_SIGNED)


@identities.command("release")
def release(
    request_id: Annotated[str, typer.Argument(metavar="REQUEST_ID", help="The request's id.")], out: Out
) -> None:
    """Write what the named recipient opens, once enough approve, nobody denies and the wait is over."""
    book = enter_book()
    from crimebook.sealing.strict import write_value
    from crimebook.work.actors import operator
    from crimebook.work.custodians import release as release_identity

    opening = release_identity(unlock(book), operator(), request_id, at=now())
    write_file(out, write_value(opening))
    say(f"{out}: for {opening.request.to_name}, who alone can open it")
    say(ONLY_ZONE_SIGNED)


@identities.command("list")
def list_() -> None:
    """List every request with what became of it, and say whether a drill is due."""
    book = enter_book()
    import os

    from crimebook.stores.vault.folder import Vault
    from crimebook.work.petitions import drill_is_due, petitions

    vault, at = Vault(desk_folders(book).vault, os.urandom), now()
    for each in petitions(vault):
        asked = each.request
        approved = f"{len(each.approvals)} of {asked.header.needed}"
        print_line(f"{asked.id}  {asked.asked_at}  {asked.ref}  {asked.aim}  {approved}  {each.stage(at)}")
        if each.veto:
            print_line(f"  vetoed by {each.veto.by}: {each.veto.reason}")
        for denial in each.denials:
            print_line(f"  denied by custodian {denial.custodian}: {denial.reason}")
    if drill_is_due(vault, at):
        say("a drill is due: none was brought to its end within a year")


@identities.command("erase")
def erase(
    ref: Annotated[str, typer.Argument(help="SOURCE:ID of a record that a list brought.")],
    reason: Annotated[str, typer.Option(help="Why. It is kept.")],
) -> None:
    """Destroy the sealed name of whom a record is about; the record stays. Nobody can undo it."""
    enter_book()
    from crimebook.work.actors import operator
    from crimebook.work.apart import erase_identity

    count = erase_identity(operator(), ref, reason, at=now())
    say(f"{ref}: {count} sealed identities destroyed; a copy of the database from before still holds them")


@identities.command("drill")
def drill(to: To, name: Name, out: Out, reason: Reason = "the yearly drill") -> None:
    """Ask the custodians to open a name of nobody, to see that they still can."""
    book = enter_book()
    from crimebook.work.actors import operator
    from crimebook.work.custodians import DRILL, Wish
    from crimebook.work.handovers import begin_drill

    wish = Wish(DRILL, reason, read_file(to).decode().strip(), name)
    _hand_out(begin_drill(unlock(book), operator(), wish, at=now()), out)


@identities.command("handover")
def handover(
    custodian: Annotated[int, typer.Argument(help="The number of the custodian who goes.")],
    to: Annotated[Path, typer.Option(help="The card of who takes the place (public/card.json).")],
    out: Out,
) -> None:
    """Write the shares that a custodian must seal to who takes the place, whom a manifest names first."""
    book = enter_book()
    from crimebook.sealing.requests import parse_card
    from crimebook.sealing.strict import write_value
    from crimebook.work.actors import operator
    from crimebook.work.handovers import begin_handover

    wanted = begin_handover(unlock(book), operator(), custodian, parse_card(read_file(to)), at=now())
    write_file(out, write_value(wanted))
    say(f"{out}: {len(wanted.shares)} shares")


@identities.command("take-over")
def take_over(
    shares: Annotated[Path, typer.Argument(metavar="SHARES", help="What the custodian handed over.")],
) -> None:
    """Keep what a custodian handed over."""
    book = enter_book()
    from crimebook.sealing.requests import parse_handover
    from crimebook.work.actors import operator
    from crimebook.work.handovers import take_handover

    count = take_handover(
        unlock(book), operator(), parse_handover(read_file(shares, max_bytes=MAX_SHARES_BYTES)), at=now()
    )
    say(f"kept: {count} shares. Ask once more for what is sealed by the manifest before.")
    say("This protects new reports only: who had the place can still open what was sealed to them before.")


def _hand_out(asked: "IdentityRequest", out: Path) -> None:
    from crimebook.sealing.strict import write_value

    write_file(out, write_value(asked))
    say(f"request {asked.id}: send {out} to all {len(asked.header.shares)} custodians")
    say(ONLY_ZONE_SIGNED)
