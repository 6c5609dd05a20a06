"""``crimebook open``, ``reports``: sealed reports from the shelves to the register."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crimebook.stores.folder.book import BookFolder
from crimebook.stores.ledger.errors import LedgerError
from crimebook.terms.errors import CrimebookError
from crimebook.zones.cli.session import enter_book, now, progress_of, say
from crimebook.zones.cli.settling import settle_book
from crimebook.zones.cli.unlocking import unlock

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crimebook.work.opening.desk import Desk
    from crimebook.work.opening.refused import RefusedItem

reports = typer.Typer(help="Reports that were opened.", no_args_is_help=True, rich_markup_mode=None)


def open_(
    *,
    invented: Annotated[
        bool, typer.Option(help="Mark what is opened as invented: for a sample book.")
    ] = False,
) -> None:
    """Open what was collected: reports first, then the letters that followed them."""
    open_book(enter_book(), is_invented=invented)


def open_book(book: BookFolder, *, is_invented: bool = False) -> None:
    """Open every report and letter on a book's shelves and say what came of it."""
    from crimebook.work.actors import operator
    from crimebook.work.importing.context import open_context
    from crimebook.work.opening.letters import open_letters
    from crimebook.work.opening.opening import open_reports

    at, desk = now(), unlock(book)
    context = open_context(book.zone, at.date())
    opening = open_reports(desk, operator(), context, at=at, is_invented=is_invented)
    letters = open_letters(desk, operator(), context, at=at)
    for report in opening.opened:
        say(f"  reports:{report.ref}: {report.files} files{_left_out(report.left_out)}")
    say(f"opened: {len(opening.opened)} reports, {len(letters.taken)} letters")
    if opening.refused_before or letters.refused_before:
        say(
            f"refused and told of before: {opening.refused_before} reports, "
            f"{letters.refused_before} letters; see crimebook reports refused"
        )
    try:
        tell_proofs(book, desk)
    except LedgerError as error:
        say(f"no proofs were put into mailboxes: {error}")
    tell_date(book, desk)
    say_refused([(each.name, each.reason) for each in (*opening.refused, *letters.refused)])
    settle_book(book, rows=len(opening.opened))


def import_sealed(files: list[Path]) -> None:
    """Take sealed reports in that were handed in as files, and open them."""
    book = enter_book()
    from crimebook.work.actors import operator
    from crimebook.work.opening.handed_in import take_in

    desk = unlock(book)
    for path in files:
        digest = take_in(desk, operator(), path, at=now())
        say(f"{path.name}: envelope {digest[:16]}")
    open_book(book)


@reports.command("prove")
def prove() -> None:
    """Seal into mailboxes the proofs of what was published, and date them: daily, after the witnesses."""
    book = enter_book()
    desk = unlock(book)
    if not tell_proofs(book, desk):
        say("the manifest in force names no log, or nothing is published")
    tell_date(book, desk)


def tell_date(book: BookFolder, desk: "Desk") -> None:
    """Date the mailboxes of which nothing was signed this week, and say how many those were."""
    from crimebook.work.actors import operator
    from crimebook.work.opening.dating import date_slots

    with progress_of("dating mailboxes", book) as advance:
        dated = date_slots(desk, operator(), at=now(), advance=advance)
    if dated:
        say(f"mailboxes dated: {dated}")


def tell_proofs(book: BookFolder, desk: "Desk") -> bool:
    """Put proofs into the mailboxes of a book that has published a log, say how many, or return False."""
    from crimebook.work.actors import operator
    from crimebook.work.opening.publishing import current_manifest
    from crimebook.work.opening.receipts import put_proofs
    from crimebook.work.policies import policy_of
    from crimebook.zones.cli.ledger import log_of

    policy = policy_of(current_manifest(desk.vault))
    if policy is None or not (book.ledger_folder / "checkpoint").is_file():
        return False
    done = put_proofs(desk, operator(), log_of(book), policy, at=now())
    if done.complete or done.unwitnessed:
        say(f"proofs put into mailboxes: {done.complete}, without enough witnesses {done.unwitnessed}")
    if done.waiting:
        say(f"waiting for the ledger or its witnesses: {done.waiting} reports")
    return True


