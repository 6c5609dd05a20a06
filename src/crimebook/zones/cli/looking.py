"""``crimebook windows``, ``matches``, ``counts``, ``places``, ``times``: what the book says."""

from datetime import date
from typing import Annotated

import typer

from crimebook.places.gazetteer import Gazetteer
from crimebook.places.placewords import read_places
from crimebook.places.timewords import read_time
from crimebook.terms.errors import InvalidValueError
from crimebook.terms.ids import SourceName
from crimebook.terms.instants import parse_zone
from crimebook.terms.windows import SubjectKind
from crimebook.zones.cli import printing
from crimebook.zones.cli.session import enter_book, has_book, now, print_line

Json = Annotated[bool, typer.Option("--json", help="Print JSON for scripts.")]
Ref = Annotated[str, typer.Argument(help="SOURCE:ID, such as belarus-cases:13.")]

windows = typer.Typer(help="Windows in space and time.", no_args_is_help=True)


@windows.command("show")
def show_windows(ref: Ref, *, json: Json = False) -> None:
    """Show where and when a record was, as far as its source tells, with the reasons."""
    enter_book()
    from crimebook.work.actors import operator
    from crimebook.work.reading.windows import open_windows

    found = [printing.window_json(record) for record in open_windows(operator(), ref, at=now())]
    if json:
        printing.print_json(found)
        return
    for window in found:
        where = "no place" if window["lat"] is None else f"{window['lat']}, {window['lon']}"
        print_line(f"{window['precision']:9} {where}  {window['place']}")
        print_line(f"          {' | '.join(str(point) for point in window['times'])}  {window['kind']}")
        print_line(f"          {window['reason']}")
        if window["wanting"]:
            print_line(f"          wanting: {window['wanting']}")


def show_matches(
    ref: Ref,
    *,
    top: Annotated[int, typer.Option(min=1, help="How many at the most.")] = 10,
    kind: Annotated[SubjectKind | None, typer.Option(help="Only matches of one kind.")] = None,
    json: Json = False,
) -> None:
    """Show what could have seen or told of a record, best first, those with a place before those without."""
    enter_book()
    from crimebook.work.actors import operator
    from crimebook.work.reading.windows import open_matches

    found = open_matches(operator(), ref, top=top, at=now(), kind=kind)
    if json:
        printing.print_json([printing.match_json(match) for match in found])
        return
    for match in found:
        print_line(
            f"{match.score_bits:8.2f} bits  {'placed  ' if match.is_placed else 'no place'}  {match.ref}"
        )
        for term in match.terms:
            print_line(f"          {term.bits:+7.2f} {term.name:6} {term.reason}")
    print_line("A score is not a probability of guilt.")


def show_counts(*, json: Json = False) -> None:
    """Count the book's records, every number from the records as they stand."""
    enter_book()
    from crimebook.work.actors import operator
    from crimebook.work.counting import TOPS, count_book

    counts = count_book(operator(), at=now())
    if json:
        printing.print_json(printing.counts_json(counts))
        return
    for name, count in counts.totals.items():
        print_line(f"{count:10}  {name.replace('_', ' ')}")
    for breakdown in counts.breakdowns:
        twice = f", {breakdown.counted_twice} of them in several parts" if breakdown.counted_twice else ""
        print_line(
            f"acts by {breakdown.dimension}: {breakdown.acts} in {breakdown.incidents} incidents{twice}"
        )
        for part in breakdown.parts[:20]:
            print_line(f"{part.acts:10}  {part.value or 'not known'}")
    if counts.found["pairs"]:
        found = ", ".join(f"{counts.found[str(top)]} in the first {top}" for top in TOPS)
        print_line(f"true recordings: {counts.found['pairs']}, of which matching put {found}")


def show_places(
    words: Annotated[str, typer.Argument(help="Place words as a source wrote them.")],
    *,
    town: Annotated[str, typer.Option(help="The town the source names.")] = "",
    json: Json = False,
) -> None:
    """Read place words with the book's gazetteer, or without a book with the one that ships."""
    found = [
        printing.place_reading_json(each) for each in read_places(words, towns=town, gazetteer=_gazetteer())
    ]
    if json:
        printing.print_json(found)
        return
    for place in found:
        print_line(
            f"{place['precision']:9} {place['lat']}, {place['lon']} ±{place['radius_m']} m  {place['name']}"
        )
        print_line(f"          {place['reason']}")
        for other in place["alternatives"]:
            print_line(f"          or {other['name']}: {other['reason']}")


def show_times(
    words: Annotated[str, typer.Argument(help="Time words as a source wrote them.")],
    *,
    date_: Annotated[str, typer.Option("--date", help="The day the source names, YYYY-MM-DD.")],
    last: Annotated[str, typer.Option("--to", help="The last day, where the source names two.")] = "",
    zone: Annotated[str, typer.Option(help="The time zone in which the source speaks.")] = "Europe/Minsk",
    json: Json = False,
) -> None:
    """Read time words as a four-point interval."""
    last_day = day_of(last) if last else None
    reading = read_time(words, first=day_of(date_), last=last_day, zone=parse_zone(zone))
    found = printing.time_reading_json(reading)
    if json:
        printing.print_json([found])
        return
    for line in ("  ".join(map(str, found["times"])), found["kind"], found["reason"]):
        print_line(line)


def day_of(text: str) -> date:
    """Return a day written YYYY-MM-DD, or raise `InvalidValueError`."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InvalidValueError("a date YYYY-MM-DD", repr(text[:40])) from error


def _gazetteer() -> Gazetteer:
    if has_book():
        enter_book()
        from crimebook.stores.register.gazetteer import read_toponyms
        from crimebook.stores.register.solutions import read_solutions

        return Gazetteer(read_toponyms(), read_solutions())
    from crimebook.exchange.gazetteers import parse_toml
    from crimebook.work.sampling import GAZETTEER_FILES, GAZETTEER_SOURCE, sample_file

    files = [sample_file(name) for name in GAZETTEER_FILES]
    # The gazetteer that ships is in our own format: nothing of the register is needed to read it.
    read = (parse_toml(file.content, SourceName(GAZETTEER_SOURCE)) for file in files)
    return Gazetteer(each for parsed in read for each in parsed.records)
