"""``crimebook windows match``: two lists of windows matched, for who has no book."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Protocol

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from crimebook.terms.errors import CrimebookError, InvalidValueError
from crimebook.terms.instants import parse_zone
from crimebook.zones.cli.printing import print_json
from crimebook.zones.cli.session import notices, say

if TYPE_CHECKING:
    # Compiled code and Arrow are loaded where windows are matched, and by no other command.
    import pyarrow as pa

    from crimebook.exchange.windows.listing import Listing
    from crimebook.work.windows.matching import Match
    from crimebook.zones.cli.window_files import Chunks, Rejects


class Advance(Protocol):
    """Moves a bar; a total of 0 is not known."""

    def __call__(self, done: int, total: int) -> None:
        """Show that ``done`` of ``total`` is done."""


def match_lists(  # noqa: PLR0913 - each is an option of the command
    incidents: Annotated[Path, typer.Argument(help="The incidents: .csv, .parquet, .geojson or .jsonl.")],
    recordings: Annotated[Path, typer.Argument(help="The recordings, in any of these.")],
    *,
    out: Annotated[Path, typer.Option(help="The result: .csv, .parquet, .geojson or .jsonl.")],
    top: Annotated[int, typer.Option(min=1, max=1_000, help="How many recordings of each incident.")] = 10,
    all_pairs: Annotated[
        bool, typer.Option("--all-pairs", help="Every pair that can have met, without scores.")
    ] = False,
    zone: Annotated[
        str, typer.Option(help="Whose clock times without an offset are of, such as Europe/Minsk.")
    ] = "",
    radius: Annotated[
        float | None, typer.Option(min=0.0, help="The radius in metres of places that say none.")
    ] = None,
    memory: Annotated[str, typer.Option(help="Memory for the lists and their index, such as 4GB.")] = "2GB",
    rejects: Annotated[
        Path | None, typer.Option(help="Where refused rows go. Without it OUT with .rejects.csv.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print the counts as JSON.")] = False,
) -> None:
    """Match two lists of windows: which recordings could have taken in each incident. No book is needed.

    Rows that are no windows go to the reject file; then the exit code is 1, with the result of the others.
    """
    from crimebook.work.windows.plan import parse_size
    from crimebook.zones.cli.window_files import Rejects, checked_format

    checked_format(out)
    if out.resolve() in {incidents.resolve(), recordings.resolve()}:
        raise InvalidValueError("a result in a file of its own", "the name of a list", "choose another --out")
    ask = {
        "top": 0 if all_pairs else top,
        "zone": zone,
        "radius_m": radius,
        "memory": parse_size(memory),
        "inputs": [_identity(path) for path in (incidents, recordings)],
    }
    with Rejects(rejects or out.with_name(f"{out.name}.rejects.csv")) as refused:
        report = _run(incidents, recordings, out, ask, refused)
    _tell(report, refused, out)
    if json:
        print_json(report)
    if refused.count:
        raise typer.Exit(1)


def _run(
    incidents: Path, recordings: Path, out: Path, ask: dict[str, Any], refused: "Rejects"
) -> dict[str, Any]:
    """Read both lists, match them chunk by chunk and write the result; return the counts."""
    from crimebook.exchange.windows.checking import Rules
    from crimebook.exchange.windows.listing import Side
    from crimebook.zones.cli.window_files import Chunks, read_listing

    zone = parse_zone(ask["zone"]) if ask["zone"] else None
    report: dict[str, Any] = {}
    sides: list[Listing] = []
    chunks = Chunks(out, ask)
    folder = chunks.lists_folder()
    try:
        for path, side in ((incidents, Side.INCIDENTS), (recordings, Side.RECORDINGS)):
            before = refused.count
            with _bar(f"read {path.name}") as advance:
                rules = Rules(side, zone, ask["radius_m"])
                listing = read_listing(path, rules, folder, refused, partial(advance, total=0))
            rejected, windows = refused.count - before, len(listing.windows)
            report[side.value] = {"rows": windows + rejected, "windows": windows, "refused": rejected}
            sides.append(listing)
        report["pairs"] = _match(sides, chunks, out, ask)
    except CrimebookError:
        # What is refused is refused again; only who stops the work goes on with what is there.
        chunks.remove()
        raise
    chunks.remove()
    return report


def _match(sides: "list[Listing]", chunks: "Chunks", out: Path, ask: dict[str, Any]) -> int:
    """Match what is not kept from a run before, and write all of it."""
    from crimebook.work.windows.matching import Match
    from crimebook.work.windows.plan import plan_for
    from crimebook.zones.cli.window_files import write_pairs

    mine, theirs = sides
    plan = plan_for(len(theirs.windows), len(mine.windows), max(ask["top"], 1), ask["memory"])
    if plan.slabs > 1:
        say(f"the recordings are cut into {plan.slabs} slabs of time, to keep within the memory")
    work = Match(mine, theirs, plan)
    rows = work.chunks
    kept = sum(chunks.path(number).exists() for number in range(len(rows)))
    if kept:
        say(f"{kept} of {len(rows)} parts are there from a run before")
    with _bar("match") as advance:
        for number, chunk in enumerate(rows):
            if not chunks.path(number).exists():
                told = partial(_on_slab, advance, number * plan.slabs, len(rows) * plan.slabs)
                chunks.keep(number, _found(work, chunk, ask["top"], told))
    return write_pairs(out, chunks.tables(len(rows)), _schema(work, ask["top"]))


def _on_slab(advance: Advance, before: int, total: int, slab: int) -> None:
    advance(before + slab, total)


def _found(work: "Match", chunk: Any, top: int, on_slab: Callable[[int], None]) -> "Iterator[pa.Table]":
    from crimebook.work.windows.matching import rounded

    if top:
        yield work.named(rounded(work.best(chunk, top, on_slab)))
        return
    for piece in work.pairs(chunk, on_slab):
        yield work.named(piece)


def _schema(work: "Match", top: int) -> "pa.Schema":
    from crimebook.work.windows.matching import NO_LISTS, NO_PAIRS

    return work.named(NO_LISTS if top else NO_PAIRS).schema


def _tell(report: dict[str, Any], refused: "Rejects", out: Path) -> None:
    told = ", ".join(
        f"{report[side]['windows']} {side} of {report[side]['rows']} rows"
        for side in ("incidents", "recordings")
    )
    say(f"{told}: {report['pairs']} pairs in {out.name}")
    if refused.count:
        say(f"{refused.count} rows are no windows: see {refused.path.name}")


def _identity(path: Path) -> list[Any]:
    """Return what tells that a file is still the one that it was."""
    try:
        told = path.stat()
    except OSError:
        return [str(path.resolve()), 0, 0]
    return [str(path.resolve()), told.st_size, told.st_mtime_ns]


@contextmanager
def _bar(title: str) -> Iterator[Advance]:
    """Show a bar on a terminal; a total of 0 is not known."""
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=notices,
        transient=True,
        disable=not sys.stderr.isatty(),
    )
    with bar:
        task = bar.add_task(title, total=None)

        def advance(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total or None)

        yield advance
