"""``crimebook doubles``: which records may be one, counted by kind, the heaviest first."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from crimebook.identity.doubles import DoubtKind
from crimebook.stores.folder.book import BookFolder
from crimebook.stores.folder.marks import Mark
from crimebook.zones.cli import printing
from crimebook.zones.cli.session import enter_book, now, print_line, progress_of, say

if TYPE_CHECKING:
    from crimebook.work.reading.besides import DoubtView
    from crimebook.work.reading.doubles import DoublesCount

_STATES: dict[DoubtKind | None, str] = {DoubtKind.COMMON: "common"}
"""What is too common is in a list of its own."""


def show_doubles(
    *,
    kind: Annotated[DoubtKind | None, typer.Option(help="Only doubts of one kind.")] = None,
    source: Annotated[str, typer.Option(help="Only doubts about a record of one source.")] = "",
    top: Annotated[int, typer.Option(min=0, max=50, help="How many to list at the most.")] = 10,
    compare: Annotated[
        bool,
        typer.Option(
            help="First compare all incidents of different sources: after a very large import, or when "
            "places were read anew. Broken off, it goes on where it was."
        ),
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Print JSON for scripts.")] = False,
) -> None:
    """Show which records may be one, told again or listed twice; a person decides on a page."""
    folder = enter_book()
    from crimebook.work.actors import operator
    from crimebook.work.reading.doubles import DoubtFilter, count_doubles, open_doubts

    if compare:
        _compare(folder)
    counts = count_doubles(operator(), at=now())
    chosen = DoubtFilter(kind=kind.value if kind else "", source=source, state=_STATES.get(kind, ""))
    found = open_doubts(operator(), chosen, at=now()).rows[:top]
    if json:
        printing.print_json(_counts_json(counts) | {"heaviest": [_doubt_json(row) for row in found]})
        return
    for each in counts.kinds:
        state = "to decide" if each.is_open else "decided"
        print_line(
            f"{each.doubts:10}  {each.subject:9}  {each.kind:7}  {state}, of {each.memberships} records"
        )
    shared = f"{counts.shared_links} in two incidents or more"
    print_line(f"{counts.repeated_links:10}  addresses given twice or more, {shared}")
    for row in found:
        print_line(f"{row.weight:8.2f} bits  {row.kind.value:7}  {', '.join(each.ref for each in row.first)}")
        for term in row.terms:
            print_line(f"          {term.bits:+7.2f} {term.name:6} {term.reason}")


def _compare(folder: BookFolder) -> None:
    from crimebook.work.actors import operator
    from crimebook.work.retelling import compare_all

    with progress_of("compare incidents", folder) as progress:
        done = compare_all(operator(), at=now(), progress=progress, mark=Mark(folder.compared_file))
    say(f"{done.incidents} incidents compared, {done.doubtful} of them in doubt, {done.pairs} pairs proposed")


def _counts_json(counts: "DoublesCount") -> dict[str, Any]:
    return {
        "kinds": [
            {
                "subject": each.subject,
                "kind": each.kind,
                "open": each.is_open,
                "doubts": each.doubts,
                "memberships": each.memberships,
            }
            for each in counts.kinds
        ],
        "open": sum(each.doubts for each in counts.kinds if each.is_open),
        "repeated_links": counts.repeated_links,
        "links_of_two_incidents_or_more": counts.shared_links,
    }


def _doubt_json(row: "DoubtView") -> dict[str, Any]:
    return {
        "id": row.doubt_id,
        "subject": row.subject,
        "kind": row.kind.value,
        "weight_bits": row.weight,
        "members": row.members,
        "sources": row.sources,
        "pairs_to_decide": row.left,
        "first": [each.ref for each in row.first],
        "reasons": [{"name": term.name, "bits": term.bits, "reason": str(term.reason)} for term in row.terms],
    }
