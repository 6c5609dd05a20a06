"""``crimebook evidence``: whether every sealed file is there and as it was."""

import os
from typing import TYPE_CHECKING, Annotated

import typer

from crimebook.stores.blobs.opening import blobs_place, open_blobs
from crimebook.stores.folder.book import BookFolder
from crimebook.terms.errors import CrimebookError
from crimebook.terms.instants import format_instant
from crimebook.zones.cli.printing import print_json
from crimebook.zones.cli.session import enter_book, now, print_line, progress_of, say, say_error

if TYPE_CHECKING:
    from crimebook.work.evidence import EvidenceReport

SOMETHING_WRONG, NOT_CHECKED = 1, 2

evidence = typer.Typer(
    help="Files of reports, sealed in the store.", no_args_is_help=True, rich_markup_mode=None
)


@evidence.callback()
def _evidence() -> None:
    """Keep ``check`` a command of its own while it is the only one."""


@evidence.command("check")
def check(
    *,
    anew: Annotated[
        bool, typer.Option("--anew", help="Begin again instead of going on where the last round stopped.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Print JSON for scripts.")] = False,
) -> None:
    """Hash every sealed file again. Stop at any moment; the next run goes on from there.

    Ends with 0 where everything is whole, 1 where something is wrong, 2 where it could not be checked.
    """
    try:
        report = _check(enter_book(), anew=anew)
    except CrimebookError as error:
        say_error(error)
        raise typer.Exit(NOT_CHECKED) from error
    except KeyboardInterrupt as error:
        say("stopped; the next run goes on from here")
        raise typer.Exit(NOT_CHECKED) from error
    if json:
        print_json(_plain(report))
    else:
        _tell(report)
    if not report.is_whole:
        raise typer.Exit(SOMETHING_WRONG)


def _check(book: BookFolder, *, anew: bool) -> "EvidenceReport":
    from crimebook.work.actors import operator
    from crimebook.work.evidence import check_evidence

    blobs = open_blobs(blobs_place(book.blobs_folder, os.environ))
    with progress_of("evidence check", book) as progress:
        return check_evidence(operator(), blobs, book.path / "checks", at=now(), progress=progress, anew=anew)


def _tell(report: "EvidenceReport") -> None:
    for each in report.findings:
        whose = f"reports:{each.report}, file {each.file}" if each.report else "no report"
        print_line(f"{each.verdict}: blob {each.blob} ({whose})")
    for path in report.strays:
        print_line(f"left over: {path}")
    counted = ", ".join(f"{count} {verdict}" for verdict, count in sorted(report.counts.items()))
    say(f"checked since {format_instant(report.begun_at)}: {counted or 'no blobs'}")
    say(f"round {report.digest[:16]}, in the chain of custody")


def _plain(report: "EvidenceReport") -> dict[str, object]:
    return {
        "begun_at": format_instant(report.begun_at),
        "is_whole": report.is_whole,
        "counts": {str(verdict): count for verdict, count in sorted(report.counts.items())},
        "findings": [
            {
                "blob": each.blob,
                "verdict": str(each.verdict),
                "report": each.report,
                "file": each.file,
                "sha256": each.sha256,
            }
            for each in report.findings
        ],
        "left_over": list(report.strays),
        "round": report.digest,
    }
