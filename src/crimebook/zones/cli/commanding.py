"""``crimebook command``: who commanded a unit at an instant, and where a person was, each with its source."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer

from crimebook.terms.errors import InvalidValueError
from crimebook.terms.instants import format_instant, instants_of, parse_instant
from crimebook.zones.cli.printing import print_json
from crimebook.zones.cli.session import enter_book, now, print_line

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crimebook.command.chain import Holding, Step
    from crimebook.command.presence import Stay
    from crimebook.stores.register.command_rows import PostingRow
    from crimebook.terms.reasons import Reason
    from crimebook.work.commanding.asking import ChainAnswer, PresenceAnswer, WhereaboutsAnswer

command = typer.Typer(
    help="Ask who commanded a unit at an instant, and where a person was.", no_args_is_help=True
)

At = Annotated[
    str,
    typer.Option(
        "--at", help="The instant, as 2020-08-10T22:45:00+03:00, or without an offset in the book's zone."
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for scripts.")]


@command.command("chain")
def chain(
    unit: Annotated[str, typer.Argument(help="The unit, as SOURCE:ID.")], *, at: At, json: Json = False
) -> None:
    """Print the chain of command above a unit: each step with its source, gaps as gaps."""
    folder = enter_book()
    from crimebook.work.actors import operator
    from crimebook.work.commanding.asking import open_chain

    found = open_chain(operator(), unit, read_instant(at, folder.zone), at=now())
    if json:
        print_json(_chain_json(found))
        return
    for step in found.chain.steps:
        _print_step(step, found)


@command.command("where")
def where(
    person: Annotated[str, typer.Argument(help="The person's number, or a mention as SOURCE:ID.")],
    *,
    at: At,
    json: Json = False,
) -> None:
    """Print the posts that a person held at an instant, and where those units were. It proves no deed."""
    folder = enter_book()
    from crimebook.work.actors import operator
    from crimebook.work.commanding.asking import open_whereabouts

    found = open_whereabouts(operator(), person, read_instant(at, folder.zone), at=now())
    if json:
        print_json(_where_json(found))
        return
    for holding in found.whereabouts.holdings:
        _print_holding(holding, found.row_of(holding), "")
    for stay in found.whereabouts.stays:
        row = found.deployments[stay.deployment.number]
        print_line(f"{stay.certainty:9} deployment {row.ref}, {stay.spell.time.format()}")
    _print_gaps(found.whereabouts.gaps, "")


@command.command("present")
def present(
    incident: Annotated[str, typer.Argument(help="The incident, as SOURCE:ID.")], *, json: Json = False
) -> None:
    """Print which units can have been where an incident was, and who commanded them then."""
    enter_book()
    from crimebook.work.actors import operator
    from crimebook.work.commanding.asking import open_presences

    found = open_presences(operator(), incident, at=now())
    if json:
        print_json(_presences_json(found))
        return
    for presence in found.presences:
        unit, row = found.units[presence.deployment.unit], found.deployments[presence.deployment.number]
        placed = "" if presence.is_placed else ", place not known"
        counts = "" if presence.counts else ", does not count"
        why = "; ".join(map(str, presence.reasons))
        print_line(f"{presence.certainty:9} {unit.ref}, deployment {row.ref}{placed}{counts}: {why}")
    if not found.presences:
        print_line("gap: no source tells of a deployment that can have been there then")
    for chain in found.chains.values():
        print_line(f"at {format_instant(chain.chain.instant)}:")
        for step in chain.chain.steps:
            _print_step(step, chain)


def read_instant(text: str, zone: str) -> datetime:
    """Read an instant; without an offset it is one of the book's zone, and one that exists once."""
    try:
        return parse_instant(text)
    except InvalidValueError:
        pass
    try:
        wall = datetime.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(_expected(text)) from error
    if "T" not in text or wall.tzinfo is not None:
        raise typer.BadParameter(_expected(text))
    moments = instants_of(wall, ZoneInfo(zone))
    if len(moments) > 1:
        raise typer.BadParameter(f"expected a time with its offset: {text} comes twice or never in {zone}")
    return moments[0]


