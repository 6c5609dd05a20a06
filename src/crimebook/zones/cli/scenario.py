"""``crimebook scenario``: make an invented book whose truth is known, check it, take it in."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from crimebook.stores.folder.book import BookFolder
from crimebook.stores.staging.files import read_source
from crimebook.terms.errors import InvalidValueError
from crimebook.terms.ids import SourceName
from crimebook.zones.cli.importing import MANY_ROWS, PROCESSES, import_begun, import_one
from crimebook.zones.cli.session import enter_book, notices, now, say
from crimebook.zones.cli.settling import settle_book

if TYPE_CHECKING:
    from crimebook.work.importing.ahead import Awaited, ReadingAhead
    from crimebook.work.scenario import ScenarioFile

scenario = typer.Typer(
    help="Invented books of any size whose truth is known.", no_args_is_help=True, rich_markup_mode=None
)

Folder = Annotated[Path, typer.Argument(help="The scenario's folder.")]


@scenario.command("make")
def make(
    folder: Folder,
    *,
    seed: Annotated[int, typer.Option(help="The seed: the same one makes the same scenario.")] = 1,
    incidents: Annotated[int, typer.Option(help="How many incidents are told, up to 1,000,000.")] = 1000,
    processes: Annotated[int, typer.Option(help="How many processes make it; the result is the same.")] = 2,
) -> None:
    """Write a scenario into a new folder. Interrupted, it leaves nothing behind."""
    from crimebook.work.scenario import make_scenario

    # A few nights are made sooner than another process has started.
    used = max(1, processes) if incidents > 5000 else 1
    with _bar(f"scenario {folder.name}") as progress:
        manifest = make_scenario(folder, seed=seed, incidents=incidents, processes=used, progress=progress)
    rows = sum(each.rows for each in manifest.files)
    say(f"{folder}: {manifest.incidents} incidents, {rows} rows, digest {manifest.digest}")


@scenario.command("check")
def check(folder: Folder) -> None:
    """Check every file of a scenario against its manifest."""
    from crimebook.work.scenario import find_changed, read_scenario

    manifest = read_scenario(folder)
    changed = find_changed(folder, manifest)
    if changed:
        raise InvalidValueError("the files that were made", f"others: {', '.join(changed)}", "make it again")
    say(f"{folder}: {len(manifest.files)} files are as they were made, digest {manifest.digest}")


@scenario.command("import")
def import_scenario(folder: Folder) -> None:
    """Take all files of a scenario into the book, in the order in which they lean on each other."""
    check(folder)
    book = enter_book()
    settle_book(book, rows=bring_scenario(folder, book))


def bring_scenario(folder: Path, book: BookFolder) -> int:
    """Import the files of a scenario into a book that is open; return how many rows they had."""
    from crimebook.work.importing.ahead import ReadingAhead
    from crimebook.work.scenario import FILES, read_scenario

    named = {each.name for each in read_scenario(folder).files}
    missing = [each.name for each in FILES if each.name not in named]
    if missing:
        raise InvalidValueError(f"a scenario with {missing[0]}", "none", "make it again")
    with ReadingAhead(book.staging_folder, PROCESSES) as ahead:
        return sum(_bring(each, folder, book, ahead) for each in FILES)


def _bring(each: "ScenarioFile", folder: Path, book: BookFolder, ahead: "ReadingAhead") -> int:
    """Import one file. With the reports, when all place names are in, the large files begin to be read."""
    path = folder / each.name
    if each.name == "reports.csv":
        ahead.begin(_awaited(folder, book))
    begun = ahead.reading_of(path)
    if begun is not None:
        return int(import_begun(begun, book, each.source)["rows"])
    return int(import_one(each.kind, path, book, each.source)["rows"])


def _awaited(folder: Path, book: BookFolder) -> "Iterator[Awaited]":
    """Yield the large files of a scenario that ask the register nothing."""
    from crimebook.work.importing.ahead import Awaited
    from crimebook.work.importing.context import open_context, zone_for
    from crimebook.work.importing.kinds import KINDS
    from crimebook.work.scenario import FILES

    for each in FILES:
        path, kind = folder / each.name, KINDS[each.kind]
        if not kind.asks_register and (file := read_source(path)).lines > MANY_ROWS:
            zone = zone_for(SourceName(each.source)) or book.zone
            yield Awaited(path, kind, file, open_context(zone, now().date()))


@contextmanager
def _bar(title: str) -> Iterator[Callable[[int, int], None]]:
    """Show a bar on a terminal; a scenario needs no book, so no page can show it."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=notices, transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task(title, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
