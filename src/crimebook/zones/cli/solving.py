"""``crimebook unsolved``, ``solve``, ``unsolve``: where words are that no gazetteer knows for sure."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from crimebook.zones.cli import printing
from crimebook.zones.cli.session import enter_book, now, print_line, say

if TYPE_CHECKING:
    from crimebook.work.reading.unsolved import UnsolvedList

Json = Annotated[bool, typer.Option("--json", help="Print JSON for scripts.")]
Town = Annotated[str, typer.Option(help="The town as the source writes it.")]
Why = Annotated[str, typer.Option("--reason", help="Why, in words; it stays with the decision.")]


def show_unsolved(
    *,
    town: Town = "",
    words: Annotated[str, typer.Option(help="Only words that hold these.")] = "",
    source: Annotated[str, typer.Option(help="Only mentions of one source.")] = "",
    page: Annotated[int, typer.Option(min=1, help="Which page of the list.")] = 1,
    json: Json = False,
) -> None:
    """Show the place words that wait for a person, most used first, with how many mentions each has."""
    enter_book()
    from crimebook.work.actors import operator
    from crimebook.work.reading.unsolved import UnsolvedFilter, open_unsolved

    chosen = UnsolvedFilter(words=words, town=town, source=source, page=page)
    found = open_unsolved(operator(), chosen, at=now())
    if json:
        printing.print_json(_unsolved_json(found))
        return
    for row in found.rows:
        print_line(f"{row.windows:8} mentions of {row.incidents} incidents  {row.words}  [{row.towns}]")
    print_line(f"{found.total} places in words, {found.windows} mentions; page {page} of {found.pages}")


def solve(
    words: Annotated[str, typer.Argument(help="Place words as a source wrote them.")],
    *,
    lat: Annotated[float, typer.Option(help="Latitude in degrees, WGS 84.")],
    lon: Annotated[float, typer.Option(help="Longitude in degrees, WGS 84.")],
    radius: Annotated[float, typer.Option(help="Metres that hold the whole place and the doubt.")],
    reason: Why,
    town: Town = "",
    source: Annotated[str, typer.Option(help="Where that is known from: a link, a document.")] = "",
) -> None:
    """Decide where words of a town are, once for all mentions, those that come later too."""
    enter_book()
    from crimebook.work import solving
    from crimebook.work.actors import operator

    place = solving.point_place(lat, lon, radius)
    solution = solving.make_solution(words, town, name="", place=place, why=reason)
    done = solving.solve(operator(), solution, source_words=source, at=now())
    say(f"solution {done.solution_id}: {done.records} records placed again")
    print_line(str(done.solution_id))


def unsolve(
    solution: Annotated[int, typer.Argument(min=1, help="The number that `crimebook solve` printed.")],
    *,
    reason: Why,
) -> None:
    """Take a solution back; the windows are again what the gazetteer says."""
    enter_book()
    from crimebook.work import solving
    from crimebook.work.actors import operator

    done = solving.take_back(operator(), solution, why=reason, at=now())
    say(f"solution {done.solution_id} taken back: {done.records} records placed again")


def _unsolved_json(found: "UnsolvedList") -> dict[str, Any]:
    return {
        "total": found.total,
        "mentions": found.windows,
        "pages": found.pages,
        "words": [
            {"words": row.words, "town": row.towns, "mentions": row.windows, "incidents": row.incidents}
            for row in found.rows
        ],
    }
