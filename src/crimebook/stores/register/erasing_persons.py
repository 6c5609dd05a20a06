"""Taking out what a report's words tell of persons of a force, and all that hangs on those words.

Mentions by these words go, with posts, involvements and what people decided of them; involvements in the
report's incident go whoever they are of. The persons of those who stay are derived anew: what held together
only by a mention that is gone comes apart.
"""

from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.models import Model, Q

from crimebook.stores.register.deriving_persons import refresh
from crimebook.stores.register.models import (
    Incident,
    Involvement,
    InvolvementGround,
    InvolvementStep,
    PersonEdge,
    PersonMember,
    PersonMention,
    PersonPair,
    Posting,
    SecondLook,
    ShownWeight,
)


def citations_of_persons(incident: Incident) -> set[int]:
    """Return the citations of mentions that tell of a person in an incident."""
    return set(PersonMention.objects.filter(incident=incident).values_list("citation_id", flat=True))


def mentions_touched(cited: Iterable[int], incident: Incident | None) -> set[int]:
    """Return the mentions that go with these citations, or of which something goes with them."""
    words = sorted(cited)
    return {*_told_by(words), *_alleged(words, incident, _told_by(words)).values()}


def take_out_persons(cited: Iterable[int], incident: Incident | None, *, change: int) -> int:
    """Delete what stands on these citations, which are entered as erased; return how many rows went."""
    words = sorted(cited)
    gone = _told_by(words)
    of_gone = Q(mention_id__within=gone)
    involvements = _alleged(words, incident, gone)
    near = _near(gone) | set(involvements.values())
    PersonPair.objects.filter(Q(left_id__within=gone) | Q(right_id__within=gone)).delete()
    PersonMember.objects.filter(of_gone | Q(person_id__within=gone)).delete()
    # Mentions go first: the database lets go of the rest because they are gone.
    count = _delete_ids(PersonMention, gone)
    count += _delete_ids(Involvement, involvements)
    count += _delete(InvolvementStep, involvement_id__within=list(involvements))
    count += _delete(InvolvementGround, involvement_id__within=list(involvements))
    count += _delete(InvolvementGround, citation_id__within=words)
    count += _delete(Posting, mention_id__within=gone) + _delete(Posting, citation_id__within=words)
    for table in (PersonEdge, ShownWeight, SecondLook):
        count += _delete(table, left_id__within=gone) + _delete(table, right_id__within=gone)
    refresh(near.difference(gone), change=change)
    return count


def _told_by(words: list[int]) -> list[int]:
    return list(PersonMention.objects.filter(citation_id__within=words).values_list("pk", flat=True))


def _alleged(words: list[int], incident: Incident | None, gone: list[int]) -> dict[int, int]:
    """Return the involvements that go, each with its mention."""
    by_words = Q(citation_id__within=words) | Q(told_in_id__within=words)
    of_those = Q(incident=incident) | Q(mention_id__within=gone)
    return dict(Involvement.objects.filter(by_words | of_those).values_list("pk", "mention_id"))


def _near(gone: Iterable[int]) -> set[int]:
    """Return all mentions of which something was said together with these, or that stand with them."""
    ids = list(gone)
    said = PersonEdge.objects.filter(Q(left_id__within=ids) | Q(right_id__within=ids))
    near = {end for pair in said.values_list("left_id", "right_id") for end in pair}
    persons = PersonMember.objects.filter(mention_id__within=ids).values("person_id")
    together = PersonMember.objects.filter(person_id__in=persons).values_list("mention_id", flat=True)
    return near.union(together)


def _delete_ids(table: type[Model], ids: Iterable[int]) -> int:
    """Delete rows to which others still point, which follow: the database checks at the commit."""
    name = connection.ops.quote_name(table._meta.db_table)  # noqa: SLF001 - Django's own way
    rows = [(pk,) for pk in ids]
    with connection.cursor() as cursor:
        cursor.executemany(f"DELETE FROM {name} WHERE id = %s", rows)  # noqa: S608 - our own names alone
    return len(rows)


def _delete(table: type[Model], **conditions: Any) -> int:
    return table._default_manager.filter(**conditions).delete()[0]  # noqa: SLF001