def _expected(text: str) -> str:
    return f"expected an instant such as 2020-08-10T22:45, got {text[:40]!r}; a day alone is no instant"


def _print_step(step: "Step", found: "ChainAnswer") -> None:
    unit = found.units[step.unit]
    indent = "  " * step.depth
    print_line(f"{indent}{unit.names[0][1] if unit.names else unit.ref} ({unit.ref}), {step.certainty}")
    for link in step.links:
        row = found.relations[link.relation.number]
        under = f"{row.kind}, {row.time.format()}, said by {row.citation.ref}"
        print_line(f"{indent}  by {link.certainty} {under}")
    for holding in (*step.holders, *step.uncited):
        _print_holding(holding, found.postings[holding.posting.number], f"{indent}  ")
    _print_gaps(step.gaps, f"{indent}  ")


def _print_holding(holding: "Holding", row: "PostingRow", indent: str) -> None:
    what = ", ".join(filter(None, (row.title or row.kind, row.unit_ref or row.unit_words)))
    print_line(f"{indent}{holding.certainty:9} {row.name} (person {row.person_id}): {what}")
    why = "; ".join(map(str, holding.reasons))
    print_line(f"{indent}          {row.time.format()}, said by {row.citation.ref}: {why}")


def _print_gaps(gaps: "Iterable[Reason]", indent: str) -> None:
    for gap in gaps:
        print_line(f"{indent}gap: {gap}")


def _presences_json(found: "PresenceAnswer") -> dict[str, Any]:
    return {
        "presences": [
            {
                "unit": found.units[each.deployment.unit].ref,
                "deployment": found.deployments[each.deployment.number].ref,
                "certainty": each.certainty.value,
                "is_placed": each.is_placed,
                "counts": each.counts,
                "reasons": [str(reason) for reason in each.reasons],
                "citation": found.deployments[each.deployment.number].citation.ref,
            }
            for each in found.presences
        ],
        "chains": [_chain_json(each) for each in found.chains.values()],
    }


def _chain_json(found: "ChainAnswer") -> dict[str, Any]:
    return {
        "at": format_instant(found.chain.instant),
        "steps": [
            {
                "unit": found.units[step.unit].ref,
                "depth": step.depth,
                "certainty": step.certainty.value,
                "links": [
                    {
                        "under": found.units[link.relation.parent].ref,
                        "kind": link.relation.kind.value,
                        "time": link.relation.time.format(),
                        "certainty": link.certainty.value,
                        "citation": found.relations[link.relation.number].citation.ref,
                    }
                    for link in step.links
                ],
                "holders": [_held_json(each, found.postings) for each in step.holders],
                "uncited": [_held_json(each, found.postings) for each in step.uncited],
                "gaps": [str(gap) for gap in step.gaps],
            }
            for step in found.chain.steps
        ],
    }


def _held_json(holding: "Holding", rows: Any) -> dict[str, Any]:
    row: PostingRow = rows[holding.posting.number]
    return {
        "person": row.person_id,
        "name": row.name,
        "title": row.title,
        "kind": row.kind,
        "unit": row.unit_ref or row.unit_words,
        "time": row.time.format(),
        "certainty": holding.certainty.value,
        "reasons": [str(each) for each in holding.reasons],
        "citation": row.citation.ref,
    }


def _where_json(found: "WhereaboutsAnswer") -> dict[str, Any]:
    told = found.whereabouts
    return {
        "person": told.person,
        "at": format_instant(told.instant),
        "posts": [_held_json(each, found.postings) for each in told.holdings],
        "deployments": [_stay_json(each, found) for each in told.stays],
        "gaps": [str(gap) for gap in told.gaps],
    }


def _stay_json(stay: "Stay", found: "WhereaboutsAnswer") -> dict[str, Any]:
    row = found.deployments[stay.deployment.number]
    return {
        "deployment": row.ref,
        "time": stay.spell.time.format(),
        "certainty": stay.certainty.value,
        "citation": row.citation.ref,
    }
