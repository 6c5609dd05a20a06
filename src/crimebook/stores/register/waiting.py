"""The words that wait for a person to say where they are, counted beside the windows that say them.

A page groups no million windows. A small book is counted again where it has changed; a large one when its
counts are kept, and at once around the words that somebody decides about.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Count as CountOf
from django.db.models import Sum

from crimebook.stores.register.keys import KEY_CHARACTERS
from crimebook.stores.register.models import Figure, Source, WaitingWords, Window
from crimebook.stores.register.solutions import WordsKey
from crimebook.stores.register.transactions import last_change
from crimebook.terms.script import fold

TOWNS_SHOWN = 60
"""Towns among which a list can be narrowed: those with the most unsolved words."""

SMALL = 20_000
"""Groups of words below which a changed book is counted while its page is made."""

FIGURE = "waiting-words/1"
"""The name under which it is kept how many groups there were at which change."""

_LIKE = re.compile(r"[!%_]")


@dataclass(frozen=True, slots=True)
class UnsolvedRow:
    """A group of windows whose words no gazetteer knows for sure, with one writing of the words."""

    words: str
    towns: str
    windows: int
    incidents: int


@dataclass(frozen=True, slots=True)
class Unsolved:
    """One page of groups, how many there are, how many windows they have, and the towns with the most."""

    rows: tuple[UnsolvedRow, ...]
    total: int
    windows: int
    towns: tuple[tuple[str, int], ...]
    sources: tuple[str, ...]


def list_unsolved(
    *, words: str = "", town: str = "", source: str = "", start: int, count: int, at: datetime
) -> Unsolved:
    """Return groups ``start`` to ``start + count`` of words that want a place, most used first."""
    _count_if_small(at)
    every = WaitingWords.objects.filter(source__isnull=True)
    named = Source.objects.filter(name=source).values_list("pk", flat=True)
    rows = WaitingWords.objects.filter(source__in=list(named)) if source else every
    if words:
        rows = rows.filter(words_key__contains=fold(words)[:KEY_CHARACTERS])
    if town:
        rows = rows.filter(town_key=fold(town)[:KEY_CHARACTERS])
    page = rows.order_by("-windows", "words_key", "town_key")[start : start + count]
    totals = rows.aggregate(n=CountOf("*"), said=Sum("windows"))
    towns = every.exclude(town_key="").values_list("town_key").annotate(n=Sum("windows"))
    return Unsolved(
        rows=tuple(UnsolvedRow(row.words, row.town_words, row.windows, row.incidents) for row in page),
        total=totals["n"],
        windows=totals["said"] or 0,
        towns=tuple((key, n) for key, n in towns.order_by("-n", "town_key")[:TOWNS_SHOWN]),
        sources=tuple(Source.objects.order_by("name").values_list("name", flat=True)),
    )


def count_waiting_words(*, at: datetime) -> None:
    """Count all words that wait, as they stand now."""
    with transaction.atomic():
        _count(_held(at), at)


def count_again_around(words: str, towns: str, *, change: int) -> None:
    """Count these words of a town again, and those of which they are a part, after a decision about them.

    So are the words of the windows that the decision's ``change`` made or ended: what stood with them in one
    part may stand alone now. Nothing is done where nothing was counted so far.
    """
    key = WordsKey.of(words, towns)
    with transaction.atomic():
        # Locked: two who count at once would count twice.
        if not Figure.objects.select_for_update().filter(name=FIGURE):
            return
        held = _LIKE.sub(r"!\g<0>", key.words)
        _fill(_AROUND, [key.town, key.words, key.words, f"%{held}%", change, change])


def keys_said_in(citations: Collection[int]) -> frozenset[WordsKey]:
    """Return the keys of all words of places that stand on citations."""
    said = Window.objects.filter(citation_id__in=citations).values_list("words_key", "town_key")
    return frozenset(WordsKey(words, town) for words, town in said if words or town)


def count_keys_again(keys: Collection[WordsKey]) -> None:
    """Count words again of which some were erased: one writing of them stands beside their number."""
    if keys:
        among = " OR ".join("words_key = %s AND town_key = %s" for _ in keys)
        _fill(f"({among})", [part for key in keys for part in (key.words, key.town)])


def _count_if_small(at: datetime) -> None:
    kept = Figure.objects.filter(name=FIGURE).first()
    if kept is not None and (kept.change == last_change() or kept.value["groups"] >= SMALL):
        return
    with transaction.atomic():
        held = _held(at)
        # Another page may have counted while this one waited for the row.
        if held.change != last_change():
            _count(held, at)


def _held(at: datetime) -> Figure:
    """Return the row that says when was counted, locked: two who count at once would count twice."""
    facts = {"change": -1, "value": {"groups": 0}, "made_at": at}
    Figure.objects.get_or_create(name=FIGURE, defaults=facts)
    return Figure.objects.select_for_update().get(name=FIGURE)


def _count(held: Figure, at: datetime) -> None:
    # The change first: what comes in while we count makes these counts old, never new.
    held.change = last_change()
    _fill("1 = 1", [])
    held.value = {"groups": WaitingWords.objects.filter(source__isnull=True).count()}
    held.made_at = at
    held.save()


_AROUND = """(
    town_key = %s AND (words_key = %s OR (%s <> '' AND words_key LIKE %s ESCAPE '!'))
    OR (words_key, town_key) IN (
        SELECT n.words_key, n.town_key FROM register_window n
        WHERE n.change = %s OR n.superseded_at_change = %s
    )
)"""


def _fill(among: str, values: Sequence[str | int]) -> None:
    """Replace the rows of the keys that ``among`` names by what the live windows say."""
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM register_waitingwords WHERE {among}", values)  # noqa: S608 - our own texts alone
        cursor.execute(_OF_SOURCES.format(among=among), values)
        cursor.execute(_OF_ALL.format(among=among), values)


_COLUMNS = "(source_id, words_key, town_key, words, town_words, windows, incidents)"
_OF_SOURCES = f"""
INSERT INTO register_waitingwords {_COLUMNS}
SELECT c.source_id, w.words_key, w.town_key, min(w.place_words), min(w.town_words), count(*),
       count(DISTINCT w.incident_id)
FROM register_window w JOIN register_citation c ON c.id = w.citation_id
WHERE w.superseded_at_change IS NULL AND w.wants_place AND {{among}}
GROUP BY c.source_id, w.words_key, w.town_key
"""  # noqa: S608 - our own texts alone
# An incident is told by one source: the incidents of several sources are never the same.
_OF_ALL = f"""
INSERT INTO register_waitingwords {_COLUMNS}
SELECT NULL, words_key, town_key, min(words), min(town_words), sum(windows), sum(incidents)
FROM register_waitingwords
WHERE source_id IS NOT NULL AND {{among}}
GROUP BY words_key, town_key
"""  # noqa: S608 - our own texts alone
