"""Looking for events that several lists tell: incidents are weighed against those of other sources.

An import compares what it brought with the book, and with nothing else: the book is not compared with itself
again. What a very large import brought waits for `compare_all`, which also compares the whole book when
places were read anew or the model is another one: source by source, some days at a time. Both only propose.
What people said of pairs stays, and a pair on which they have spoken is not asked about again.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import pyarrow as pa

from crimebook.custody.events import Action, Deed
from crimebook.identity.linking.models import Model, load_model
from crimebook.identity.tellings import Star, Telling, stars_of, tellings_table
from crimebook.stores.folder.marks import Mark
from crimebook.stores.lake.linking import LinkingLake
from crimebook.stores.register.doubles import drop_events, has_others, save_stars
from crimebook.stores.register.events import append_event
from crimebook.stores.register.queries.doubts import sources_of_incidents
from crimebook.stores.register.telling_facts import in_time, load_tellings, others_between
from crimebook.stores.register.transactions import next_change, writing
from crimebook.work.actors import Actor, Right, check_right

Progress = Callable[[int, int], None]
"""Told after each step how many of how many incidents are compared."""

HOMES, OTHERS = 20_000, 40_000
"""Records that are looked for at a time, and among how many: what is in memory at once."""

AT_ONCE = 20_000
"""More incidents of one import are not compared in its transaction."""

SPAN = timedelta(days=30)
"""Records that are looked for at a time begin within this."""

MEMORY = "512MB"
TELLINGS = "register:tellings"
"""The chain of events that says when all was compared."""


@dataclass(frozen=True, slots=True)
class Compared:
    """How many incidents were compared, and how many of them may have been told before, in how many pairs."""

    incidents: int
    doubtful: int
    pairs: int


def compare_new(source_id: int, ids: Iterable[int], *, change: int) -> set[int]:
    """Compare incidents of a source with those of all others; return the ones that may be told there.

    Within a transaction that writes. Incidents without a time are left to what their addresses tell.
    """
    doubtful: set[int] = set()
    if not has_others("incident", source_id):
        return doubtful
    for homes in _spans(in_time(ids)):
        stars = _find(source_id, homes, load_model("incidents"))
        save_stars([pk for _, pk in homes], stars, change=change)
        doubtful.update(star.home for star in stars)
    return doubtful


def compare_all(actor: Actor, *, at: datetime, progress: Progress, mark: Mark) -> Compared:
    """Compare all incidents anew, some days of a source in one transaction.

    Broken off, it goes on where the ``mark`` is, unless the model is another one by then. The same book gives
    the same proposals, whatever was proposed before.
    """
    check_right(actor, Right.MATCH)
    model, sources = load_model("incidents"), sources_of_incidents()
    digest, whole = str(model.digest), sum(len(ids) for ids in sources.values())
    counts = _resume(mark, digest)
    done = counts[0]
    seen = 0
    for source_id, ids in sources.items():
        for homes in _spans(in_time(ids)):
            seen += len(homes)
            if seen <= done:
                continue
            with writing():
                stars = _find(source_id, homes, model, is_whole=True)
                save_stars([pk for _, pk in homes], stars, change=next_change())
            found = (len(homes), len(stars), sum(len(star.candidates) for star in stars))
            counts = [sum(pair) for pair in zip(counts, found, strict=True)]
            mark.write([digest, *counts])
            progress(counts[0], whole)
    compared = Compared(*counts)
    with writing():
        drop_events()
        told = f"{compared.incidents} incidents compared, {compared.doubtful} of them in doubt"
        append_event(Deed(TELLINGS, Action.DERIVED, actor.key, at, told, inputs=(digest,)))
    mark.remove()
    return compared


def _resume(mark: Mark, digest: str) -> list[int]:
    """Return how many incidents an earlier run of this model compared, and what it found."""
    told = mark.read()
    if told is None or len(told) != 4 or told[0] != digest:
        return [0, 0, 0]
    return [int(each) for each in told[1:]]


def _spans(homes: Sequence[tuple[datetime, int]]) -> Iterator[Sequence[tuple[datetime, int]]]:
    """Cut incidents in order of time into parts of not too many and not too long a time."""
    start = 0
    for at, (begins, _) in enumerate(homes):
        if at - start >= HOMES or begins - homes[start][0] > SPAN:
            yield homes[start:at]
            start = at
    if homes:
        yield homes[start:]


def _find(
    source_id: int,
    homes: Sequence[tuple[datetime, int]],
    model: Model,
    *,
    is_whole: bool = False,
) -> list[Star]:
    """Return the stars of incidents that begin near each other.

    Where the ``is_whole`` book is compared, a pair of two sources is the one's that came later.
    """
    ids = frozenset(pk for _, pk in homes)
    others = others_between(source_id, homes[0][0], homes[-1][0])
    if is_whole:
        last = max(ids)
        others = [pk for pk in others if pk < last]
    if not others:
        return []
    told = load_tellings(ids, are_homes=True)
    with LinkingLake(memory_limit=MEMORY) as lake:
        parts = (others[at : at + OTHERS] for at in range(0, len(others), OTHERS))
        pairs = pa.concat_tables([_link(lake, told, part, model) for part in parts])
    if is_whole:
        pairs = pairs.filter(pa.array([right in ids for right in pairs["right"].to_pylist()], pa.bool_()))
    return stars_of(pairs, ids, model)


def _link(lake: LinkingLake, homes: Sequence[Telling], others: Sequence[int], model: Model) -> pa.Table:
    table = tellings_table([*homes, *load_tellings(others, are_homes=False)])
    return lake.link(table, model).pairs
