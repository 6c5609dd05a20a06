"""Real groups: recordings of one event rank each other, and shared addresses are found.

`python -m bench groups` reads lists that others published, from the folder that CRIMEBOOK_OUTSIDE names; they
do not ship. What a group is was read from the lists' own words, so it is a weak sign of one event, and time
and neighbourhood are also what the score looks at: the figure says that nothing gets lost on the way from the
words to the score, not how well events are found that no list has named.
"""

import os
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import combinations, product
from pathlib import Path

import numpy as np
from scipy.stats import rankdata

from crimebook.exchange.partners.police_brutality import POLICE_BRUTALITY
from crimebook.exchange.partners.syrian_archive import SYRIAN_ARCHIVE, parse_places
from crimebook.exchange.values import WORLD
from crimebook.places.gazetteer import Gazetteer
from crimebook.spacetime.chances import chances
from crimebook.spacetime.recorded import Recorded
from crimebook.spacetime.score import TermName, term_bits
from crimebook.spacetime.shared import Mark, MarkKind, shared_terms
from crimebook.terms.codebook import Codebook
from crimebook.terms.ids import SourceName
from crimebook.terms.instants import parse_zone
from crimebook.terms.intervals import FourPoint
from crimebook.terms.windows import TimeBasis, Window, WindowKind
from crimebook.work.strata import Company

Row = tuple[dict[str, str], Window]


def main() -> None:
    outside = Path(os.environ.get("CRIMEBOOK_OUTSIDE", "../shared/data"))
    for name, tell in (("syrian-archive", tell_groups), ("us-2020pb", tell_links)):
        if (outside / name).is_dir():
            tell(outside / name)
        else:
            print(f"{name}: not here, not measured (CRIMEBOOK_OUTSIDE names the folder)")


def tell_groups(folder: Path) -> None:
    """Print how videos of one hour, city and neighbourhood rank each other among those of the city's day."""
    rows = read_videos(folder)
    days = defaultdict(list)
    for row in rows:
        days[row[0]["Recording_Date"], row[0]["City"].casefold()].append(row)
    print(f"syrian-archive: {len(rows):,} videos with a day and a city, {len(days):,} days of cities")
    asks = {"in the hour of the video": of_the_hour, "in its minute": of_the_minute}
    for group, (name, asked) in product(("hour and neighbourhood", "neighbourhood"), asks.items()):
        queries, pairs, auc, first = measure(days.values(), group, asked)
        print(f"    same {group}, asked who shows what happened {name}:")
        print(f"        {queries:,} videos, {pairs:,} pairs with another")
        print(f"        area under the curve {auc:.3f}; the best-ranked other is of the group {first:.3f}")


def read_videos(folder: Path) -> list[Row]:
    from crimebook.zones.cli.books import make_book  # noqa: PLC0415 - it starts Django

    with tempfile.TemporaryDirectory(prefix="crimebook-groups-") as passing:
        make_book(Path(passing) / "book", "groups", "Asia/Damascus")
        from crimebook.work.importing.accounts import stage_account  # noqa: PLC0415 - as above
        from crimebook.work.importing.context import ImportContext  # noqa: PLC0415 - as above
    places = parse_places((folder / "syrian_places.csv").read_bytes(), SourceName("places")).records
    context = ImportContext(
        Gazetteer(tuple(places)),
        Codebook.load(),
        parse_zone("Asia/Damascus"),
        datetime.now(UTC).date(),
        WORLD,
        "",
    )
    rows = []
    for row in SYRIAN_ARCHIVE.read_rows((folder / "violations.csv").read_bytes()):
        staged = stage_account(SYRIAN_ARCHIVE.read_account(row), context, SYRIAN_ARCHIVE.crosswalk)
        if "NA" not in (row["Recording_Date"], row["City"], row["Neighborhood"]):
            rows.append((dict(row.cells), staged.record.windows[0].window))
    return rows


def measure(
    days: Iterable[Sequence[Row]], group: str, asked: Callable[[Window], Window]
) -> tuple[int, int, float, float]:
    """Return queries, pairs of a group, the mean area under the curve, and how often the first is of it."""
    areas, firsts, pairs = [], [], 0
    for day in days:
        keys = [key_of(cells, group) for cells, _ in day]
        for k, (_, window) in enumerate(day):
            others = [other for other in range(len(day)) if other != k]
            same = np.array([keys[other] == keys[k] for other in others], np.bool_)
            if keys[k] is None or not same.any() or same.all():
                continue
            bits = scores(asked(window), [day[other][1] for other in others])
            areas.append(area(bits, same))
            best = bits == bits.max()
            firsts.append(same[best].mean())
            pairs += int(same.sum())
    return len(areas), pairs, float(np.mean(areas)), float(np.mean(firsts))


def key_of(cells: dict[str, str], group: str) -> tuple[str, ...] | None:
    columns = ("Neighborhood", "Recording_Hour") if "hour" in group else ("Neighborhood",)
    values = tuple(cells[column].casefold() for column in columns)
    return None if "na" in values else values


def of_the_minute(window: Window) -> Window:
    """Return a window of what happened once, in the minute that the video gives."""
    return replace(window, kind=WindowKind.INSTANT_INSIDE, basis=TimeBasis.STATED, clock_sigma_s=0.0)


def of_the_hour(window: Window) -> Window:
    """Return a window of what happened once, in the hour of the video."""
    start = window.time.earliest_start
    if start is None:
        return of_the_minute(window)
    hour = start.replace(minute=0, second=0)
    return replace(of_the_minute(window), time=FourPoint.exact(hour, hour + timedelta(hours=1)))


def scores(asked: Window, others: Sequence[Window]) -> np.ndarray:
    """Return the score of others for what one video shows: that something happened then and there."""
    listed = list(enumerate(others))
    bits = term_bits(chances(asked, Recorded.of(listed)), Company(listed).around(asked))
    return np.asarray(np.nansum([bits[name] for name in TermName], axis=0))


def area(bits: np.ndarray, same: np.ndarray) -> float:
    """Return the chance that one of the group ranks above one that is not, ties counted half."""
    ranks, count = rankdata(bits), int(same.sum())
    return float((ranks[same].sum() - count * (count + 1) / 2) / (count * (len(same) - count)))


def tell_links(folder: Path) -> None:
    """Print how many addresses stand in several incidents, and whether the row for them finds all."""
    accounts = [
        POLICE_BRUTALITY.read_account(row)
        for row in POLICE_BRUTALITY.read_rows((folder / "all-locations-v2.json").read_bytes())
    ]
    marks = [frozenset(Mark(MarkKind.LINK, link.url) for link in each.links) for each in accounts]
    holders = defaultdict(set)
    for number, each in enumerate(marks):
        for mark in each:
            holders[mark].add(number)
    several = {mark: numbers for mark, numbers in holders.items() if len(numbers) > 1}
    wanted = {pair for numbers in several.values() for pair in combinations(sorted(numbers), 2)}
    found = set()
    for number in sorted({each for numbers in several.values() for each in numbers}):
        lists = [other for other in range(len(marks)) if other != number]
        terms = shared_terms(marks[number], [marks[other] for other in lists])
        found |= {tuple(sorted((number, other))) for other, each in zip(lists, terms, strict=True) if each}
    print(f"us-2020pb: {len(accounts):,} incidents, {len(several)} addresses that stand in several of them")
    print(
        f"    pairs of incidents with one address: {len(wanted)}; with a row for it: {len(found & wanted)},"
    )
    print(f"    and {len(found - wanted)} others")
