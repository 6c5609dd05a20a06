"""The answer to a vetting question, made of what the register holds now.

Every mention of somebody of a force is looked at, one after the other: a question is rare, and an index of
names beside the register would be one more place where they lie.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from crimebook.command.involvements import IN_FAVOUR
from crimebook.identity.linking.models import load_model
from crimebook.identity.particulars import Asked, Fit, Known, Particulars, Told, fit_of, likeness, may_fit
from crimebook.identity.vetting import Allegation, Candidate, Finding, find_answer
from crimebook.stores.register import vetting as stored
from crimebook.stores.register.command_rows import InvolvementRow
from crimebook.stores.register.queries.command import involvements_of, persons_of
from crimebook.stores.register.queries.units import all_units
from crimebook.stores.register.vetting import MentionRow
from crimebook.terms.codebook import Codebook
from crimebook.terms.grades import Direction
from crimebook.terms.script import fold

PERSONS_MODEL = "persons"
_LANGUAGES = ("en", "ru", "be")


def compare(particulars: Particulars, *, day: date) -> Finding:
    """Return what may be told of a person of these particulars, who has them on the day of asking."""
    asked = Asked.of(particulars, load_model(PERSONS_MODEL), _known(particulars, day))
    looked_at, near = 0, list[int]()
    for row in stored.mentions():
        looked_at += 1
        if may_fit(asked, row.told) and fit_of([likeness(asked, row.told)]) is not Fit.NONE:
            near.append(row.told.mention_id)
    groups = stored.mentions_of(persons_of(near).values())
    return find_answer(_candidates(asked, groups), fields=particulars.given, looked_at=looked_at)


def _known(particulars: Particulars, day: date) -> Known:
    """Return what the book makes of the words: a rank by its label, a unit by one of its names."""
    asked = fold(particulars.unit)
    units = (each.unit_id for each in all_units() if asked in {fold(name) for _, name in each.names})
    found = list(units) if asked else []
    rank = Codebook.load().code_for_label("ranks", particulars.rank) if particulars.rank else None
    return Known(rank or "", str(found[0]) if len(found) == 1 else "", day.isoformat())


def _candidates(asked: Asked, groups: dict[int, tuple[MentionRow, ...]]) -> list[Candidate]:
    ids = [row.told.mention_id for rows in groups.values() for row in rows]
    posts, alleged = stored.postings_of(ids), defaultdict[int, list[InvolvementRow]](list)
    for each in involvements_of(ids):
        alleged[each.mention_id].append(each)
    return [
        _candidate(
            asked,
            person,
            rows,
            [each for row in rows for each in alleged[row.told.mention_id]],
            sum(posts.get(row.told.mention_id, 0) for row in rows),
        )
        for person, rows in groups.items()
    ]


def _candidate(
    asked: Asked, person: int, rows: Sequence[MentionRow], alleged: Sequence[InvolvementRow], posts: int
) -> Candidate:
    against = [each for each in alleged if each.degree not in IN_FAVOUR]
    return Candidate(
        person,
        next((row.told.words.name for row in rows if row.told.words.name), ""),
        tuple(likeness(asked, _with_rank(row.told)) for row in rows),
        tuple(_allegation(each) for each in against),
        posts,
        len(alleged) - len(against),
        any(row.is_invented for row in rows),
    )


def _allegation(row: InvolvementRow) -> Allegation:
    stands = row.standing
    citations = {
        side: {each.citation_id for each in row.grounds if each.direction is side} for side in Direction
    }
    return Allegation(
        row.involvement_id,
        row.incident_ref,
        stands.status.value,
        stands.standard,
        stands.actor or row.analyst,
        stands.reviewer,
        len(citations[Direction.SUPPORTS]),
        len(citations[Direction.CONTRADICTS]),
    )


def _with_rank(told: Told) -> Told:
    """Return what is told, with the rank as the codebook writes it beside the source's words."""
    if not told.words.rank:
        return told
    labels = (Codebook.load().label("ranks", told.words.rank, language) for language in _LANGUAGES)
    return replace(told, rank_words=(*told.rank_words, *labels))
