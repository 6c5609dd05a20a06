"""Opening persons: the list, and one with posts, allegations, what is missing and what speaks for them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from crimebook.identity.edges import conflicts_of
from crimebook.identity.persons import disputes_of, standing_of
from crimebook.stores.register import persons as stored
from crimebook.stores.register.command_rows import InvolvementRow, PostingRow
from crimebook.stores.register.persons import Around
from crimebook.stores.register.queries import command
from crimebook.stores.register.queries import persons as queries
from crimebook.stores.register.queries.persons import PersonMentionRow, PersonSieve
from crimebook.stores.register.queries.units import all_units
from crimebook.terms.canonical import canonical_json
from crimebook.terms.errors import NotFoundError
from crimebook.terms.reasons import Reason, reason
from crimebook.work.actors import Actor, Right
from crimebook.work.journal import note_readings, note_search
from crimebook.work.persons.deciding import chain_of_mention
from crimebook.work.reading.involvement_views import by_standard, furthest, involvement_view, is_against
from crimebook.work.reading.person_pages import (
    ConflictView,
    InvolvementView,
    PersonFilter,
    PersonList,
    PersonPage,
    PersonRow,
    PostingView,
)
from crimebook.work.reading.person_views import Speech, ends_of, mention_view, name_of_person, other_names
from crimebook.work.reading.views import PAGE_ROWS, name_of

_IS_ALLEGED = {"yes": True, "no": False}


def open_persons(actor: Actor, chosen: PersonFilter, *, at: datetime) -> PersonList:
    """Return a page of persons, in the order in which sources first mentioned them."""
    facts = {name: str(getattr(chosen, name)) for name in chosen.__slots__ if getattr(chosen, name)}
    note_search(actor, f"persons {canonical_json(facts).decode()}", at=at)
    by = PersonSieve(chosen.words, chosen.unit, _IS_ALLEGED.get(chosen.alleged))
    found = queries.list_persons(by, start=(chosen.page - 1) * PAGE_ROWS, count=PAGE_ROWS)
    units = {each.ref: name_of(each.names).original for each in all_units()}
    alleged = _by_person(
        command.involvements_of(row.mention_id for person in found.persons for row in person)
    )
    return PersonList(
        chosen=chosen,
        total=found.total,
        pages=max(1, -(-found.total // PAGE_ROWS)),
        rows=tuple(_row(person, alleged) for person in found.persons),
        units=tuple(sorted(units.items(), key=lambda each: each[1].casefold())),
    )


def open_person(actor: Actor, person_id: int, *, at: datetime) -> PersonPage:
    """Return the person for whom a mention stands by now; raise `NotFoundError` where there is no mention."""
    around = stored.standing_around({person_id})
    members = around.group_of(person_id)
    rows = queries.mentions_of(ends_of(around) | set(members))
    note_readings(actor, [chain_of_mention(each) for each in members], at=at)
    if person_id not in rows:
        raise NotFoundError(f"expected a person, got none with the id {person_id}")
    mentions = [rows[each] for each in members]
    postings = command.postings_of(members)
    every = [involvement_view(each) for each in command.involvements_of(members)]
    against = [each for each in every if is_against(each)]
    said = Speech(actor, around, rows)
    return PersonPage(
        person_id=members[0],
        name=name_of_person(mentions),
        names=tuple(dict.fromkeys((row.name_kind, row.name) for row in mentions if row.name)),
        status=furthest(every),
        postings=tuple(_posting(each) for each in sorted(postings, key=_began)),
        standards=by_standard(against),
        ended=tuple(each for each in every if not is_against(each)),
        missing=tuple(_missing(mentions, postings, against)),
        mentions=tuple(mention_view(row) for row in mentions),
        decisions=tuple(said.say(row) for row in reversed(tuple(around.rows.values()))),
        conflicts=_conflicts(around, said, person_id),
        together=tuple(mention_view(rows[each]) for each in around.torn_with(person_id)),
        seen=around.last,
        may_judge=actor.may(Right.JUDGE),
        is_invented=all(row.is_invented for row in mentions),
    )


def _row(
    mentions: Sequence[PersonMentionRow],
    alleged: Mapping[int, Sequence[InvolvementView]],
) -> PersonRow:
    name, person_id = name_of_person(mentions), mentions[0].person_id
    told = [(row.unit_ref, dict(mention_view(row).fields).get("unit", "")) for row in mentions]
    return PersonRow(
        person_id=person_id,
        name=name,
        names=other_names(mentions, name),
        units=tuple(dict.fromkeys(each for each in told if each[1])),
        ranks=tuple(dict.fromkeys(row.rank for row in mentions if row.rank)),
        mentions=len(mentions),
        sources=len({row.source for row in mentions}),
        status=furthest(alleged.get(person_id, ())),
        is_torn=any(row.is_torn for row in mentions),
        is_invented=all(row.is_invented for row in mentions),
    )


def _by_person(rows: Iterable[InvolvementRow]) -> dict[int, list[InvolvementView]]:
    found: dict[int, list[InvolvementView]] = {}
    for row in rows:
        found.setdefault(row.person_id, []).append(involvement_view(row))
    return found


def _posting(row: PostingRow) -> PostingView:
    return PostingView(
        title=row.title,
        kind=row.kind,
        rank=row.rank,
        is_command=row.is_command,
        unit_ref=row.unit_ref,
        unit_name=name_of(row.unit_names).original if row.unit_names else row.unit_words,
        time=row.time,
        mention_id=row.mention_id,
        citation=row.citation,
    )


def _began(row: PostingRow) -> tuple[bool, float, int]:
    """Return the place of a post in the order of time; what has no known time stands last."""
    known = [point.timestamp() for point in row.time.points if point is not None]
    return not known, known[0] if known else 0.0, row.posting_id


def _missing(
    mentions: Sequence[PersonMentionRow],
    postings: Sequence[PostingRow],
    against: Sequence[InvolvementView],
) -> Iterator[Reason]:
    """Yield what a reader would ask for first, and no source here tells."""
    if not any(row.name_kind == "legal" and len(row.name.split()) > 1 for row in mentions):
        yield reason("no source gives the name in full")
    if not any(row.birth for row in mentions):
        yield reason("no source tells when they were born")
    if not any(row.unit_ref or row.unit_words for row in mentions):
        yield reason("no source tells which unit they were in")
    if not postings:
        yield reason("no source tells a post that they held")
    if len({row.source for row in mentions}) == 1:
        yield reason("one source alone mentions them")
    unheard = sum(1 for view in against if not view.exculpating)
    if unheard:
        yield reason("nothing that speaks against it is cited for {count} of the allegations", count=unheard)
    if any(view.proposed for view in against):
        yield reason("a second person has not answered what was proposed")


def _conflicts(around: Around, said: Speech, mention: int) -> tuple[ConflictView, ...]:
    torn = frozenset(around.torn_with(mention))
    found = [each for each in conflicts_of(standing_of(around.words)) if torn.issuperset(each.apart.pair)]
    disputed = [word.edge for word in disputes_of(around.words) if torn.issuperset(word.edge.pair)]
    return (
        *(ConflictView(said.of(each.apart), tuple(said.of(edge) for edge in each.chain)) for each in found),
        *(ConflictView(said.of(edge), said.others(edge)) for edge in disputed),
    )
