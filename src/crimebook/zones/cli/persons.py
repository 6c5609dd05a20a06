"""``crimebook persons``: who is who, without pages. A person decides; the machine proposes and joins nobody.

Whoever decides names the last decision that they were shown (``--seen``): what was said since is never passed
over.
"""

import os
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crimebook.identity.edges import Verdict
from crimebook.terms.errors import InvalidValueError
from crimebook.terms.ids import Ref
from crimebook.zones.cli import printing
from crimebook.zones.cli.session import enter_book, now, print_line, say

if TYPE_CHECKING:
    from crimebook.work.persons.deciding import Decided
    from crimebook.work.reading.person_pages import MentionView, PairView, PersonPage, SaidView

persons = typer.Typer(
    help="Who is who: mentions of officers, and what people decide of them.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

_KEY_BYTES = 32
Json = Annotated[bool, typer.Option("--json", help="Print JSON for scripts.")]
Seen = Annotated[int, typer.Option(min=0, help="The last decision that was shown: the number after “seen”.")]
Reason = Annotated[str, typer.Option(help="Why, in words; it stays with the decision.")]
Mention = Annotated[int, typer.Argument(min=1, help="The number of a mention.")]


@persons.command("add")
def add(
    record: Annotated[str, typer.Argument(help="The record whose words tell of the person, SOURCE:ID.")],
    said: Annotated[
        list[str], typer.Argument(help="What they say: name=…, rank=…, unit_words=…, helmet=…, birth=…")
    ],
    *,
    incident: Annotated[str, typer.Option(help="The incident that they are mentioned in, SOURCE:ID.")] = "",
    unit: Annotated[str, typer.Option(help="The unit, SOURCE:ID, where the words name one for sure.")] = "",
) -> None:
    """Write down what words of the book say of one person of a force; it is never altered."""
    enter_book()
    from crimebook.work.actors import operator
    from crimebook.work.persons import adding

    new = adding.NewMention(
        Ref.parse(record),
        adding.parse_said(said),
        incident=Ref.parse(incident) if incident else None,
        unit=Ref.parse(unit) if unit else None,
    )
    added = adding.add(operator(), new, at=now())
    say(f"mention {added.mention_id}: {'added' if added.is_new else 'these words were known'}")
    print_line(str(added.mention_id))


@persons.command("propose")
def propose(
    *,
    memory: Annotated[str, typer.Option(help="Memory for the search of pairs, such as 1GB.")] = "1GB",
    json: Json = False,
) -> None:
    """Weigh all mentions against each other and put those that may be one person into the queue."""
    folder = enter_book()
    from crimebook.work.actors import operator
    from crimebook.work.persons.proposing import propose as run
    from crimebook.work.persons.second_looks import draw

    done = run(operator(), at=now(), memory_limit=memory, spill_folder=folder.spill_folder)
    say(f"{done.mentions} mentions, {done.compared} pairs compared, {done.pairs} proposed, {done.new} new")
    for each in done.common:
        say(f"{each.keys} keys of {each.block} are too common: {each.records} mentions are not found by them")
    looks = draw(operator(), os.urandom(_KEY_BYTES), at=now())
    say(f"{looks.drawn} of {looks.put} decided pairs come again to somebody else")
    if json:
        told = {"mentions": done.mentions, "compared": done.compared, "pairs": done.pairs, "new": done.new}
        printing.print_json(told | {"model": done.model_digest})


@persons.command("second-looks")
def second_looks(
    *,
    key: Annotated[
        str, typer.Option(help="The key of the draw, 16 to 64 bytes as hex digits; without it, a new one.")
    ] = "",
    json: Json = False,
) -> None:
    """Draw some of the pairs that were decided since the last draw: they come again, blind, to others."""
    enter_book()
    from crimebook.work.actors import operator
    from crimebook.work.persons.second_looks import draw

    done = draw(operator(), _bytes_of(key) if key else os.urandom(_KEY_BYTES), at=now())
    say(f"{done.put} decided pairs, {done.drawn} come again to others; {done.left} of your own wait")
    if json:
        printing.print_json({"put": done.put, "drawn": done.drawn, "left": done.left})


@persons.command("review")
def review(
    pair: Annotated[
        str, typer.Argument(help="A pair of mentions, as 3-7; without it, the next of the queue.")
    ] = "",
    *,
    second: Annotated[bool, typer.Option("--second", help="Only what waits for a second person.")] = False,
    json: Json = False,
) -> None:
    """Show a pair of mentions that may be one person. The weight is hidden until you have said something."""
    enter_book()
    from crimebook.identity.edges import pair_of
    from crimebook.work.actors import operator
    from crimebook.work.reading.reviewing import open_review

    ends = pair_of(*_numbers(pair)) if pair else None
    page = open_review(operator(), ends, queue="second" if second else "", at=now())
    if json:
        printing.print_json({"left": page.left, "waiting": page.waiting, "pair": _pair_json(page.pair)})
        return
    if page.pair is None:
        say("nothing waits")
        return
    for side in (page.pair.left, page.pair.right):
        print_line(_mention_line(side.mention))
    for term in page.pair.terms:
        print_line(f"  {term.bits:+8.2f} {term.name:10} {term.reason}")
    for said in page.pair.against:
        print_line(f"a “same” contradicts {_said_line(said)}")
    if page.pair.needs_second:
        print_line("something is alleged of one of them: a second person has to say “same” as well")
    print_line(f"seen {page.pair.seen}; {page.left} pairs wait")


@persons.command("decide")
def decide(
    left: Mention,
    right: Mention,
    verdict: Annotated[Verdict, typer.Argument(help="Whether the two are one person.")],
    *,
    seen: Seen,
    reason: Reason = "",
) -> None:
    """Say of two mentions whether they are one person: same, different or unsure."""
    enter_book()
    from crimebook.identity.edges import pair_of
    from crimebook.work.actors import operator
    from crimebook.work.persons import deciding

    pair = pair_of(left, right)
    _tell(deciding.judge(operator(), pair, verdict, seen=seen, reason=reason, at=now()))


@persons.command("undo")
def undo(
    decision: Annotated[int, typer.Argument(min=1, help="The number of a decision of your own.")],
    *,
    seen: Seen,
    reason: Reason = "",
) -> None:
    """Take a decision back, all that was said at once; what stood before it stands again."""
    enter_book()
    from crimebook.work.actors import operator
    from crimebook.work.persons import deciding

    pair = deciding.take_back(operator(), decision, seen=seen, reason=reason, at=now())
    say(f"decision {decision} on {pair.left} and {pair.right} is taken back")


@persons.command("split")
def split(
    person: Annotated[int, typer.Argument(min=1, help="The number of a person.")],
    mentions: Annotated[list[int], typer.Argument(min=1, help="The mentions that are another person.")],
    *,
    seen: Seen,
    reason: Reason = "",
) -> None:
    """Part a person into two: these mentions, and the rest."""
    enter_book()
    from crimebook.work.actors import operator
    from crimebook.work.persons import deciding

    _tell(deciding.split(operator(), person, mentions, seen=seen, reason=reason, at=now()))


@persons.command("list")
def list_(
    *,
    words: Annotated[str, typer.Option(help="Only persons whose name holds these.")] = "",
    unit: Annotated[str, typer.Option(help="Only persons of a unit, SOURCE:ID or a source's words.")] = "",
    page: Annotated[int, typer.Option(min=1, help="Which page of the list.")] = 1,
    json: Json = False,
) -> None:
    """List persons: each with how many mentions of how many sources stand for it."""
    enter_book()
    from crimebook.work.actors import operator
    from crimebook.work.reading.person_pages import PersonFilter
    from crimebook.work.reading.persons import open_persons

    found = open_persons(operator(), PersonFilter(words=words, unit=unit, page=page), at=now())
    if json:
        rows = [
            {"id": row.person_id, "name": row.name, "mentions": row.mentions, "torn": row.is_torn}
            for row in found.rows
        ]
        printing.print_json({"total": found.total, "pages": found.pages, "persons": rows})
        return
    for row in found.rows:
        torn = "; decisions contradict each other" if row.is_torn else ""
        print_line(f"{row.person_id:8}  {row.name}  {row.mentions} mentions of {row.sources} sources{torn}")
    say(f"{found.total} persons; page {found.chosen.page} of {found.pages}")


@persons.command("show")
def show(
    person: Annotated[int, typer.Argument(min=1, help="The number of a person or of one of its mentions.")],
    *,
    json: Json = False,
) -> None:
    """Show a person: its mentions, what was decided of them, and what contradicts itself."""
    enter_book()
    from crimebook.work.actors import operator
    from crimebook.work.reading.persons import open_person

    found = open_person(operator(), person, at=now())
    if json:
        printing.print_json(_person_json(found))
        return
    for mention in found.mentions:
        print_line(_mention_line(mention))
    for said in found.decisions:
        print_line(_said_line(said))
    for conflict in found.conflicts:
        chain = ", ".join(str(each.edge_id) for each in conflict.chain)
        print_line(f"decision {conflict.apart.edge_id} is contradicted by {chain}")
    print_line(f"seen {found.seen}")


@persons.command("remake")
def remake(*, json: Json = False) -> None:
    """Derive all persons anew from what was decided: nothing should come out otherwise."""
    enter_book()
    from crimebook.work.actors import operator
    from crimebook.work.persons.remaking import remake as run

    done = run(operator(), at=now())
    say(
        f"{done.mentions} mentions, {done.persons} persons of two or more, {done.torn} torn, "
        f"{done.pairs} pairs; {done.corrected} rows corrected"
    )
    if json:
        printing.print_json({"mentions": done.mentions, "persons": done.persons, "corrected": done.corrected})


def _numbers(pair: str) -> tuple[int, int]:
    left, dash, right = pair.partition("-")
    if not (dash and left.isdecimal() and right.isdecimal()):
        raise InvalidValueError("two numbers of mentions, as 3-7", repr(pair[:40]))
    return int(left), int(right)


def _tell(decided: "Decided") -> None:
    if not decided.edges:
        say("all of it had been said")
        return
    print_line(" ".join(map(str, decided.edges)))
    if decided.waits:
        say("it counts once a second person has said it as well")
    for pair in decided.halted:
        say(f"that {pair.left} and {pair.right} are one waits for a second person now: it touches a suspect")
    for conflict in decided.raised:
        chain = ", ".join(str(edge.number) for edge in conflict.chain)
        say(f"decision {conflict.apart.number} is contradicted by {chain}: nobody is joined, solve it")
    for pair in decided.disputed:
        say(f"two people contradict each other on {pair.left} and {pair.right}: a third one has to say")


def _mention_line(mention: "MentionView") -> str:
    told = "; ".join(f"{name}: {words}" for name, words in mention.fields)
    return f"{mention.mention_id:8}  {mention.ref}  {mention.name}" + (f"  [{told}]" if told else "")


def _said_line(said: "SaidView") -> str:
    stands = "" if said.is_standing else ", does not stand"
    second = f", confirmed by {said.second}" if said.second else ""
    why = f": {said.reason}" if said.reason else ""
    return f"decision {said.edge_id}: {said.left_id} and {said.right_id} {said.verdict}{stands}{second}{why}"


def _mention_json(mention: "MentionView") -> dict[str, Any]:
    return {"id": mention.mention_id, "ref": mention.ref, "name": mention.name, **dict(mention.fields)}


def _pair_json(pair: "PairView | None") -> dict[str, Any] | None:
    if pair is None:
        return None
    return {
        "left": _mention_json(pair.left.mention),
        "right": _mention_json(pair.right.mention),
        "bits": pair.bits,
        "terms": [{"name": term.name, "bits": term.bits, "reason": str(term.reason)} for term in pair.terms],
        "needs_second": pair.needs_second,
        "waits_for_second": pair.waits_for_second,
        "seen": pair.seen,
    }


def _person_json(person: "PersonPage") -> dict[str, Any]:
    return {
        "id": person.person_id,
        "mentions": [_mention_json(each) for each in person.mentions],
        "decisions": [
            {
                "id": each.edge_id,
                "left": each.left_id,
                "right": each.right_id,
                "verdict": each.verdict.value,
                "stands": each.is_standing,
            }
            for each in person.decisions
        ],
        "conflicts": len(person.conflicts),
        "seen": person.seen,
    }


def _bytes_of(key: str) -> bytes:
    try:
        return bytes.fromhex(key)
    except ValueError as error:
        raise InvalidValueError("a key in hexadecimal digits", f"{len(key)} characters") from error
