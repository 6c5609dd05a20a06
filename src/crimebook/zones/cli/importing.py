"""``crimebook import``: other people's lists, gazetteers first where they lie beside them."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from crimebook.exchange.tables import TableError
from crimebook.stores.folder.book import BookFolder
from crimebook.stores.staging.files import find_gazetteers, read_source
from crimebook.terms.ids import SourceName, check_source_name
from crimebook.zones.cli.session import enter_book, now, progress_of, say


class ImportKind(StrEnum):
    """What a file holds."""

    CASES = "cases"
    CHANNEL_POSTS = "channel-posts"
    INSTITUTIONS = "institutions"
    RECORDINGS = "recordings"
    RADIO = "radio"
    FIGURES = "figures"
    GAZETTEER = "gazetteer"


def import_files(
    kind: Annotated[ImportKind, typer.Argument(help="What the files hold.")],
    files: Annotated[list[Path], typer.Argument(help="The files, read whole before anything is written.")],
    source: Annotated[
        str, typer.Option(help="The source's name. Without it, the name of the file's folder.")
    ] = "",
    *,
    gazetteers: Annotated[
        bool,
        typer.Option(help="Take place names beside the files, into a book that has only its own."),
    ] = True,
) -> None:
    """Import files. What is known already is left alone; refused rows go to a reject file."""
    folder = enter_book()
    if kind is not ImportKind.GAZETTEER and gazetteers:
        import_gazetteers_beside(files, folder)
    for path in files:
        import_one(kind, path, folder, source)
    if kind in {ImportKind.GAZETTEER, ImportKind.INSTITUTIONS}:
        place_again(folder)


def import_one(kind: ImportKind, path: Path, folder: BookFolder, source: str = "") -> None:
    """Import one file of one kind and say how its rows fared."""
    from crimebook.work.actors import operator
    from crimebook.work.importing.context import open_context
    from crimebook.work.importing.gazetteers import import_gazetteer
    from crimebook.work.importing.importer import Delivery, import_file

    file, at = read_source(path), now()
    delivery = Delivery(file, _source_name(source or file.folder), operator(), at)
    if kind is ImportKind.GAZETTEER:
        report = import_gazetteer(delivery)
    else:
        context = open_context(folder.zone, at.date())
        with progress_of(f"import {kind} {file.name}", folder) as progress:
            report = import_file(
                kind.value, delivery, context, rejects_folder=folder.rejects_folder, progress=progress
            )
    say(f"{report.source}: {kind}: {report.tally}")
    for refusal in report.refusals[:10]:
        say(f"  row {refusal.row}, {refusal.field}: {refusal.fault}")
    if len(report.refusals) > 10:
        say(f"  … and {len(report.refusals) - 10} more")
    if report.reject_file is not None:
        say(f"  refused rows: {report.reject_file}")


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
            import_one(ImportKind.GAZETTEER, path, folder)
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
