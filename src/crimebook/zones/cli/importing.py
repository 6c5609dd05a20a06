"""``crimebook import``: other people's lists, gazetteers first where they lie beside them."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crimebook.exchange.partners.catalogue import FORMATS
from crimebook.exchange.tables import TableError
from crimebook.stores.folder.book import BookFolder
from crimebook.stores.staging.files import find_gazetteers, read_source
from crimebook.terms.errors import InvalidValueError
from crimebook.terms.ids import SourceName, check_source_name
from crimebook.terms.instants import parse_zone
from crimebook.zones.cli.printing import print_json
from crimebook.zones.cli.reports import import_sealed
from crimebook.zones.cli.session import enter_book, now, print_text, progress_of, say
from crimebook.zones.cli.settling import settle_book

if TYPE_CHECKING:
    from crimebook.work.importing.following import Reading

GAZETTEER, MAPPED, SEALED = "gazetteer", "mapped", "sealed"
OWN_KINDS = (
    "cases", "channel-posts", "institutions", "recordings", "radio", "figures", "detentions", "evaluations",
    "deaths", "orders", "descriptions", "identifications", "translations", "retractions", "consents",
    "headcounts", "departures", "deployments", "persons", "postings", "truth",
)  # fmt: skip
FORCE_KINDS = ("sfm-personnel", "sfm-parentage", "followthemoney-officers")
IMPORT_KINDS = (*OWN_KINDS, *FORCE_KINDS, *FORMATS, MAPPED, GAZETTEER)
"""What a file can hold. The work floor has the same names; they stand here so that help needs no book."""

_SHOWN_REFUSALS = 10
PROCESSES = 2
"""That read a large file."""

MANY_ROWS = 20_000
"""Rows that are worth the start of another process."""


def _check_kind(kind: str) -> str:
    if kind not in (*IMPORT_KINDS, SEALED):
        known = ", ".join((*IMPORT_KINDS, SEALED))
        raise typer.BadParameter(f"expected one of {known}, got {kind[:40]!r}")
    return kind


def import_files(  # noqa: PLR0913 - each is an option of the command
    kind: Annotated[
        str,
        typer.Argument(
            help=f"What the files hold: {', '.join((*IMPORT_KINDS, SEALED))}.", callback=_check_kind
        ),
    ],
    files: Annotated[list[Path], typer.Argument(help="The files, read whole before anything is written.")],
    source: Annotated[
        str, typer.Option(help="The source's name. Without it, the name of the file's folder.")
    ] = "",
    zone: Annotated[
        str,
        typer.Option(
            help="The time zone in which the source speaks. Without it, the one it had, or the book's."
        ),
    ] = "",
    consent: Annotated[
        list[str],
        typer.Option(
            help="How the partner came by consent: PURPOSE=ANSWER:WORDS, again for each purpose. "
            "Without any, the records are for analysis only."
        ),
    ] = [],  # noqa: B006 - typer copies it
    mapping: Annotated[
        Path | None, typer.Option(help="The mapping file, for a table of any shape (kind mapped).")
    ] = None,
    *,
    gazetteers: Annotated[
        bool,
        typer.Option(help="Take place names beside the files, into a book that has only its own."),
    ] = True,
    leave_persons_out: Annotated[
        bool,
        typer.Option(
            help="Leave out what leads to persons, and say of how many rows. Without it, that is sealed "
            "to the custodians, and a book without custodians refuses the file."
        ),
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Print the reports as JSON for scripts.")] = False,
) -> None:
    """Import files. What is known already is left alone; refused rows go to a reject file."""
    if (kind == MAPPED) != (mapping is not None):
        raise typer.BadParameter(
            f"expected --mapping FILE with the kind {MAPPED} and with no other; "
            "crimebook mapping TABLE prints a mapping to begin with"
        )
    if kind == SEALED:
        import_sealed(files)
        return
    folder = enter_book()
    if kind != GAZETTEER and gazetteers:
        import_gazetteers_beside(files, folder)
    reports = [
        import_one(kind, path, folder, source, zone, consent, mapping, leave_persons_out=leave_persons_out)
        for path in files
    ]
    if kind in {GAZETTEER, "institutions"}:
        place_again(folder)
    settle_book(folder, rows=sum(report["rows"] for report in reports))
    if json:
        print_json(reports)


def draft_mapping(
    file: Annotated[Path, typer.Argument(help="The table: CSV or XLSX, with a header.")],
    source: Annotated[
        str, typer.Option(help="The source's name. Without it, the name of the file's folder.")
    ] = "",
) -> None:
    """Print a mapping file for a table, each column with a reason: look it through, then import with it."""
    from crimebook.exchange.suggesting import suggest_file

    table = read_source(file)
    name = _source_name(source or table.folder)
    print_text(suggest_file(name, table.open().read()).decode())


def import_one(  # noqa: PLR0913 - each is an option of the command
    kind: str,
    path: Path,
    folder: BookFolder,
    source: str = "",
    zone: str = "",
    consent: list[str] | None = None,
    mapping: Path | None = None,
    *,
    leave_persons_out: bool = False,
) -> dict[str, Any]:
    """Import one file of one kind, say how its rows fared, and return the same as JSON values."""
    from crimebook.work.actors import operator
    from crimebook.work.apart import persons_of
    from crimebook.work.importing.context import open_context, zone_for
    from crimebook.work.importing.gazetteers import import_gazetteer
    from crimebook.work.importing.importer import Delivery, import_file
    from crimebook.work.importing.kinds import KINDS, mapped_kind
    from crimebook.work.importing.provenance import read_provenance

    file, at = read_source(path), now()
    name = _source_name(source or file.folder)
    consents = tuple(read_provenance(text) for text in consent or [])
    chosen_zone = parse_zone(zone).key if zone else ""
    delivery = Delivery(file, name, operator(), at, chosen_zone, consents)
    if kind == GAZETTEER:
        report = import_gazetteer(delivery)
    else:
        chosen = KINDS[kind] if mapping is None else mapped_kind(_read_text(mapping))
        persons = persons_of(folder.vault_folder, os.urandom, are_left_out=leave_persons_out)
        context = open_context(chosen_zone or zone_for(name) or folder.zone, at.date(), persons)
        with progress_of(f"import {kind} {file.name}", folder) as progress:
            report = import_file(
                chosen,
                delivery,
                context,
                rejects_folder=folder.rejects_folder,
                staging_folder=folder.staging_folder,
                progress=progress,
                processes=PROCESSES if file.lines > MANY_ROWS else 1,
            )
    return _tell(report)


def import_begun(reading: "Reading", folder: BookFolder, source: str) -> dict[str, Any]:
    """Import a file that is being read ahead, as `import_one` does."""
    from crimebook.work.actors import operator
    from crimebook.work.importing.importer import Delivery, import_reading

    delivery = Delivery(reading.file, _source_name(source), operator(), now())
    with progress_of(f"import {reading.kind.name} {reading.file.name}", folder) as progress:
        report = import_reading(reading, delivery, rejects_folder=folder.rejects_folder, progress=progress)
    return _tell(report)


def _tell(report: Any) -> dict[str, Any]:
    """Say how the rows of a file fared, and return the same as JSON values."""
    say(f"{report.source}: {report.kind}: {report.tally}")
    for refusal in report.refusals[:_SHOWN_REFUSALS]:
        say(f"  row {refusal.row}, {refusal.field}: {refusal.fault}")
    if report.sealed:
        say(f"  identities sealed to the custodians: {report.sealed}; the file itself names them still")
    if report.left_out:
        say(f"  rows of which what leads to persons was left out: {report.left_out}")
    if len(report.refusals) > _SHOWN_REFUSALS:
        say(f"  … and {len(report.refusals) - _SHOWN_REFUSALS} more")
    if report.reject_file is not None:
        say(f"  refused rows: {report.reject_file}")
    if report.uncompared:
        say(
            f"  {report.uncompared} incidents wait to be compared with other lists: "
            "crimebook doubles --compare"
        )
    if report.tally.doubtful:
        say(
            f"  doubtful rows wait for a person: crimebook doubles --source {report.source} lists them, "
            "the page Doubles decides"
        )
    return _report_json(report)


def _read_text(mapping: Path) -> str:
    content = read_source(mapping).open().read()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidValueError("a mapping file in UTF-8", "other bytes", "save it as UTF-8") from error


def _report_json(report: Any) -> dict[str, Any]:
    tally = report.tally
    return {
        "source": report.source,
        "kind": report.kind,
        "rows": tally.rows,
        "new": tally.new,
        "known": tally.known,
        "changed": tally.changed,
        "doubtful": tally.doubtful,
        "refused": tally.refused,
        "identities_sealed": report.sealed,
        "identities_left_out": report.left_out,
        "refusals": [
            {"row": each.row, "field": each.field, "fault": str(each.fault)} for each in report.refusals
        ],
    }


def import_gazetteers_beside(files: list[Path], folder: BookFolder) -> None:
    """Import gazetteers that lie in a ``*-gazetteer`` folder beside the files, into a book that has none.

    Once a gazetteer was chosen, a delivery cannot bring another one unasked: it would move every record.
    """
    from crimebook.stores.register.gazetteer import has_gazetteer_of_others

    if has_gazetteer_of_others():
        return
    found = dict.fromkeys(path for file in files for path in find_gazetteers(file))
    for path in found:
        say(f"a gazetteer lies beside the files: {path.parent.name}/{path.name}")
        try:
            import_one(GAZETTEER, path, folder)
        except TableError as error:
            # A folder of place names may hold tables of other shapes; nobody asked for this one by name.
            say(f"  passed over: {error}")
    if found:
        place_again(folder)


def place_again(folder: BookFolder) -> None:
    """Read the place words of all records again with the gazetteer as it is now."""
    from crimebook.work.actors import operator
    from crimebook.work.importing.context import open_context
    from crimebook.work.placing import place_again as read_again

    at = now()
    with progress_of("place again", folder) as progress:
        changed = read_again(operator(), open_context(folder.zone, at.date()), at=at, progress=progress)
    if changed:
        say(f"{changed} records were placed again")


def _source_name(text: str) -> SourceName:
    return check_source_name(text.lower())
