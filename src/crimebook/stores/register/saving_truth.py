"""Saving the truth of an invented book: pairs of records that are in the book already."""

from collections.abc import Iterable, Sequence

from crimebook.stores.register.by_ref import find_by_ref
from crimebook.stores.register.models import Communication, Incident, Recording, TruePair
from crimebook.stores.register.records import NewTruePair
from crimebook.stores.register.saving import Saving
from crimebook.terms.ids import Ref


def find_invented_incidents(refs: Iterable[Ref]) -> dict[Ref, int]:
    """Return the ids of those incidents of the book that are invented: no other has a known truth."""
    found = find_by_ref(Incident, refs)
    invented = set(
        Incident.objects.filter(pk__within=found.values(), is_invented=True).values_list("pk", flat=True)
    )
    return {ref: pk for ref, pk in found.items() if pk in invented}


def find_recordings(refs: Iterable[Ref]) -> dict[Ref, int]:
    """Return the ids of those recordings that are in the book."""
    return find_by_ref(Recording, refs)


def find_messages(refs: Iterable[Ref]) -> dict[Ref, int]:
    """Return the ids of those messages that are in the book."""
    return find_by_ref(Communication, refs)


def save_truth(cited: Sequence[tuple[int, NewTruePair]], saving: Saving) -> None:
    """Store (citation id, pair) pairs."""
    for citation_id, pair in cited:
        saving.writer.add(
            TruePair,
            incident_id=pair.incident_id,
            recording_id=pair.recording_id,
            communication_id=pair.message_id,
            citation_id=citation_id,
        )
