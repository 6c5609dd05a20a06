"""What is compared of incidents that may be one event told twice, read in few statements for many of them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import chain

from django.db.models import F

from crimebook.identity.tellings import Seen, Telling
from crimebook.identity.traits import TraitKind
from crimebook.stores.register.models import Act, Incident, Injury, Mention, Trait, Window
from crimebook.terms.windows import TimeBasis

STEP = 5_000
MARGIN = timedelta(days=2)
"""Records that begin so long before or after a span of time are still compared with those of the span."""

_UNSAID = frozenset({TimeBasis.POSTED.value, TimeBasis.UNKNOWN.value})
_SEEN = (
    "incident_id", "basis", "earliest_start", "latest_end", "lat", "lon", "radius_m", "precision",
    "place_name", "place_words", "town_words",
)  # fmt: skip


def in_time(ids: Iterable[int]) -> list[tuple[datetime, int]]:
    """Return (first instant, id) of those of the incidents whose time is known, in order of it."""
    found = (
        (begins, pk)
        for part in _parts(sorted(ids))
        for begins, pk in Incident.objects.filter(pk__within=part, first_start__isnull=False).values_list(
            "first_start", "pk"
        )
        if begins is not None
    )
    return sorted(found)


def others_between(source_id: int, first: datetime, last: datetime) -> list[int]:
    """Return the incidents of other sources that begin from ``first`` to ``last``, and somewhat around."""
    rows = Incident.objects.filter(first_start__gte=first - MARGIN, first_start__lte=last + MARGIN)
    # Asked apart, both are found by an index.
    lists = (rows.filter(leader__isnull=True), rows.filter(leader__isnull=False))
    found = chain.from_iterable(
        each.exclude(source_id=source_id).values_list("first_start", "pk") for each in lists
    )
    return [pk for _, pk in sorted(found)]


def load_tellings(ids: Iterable[int], *, are_homes: bool) -> list[Telling]:
    """Return what the latest words of incidents say, in the order of their ids."""
    return [telling for part in _parts(sorted(set(ids))) for telling in _load(part, are_homes=are_homes)]


def citations_of(ids: Iterable[int]) -> dict[int, int]:
    """Return the id of the latest citation of each incident."""
    return {
        pk: cited
        for part in _parts(sorted(set(ids)))
        for pk, cited in Incident.objects.filter(pk__within=part).values_list("pk", "citation_id")
    }


def _load(ids: list[int], *, are_homes: bool) -> list[Telling]:
    latest = {"incident_id__within": ids, "citation_id": F("incident__citation_id")}
    acts = _sets(Act.objects.filter(**latest).exclude(code="").values_list("incident_id", "code"))
    injuries = Injury.objects.filter(**latest).values_list("incident_id", "region", "nature", "method")
    hurt = _sets((pk, "/".join(codes)) for pk, *codes in injuries)
    mentions = list(Mention.objects.filter(**latest).values_list("incident_id", "role", "words_key"))
    victims = _sets((pk, words) for pk, role, words in mentions if role == "victim")
    actors = _sets((pk, words) for pk, role, words in mentions if role != "victim")
    traced = Trait.objects.filter(incident_id__within=ids, kind__in=(TraitKind.LINK, TraitKind.FILE))
    links = _sets(traced.values_list("incident_id", "key"))
    windows = _windows(ids)
    rows = Incident.objects.filter(pk__within=ids).order_by("pk").values_list("pk", "title")
    nothing: frozenset[str] = frozenset()
    return [
        Telling(
            record_id=pk,
            is_home=are_homes,
            title=title,
            windows=windows.get(pk, ()),
            acts=acts.get(pk, nothing),
            injuries=hurt.get(pk, nothing),
            victims=victims.get(pk, nothing),
            actors=actors.get(pk, nothing),
            links=links.get(pk, nothing),
        )
        for pk, title in rows
    ]


def _windows(ids: list[int]) -> dict[int, Sequence[Seen]]:
    live = Window.objects.filter(incident_id__within=ids, superseded_at_change__isnull=True)
    found: dict[int, list[Seen]] = defaultdict(list)
    for pk, basis, start, end, *place in live.order_by("pk").values_list(*_SEEN).iterator(STEP):
        is_said = basis not in _UNSAID
        found[pk].append(Seen(_seconds(start, is_said), _seconds(end, is_said), *place))
    return dict(found)


def _seconds(instant: datetime | None, is_said: bool) -> float | None:  # noqa: FBT001 - one word beside another
    return instant.timestamp() if instant is not None and is_said else None


def _sets(rows: Iterable[tuple[int, str]]) -> dict[int, frozenset[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    for pk, value in rows:
        found[pk].add(value)
    return {pk: frozenset(values) for pk, values in found.items()}


def _parts(ids: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(ids), STEP):
        yield ids[start : start + STEP]
