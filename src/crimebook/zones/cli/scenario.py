"""``crimebook scenario``: make an invented book whose truth is known, check it, take it in."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from crimebook.stores.folder.book import BookFolder
from crimebook.terms.errors import InvalidValueError
from crimebook.zones.cli.importing import import_one
from crimebook.zones.cli.session import enter_book, notices, say
from crimebook.zones.cli.settling import settle_book

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
    from crimebook.work.scenario import FILES, read_scenario

    named = {each.name for each in read_scenario(folder).files}
    missing = [each.name for each in FILES if each.name not in named]
    if missing:
        raise InvalidValueError(f"a scenario with {missing[0]}", "none", "make it again")
    return sum(import_one(each.kind, folder / each.name, book, each.source)["rows"] for each in FILES)


@contextmanager
def _bar(title: str) -> Iterator[Callable[[int, int], None]]:
    """Show a bar on a terminal; a scenario needs no book, so no page can show it."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=notices, transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task(title, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
