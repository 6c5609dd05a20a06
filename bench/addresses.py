"""The addresses of the pages that `bench.pages` opens, taken from the book that Django is set up for."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from django.test import Client

from crimebook.stores.register import models
from crimebook.stores.register.queries.breakdowns import Dimension
from crimebook.stores.register.queries.match_queue import next_place, ref_of_incident
from crimebook.work.actors import operator
from crimebook.work.counting import REST, current_counts
from crimebook.work.reading.incidents import page_count
from crimebook.work.signing_in import offer_link

HOST = "127.0.0.1"
FAR_PAGE = 50
LANGUAGE = "en"
WORDS = ("incidents/?words=Minsk", "incidents/?words=Sovetskaya")
"""Words within titles: in very many of an invented book, and in few."""


def sign_in() -> Client:
    """Return a browser's stand-in that is signed in as the operator."""
    client = Client(HTTP_HOST=HOST)
    answer = client.post(f"/{LANGUAGE}/sign-in/{offer_link(operator(), at=datetime.now(UTC))}/")
    assert answer.status_code == 302, f"expected to be signed in, got status {answer.status_code}"
    return client


def addresses() -> Iterator[str]:
    """Yield the address of every page that is measured."""
    yield f"/{LANGUAGE}/"
    for page in (
        "incidents",
        "recordings",
        "messages",
        "units",
        "counts",
        "places",
        "doubles",
        "persons",
        "vet",
    ):
        yield f"/{LANGUAGE}/{page}/"
    for query in (*narrowings(), *far_pages(), *far_narrowed(), *WORDS):
        yield f"/{LANGUAGE}/{query}"
    yield from records()
    yield from queue()


def queue() -> Iterator[str]:
    """Yield what leads to the next match to judge, its page with filters, and one from the middle."""
    first = next_place(None)
    if first is None:
        return
    yield f"/{LANGUAGE}/matches/"
    ref = ref_of_incident(first.incident_id)
    for query in ("", "?said=open", "?kind=recording&placed=yes&least=-4"):
        yield f"/{LANGUAGE}/matches/{ref}/{query}"
    last = models.Match.objects.order_by("-pk").values_list("pk", flat=True)[:1].get()
    behind = models.Match.objects.filter(pk__gte=last // 2, is_judged=False).order_by("pk")[:1].get()
    yield f"/{LANGUAGE}/matches/{ref_of_incident(behind.incident_id)}/"


def narrowings() -> Iterator[str]:
    """Yield lists under one condition and under two: the commonest value, and the rarest that is kept."""
    counts = current_counts(at=datetime.now(UTC))
    kinds = [part.value for part in counts.by(Dimension.KIND).parts if part.value not in {"", REST}]
    days = [each.value for each in counts.incidents_by_day if each.value]
    values = {
        "act": kinds,
        "mention": [each.value for each in counts.incidents_by_mention],
        "town": [each.value for each in counts.incidents_by_place],
        "source": [each.value for each in counts.incidents_by_source],
    }
    for name, found in values.items():
        for value in dict.fromkeys((found[0], found[-1])) if found else ():
            yield f"incidents/?{urlencode({name: value})}"
    if days:
        middle = len(days) // 2
        yield f"incidents/?day={days[middle]}"
        yield f"incidents/?day={days[middle]}&to={days[min(middle + 6, len(days) - 1)]}"
    if kinds and values["town"]:
        yield f"incidents/?{urlencode({'act': kinds[0], 'town': values['town'][-1]})}"
    yield "incidents/?waiting=place"
    yield "incidents/?waiting=match"
    yield "recordings/?placed=no"
    yield "recordings/?basis=posted"


def far_pages() -> Iterator[str]:
    """Yield the last page of each list, and one far down where the last is not known."""
    totals = current_counts(at=datetime.now(UTC)).totals
    lists = {"incidents": "incidents", "recordings": "recordings", "messages": "communications"}
    for page, counted in lists.items():
        yield f"{page}/?page={page_count(totals[counted])}"
    yield f"places/?page={FAR_PAGE}"


def far_narrowed() -> Iterator[str]:
    """Yield the middle and the last page of the longest narrowed lists."""
    counts = current_counts(at=datetime.now(UTC))
    kinds = [(part.value, part.incidents) for part in counts.by(Dimension.KIND).parts]
    mentions = [(each.value, each.count) for each in counts.incidents_by_mention]
    for name, found in (("act", kinds), ("mention", mentions)):
        value, count = next(((value, count) for value, count in found if value not in {"", REST}), ("", 0))
        for page in (page_count(count) // 2, page_count(count)) if value else ():
            yield f"incidents/?{urlencode({name: value, 'page': page})}"


def records() -> Iterator[str]:
    """Yield the page of one record of each kind that the book has."""
    tables: dict[str, Any] = {
        "incidents": models.Incident.objects.filter(legs__isnull=False),
        "recordings": models.Recording.objects.filter(leader__isnull=True),
        "messages": models.Communication.objects.all(),
        "units": models.Unit.objects.order_by("-pk"),
    }
    for page, rows in tables.items():
        row = rows.select_related("source").first()
        if row is not None:
            yield f"/{LANGUAGE}/{page}/{row.source.name}:{row.external_id}/"
    doubt = models.Doubt.objects.filter(is_open=True).order_by("-weight").first()
    if doubt is not None:
        yield f"/{LANGUAGE}/doubles/{doubt.pk}/"