@reports.command("refused")
def refused() -> None:
    """List what lies on the shelf and could not be opened, with the reason."""
    book = enter_book()
    from crimebook.work.actors import operator
    from crimebook.work.opening.refused import open_refused

    found = open_refused(unlock(book), operator(), at=now())
    _say_items(found)
    say(f"refused: {len(found)}")


@reports.command("let-go")
def let_go(
    refs: Annotated[
        list[str] | None,
        typer.Argument(metavar="[REF]...", help="Only these, as reports refused names them."),
    ] = None,
    *,
    days: Annotated[int, typer.Option(min=0, help="Only what was refused for so many days.")] = 90,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask again.")] = False,
) -> None:
    """Take from the shelves, for good, what no key opens and what is no report of this book."""
    book = enter_book()
    from crimebook.work.actors import operator
    from crimebook.work.opening.letting_go import Chosen, open_hopeless
    from crimebook.work.opening.letting_go import let_go as take_away

    desk = unlock(book)
    looked = open_hopeless(desk, operator(), Chosen(days, tuple(refs or ())), at=now())
    if looked.staying:
        say(f"stay, since they open by now or only lack something: {len(looked.staying)}; crimebook open")
    if not looked.hopeless:
        say(f"nothing to let go of that was refused for {days} days")
        return
    _say_items(looked.hopeless)
    if not yes:
        typer.confirm(f"Let go of {len(looked.hopeless)}? Nobody can undo this.", abort=True, err=True)
    say(f"let go: {len(take_away(desk, operator(), looked.hopeless, at=now()))}")


@reports.command("due")
def due() -> None:
    """Erase every report whose withdrawal can no longer be undone."""
    book = enter_book()
    from crimebook.work.actors import operator
    from crimebook.work.opening.erasing import erase_due

    search = book.search_folder if book.search_folder.exists() else None
    erased = erase_due(unlock(book), operator(), search, at=now())
    say(f"erased: {len(erased)}")


@reports.command("file")
def file(
    ref: Annotated[str, typer.Argument(help="The report's reference.")],
    number: Annotated[int, typer.Argument(help="The file's number on the report's page.")],
    target: Annotated[Path, typer.Argument(metavar="OUT", help="The file to write.")],
) -> None:
    """Write one file of a report in clear. What it holds is not to be trusted: open it elsewhere."""
    book = enter_book()
    from crimebook.work.actors import operator
    from crimebook.work.opening.filewriting import write_file

    write_file(unlock(book), operator(), ref.removeprefix("reports:"), number, target, at=now())
    say(f"{target}: written in clear")


@reports.command("erase")
def erase(
    ref: Annotated[str, typer.Argument(help="The report's reference.")],
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask again.")] = False,
) -> None:
    """Erase one report now and for good, whatever its state."""
    book = enter_book()
    from crimebook.work.actors import operator
    from crimebook.work.opening.erasing import erase_report

    if not yes:
        typer.confirm(f"Erase {ref}? Nobody can undo this.", abort=True, err=True)
    search = book.search_folder if book.search_folder.exists() else None
    erase_report(unlock(book), operator(), ref.removeprefix("reports:"), search, at=now())
    say(f"{ref}: erased")


def _say_items(items: "Sequence[RefusedItem]") -> None:
    for each in items:
        say(f"  {each.kind} {each.name[:16]}, since {each.since}: {each.reason}")


def _left_out(questions: tuple[str, ...]) -> str:
    return f"; not for the register: {', '.join(questions)}" if questions else ""


def say_refused(refused: "list[tuple[str, str]] | tuple[tuple[str, str], ...]") -> None:
    """Say what was refused and why; raise `RefusedItemsError` where anything was."""
    for name, reason in refused:
        say(f"  refused {name[:16]}: {reason}")
    if refused:
        raise RefusedItemsError(f"{len(refused)} refused; they stay where they are")


class RefusedItemsError(CrimebookError):
    """Something was refused; the rest was done."""
