"""Three people who say who is who, upon a book with some mentions of invented officers."""

from tests.stores.register.officers import add_officer
from tests.stores.register.telling import tell
from tests.work.book import NOW

from crimebook.identity.edges import Pair, Verdict, pair_of
from crimebook.stores.register.models import PersonMember, PersonPair
from crimebook.stores.register.persons import standing_around
from crimebook.work.actors import Actor, Role, ensure_operator
from crimebook.work.persons import deciding

ALICE = Actor("alice", "Alice", Role.INVESTIGATOR)
BOB = Actor("bob", "Bob", Role.REVIEWER)
CAROL = Actor("carol", "Carol", Role.REGISTRAR)
AUDITOR = Actor("auditor", "An auditor", Role.AUDITOR)


def open_desk(count: int = 4) -> list[int]:
    """Make a book with one case, ``a-source:1``, and some mentions; return their ids."""
    ensure_operator()
    tell("a-source", "1")
    return [add_officer(f"p{number}").pk for number in range(count)]


def say(
    one: int, other: int, verdict: Verdict = Verdict.SAME, *, by: Actor = ALICE, reason: str = ""
) -> deciding.Decided:
    pair = pair_of(one, other)
    seen = standing_around(pair).last
    return deciding.judge(by, pair, verdict, seen=seen, reason=reason, at=NOW)


def undo(edge: int, *, by: Actor = ALICE) -> Pair:
    seen = standing_around(touched(edge)).last
    return deciding.take_back(by, edge, seen=seen, at=NOW)


def touched(edge: int) -> set[int]:
    """Return the mentions of all that was said together with one word."""
    from crimebook.stores.register import persons  # noqa: PLC0415 - beside the names of this module

    rows = persons.edges_of_change(persons.find_edge(edge).change)
    return {end for row in rows for end in row.pair}


def part(person: int, *mentions: int, by: Actor = ALICE) -> deciding.Decided:
    seen = standing_around({person}).last
    return deciding.split(by, person, mentions, seen=seen, at=NOW)


def persons() -> dict[int, int]:
    """Return the person of each mention that is not by itself; a torn one is its own."""
    return dict(PersonMember.objects.order_by("pk").values_list("mention_id", "person_id"))


def torn() -> set[int]:
    return set(PersonMember.objects.filter(is_torn=True).values_list("mention_id", flat=True))


def derived() -> tuple[list[object], list[object]]:
    """Return all that follows from the words."""
    pairs = PersonPair.objects.order_by("left_id", "right_id")
    return (
        list(PersonMember.objects.order_by("pk").values_list("mention_id", "person_id", "is_torn")),
        list(pairs.values_list("left_id", "right_id", "bits", "state", "said_by", "settles", "rank")),
    )
