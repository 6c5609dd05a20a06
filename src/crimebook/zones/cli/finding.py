"""``crimebook search`` and ``crimebook index``: full text over everything that sources say."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from crimebook.search.kinds import RecordKind
from crimebook.stores.folder.book import BookFolder
from crimebook.zones.cli.looking import day_of
from crimebook.zones.cli.printing import print_json
from crimebook.zones.cli.session import enter_book, now, print_line, progress_of, say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crimebook.search.marking import Part
    from crimebook.work.finding import SearchRow


def search(  # noqa: PLR0913 - each is an option of the command
    words: Annotated[
        list[str] | None,
        typer.Argument(help='Words in any spelling; "in quotes" in this order; -word not at all; SOURCE:ID.'),
    ] = None,
    *,
    kind: Annotated[RecordKind | None, typer.Option(help="Only one kind of record.")] = None,
    source: Annotated[str, typer.Option(help="Only one source.")] = "",
    first: Annotated[str, typer.Option("--from", help="Only from this day on, YYYY-MM-DD.")] = "",
    last: Annotated[str, typer.Option("--to", help="Only up to this day, YYYY-MM-DD.")] = "",
    act: Annotated[str, typer.Option(help="Only incidents with an act of this code.")] = "",
    place: Annotated[str, typer.Option(help="Only one place, by its name in the book.")] = "",
    top: Annotated[int, typer.Option(min=1, max=1000, help="How many at the most.")] = 20,
    json: Annotated[bool, typer.Option("--json", help="Print JSON for scripts.")] = False,
) -> None:
    """Search testimony, claims, posts and messages, best first. The search is recorded with its words."""
    folder = enter_book()
    from crimebook.work.actors import operator
    from crimebook.work.finding import SearchQuestion, open_search

    asked = SearchQuestion(
        words=" ".join(words or ()),
        kind=kind.value if kind else "",
        source=source,
        act=act,
        place=place,
        first_day=day_of(first) if first else None,
        last_day=day_of(last) if last else None,
        rows=top,
    )
    page = open_search(operator(), asked, folder.search_folder, at=now())
    if page.missing:
        say(f"about {page.missing} texts are not in the index yet; run: crimebook index")
    if json:
        print_json([_row_json(row) for row in page.rows])
        return
    for row in page.rows:
        day = row.first_day.isoformat() if row.first_day else "no day    "
        invented = "  invented" if row.is_invented else ""
        print_line(f"{day}  {row.kind.value:9}  {row.ref}{invented}")
        print_line(f"            {_marked(row.title)}")
        if row.excerpt.parts:
            print_line(f"            {_marked(row.excerpt.parts)}")
    say(f"{page.total} found" + (f", {len(page.rows)} shown" if page.total > len(page.rows) else ""))


def index() -> None:
    """Bring the search index up to date. Stop at any moment; the next run goes on from there."""
    index_book_of(enter_book(), is_asked=True)


def index_book_of(folder: BookFolder, *, is_asked: bool = False) -> None:
    """Bring a book's search index up to date and say how many texts it has.

    Where another process is writing it, that is an error if the index was asked for, and else a notice.
    """
    from crimebook.stores.finder import FinderBusyError
    from crimebook.work.actors import operator
    from crimebook.work.finding import index_book

    try:
        with progress_of("index", folder) as progress:
            report = index_book(operator(), folder.search_folder, at=now(), progress=progress)
    except FinderBusyError:
        if is_asked:
            raise
        say("another process writes the search index now; the rest is brought in by: crimebook index")
        return
    say(f"search index: {report.put} texts put in, {report.removed} taken out, {report.documents} in all")


def _marked(parts: "Iterable[Part]") -> str:
    """Return parts as one line, hits in square brackets."""
    text = "".join(f"[{part.text}]" if part.is_hit else part.text for part in parts)
    return " ".join(text.split())


def _row_json(row: "SearchRow") -> dict[str, Any]:
    return {
        "ref": row.ref,
        "shown_with": row.shown_with,
        "kind": row.kind.value,
        "source": row.source,
        "first_day": row.first_day.isoformat() if row.first_day else None,
        "last_day": row.last_day.isoformat() if row.last_day else None,
        "places": list(row.places),
        "invented": row.is_invented,
        "score": round(row.score, 4),
        "title": [[part.text, part.is_hit] for part in row.title],
        "excerpt": [[part.text, part.is_hit] for part in row.excerpt.parts],
    }
