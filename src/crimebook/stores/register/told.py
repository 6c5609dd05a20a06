"""What the own words of records tell: texts, callsigns, words for units, addresses; for marks that two share.

Only words that every reader of the book may see: an incident that a report brought tells nothing here, and a
deployment that was concluded from a case names no unit, since it would speak for that very case.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from crimebook.stores.register.models import (
    Communication,
    Deployment,
    Incident,
    Link,
    Mention,
    Recording,
    Window,
)
from crimebook.stores.register.reports import SOURCE

STEP = 2_000
"""Ids that one statement names."""

TEXTS = frozenset({"description", "testimony", "text", "title"})
"""Columns whose words are free text."""


@dataclass(frozen=True, slots=True)
class Told:
    """The words of one record: whole texts, callsigns that are one, words for units, keys of addresses.

    ``titles`` are what a recording is called: a mark in them counts, but their words alone tell nothing.
    """

    texts: tuple[str, ...] = ()
    callsigns: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()


def told_by_incidents(incident_ids: Collection[int]) -> Mapping[int, Told]:
    """Return what incidents tell, of those that did not come by a report."""
    found: dict[int, Told] = {}
    for ids in _steps(incident_ids):
        rows = Incident.objects.filter(pk__in=ids).exclude(source__name=SOURCE)
        found |= {pk: Told(texts=_texts(words)) for pk, words in rows.values_list("pk", "citation__words")}
        named = Mention.objects.filter(incident_id__in=ids, role="alleged_actor")
        for pk, words in named.order_by("pk").values_list("incident_id", "words"):
            if pk in found:
                found[pk] = replace(found[pk], units=(*found[pk].units, words))
        _add_links(found, "incident_id", ids)
    return found


def told_by_recordings(recording_ids: Collection[int]) -> Mapping[int, Told]:
    """Return what recordings tell."""
    found: dict[int, Told] = {}
    for ids in _steps(recording_ids):
        rows = Recording.objects.filter(pk__in=ids).values_list("pk", "title", "citation__words")
        found |= {pk: Told(titles=(title, *_texts(words))) for pk, title, words in rows}
        _add_links(found, "recording_id", ids)
    return found


def told_by_messages(message_ids: Collection[int], units: Mapping[str, Sequence[str]]) -> Mapping[int, Told]:
    """Return what messages tell; ``units`` are the names of the units behind callsigns (`unit_names`)."""
    found: dict[int, Told] = {}
    for ids in _steps(message_ids):
        rows = Communication.objects.filter(pk__in=ids, kind="radio")
        for pk, *called, text in rows.values_list("pk", "sender", "receiver", "text"):
            names = tuple(name for each in called for name in units.get(each, ()))
            found[pk] = Told((text,), tuple(filter(None, called)), names)
        posts = Communication.objects.filter(pk__in=ids).exclude(kind="radio")
        found |= {pk: Told((text,)) for pk, text in posts.values_list("pk", "text")}
        _add_links(found, "communication_id", ids)
    return found


def unit_names() -> Mapping[str, tuple[str, ...]]:
    """Return the names of the units that had each callsign, in deployments that no case brought."""
    rows = Deployment.objects.filter(derived_from__isnull=True).order_by("pk")
    found: dict[str, dict[str, None]] = {}
    for callsigns, names, words in rows.values_list("callsigns", "unit__names", "unit_words"):
        said = [name for _, name in names or ()] or [words]
        for each in callsigns:
            found.setdefault(each, {}).update(dict.fromkeys(filter(None, said)))
    return {callsign: tuple(names) for callsign, names in found.items()}


def seen_records(window_ids: Collection[int]) -> Mapping[int, tuple[int | None, int | None]]:
    """Return (recording, message) of windows of either."""
    found: dict[int, tuple[int | None, int | None]] = {}
    for ids in _steps(window_ids):
        rows = Window.objects.filter(pk__in=ids).values_list("pk", "recording_id", "communication_id")
        found |= {pk: (recording, message) for pk, recording, message in rows}
    return found


def _add_links(found: dict[int, Told], owner: str, ids: Sequence[int]) -> None:
    rows = Link.objects.filter(**{f"{owner}__in": ids}).order_by("pk").values_list(owner, "key")
    for pk, key in rows:
        if pk in found:
            found[pk] = replace(found[pk], links=(*found[pk].links, key))


def _texts(words: Iterable[Any] | None) -> tuple[str, ...]:
    return tuple(text for column, text in words or () if str(column).lower() in TEXTS and text)


def _steps(ids: Collection[int]) -> Iterable[list[int]]:
    ordered = sorted(set(ids))
    return (ordered[start : start + STEP] for start in range(0, len(ordered), STEP))
